"""The game in the browser: places, contests, progress, points, rewards, and what an administrator does with them."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Locator, expect

from restu.demo.browser import Person
from restu.demo.walk import written
from tests.e2e.browser import PHONE, Window, window
from tests.e2e.moment import Record, appeared_within, watch
from tests.e2e.people import newcomer
from tests.integration.town import Advocate, Town

OWN = "Three things surprised me on the day it opened, and the first one was the smell of paint."
POINTS = 20
EARNED = 30
"""Points for a post in one's own words."""


def ahead(**span: float) -> str:
    return written(datetime.now(UTC) + timedelta(**span))


async def earner(town: Town, name: str = "Ayu") -> Advocate:
    """Somebody with one published post in their own words."""
    who = await newcomer(town, name)
    await earn(town, who)
    return who


async def earn(town: Town, who: Advocate) -> None:
    activity = await town.offer(
        f"A lab {uuid4().hex[:6]}", "https://example.org/lab", "Our lab is open.", points=POINTS, to=who
    )
    approval = await town.approve(who, activity, f"{OWN} {uuid4().hex}")
    await town.post_is(who, approval, "published")


async def has_earned(who: Advocate, points: int) -> None:
    """The game has heard of it."""
    async with asyncio.timeout(30):
        while (await who.person.get("/api/gamification/me"))["points"] < points:
            await asyncio.sleep(0.1)


async def enters(seen: Window, who: Person, path: str, title: str) -> Locator:
    """As somebody, straight to a screen; its main part."""
    await seen.enter(who.id, path)
    return await shown(seen, title)


async def goes(seen: Window, path: str, title: str) -> Locator:
    """Goes to a screen by its address; its main part."""
    await seen.page.goto(f"{seen.address}{path}")
    return await shown(seen, title)


async def shown(seen: Window, title: str) -> Locator:
    """The main part of the screen with this title, once all of it is there."""
    await expect(seen.page.get_by_role("heading", level=1, name=title)).to_be_visible()
    main = seen.page.get_by_role("main")
    await expect(main.locator("[aria-busy=true]")).to_have_count(0)
    return main


async def made(town: Town, **reward: Any) -> str:
    title = f"Lunch with whom you like {uuid4().hex[:6]}"
    await town.administrator.post("/api/gamification/rewards", {"title": title, "points": 10, "stock": 1, **reward})
    return title


async def explains(ledger: Locator) -> None:
    """Each point has its reason there."""
    entry = ledger.get_by_role("article").filter(has_text="Published on Mastodon")
    await expect(entry).to_contain_text(OWN[:40])
    await expect(entry).to_contain_text(f"{POINTS} points were promised; there is more because")
    await expect(entry).to_contain_text(f"+{EARNED}")
    await expect(entry.get_by_role("link", name="See it there")).to_be_visible()


async def test_every_screen_is_sound(town: Town, browser: Browser) -> None:
    ayu, title = await asyncio.gather(earner(town), made(town))
    await has_earned(ayu, EARNED)
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        await enters(seen, ayu.person, "/leaderboard", "Leaderboard")
        await seen.is_sound("leaderboard")
        for name in ("Contests", "Progress", "Points", "Rewards"):
            main = await goes(seen, f"/{name.lower()}", name)
            await seen.is_sound(name.lower())
            if name == "Points":
                await explains(main)
        await seen.page.get_by_role("button", name=f"Redeem: {title}").click()
        await expect(seen.page.get_by_role("dialog", name=title)).to_be_visible()
        await seen.is_sound("redeem")
    async with window(browser, town.gateway.address) as seen:
        await enters(seen, town.administrator, "/manage/contests", "Run contests")
        await seen.is_sound("run-contests")
        await goes(seen, "/manage/rewards", "Hand out rewards")
        await seen.is_sound("hand-out-rewards")


async def test_places_follow_what_others_publish_and_one_may_stay_off_the_list(
    town: Town, browser: Browser, record_property: Record
) -> None:
    ayu, budi = await asyncio.gather(earner(town), earner(town, "Budi"))
    await asyncio.gather(has_earned(ayu, EARNED), has_earned(budi, EARNED))
    async with window(browser, town.gateway.address) as seen:
        main = await enters(seen, ayu.person, "/leaderboard", "Leaderboard")
        place = main.get_by_role("region", name="Your place")
        await expect(place).to_contain_text(f"{EARNED} points")
        await expect(main.get_by_role("row").filter(has_text=ayu.person.name)).to_contain_text("You")
        await watch(seen.page, "tr", budi.person.name, f"{2 * EARNED}")
        await earn(town, budi)
        await has_earned(budi, 2 * EARNED)
        booked = time.time() * 1000
        await expect(main.get_by_role("row").filter(has_text=budi.person.name)).to_contain_text(f"{2 * EARNED}")
        await appeared_within(2.0, seen.page, booked, "Others' points, once they are booked, show", record_property)

        await main.get_by_role("radio", name="All time").click()
        await expect(place).to_contain_text(f"{EARNED} points")
        await main.get_by_role("button", name="Take me off the list").click()
        await expect(main.get_by_role("heading", name="You are not listed")).to_be_visible()
        await expect(main.get_by_role("row").filter(has_text=ayu.person.name)).to_have_count(0)
        await expect(place).to_contain_text("Only you see this")
        await seen.page.get_by_role("button", name="Undo").click()
        await expect(main.get_by_role("heading", name="You are listed")).to_be_visible()


async def test_a_contest_from_opening_it_to_calling_it_off(town: Town, browser: Browser) -> None:
    ayu = await earner(town)
    title = f"This week {uuid4().hex[:6]}"
    async with (
        window(browser, town.gateway.address) as run,
        window(browser, town.gateway.address, size=PHONE) as seen,
    ):
        main = await enters(seen, ayu.person, "/contests", "Contests")
        office = await enters(run, town.administrator, "/manage/contests", "Run contests")
        await office.get_by_role("button", name="New contest").click()
        form = run.page.get_by_role("dialog", name="New contest")
        await form.get_by_role("button", name="Open it").click()
        await expect(form.get_by_role("alert")).to_contain_text("It needs a title")
        await form.get_by_label("Title").fill(title)
        await form.get_by_role("button", name="Next month").click()
        await run.is_sound("new-contest")
        await form.get_by_role("button", name="Open it").click()
        await expect(main.get_by_role("article", name=title)).to_contain_text("Begins")

        await office.get_by_role("button", name=f"Call off: {title}").click()
        await run.page.get_by_label("Why?").fill("The charity has closed.")
        await run.page.get_by_role("dialog", name=title).get_by_role("button", name="Call off").click()
        card = main.get_by_role("article", name=title)
        await expect(card).to_contain_text("Called off, nobody wins: The charity has closed.")
        await seen.is_sound("called-off")


async def test_who_is_ahead_in_a_contest_shows_while_it_runs(town: Town, browser: Browser) -> None:
    ayu = await earner(town)
    title = f"Today {uuid4().hex[:6]}"
    contest = {"title": title, "opens_at": ahead(seconds=1), "closes_at": ahead(days=1)}
    await town.administrator.post("/api/gamification/contests", contest)
    async with window(browser, town.gateway.address) as seen:
        main = await enters(seen, ayu.person, "/contests", "Contests")
        card = main.get_by_role("article", name=title)
        await asyncio.sleep(1.5)
        await earn(town, ayu)
        await seen.page.reload()
        await expect(card.get_by_role("row").filter(has_text=ayu.person.name)).to_contain_text(f"{EARNED}")


async def test_a_step_of_training_is_done_and_badges_come_by_themselves(town: Town, browser: Browser) -> None:
    ayu = await newcomer(town)
    async with window(browser, town.gateway.address, size=PHONE) as seen:
        main = await enters(seen, ayu.person, "/progress", "Progress")
        await expect(main.get_by_role("article", name="Joining in")).to_contain_text("Next")
        await main.get_by_role("button", name="Begin: Nothing goes out without you").click()
        await expect(seen.page.get_by_role("link", name="To your feed, to try it")).to_be_visible()
        await seen.is_sound("training")
        await seen.page.get_by_role("button", name="I have done this").click()
        await expect(main.get_by_role("button", name="Read again: Nothing goes out without you")).to_be_visible()

        first = main.get_by_role("article", name="The first step")
        await expect(first).to_contain_text("0 of 1")
        await earn(town, ayu)
        await expect(first).to_contain_text("Earned")


async def test_redeeming_giving_back_and_handing_over(town: Town, browser: Browser) -> None:
    ayu, title = await asyncio.gather(earner(town), made(town))
    await has_earned(ayu, EARNED)
    async with (
        window(browser, town.gateway.address) as run,
        window(browser, town.gateway.address, size=PHONE) as seen,
    ):
        main = await enters(seen, ayu.person, "/rewards", "Rewards")
        office = await enters(run, town.administrator, "/manage/rewards", "Hand out rewards")
        card = main.get_by_role("article", name=title, exact=True).first
        for attempt in range(2):
            await card.get_by_role("button", name=f"Redeem: {title}").click()
            dialog = seen.page.get_by_role("dialog", name=title)
            await expect(dialog).to_contain_text(f"You keep{EARNED - 10}")
            await dialog.get_by_role("button", name="Redeem for 10 points").click()
            await expect(card).to_contain_text("Sold out")
            if attempt == 0:
                await seen.page.get_by_role("button", name="Undo").click()
                await expect(card).to_contain_text("1 left")

        waiting = office.get_by_role("article", name=f"{title}, for {ayu.person.name}")
        await waiting.get_by_role("button", name="Handed over").click()
        await waiting.get_by_role("button", name="Yes, handed over").click()
        await expect(waiting).to_have_count(0)
        handed = main.get_by_role("article", name=title).filter(has_text="Handed over")
        await expect(handed).to_be_visible()

        await office.get_by_role("button", name=f"One more: {title}").click()
        await expect(card).to_contain_text("1 left")
        await office.get_by_role("button", name=f"Retire: {title}").click()
        await run.page.get_by_role("dialog", name=f"Retire: {title}").get_by_role("button", name="Retire").click()
        await expect(card.get_by_role("button", name=f"Redeem: {title}")).to_have_count(0)


async def test_nothing_to_spend_is_explained_and_sold_out_is_said(town: Town, browser: Browser) -> None:
    ayu = await newcomer(town)
    gone, dear = await asyncio.gather(made(town, stock=0), made(town, points=500))
    async with window(browser, town.gateway.address, language="id") as seen:
        main = await enters(seen, ayu.person, "/rewards", "Hadiah")
        await expect(main).to_contain_text("Saat ini tidak ada yang dapat Anda pakai")
        await expect(main.get_by_role("article", name=gone)).to_contain_text("Habis")
        await expect(main.get_by_role("article", name=dear)).to_contain_text("Kurang 500 poin")
