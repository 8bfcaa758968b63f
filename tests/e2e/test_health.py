"""An administrator sees how services are, what waits for a person, and never a light that nobody has lit."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, expect

from tests.e2e.browser import PHONE, window
from tests.integration.town import Town

SERVICES = ("content", "consent", "publisher", "gamification", "gateway")
LETTER = {
    "id": 7,
    "state": "dead",
    "topic": "restu.content.v1",
    "partition": 3,
    "offset": 41,
    "reason": "the body is wrong: item_id: missing",
    "at": "2026-11-26T08:00:00.000Z",
    "type": "restu.ContentRevised.v1",
    "key": "3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f",
    "sequence": 812,
}


async def test_all_services_are_ready_and_say_so(town: Town, browser: Browser) -> None:
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(town.administrator.id, "/health")
        for service in SERVICES:
            await expect(page.get_by_role("article", name=service, exact=True)).to_contain_text("Ready")
        await expect(page.get_by_text("No event waits for a person.", exact=True)).to_be_visible()
        await expect(page.get_by_role("status").filter(has_text="very service is ready")).to_be_visible()
        await seen.is_sound("health-well")

        # As if the gateway were gone: what was green before is not known any more.
        await page.route("**/api/health", lambda route: route.abort())
        await expect(page.get_by_role("article", name="consent", exact=True)).to_contain_text("Not known")
        await expect(page.get_by_role("status").filter(has_text="does not answer")).to_be_visible()
        await page.unroute("**/api/health")
        await expect(page.get_by_role("article", name="consent", exact=True)).to_contain_text("Ready")
        seen.wrong.clear()  # the browser itself says in the console that requests failed


async def test_what_is_wrong_is_said_with_what_it_means(town: Town, browser: Browser) -> None:
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        told: dict[str, Any] = await town.administrator.get("/api/health")
        content, consent, *_ = told["services"]
        content |= {"state": "silent", "figures": None}
        why = [{"part": "views", "detail": "the view stands still: AutoReconnect"}]
        consent |= {"state": "not-ready", "why": why}
        consent["figures"] |= {"dead_letters": 1, "to_show": 1234, "showing_late_seconds": 61}
        await page.route("**/api/health", lambda route: route.fulfill(json=told))
        letters = [{"service": each, "waiting": 0, "parked_keys": 0, "letters": []} for each in SERVICES]
        letters[0] |= {"waiting": None, "parked_keys": None}
        letters[1] |= {"waiting": 1, "parked_keys": 1, "letters": [LETTER]}
        await page.route("**/api/dead-letters", lambda route: route.fulfill(json={"services": letters}))

        await seen.enter(town.administrator.id, "/health")
        await expect(page.get_by_role("status").filter(has_text="2 services need attention")).to_be_visible()
        silent = page.get_by_role("article", name="content", exact=True)
        await expect(silent).to_contain_text("No answer")
        await expect(silent).to_contain_text("How much waits there is not known")
        ill = page.get_by_role("article", name="consent", exact=True)
        await expect(ill).to_contain_text("Nothing is decided from views")
        await expect(ill).to_contain_text("1,234 events to show, behind for 61 s")
        await expect(page.get_by_text("Whether events wait in content is not known")).to_be_visible()

        letter = page.get_by_role("article", name="ContentRevised.v1 in consent")
        await expect(letter).to_contain_text("the body is wrong: item_id: missing")
        await letter.get_by_text("What to do").press("Enter")
        await expect(letter.get_by_text("restu dead-letters replay consent 7", exact=True)).to_be_visible()
        await seen.is_sound("health")
