"""An advocate's week in the browser: sign in, see what is offered, approve exactly these words, see it go out."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.browser import DESKTOP, PHONE, Size, Theme, Window, window
from tests.e2e.people import OWN, is_previewed, newcomer, newcomer_and_offer
from tests.integration.town import Advocate, Town

LOADED = """performance.getEntriesByType("resource").filter((it) => it.name.endsWith(".js"))
  .reduce((sum, it) => sum + it.encodedBodySize, 0)"""


async def open_feed(seen: Window, who: Advocate) -> None:
    """Signs in as a newcomer to the app does, on its first page."""
    await seen.page.goto(seen.address)
    await seen.page.get_by_role("button", name=who.person.name).click()
    await expect(seen.page.get_by_role("heading", level=1, name="Feed")).to_be_visible()


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (DESKTOP, "dark")])
async def test_from_the_feed_to_the_network(town: Town, browser: Browser, size: Size, theme: Theme) -> None:
    ayu, title, _ = await newcomer_and_offer(town)
    async with window(browser, town.gateway.address, size=size, theme=theme) as seen:
        page = seen.page
        await page.goto(seen.address)
        await expect(page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
        await seen.is_sound("sign-in")

        await open_feed(seen, ayu)
        await expect(page.get_by_role("article", name=title)).to_be_visible()
        assert 50_000 < await page.evaluate(LOADED) < 200_000, "bytes of compressed script at the first load"
        await seen.is_sound("feed")

        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await page.get_by_label("Your words").fill(OWN)
        shown = page.get_by_role("region", name="Exactly what would be published")
        await expect(shown).to_contain_text(OWN)
        await expect(shown).to_have_attribute("aria-busy", "false")
        await seen.is_sound("approve")

        await page.get_by_role("button", name="Approve these exact words").click()
        await expect(page.get_by_role("heading", name="Approved")).to_be_visible()
        await seen.is_sound("approved")
        dialog = page.url

        await page.get_by_role("dialog").get_by_role("link", name="My week").click()
        entry = page.get_by_role("article").filter(has_text=OWN)
        await expect(entry).to_contain_text("Went out", timeout=60_000)
        await expect(entry.get_by_role("link", name="See it there")).to_be_visible()
        await seen.is_sound("week")

        await page.goto(dialog)
        await expect(page.get_by_text("You have approved this already.")).to_be_visible()
        await expect(page.get_by_role("button", name="Approve these exact words")).to_have_attribute(
            "aria-disabled", "true"
        )


async def test_by_the_keyboard_alone(town: Town, browser: Browser) -> None:
    ayu, title, _ = await newcomer_and_offer(town)
    async with window(browser, town.gateway.address) as seen:
        await open_feed(seen, ayu)
        article = seen.page.get_by_role("article", name=title)
        await expect(article).to_be_visible()
        keyboard = seen.page.keyboard
        for _ in range(50):
            await keyboard.press("j")
            if await article.evaluate("(it) => it === document.activeElement"):
                break
        await keyboard.press("e")
        await expect(seen.page.get_by_label("Your words")).to_be_focused()
        await keyboard.press("Control+A")
        await keyboard.type(OWN)
        await expect(seen.page.get_by_role("button", name="Approve these exact words")).not_to_have_attribute(
            "aria-disabled", "true"
        )
        await keyboard.press("Control+Enter")
        await expect(seen.page.get_by_role("heading", name="Approved")).to_be_visible()


async def test_what_was_approved_is_taken_back_in_one_tap(town: Town, browser: Browser) -> None:
    ayu, title, _ = await newcomer_and_offer(town)
    async with window(browser, town.gateway.address, size=PHONE) as seen:
        page = seen.page
        await open_feed(seen, ayu)
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await page.get_by_label("Your words").fill(OWN)
        await is_previewed(page, OWN)
        await page.get_by_role("radio", name="Pick a time").click()
        picked = await page.get_by_label("Day and time").input_value()
        await page.keyboard.press("Escape")
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await expect(page.get_by_role("radio", name="Pick a time")).to_be_checked()
        await expect(page.get_by_label("Day and time")).to_have_value(picked)
        await page.get_by_role("button", name="Approve these exact words").click()
        await page.get_by_role("dialog").get_by_role("link", name="My week").click()
        entry = page.get_by_role("article").filter(has_text=OWN)
        await entry.get_by_role("button", name="Change").click()
        await expect(page.get_by_label("Day and time")).to_have_value(picked)
        await expect(page.get_by_role("button", name="Replace by these exact words")).to_be_visible()
        await page.goto(f"{seen.address}/week")
        await entry.get_by_role("button", name="Take it back").click()
        await expect(entry).to_contain_text("Taken back")


async def test_declining_can_be_undone_and_the_language_changed(town: Town, browser: Browser) -> None:
    ayu, title, _ = await newcomer_and_offer(town)
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await open_feed(seen, ayu)
        article = page.get_by_role("article", name=title)
        await article.get_by_role("button", name="Decline").click()
        await expect(article).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(article).to_be_visible()

        await article.get_by_role("button", name="Decline").click()
        await page.reload()
        await page.get_by_text("What you declined (1)").click()
        await expect(article).to_have_count(0)
        await seen.is_sound("declined")
        await page.get_by_role("button", name="Take up again").click()
        await expect(article).to_be_visible()
        await expect(page.get_by_text("What you declined")).to_have_count(0)

        await page.get_by_role("button", name="You and your settings").click()
        await expect(page.get_by_role("menuitem", name="Settings")).to_have_attribute("href", "/settings")
        await page.get_by_role("menuitemradio", name="Bahasa Indonesia").click()
        await expect(page.get_by_role("heading", level=1, name="Beranda")).to_be_visible()
        assert await page.evaluate("document.documentElement.lang") == "id"
        await page.keyboard.press("Escape")
        me = page.get_by_role("button", name="Anda dan pengaturan Anda")
        await expect(me).to_contain_text(ayu.person.name)
        await me.click()
        await page.get_by_role("menuitem", name="Pengaturan").click()
        await expect(page.get_by_role("heading", level=1, name="Pengaturan")).to_be_visible()


async def test_without_a_connection_the_app_opens_and_says_so(town: Town, browser: Browser) -> None:
    ayu = await newcomer(town)
    async with window(browser, town.gateway.address, keeps=True) as seen:
        await open_feed(seen, ayu)
        await seen.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        await seen.page.context.set_offline(True)
        await expect(seen.page.get_by_text("You are offline.")).to_be_visible()
        await seen.page.reload()
        await expect(seen.page.get_by_text("Restu does not answer.")).to_be_visible()
        await seen.page.get_by_role("button", name="Try again").click()
        await expect(seen.page.get_by_text("Restu does not answer.")).to_be_visible()
        await seen.page.context.set_offline(False)  # what was not loaded is asked for by itself then
        await expect(seen.page.get_by_role("heading", level=1, name="Feed")).to_be_visible()
        seen.wrong.clear()  # the browser itself says in the console what it could not load
