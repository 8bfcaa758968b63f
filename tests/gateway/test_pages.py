"""The gateway's own pages: the API's, and what stands in for a web app that is not built; everything from ourselves."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.gateway.pages import PAGES, Page, page_routes
from services.gateway.security import Door

STATIC = Path(__file__).parents[2] / "services" / "gateway" / "static"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_a_page_is_served_as_what_it_is_under_the_strict_policy(page: Page) -> None:
    app = FastAPI()
    app.include_router(page_routes())
    app.add_middleware(Door, hosts=["gateway"], secure=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.get(page.path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(page.kind)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
    assert answer.content == page.content()


@pytest.mark.parametrize("page", sorted(STATIC.glob("*.html")), ids=lambda page: page.name)
def test_a_page_asks_nothing_of_others_and_holds_no_script_or_style_of_its_own(page: Path) -> None:
    text = page.read_text("utf-8")

    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bon\w+=|style=", text)


@pytest.mark.parametrize("page", sorted(STATIC.glob("*.html")), ids=lambda page: page.name)
def test_whatever_a_page_links_is_served(page: Path) -> None:
    linked = set(re.findall(r"(?:src|href)=\"(/[^\"]*)\"", page.read_text("utf-8")))

    assert linked <= {each.path for each in PAGES}
