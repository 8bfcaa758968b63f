"""The gateway's own pages: what stands at the root, and the way back from a network; everything from ourselves."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from services.gateway.api import _add_pages

STATIC = Path(__file__).parents[2] / "services" / "gateway" / "static"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/connected", "text/html"),
        ("/connected.js", "text/javascript"),
        ("/connected.css", "text/css"),
    ],
)
async def test_a_page_is_served_as_what_it_is(path: str, kind: str) -> None:
    app, router = FastAPI(), APIRouter()
    _add_pages(router)
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("page", sorted(STATIC.glob("*.html")), ids=lambda page: page.name)
def test_a_page_asks_nothing_of_others_and_holds_no_script_or_style_of_its_own(page: Path) -> None:
    text = page.read_text("utf-8")

    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bon\w+=|style=", text)
