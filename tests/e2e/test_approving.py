"""Nothing is approved that a person cannot have seen, and nothing is called approved that is not (decision 0047)."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from playwright.async_api import Browser, FilePayload, Locator, Page, Route, expect

from restu.demo.waiting import expect as meet
from restu.demo.waiting import until
from tests.e2e.browser import PHONE, Size, window
from tests.e2e.people import is_previewed, newcomer, newcomer_and_offer, own_words
from tests.integration.town import Town
from tests.pictures import png

AT_400_PERCENT: Size = (320, 256)
"""What is left of 1280 by 1024 pixels."""


def approve_on(page: Page) -> Locator:
    """The one button that approves."""
    return page.get_by_role("button", name="Approve these exact words")


async def opened(page: Page, title: str, words: str) -> None:
    """The dialog of an activity, with these words."""
    await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
    await page.get_by_label("Your words").fill(words)


async def test_neither_a_held_key_nor_a_surprise_approves(town: Town, browser: Browser) -> None:
    title, good, evil = f"Our lab {uuid4().hex[:6]}", "https://good.example/lab", "https://evil.example/lab"
    ayu = await newcomer(town)
    activity = await town.offer(title, good, "Our lab is open.", to=ayu)

    async def item_id() -> str:
        feed = await ayu.person.get("/api/consent/feed")
        found = [each["item_id"] for each in feed["activities"] if each["activity_id"] == activity]
        meet(found != [], "not in the feed yet")
        return str(found[0])

    item = await until(item_id, "the activity is in the feed")
    async with window(browser, town.gateway.address) as seen:
        page, sent = seen.page, list[str]()
        page.on("request", lambda it: sent.append(it.url) if it.url.endswith("/respond") else None)
        await seen.enter(ayu.person.id)
        await opened(page, title, own_words())
        await page.keyboard.down("Control")
        await page.keyboard.down("Enter")  # before there is anything to approve
        await expect(approve_on(page)).to_be_enabled()
        for _ in range(5):
            await page.keyboard.down("Enter")
        await page.keyboard.up("Enter")
        await page.keyboard.up("Control")

        revised = {"title": title, "description": title, "link": evil, "language": "en", "messages": []}
        await town.curator.post(f"/api/content/items/{item}/revise", revised)
        await expect(page.get_by_role("dialog")).to_contain_text("has changed, and not by you")
        await is_previewed(page, evil)
        await expect(approve_on(page)).to_be_disabled()
        await page.keyboard.press("Control+Enter")
        await seen.is_sound("approve-revised")
        assert sent == []
        await page.get_by_role("button", name="I have looked").click()
        feed_answers = asyncio.Event()

        async def late(route: Route) -> None:
            await feed_answers.wait()
            await route.continue_()

        await page.route("**/api/consent/feed?*", late)
        await approve_on(page).click()
        await expect(page.get_by_role("heading", name="Approved")).to_be_visible()  # whatever else is slow
        assert len(sent) == 1
        feed_answers.set()

        await page.get_by_role("button", name="Close").click()
        at = "() => document.activeElement.closest('article, h1') !== null"
        await page.wait_for_function(at)


async def test_a_lost_answer_is_looked_for_and_who_closed_is_told(town: Town, browser: Browser) -> None:
    (ayu, title, _), words = await newcomer_and_offer(town), own_words()
    async with window(browser, town.gateway.address, size=PHONE) as seen:
        page, answers = seen.page, asyncio.Event()

        async def lose(route: Route) -> None:
            await route.fetch()
            await route.fulfill(json={})  # which is no approval

        async def late(route: Route) -> None:
            await answers.wait()
            await route.continue_()

        await page.route("**/api/consent/respond", lose)
        await page.route("**/api/consent/approvals/*", late)
        await seen.enter(ayu.person.id)
        await opened(page, title, words)
        await is_previewed(page, words)
        await page.get_by_role("radio", name="Pick a time").click()
        await approve_on(page).click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("It may have arrived")
        await expect(dialog).not_to_contain_text("Nothing goes out before")
        await expect(page.get_by_label("Your words")).not_to_be_editable()
        await expect(page.get_by_role("heading", name="Approved")).to_have_count(0)
        await seen.is_sound("approve-in-doubt")

        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        answers.set()
        await page.unroute("**/api/consent/respond", lose)
        told = page.get_by_role("region", name="Notifications")
        await expect(told).to_contain_text(f"Approved after all: “{title}”")
        await told.get_by_role("button", name="Take it back").click()
        await expect(told).to_contain_text("It will not go out.")
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await expect(page.get_by_role("textbox", name="Your words")).to_have_value(words)


async def test_an_image_that_cannot_be_seen_is_not_approved(town: Town, browser: Browser) -> None:
    ayu, title, _ = await newcomer_and_offer(town)
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(ayu.person.id)
        await page.route("**/api/consent/images/*", lambda route: route.abort())
        await opened(page, title, own_words())
        await page.get_by_role("dialog").locator("summary").filter(has_text="No images").click()
        tall = FilePayload(name="tall.png", mimeType="image/png", buffer=png(width=40, height=400))
        await page.get_by_label("Add an image").set_input_files(tall)
        await page.get_by_label("What can be seen in image 1").fill("A tower")
        await expect(page.get_by_role("dialog")).to_contain_text("This image could not be shown")
        await expect(approve_on(page)).to_be_disabled()
        seen.wrong.clear()  # the browser itself says in the console what it could not load

        await page.unroute("**/api/consent/images/*")
        await page.get_by_role("button", name="Try again").click()
        await expect(approve_on(page)).to_be_enabled()
        image = page.get_by_role("region", name="Exactly what would be published").get_by_role("img", name="A tower")
        assert await image.evaluate("(it) => getComputedStyle(it).objectFit") == "contain"


async def test_what_is_chosen_and_the_button_are_seen_at_400_percent_and_in_ones_own_colours(
    town: Town, browser: Browser
) -> None:
    ayu, title, _ = await newcomer_and_offer(town)
    async with window(browser, town.gateway.address, size=AT_400_PERCENT) as seen:
        page = seen.page
        await seen.enter(ayu.person.id)
        await page.emulate_media(forced_colors="active")
        await opened(page, title, own_words())
        chosen, other = (page.get_by_role("radio", name=name) for name in ("Now", "Pick a time"))
        await expect(other).to_have_css("outline-style", "none")
        await expect(chosen).to_have_css("outline-style", "solid")
        own = page.get_by_role("meter", name="In your own words").locator("> * > div")
        await expect(own).to_have_css("background-color", "rgb(0, 0, 0)")
        await expect(approve_on(page)).to_be_enabled()
        await approve_on(page).scroll_into_view_if_needed()
        await expect(approve_on(page)).to_be_in_viewport(ratio=1)
        await page.emulate_media(forced_colors="none")
