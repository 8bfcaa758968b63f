"""What did not go as approved: said plainly, with what to do, and waiting for whoever was away, in every browser."""

from __future__ import annotations

import re

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browser import DESKTOP, PHONE, Window, window
from tests.e2e.doubt import Doubt
from tests.e2e.people import newcomer_and_offer, own_words
from tests.integration.town import Advocate, Town


def my_week(page: Page) -> Locator:
    """The way to My week, which tells how much waits there: a tab on a phone, a line on a desktop."""
    return page.get_by_role("navigation").get_by_role("link", name="My week")


async def waits(seen: Window, number: int) -> None:
    """So much waits for the person in My week, to be seen from wherever they are."""
    told = {0: "", 1: "1 waits for you"}.get(number, f"{number} wait for you")
    await expect(my_week(seen.page)).to_have_text(f"My week{number or ''}{told}")


async def entry_of(seen: Window, words: str) -> Locator:
    """Goes to My week; what was approved in these words."""
    await my_week(seen.page).click()
    await expect(seen.page.get_by_role("heading", level=1, name="My week")).to_be_visible()
    return seen.page.get_by_role("article").filter(has_text=words)


async def stands(town: Town, who: Advocate, words: str) -> bool:
    """Whether just these words stand on the network, with a link and what has to be disclosed."""
    (status,) = await town.network.standing(who.account)
    return words in status.text


async def test_a_post_that_the_network_refuses_waits_for_who_was_away(town: Town, browser: Browser) -> None:
    (ayu, _, activity), words = await newcomer_and_offer(town), own_words()
    await town.network.order("refuse", ayu.account, "post")
    approval = await town.approve(ayu, activity, words)
    await town.post_is(ayu, approval, "failed")
    async with (
        window(browser, town.gateway.address, size=PHONE) as phone,
        window(browser, town.gateway.address, size=DESKTOP) as desk,
    ):
        await phone.enter(ayu.person.id)
        await desk.enter(ayu.person.id)
        await waits(desk, 1)
        await waits(phone, 1)
        entry = await entry_of(phone, words)
        await expect(phone.page.get_by_role("heading", name="Needs a look from you")).to_be_visible()
        await expect(entry).to_contain_text("Did not go out")
        await expect(entry).to_contain_text("Nothing was published. You can look at it again and approve it anew.")
        await phone.is_sound("week-failed")

        await entry.get_by_role("button", name="Approve again").click()
        await expect(phone.page.get_by_label("Your words")).to_have_value(re.compile(words))
        await phone.page.get_by_role("button", name="Approve these exact words").click()
        await phone.page.get_by_role("dialog").get_by_role("link", name="My week").click()
        await expect(entry.filter(has_text="Went out")).to_be_visible(timeout=60_000)
        await waits(phone, 0)
        await waits(desk, 0)
    assert await stands(town, ayu, words)


async def test_what_is_in_doubt_is_asked_and_never_sent_again(town: Town, browser: Browser, doubt: Doubt) -> None:
    tari = doubt.advocate
    for approval in doubt.approvals:
        await town.post_is(tari, approval, "uncertain", seconds=120)
    async with (
        window(browser, town.gateway.address, size=PHONE, theme="dark") as phone,
        window(browser, town.gateway.address, size=DESKTOP) as desk,
    ):
        await phone.enter(tari.person.id)
        await desk.enter(tari.person.id, "/results")
        await waits(phone, 2)
        await waits(desk, 2)
        entry = await entry_of(phone, doubt.words[0])
        await expect(entry).to_contain_text("May or may not have gone out")
        await expect(entry).to_contain_text("Please look at your account there, and say what you see.")
        await phone.is_sound("week-uncertain")
        await entry.get_by_role("button", name="It is not there").click()
        await expect(entry).to_contain_text("You looked, and it is not there")
        await expect(entry.get_by_role("button", name="Approve again")).to_be_visible()
        await waits(desk, 1)

        entry = await entry_of(desk, doubt.words[1])
        await entry.get_by_label("Its address").fill("I can see it")
        await entry.get_by_role("button", name="It is there").click()
        await expect(entry).to_contain_text("This is no address of a web page")
        await entry.get_by_label("Its address").fill("social.example/@tari/1")
        await entry.get_by_role("button", name="It is there").click()
        await expect(entry).to_contain_text("You said that it went out")
        await waits(phone, 0)
        await waits(desk, 0)
    assert await town.network.standing(tari.account) == [], "something was sent again"


async def test_a_post_is_taken_down_and_a_refusal_is_not_hidden(town: Town, browser: Browser) -> None:
    (ayu, _, activity), words = await newcomer_and_offer(town), own_words()
    approval = await town.approve(ayu, activity, words)
    await town.post_is(ayu, approval, "published")
    await town.network.order("refuse", ayu.account, "delete")
    async with (
        window(browser, town.gateway.address, size=DESKTOP, theme="dark") as desk,
        window(browser, town.gateway.address, size=PHONE) as phone,
    ):
        await desk.enter(ayu.person.id)
        await phone.enter(ayu.person.id)
        entry, elsewhere = await entry_of(desk, words), await entry_of(phone, words)
        await expect(elsewhere).to_contain_text("Went out")
        await waits(desk, 0)
        await entry.get_by_role("button", name="Take down").click()
        await expect(entry.get_by_role("button", name="Keep it")).to_be_focused()
        await expect(entry.get_by_role("group")).to_contain_text("cannot be put back. The points it earned go, too.")
        await desk.is_sound("week-take-down")
        await desk.page.keyboard.press("Enter")
        await expect(entry.get_by_role("button", name="Take down")).to_be_focused()
        await desk.page.keyboard.press("Enter")
        await entry.get_by_role("button", name="Take it down for good").click()
        await expect(entry).to_contain_text("Could not be taken down")
        await expect(entry).to_contain_text("it is still there. Please remove it there yourself, or try once more.")
        await waits(desk, 1)
        await waits(phone, 1)
        await desk.is_sound("week-still-there")
        assert await stands(town, ayu, words)
        await entry.get_by_role("button", name="Leave it").click()
        await waits(desk, 0)
        await waits(phone, 1)
        await desk.page.get_by_role("button", name="Undo").click()
        await waits(desk, 1)

        await entry.get_by_role("button", name="Take down").click()
        await entry.get_by_role("button", name="Take it down for good").click()
        await expect(entry).to_contain_text("Taken down")
        await expect(elsewhere).to_contain_text("Taken down")
        await waits(desk, 0)
        await waits(phone, 0)
        await expect(entry.get_by_role("link", name="See it there")).to_have_count(0)
        await phone.is_sound("week-taken-down")
    assert await town.network.standing(ayu.account) == []
