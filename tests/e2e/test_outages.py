"""Services stand still, die and come back while somebody writes and approves: no word is lost, and no screen lies."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from restu.demo.waiting import expect as not_yet
from restu.demo.waiting import until
from tests.e2e.browser import window
from tests.e2e.conftest import running_stack
from tests.e2e.people import newcomer_and_offer, own_words
from tests.integration.town import RunningStack, Town, town_in

AWAY = 45_000
"""How long something takes whose service was away, in milliseconds: a client's pauses grow meanwhile."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def frail(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """People in a stack whose services may be killed."""
    with running_stack(tmp_path_factory) as stack:
        async with town_in(stack) as town:
            yield town


@contextmanager
def standing_still(stack: RunningStack, service: str) -> Iterator[None]:
    """The service takes connections and answers nothing, until the block is left."""
    pid = stack.processes[service]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it was killed meanwhile
            os.kill(pid, signal.SIGCONT)


async def killed(stack: RunningStack, service: str) -> None:
    """The service dies; its supervisor has started another one when this returns."""
    pid = stack.processes[service]
    os.kill(pid, signal.SIGKILL)

    async def look() -> None:
        not_yet(stack.processes[service] != pid, f"{service} is still the one that was killed")

    await until(look, f"{service} is started again")


async def is_current(page: Page, words: str) -> None:
    """What would be published is these words."""
    shown = page.get_by_role("region", name="Exactly what would be published")
    await expect(shown).to_contain_text(words, timeout=AWAY)
    await expect(shown).to_have_attribute("aria-busy", "false")


async def test_words_outlive_the_services_behind_them(frail: Town, browser: Browser) -> None:
    town, stack = frail, frail.stack
    (ayu, title, _), words = await newcomer_and_offer(town), own_words()
    begun, rest = words[:20], words[20:]
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(ayu.person.id)
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        field = page.get_by_label("Your words")
        approve = page.get_by_role("button", name="Approve these exact words")
        await field.fill(begun)
        await is_current(page, begun)

        with standing_still(stack, "consent"):
            await page.keyboard.type(rest)
            await expect(page.get_by_text("Bringing the preview up to date…")).to_be_visible()
            await expect(approve).to_have_attribute("aria-disabled", "true")
            await expect(field).to_have_value(words)
            await page.reload()
            await killed(stack, "consent")
        await expect(field).to_have_value(words, timeout=AWAY)
        await is_current(page, words)

        await killed(stack, "gateway")
        await field.press("Control+End")
        await page.keyboard.type(" Come!")
        await is_current(page, f"{words} Come!")
        await expect(field).to_have_value(f"{words} Come!")
        await expect(approve).not_to_have_attribute("aria-disabled", "true")
        seen.wrong.clear()  # the browser itself says in the console what was not answered


async def test_what_is_not_done_yet_is_shown_as_pending(frail: Town, browser: Browser) -> None:
    town, stack = frail, frail.stack
    (ayu, title, _), words = await newcomer_and_offer(town), own_words()
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(ayu.person.id)
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await page.get_by_label("Your words").fill(words)
        await is_current(page, words)
        with standing_still(stack, "publisher"):
            with standing_still(stack, "consent"):
                await page.get_by_role("button", name="Approve these exact words").click()
                pending = page.get_by_role("button", name="Approving…")
                await expect(pending).to_have_attribute("aria-disabled", "true")
                await expect(page.get_by_role("heading", name="Approved")).to_have_count(0)
            await expect(page.get_by_role("heading", name="Approved")).to_be_visible(timeout=AWAY)

            await page.get_by_role("dialog").get_by_role("link", name="My week").click()
            entry = page.get_by_role("article").filter(has_text=words)
            await expect(entry).to_contain_text("Finding a time")
            await expect(entry.get_by_role("button", name="Take it back")).to_be_visible()
        await expect(entry).to_contain_text("Went out", timeout=AWAY)
        assert not seen.wrong, seen.wrong
    (status,) = await town.network.standing(ayu.account)
    assert words in status.text
