"""What happens anywhere shows in every browser within a second; what a lost connection missed comes after it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Browser, expect

from tests.e2e.browser import PHONE, window
from tests.e2e.people import newcomer, newcomer_and_offer, offered, own_words
from tests.e2e.relay import relaying
from tests.integration.town import Town

Record = Callable[[str, object], None]
HEARING = """
  window.heard = [];
  const source = new EventSource("/api/events");
  source.addEventListener("feed", (it) => window.heard.push(it.lastEventId));
  source.addEventListener("reset", () => window.heard.push("reset"));
  window.isConnected = () => source.readyState === EventSource.OPEN;
"""
"""A live connection of the page's own beside the app's, which tells what came over it."""


@asynccontextmanager
async def within_a_second(what: str, record: Record) -> AsyncIterator[None]:
    """From here to the end of the block takes less than a second; how long is told at the end of the run."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    record(f"{what} shows in a second browser", f"within {took:.2f} s")
    assert took < 1.0, f"{what}: {took:.2f} s"


async def test_a_second_browser_follows_within_a_second(town: Town, browser: Browser, record_property: Record) -> None:
    (ayu, title, _), words = await newcomer_and_offer(town), own_words()
    async with (
        window(browser, town.gateway.address) as here,
        window(browser, town.gateway.address, size=PHONE) as there,
    ):
        await here.enter(ayu.person.id)
        await there.enter(ayu.person.id, "/week")
        another, _ = await offered(town, ayu)
        async with within_a_second("An offer, once it is made,", record_property):
            await expect(here.page.get_by_role("article", name=another)).to_be_visible()
        card = here.page.get_by_role("article", name=title)
        entry = there.page.get_by_role("article").filter(has_text=words)
        await card.get_by_role("button", name="See and approve").click()
        await here.page.get_by_label("Your words").fill(words)
        await here.page.get_by_role("radio", name="Pick a time").click()
        await expect(here.page.get_by_text("Bringing the preview up to date…")).to_have_count(0)
        approve = here.page.get_by_role("button", name="Approve these exact words")
        await expect(approve).not_to_have_attribute("aria-disabled", "true")
        async with within_a_second("An approval", record_property):
            await approve.click()
            await expect(entry).to_be_visible()
        await expect(here.page.get_by_role("heading", name="Approved")).to_be_visible()
        await (
            here.page.get_by_role("button", name="Done")
            .or_(here.page.get_by_role("button", name="Close"))
            .first.click()
        )
        await expect(card).to_have_count(0)

        async with within_a_second("A withdrawal", record_property):
            await entry.get_by_role("button", name="Take it back").click()
            await expect(card).to_be_visible()
        await expect(entry).to_contain_text("Taken back")


async def test_a_lost_connection_goes_on_without_a_gap(town: Town, browser: Browser) -> None:
    ayu = await newcomer(town)
    async with relaying(town.gateway.address) as relay, window(browser, relay.address) as seen:
        page = seen.page
        await seen.enter(ayu.person.id)
        await expect(page.get_by_role("heading", level=1, name="Feed")).to_be_visible()
        await page.evaluate(HEARING)
        await page.wait_for_function("() => window.isConnected()")
        before, _ = await offered(town, ayu)
        await expect(page.get_by_role("article", name=before)).to_be_visible()
        await page.wait_for_function("() => window.heard.length >= 1")

        await relay.cut()
        await page.wait_for_function("() => !window.isConnected()")
        missed = [title for title, _ in await asyncio.gather(*(offered(town, ayu) for _ in range(3)))]
        await expect(page.get_by_text("The live connection is lost.")).to_be_visible()
        await expect(page.get_by_role("article", name=missed[0])).to_have_count(0)

        await relay.mend()
        for title in missed:
            await expect(page.get_by_role("article", name=title)).to_be_visible()
        await expect(page.get_by_text("The live connection is lost.")).to_have_count(0)
        await page.wait_for_function("() => window.heard.length >= 4")
        heard: list[str] = await page.evaluate("window.heard")
        assert len(heard) == len(set(heard)), f"not each once: {heard}"
        assert "reset" not in heard, "it was told to begin anew instead of what it had missed"
        seen.wrong.clear()  # the browser itself says in the console what it could not load
