"""The built web app as browsers get it: by exact name, kept as long as it may be, and nothing else of the folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from chassis.errors import NotFound, Refused
from chassis.http import add_error_tree
from services.gateway.security import UNKEPT
from services.gateway.web import ASKED_FOR, KEPT, web_routes

INDEX, SCRIPT = b"<!doctype html><title>Restu</title>", b"console.log('here')"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "sw.js").write_bytes(SCRIPT)
    (folder / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(b"gzip")
    (folder / "notes.txt").write_bytes(b"not served")
    (tmp_path / "secret.js").write_bytes(b"not ours")
    return folder


def served(folder: Path | None) -> httpx.AsyncClient:
    app = FastAPI()
    add_error_tree(app, Refused)
    app.include_router(web_routes(folder))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")


@pytest.fixture
async def browser(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with served(folder) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/week", "/a/screen/of/its/own", "/apis"])
async def test_an_address_of_the_app_is_its_page_and_no_browser_keeps_it(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert (answer.status_code, answer.content) == (200, INDEX)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == UNKEPT


@pytest.mark.parametrize("path", ["/", "/week", "/sw.js"])
async def test_it_can_be_asked_whether_a_file_is_there(browser: httpx.AsyncClient, path: str) -> None:
    asked, got = await browser.head(path), await browser.get(path)

    assert asked.status_code == 200
    assert asked.headers == got.headers


async def test_a_hashed_file_is_kept_for_ever_and_no_other(browser: httpx.AsyncClient) -> None:
    plain = {"Accept-Encoding": "identity"}
    assert (await browser.get("/assets/app-1a2b.js", headers=plain)).headers["cache-control"] == KEPT
    assert (await browser.get("/sw.js", headers=plain)).headers["cache-control"] == ASKED_FOR


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0", None),
        ("", None),
        ("identity", None),
    ],
)
async def test_the_smallest_that_the_browser_takes(
    browser: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    async with browser.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepted}) as answer:
        content = b"".join([part async for part in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert content == {"br": b"brotli", "gzip": b"gzip", None: SCRIPT}[encoding]


@pytest.mark.parametrize(
    "path",
    [
        "/missing.js",
        "/assets/app-0000.js",
        "/notes.txt",
        "/../secret.js",
        "/%2e%2e/secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/api/nowhere",
        "/auth/nowhere",
        "/.well-known/nothing",
    ],
)
async def test_what_is_not_the_apps_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, NotFound.code)


@pytest.mark.parametrize("built", [None, Path("/nowhere")])
async def test_without_a_build_every_screen_says_so_and_nothing_else_is_there(built: Path | None) -> None:
    async with served(built) as client:
        for path in ("/", "/week", "/connected?state=s&code=c"):
            assert "not built" in (await client.get(path)).text
        for path in ("/sw.js", "/api/nothing", "/auth/nothing"):
            assert (await client.get(path)).status_code == 404
