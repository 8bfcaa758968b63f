"""An advocate's week in the browser: five activities approved in own words, a handful of interactions each, timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from restu.demo.walk import soon
from tests.e2e.browser import DESKTOP, PHONE, Size, window
from tests.e2e.hand import Hand, at_most, hand_on
from tests.e2e.people import is_previewed, newcomer
from tests.integration.town import Advocate, Town

MOST = 4
"""Interactions for one activity, besides typing."""
OFFERED = (
    ("Our learning lab opens its doors", "Our learning lab is open. Come by and learn something new!"),
    ("We grew by forty people this year", "Forty new colleagues joined us this year. Welcome, all of you!"),
    ("The small print of our new warranty", "Our new warranty covers ten years. Read what that means."),
    ("What we learned from a failed launch", "A launch failed. We wrote down what we learned from it."),
    ("A day in the repair workshop", "Ever wondered what happens in a repair workshop? Have a look."),
)
AT_A_DESK = (
    "I spent Tuesday evening there with my daughter. She soldered her first lamp, and will not let go of it.",
    "Three of the forty sit next to me now, and they ask the questions that I stopped asking years ago.",
    "Customers kept asking me what happens in year nine. Now there is an answer that fits on one page.",
    "I was in that launch. It is odd to read your own mistakes in public, and it is the best thing we did since.",
    "My toaster is eleven years old because of these two. Bring them something broken and watch.",
)
ON_THE_WAY = (
    "Soldering irons, free coffee and nobody in a hurry: where I go on Thursdays now.",
    "I showed eleven of them around the building. Two already know it better than me.",
    "Wrote half of that page myself, so if a sentence is unclear, tell me.",
    "We shipped on a Friday. Do not do what we did.",
    "They fixed my headphones with a paper clip. I have questions.",
)


@dataclass(frozen=True)
class Way:
    """Where somebody does it, in which words, and how each activity is approved."""

    size: Size
    texts: tuple[str, ...]
    approve: Callable[[Page, Hand, str], Awaitable[None]]


async def offered_to(town: Town) -> Advocate:
    """Somebody to whom, and to nobody else, five activities are offered that ask for own words and close soon."""
    ayu, mark = await newcomer(town), uuid4().hex[:8]

    async def offer(place: int) -> None:
        (title, message), terms = OFFERED[place], {"own_words": 40, "closes_at": soon(hours=40 + place)}
        await town.offer(title, f"https://example.org/{mark}/{place}", message, to=ayu, more=terms)

    await asyncio.gather(*(offer(place) for place in range(len(OFFERED))))
    return ayu


async def by_keys(page: Page, hand: Hand, words: str) -> None:
    """At a desk: the suggested words are selected and typed over; Ctrl + Enter approves."""
    await hand.command("Control+A")
    await hand.type(words)
    await hand.press(page.get_by_role("radio", name="Spread out"))
    await is_shown(page, words)
    await hand.command("Control+Enter")


async def by_finger(page: Page, hand: Hand, words: str) -> None:
    """On a phone: a tap empties the field."""
    await hand.press(page.get_by_role("button", name="blank"))
    await hand.type(words)
    await hand.press(page.get_by_role("radio", name="Spread out"))
    await is_shown(page, words)
    await hand.press(page.get_by_role("button", name="Approve these exact words"))


async def is_shown(page: Page, words: str) -> None:
    """What would be published is seen, and only then approved."""
    await is_previewed(page, words)
    await expect(page.get_by_role("button", name="Approve these exact words")).to_be_enabled()


@pytest.mark.parametrize(
    "way", [Way(DESKTOP, AT_A_DESK, by_keys), Way(PHONE, ON_THE_WAY, by_finger)], ids=["at-a-desk", "on-a-phone"]
)
async def test_five_activities_are_approved_in_own_words(
    town: Town, browser: Browser, way: Way, record_property: Callable[[str, object], None]
) -> None:
    ayu = await offered_to(town)
    async with window(browser, town.gateway.address, size=way.size) as seen:
        page = seen.page
        await seen.enter(ayu.person.id)
        hand = await hand_on(page, touches=way.size == PHONE)
        for title, _ in OFFERED:
            await expect(page.get_by_role("article", name=title)).to_be_visible()

        begins = page.get_by_role("article", name=OFFERED[0][0]).get_by_role("button", name="See and approve")
        needed = []
        began = time.monotonic()
        for words in way.texts:
            async with at_most(hand, MOST) as interactions:
                await hand.press(begins)
                field = page.get_by_label("Your words")
                await (expect(field).to_be_visible() if way.size == PHONE else expect(field).to_be_focused())
                await way.approve(page, hand, words)
                await expect(page.get_by_role("heading", name="Approved")).to_be_visible()
            needed.append(len(interactions))
            begins = page.get_by_role("button", name="Next activity")
        took = time.monotonic() - began
        record_property(
            f"An advocate's week, {way.size[0]} px",
            f"five activities in {took:.1f} s, {hand.typed} characters among them; interactions: {needed}",
        )

        await page.get_by_role("dialog").get_by_role("link", name="My week").click()
        for words in way.texts:
            entry = page.get_by_role("article").filter(has_text=words)
            await expect(entry).to_have_attribute("data-standing", "planned")
