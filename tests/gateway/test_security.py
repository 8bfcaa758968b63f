"""The door: our own host only, hardened answers, no changes from other sites."""

from __future__ import annotations

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from services.gateway.security import Door, comes_from_elsewhere

OURS = "https://restu.example.org"


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("inside", headers={"Cache-Control": "max-age=60"})(scope, receive, send)


async def ask(path: str, host: str, *, secure: bool = True) -> httpx.Response:
    door = Door(inside, ["restu.example.org"], secure=secure)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url=f"https://{host}") as client:
        return await client.get(path)


async def test_our_host_is_let_in_with_hardened_headers() -> None:
    answer = await ask("/api/x", "restu.example.org")

    assert answer.text == "inside"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "max-age" in answer.headers["strict-transport-security"]
    assert answer.headers["cache-control"] == "max-age=60"  # an inner answer may know better


async def test_without_tls_nothing_is_said_about_tls() -> None:
    assert "strict-transport-security" not in (await ask("/x", "restu.example.org", secure=False)).headers


@pytest.mark.parametrize("host", ["evil.example.org", "restu.example.org.evil.org", "restu.example.org:444"])
async def test_another_host_is_refused_with_hardened_headers(host: str) -> None:
    answer = await ask("/api/x", host)

    assert answer.status_code == 421
    assert answer.json()["code"] == "wrong-host"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_health_answers_under_any_name() -> None:
    assert (await ask("/livez", "10.0.0.7:8080")).text == "inside"


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({"origin": OURS}, False),
        ({"origin": OURS, "sec-fetch-site": "same-origin"}, False),
        ({"origin": "https://evil.example.org"}, True),
        ({"origin": "http://restu.example.org"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://[::1"}, True),
        ({"origin": "http://[no]/"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
    ],
)
def test_what_the_browser_says_of_the_origin_counts(headers: dict[str, str], *, elsewhere: bool) -> None:
    assert comes_from_elsewhere(Headers(headers), OURS) is elsewhere
