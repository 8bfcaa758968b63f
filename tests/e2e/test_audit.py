"""An auditor in the browser: finds what went out, verifies it with the browser's own means, and sees a forgery."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest_asyncio
from playwright.async_api import Browser, Locator, Route, expect

from restu.demo.browser import Person
from tests.e2e.browser import PHONE, window
from tests.e2e.people import newcomer
from tests.integration.town import Town

Audited = tuple[str, Person]
OWN = "I was there when the lab opened."


async def went_out(town: Town) -> str:
    """Somebody with one post that was published and one that they published themselves; their name."""
    hana, mark = await newcomer(town, "Hana"), uuid4().hex[:6]
    activity = await town.offer(f"Our lab opens {mark}", "https://example.org/lab", "Our lab is open.", to=hana)
    approval = await town.approve(hana, activity, f"{OWN} {mark}")
    await town.post_is(hana, approval, "published")
    by_hand = await town.offer(
        f"Our lab {mark}", "https://example.org/lab", "Our lab is open.", network="linkedin", to=hana
    )
    approval = await town.approve(hana, by_hand, f"By hand. {mark}", account_id=None, visibility="")
    post = await town.post_is(hana, approval, "to-hand-over")
    await hana.person.post(f"/api/publisher/posts/{post['post_id']}/handed-over")
    await town.post_is(hana, approval, "handed-over")
    return hana.person.name


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def audited(town: Town) -> Audited:
    """The name of somebody of whom something went out, and an auditor."""
    name, lia = await asyncio.gather(went_out(town), town.signed_up("Lia Auditor", ["auditor"]))
    return name, lia


def results(proof: Locator) -> Locator:
    return proof.get_by_role("listitem").filter(has_text="Right")


async def test_everything_that_went_out_is_verified(town: Town, browser: Browser, audited: Audited) -> None:
    name, lia = audited
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        await seen.enter(lia.id, "/audit")
        mine = page.get_by_role("article").filter(has_text=name)
        await expect(mine).to_have_count(2)
        await page.get_by_role("button", name="Verify all").click()
        await expect(mine.filter(has_text="Proven")).to_have_count(2)
        await seen.is_sound("audit")

        mark = name.removeprefix("Hana ")
        await page.get_by_label("Name of the author").fill(f"{mark} hana")
        await expect(page.get_by_role("status").filter(has_text="1 person")).to_be_visible()
        await seen.is_sound("audit-authors")
        await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.get_by_text(f"Of {name} alone")).to_be_visible()
        await expect(page.get_by_role("article")).to_have_count(2)
        await page.get_by_role("button", name="Of everybody again").click()
        await mine.filter(has_text="Mastodon").get_by_role("button", name="Verify").click()
        proof = page.get_by_role("dialog", name="Proof")
        await expect(proof.get_by_role("alert")).to_contain_text("Proven: what went out rests on")
        await expect(results(proof)).to_have_count(7)
        await expect(proof.get_by_role("region", name="The approved words")).to_contain_text(OWN)
        await expect(proof.get_by_role("link", name="See it there")).to_be_visible()
        await proof.locator("summary").filter(has_text="Publication").press("Enter")
        await expect(proof.get_by_text('"grant_hash"')).to_be_visible()
        await seen.is_sound("audit-proof")
        async with page.expect_download() as downloading:
            await proof.get_by_role("button", name="Download the proof").click()
        assert (await downloading.value).suggested_filename.startswith("restu-proof-")

        await proof.get_by_role("button", name=f"All of {name}").click()
        await page.get_by_label("What became of it").select_option(label="Handed over")
        await expect(page.get_by_role("article")).to_have_count(1)
        await mine.get_by_role("button", name="Verify").click()
        await expect(proof).to_contain_text("Their receipt has the words.")
        await expect(results(proof)).to_have_count(6)
        await page.keyboard.press("Escape")
        await page.get_by_label("What became of it").select_option(label="Taken down")
        await expect(page.get_by_role("heading", name="Nothing like this")).to_be_visible()
        await seen.is_sound("audit-nothing")


async def test_what_was_forged_on_the_way_is_seen(town: Town, browser: Browser, audited: Audited) -> None:
    name, lia = audited

    async def forge(route: Route) -> None:
        answer = await route.fetch()
        told = await answer.json()
        for post in told.get("posts", [told]):
            use = json.loads(post["use"]["event"])
            if post["network"] == "mastodon" and post["name"] == name:
                post["use"]["event"] = json.dumps({**use, "points": 1}, separators=(",", ":"), sort_keys=True)
        await route.fulfill(response=answer, json=told)

    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await page.route("**/api/publisher/audit/posts*", forge)
        await page.route("**/api/publisher/audit/posts/*", forge)
        await seen.enter(lia.id, "/audit")
        await expect(page.get_by_role("article").filter(has_text=name)).to_have_count(2)
        columns = await page.get_by_role("article").evaluate_all(
            "(rows) => [...new Set(rows.map((row) => row.children[1].getBoundingClientRect().x))]"
        )
        assert len(columns) == 1, "what is said of a post moves its columns"
        await page.get_by_role("button", name="Verify all").click()
        await expect(page.get_by_role("alert")).to_contain_text("not right")
        mine = page.get_by_role("article").filter(has_text=name)
        await expect(mine.filter(has_text="Mastodon")).to_contain_text("Not right")
        await expect(mine.filter(has_text="LinkedIn")).to_contain_text("Proven")
        await mine.filter(has_text="Mastodon").get_by_role("button", name="Verify").click()
        wrong = page.get_by_role("dialog", name="Proof").get_by_role("listitem").filter(has_text="Not right")
        await expect(wrong).to_have_text(["The publisher signed what it made of itNot right"])
