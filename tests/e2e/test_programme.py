"""Results of the programme and of a pilot: what is shown of nothing, of numbers, of numbers that nobody knows.

A week is counted after it ends, so a stack that has just begun has none. What the screens make of counted weeks is
looked at with answers in the browser that have the services' shape, with numbers made up here.
"""

from __future__ import annotations

import asyncio
from uuid import uuid4

from playwright.async_api import Browser, expect

from tests.e2e.browser import PHONE, window
from tests.e2e.weeks import answered, programme, report
from tests.integration.town import Town


async def test_the_programmes_weeks(town: Town, browser: Browser) -> None:
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(town.administrator.id, "/programme")
        await expect(page.get_by_role("heading", name="No week is counted yet")).to_be_visible()
        await expect(page.get_by_text("The first figures come on Monday")).to_be_visible()
        await seen.is_sound("programme-empty")
        await answered(seen, "**/api/publisher/results/programme?*", programme())
        await page.goto(f"{seen.address}/programme")
        table = page.get_by_role("table", name="Week by week")
        await expect(table.get_by_role("row", name="16 Nov")).to_contain_text("counted later")
        await expect(table.get_by_role("row", name="14 Sept")).to_contain_text("fewer than 5")
        await expect(page.get_by_role("table", name="What it is worth")).to_contain_text("€131")
        await expect(page.get_by_text("Views: not in it, because no network tells it.")).to_be_visible()
        await seen.is_sound("programme")
        await page.get_by_role("button", name="prices").click()
        dialog = page.get_by_role("dialog", name="What an answer is worth")
        await dialog.get_by_label("Currency").select_option(label="Euro (EUR)")
        await dialog.get_by_label("A like").fill("0.5")
        await dialog.get_by_label("Where the prices are from").fill("Our own campaigns")
        await seen.is_sound("prices")
        await dialog.get_by_role("button", name="Save prices").click()
        await expect(page.get_by_text("The prices are set.")).to_be_visible()


async def test_a_sponsor_reads_of_groups_by_name(town: Town, browser: Browser) -> None:
    name = f"Sales {uuid4().hex[:6]}"
    group = (await town.administrator.post("/api/consent/groups", {"name": name}))["group_id"]
    sponsor = await town.signed_up("Sponsor", ["sponsor"])
    told_of = programme()
    told_of["weeks"][0]["groups"] = [{"group_id": group, "among": 20, "approved": 10, "published": None}]
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        await answered(seen, "**/api/publisher/results/programme?*", told_of)
        await seen.enter(sponsor.id, "/programme")
        await expect(seen.page.get_by_role("row", name=name)).to_contain_text("fewer than 5")
        await seen.is_sound("programme-sponsor")


async def test_a_pilots_report(town: Town, browser: Browser) -> None:
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        told_of = report()
        await answered(seen, f"**/api/publisher/pilots/{told_of['pilot_id']}", told_of)
        await seen.enter(town.administrator.id, f"/pilots/{told_of['pilot_id']}")
        await expect(page.get_by_role("heading", level=1, name="The board goes first")).to_be_visible()
        await expect(page.get_by_text("2.1 more each week; likely between 0.8 and 3.2.")).to_be_visible()
        await expect(page.get_by_text("Not to be said yet")).to_be_visible()
        await seen.is_sound("pilot")
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="Print")).to_be_hidden()
        await expect(page.get_by_role("navigation")).to_be_hidden()
        await expect(page.get_by_role("table", name="Week by week")).to_be_visible()


async def test_a_pilot_is_opened_and_ended(town: Town, browser: Browser) -> None:
    mark = uuid4().hex[:6]
    people = [
        {"name": f"Leader {number} {mark}", "email": f"leader{number}.{mark}@example.org", "roles": [], "groups": []}
        for number in range(5)
    ]
    await asyncio.gather(*(town.administrator.post("/api/consent/people", body) for body in people))
    async with window(browser, town.gateway.address, size=PHONE) as seen:
        page = seen.page
        await seen.enter(town.administrator.id, "/pilots")
        await page.get_by_role("button", name="Open a pilot").click()
        dialog = page.get_by_role("dialog", name="Open a pilot")
        await dialog.get_by_label("Name", exact=True).fill(f"The board {mark}")
        await dialog.get_by_label("Search by name").fill(mark)
        for number in range(4):
            await dialog.get_by_role("checkbox", name=f"Leader {number}").check()
        await expect(dialog.get_by_text("4 chosen; five are needed.")).to_be_visible()
        await dialog.get_by_role("checkbox", name="Leader 4").check()
        await seen.is_sound("pilot-opening")
        await dialog.get_by_role("button", name="Open the pilot").click()
        await expect(page.get_by_role("heading", level=1, name=f"The board {mark}")).to_be_visible()
        await expect(page.get_by_text("The first figures come on Monday")).to_be_visible()
        await page.get_by_role("button", name="End this pilot").click()
        await page.get_by_role("button", name="End it").click()
        await expect(page.get_by_text("The pilot ends.")).to_be_visible()
        await page.get_by_role("link", name="All pilots").click()
        await expect(page.get_by_role("link", name=f"The board {mark}")).to_be_visible()
        await seen.is_sound("pilots")
