"""A page is one person's: what somebody began is never done by who signs in after them in the same browser."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.browser import window
from tests.e2e.people import newcomer
from tests.integration.town import Advocate, Town


async def is_open(who: Advocate, activity: str) -> bool:
    """Whether it still waits for their answer."""
    return activity in {each["activity_id"] for each in (await who.person.get("/api/consent/feed"))["activities"]}


async def is_of(page: Page, who: Advocate) -> None:
    """Whose page it is stands in the menu."""
    await expect(page.get_by_role("button", name="You and your settings")).to_contain_text(who.person.name)


async def test_what_one_began_is_not_done_by_another(town: Town, browser: Browser) -> None:
    ayu, budi = await asyncio.gather(newcomer(town), newcomer(town, "Budi"))
    title = f"Our lab opens {uuid4().hex[:6]}"
    activity = await town.offer(title, "https://example.org/lab", "Our lab is open.")
    sent: list[str] = []

    async def busy_at_first(route: Route) -> None:
        sent.append(route.request.headers["restu-csrf"])
        if len(sent) == 1:
            await seen.enter_elsewhere(budi.person.id)
            await route.fulfill(status=503)
        else:
            await route.continue_()

    async with window(browser, town.gateway.address) as seen:
        await seen.enter(ayu.person.id)
        await is_of(seen.page, ayu)
        await seen.page.route("**/api/consent/respond", busy_at_first)
        card = seen.page.get_by_role("article", name=title)
        async with seen.page.expect_navigation():
            await card.get_by_role("button", name="Decline").click()
        await is_of(seen.page, budi)
        await expect(card).to_be_visible()
        assert len(sent) == 2
        assert sent[0] == sent[1], "it was sent again in the name of the second person"
        seen.wrong.clear()  # the browser itself says in the console what was refused
    assert await is_open(ayu, activity)
    assert await is_open(budi, activity)


async def test_what_one_typed_is_not_there_for_another(town: Town, browser: Browser) -> None:
    ayu, budi = await asyncio.gather(newcomer(town), newcomer(town, "Budi"))
    async with window(browser, town.gateway.address) as seen:
        words = seen.page.get_by_label("In your words")
        await seen.enter(ayu.person.id, "/suggest")
        await words.fill("We have a robot now.")
        await seen.enter(budi.person.id, "/suggest")
        await expect(words).to_have_value("")
        await seen.enter(ayu.person.id, "/suggest")
        await expect(words).to_have_value("We have a robot now.")


async def test_whose_session_is_lost_reads_why_and_goes_on(town: Town, browser: Browser) -> None:
    ayu = await newcomer(town)
    ended, begins = "Your session has ended", "Who would you like to be?"
    lost: list[str] = []

    async def lose_the_first(route: Route) -> None:
        if lost:
            await route.continue_()
        else:
            lost.append(route.request.url)
            await route.fetch()
            await route.abort()

    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(ayu.person.id, "/suggest")
        words = page.get_by_label("In your words")
        await words.fill("We have a robot now.")
        await page.context.clear_cookies()
        await page.get_by_label("Why is it worth sharing?").fill("It waves.")
        await page.get_by_role("button", name="Suggest it").click()
        await expect(page.get_by_role("alert")).to_contain_text(ended)
        await page.get_by_role("button", name=ayu.person.name).click()
        await expect(words).to_have_value("We have a robot now.")
        seen.wrong.clear()  # the browser itself says in the console what was refused

        await page.route("**/auth/sign-out", lose_the_first)
        await page.get_by_role("button", name="You and your settings").click()
        await page.get_by_role("menuitem", name="Sign out").click()
        await expect(page.get_by_role("heading", name=begins)).to_be_visible()
        await expect(page.get_by_text(ended)).to_have_count(0)
        assert await page.evaluate("location.pathname") == "/"
        seen.wrong.clear()  # that an answer was lost, too
