"""What happens anywhere shows in every browser within a second; what a lost connection missed comes after it."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Browser, Route, expect

from tests.e2e.browser import PHONE, window
from tests.e2e.moment import Record, appeared_within, press, watch
from tests.e2e.people import is_previewed, new_title, newcomer, newcomer_and_offer, offered, own_words
from tests.e2e.relay import relaying
from tests.integration.town import Town

HEARING = """
  window.heard = [];
  const source = new EventSource("/api/events");
  source.addEventListener("feed", (it) => window.heard.push(it.lastEventId));
  source.addEventListener("reset", () => window.heard.push("reset"));
  window.isConnected = () => source.readyState === EventSource.OPEN;
"""
"""A live connection of the page's own beside the app's, which tells what came over it."""


async def test_a_second_browser_follows_within_a_second(town: Town, browser: Browser, record_property: Record) -> None:
    (ayu, title, _), words = await newcomer_and_offer(town), own_words()
    async with (
        window(browser, town.gateway.address) as here,
        window(browser, town.gateway.address, size=PHONE) as there,
    ):
        await here.enter(ayu.person.id)
        await there.enter(ayu.person.id, "/week")
        another = new_title()
        await watch(here.page, "article", another)
        await offered(town, ayu, another)
        made = time.time() * 1000
        await expect(here.page.get_by_role("article", name=another)).to_be_visible()
        await appeared_within(1.0, here.page, made, "An offer, once it is made, shows", record_property)

        card = here.page.get_by_role("article", name=title)
        entry = there.page.get_by_role("article").filter(has_text=words)
        await card.get_by_role("button", name="See and approve").click()
        await here.page.get_by_label("Your words").fill(words)
        await is_previewed(here.page, words)
        await here.page.get_by_role("radio", name="Pick a time").click()
        await expect(here.page.get_by_text("Bringing the preview up to date…")).to_have_count(0)
        approve = here.page.get_by_role("button", name="Approve these exact words")
        await expect(approve).not_to_have_attribute("aria-disabled", "true")
        await watch(there.page, "article", words)
        pressed = await press(approve)
        await expect(entry).to_be_visible()
        await appeared_within(1.0, there.page, pressed, "An approval shows in a second browser", record_property)
        await expect(here.page.get_by_role("heading", name="Approved")).to_be_visible()
        await (
            here.page.get_by_role("button", name="Done")
            .or_(here.page.get_by_role("button", name="Close"))
            .first.click()
        )
        await expect(card).to_have_count(0)

        await watch(here.page, "article", title)
        pressed = await press(entry.get_by_role("button", name="Take it back"))
        await expect(card).to_be_visible()
        await appeared_within(1.0, here.page, pressed, "A withdrawal shows in a second browser", record_property)
        await expect(entry).to_contain_text("Taken back")


async def test_what_happens_while_a_screen_loads_is_shown_too(town: Town, browser: Browser) -> None:
    ayu, made, happened = await newcomer(town), asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        made.set()
        await happened.wait()
        await route.fulfill(response=answer)

    async with window(browser, town.gateway.address) as seen:
        await seen.page.route("**/api/consent/feed?*", late)
        await seen.enter(ayu.person.id)
        await seen.page.evaluate(HEARING)
        await seen.page.wait_for_function("() => window.isConnected()")
        await made.wait()
        title, _ = await offered(town, ayu)
        await seen.page.wait_for_function("() => window.heard.length >= 1")
        happened.set()
        await expect(seen.page.get_by_role("article", name=title)).to_be_visible()


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
