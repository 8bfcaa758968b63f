"""From screen to screen with a camera: the main ones, each as one sees it on arriving there.

What only months would fill is answered in the browser (numbers.py, tests/e2e/weeks.py); everything else is the stack's.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, Route, expect

from restu.demo.browser import Person
from tests.e2e.browser import DESKTOP, PHONE, Size, Theme, Window, window
from tests.e2e.weeks import answered, programme
from tests.integration.town import Town
from tests.screenshots.company import ADVOCATE, PLANNED, ROOFS, TYPED, Company
from tests.screenshots.numbers import engagement, my_results

Look = tuple[Size, Theme]
THEMES: tuple[Theme, ...] = ("light", "dark")
LOOKS: tuple[Look, ...] = tuple(product((PHONE, DESKTOP), THEMES))
SHARPNESS = {PHONE: 2.0, DESKTOP: 1.5}
"""Pixels of a picture for each of the page."""
QUALITY = 82
SERVER = "social.example"
"""Stands in the pictures for the sandbox network's address, whose port is another one each time."""


@dataclass(frozen=True)
class Camera:
    """Takes pictures of what a browser shows, into a folder."""

    browser: Browser
    folder: Path

    async def take(self, seen: Window, name: str) -> None:
        """The window as it is, once nothing moves any more; its name says which screen, size and theme it is of."""
        size = seen.page.viewport_size
        assert size is not None
        await seen.page.evaluate("window.scrollTo(0, 0)")
        await expect(seen.page.get_by_role("main").locator("[aria-busy=true]")).to_have_count(0)
        clip = {"x": 0, "y": 0, **size, "scale": SHARPNESS[size["width"], size["height"]]}
        asked = {"format": "webp", "quality": QUALITY, "clip": clip}
        session = await seen.page.context.new_cdp_session(seen.page)
        taken = await session.send("Page.captureScreenshot", asked)
        (self.folder / f"{name}-{seen.look}.webp").write_bytes(base64.b64decode(taken["data"]))

    @asynccontextmanager
    async def at(self, town: Town, who: Person | None, look: Look) -> AsyncIterator[Window]:
        """A window of somebody who is signed in."""
        size, theme = look
        async with window(self.browser, town.gateway.address, size=size, theme=theme) as seen:
            if who is not None:
                signing_in = seen.page.context.request.post(f"{seen.address}/auth/persona", data={"person_id": who.id})
                assert (await signing_in).ok
            yield seen


async def sign_in(camera: Camera, town: Town) -> None:
    """What comes first."""
    for look in LOOKS:
        async with camera.at(town, None, look) as seen:
            await seen.page.goto(seen.address)
            await expect(seen.page.get_by_role("button", name=ADVOCATE)).to_be_visible()
            await camera.take(seen, "sign-in")


async def screens(camera: Camera, company: Company) -> None:
    """What an advocate, a curator and an administrator see."""
    for look in LOOKS:
        async with camera.at(company.town, company.ayu.person, look) as seen:
            await _advocate(camera, company, seen)
        async with camera.at(company.town, company.town.curator, look) as seen:
            await seen.page.goto(f"{seen.address}/items/{company.items[ROOFS]}")
            await expect(seen.page.get_by_label("Suggested message for Mastodon")).not_to_be_empty()
            await camera.take(seen, "item")
        async with camera.at(company.town, company.town.administrator, look) as seen:
            await answered(seen, "**/api/publisher/results/programme?*", programme())
            await _arrives(seen.page, seen, "/programme", "Programme")
            await expect(seen.page.get_by_role("table", name="Week by week")).to_be_visible()
            await camera.take(seen, "programme")


async def _advocate(camera: Camera, company: Company, seen: Window) -> None:
    page = seen.page
    await _elsewhere(seen, company.town.network.address)

    await _arrives(page, seen, "/", "Feed")
    card = page.get_by_role("article", name=ROOFS.title)
    await expect(card).to_be_visible()
    await camera.take(seen, "feed")

    await card.get_by_role("button", name="See and approve").click()
    await page.get_by_label("Your words").fill(TYPED)
    shown = page.get_by_role("region", name="Exactly what would be published")
    await expect(shown).to_contain_text(TYPED)
    await expect(shown).to_have_attribute("aria-busy", "false")
    await page.get_by_label("Your words").blur()
    await expect(seen.page.get_by_role("button", name="Approve these exact words")).to_be_enabled()
    await camera.take(seen, "approve")
    await page.keyboard.press("Escape")

    await _arrives(page, seen, "/week", "My week")
    for words in PLANNED.values():
        await expect(page.get_by_role("article").filter(has_text=words)).to_be_visible()
    await camera.take(seen, "week")

    handle = f"@{company.ayu.account.username}@{SERVER}"
    await answered(seen, "**/api/publisher/results/mine", my_results(company.ayu.account_id, handle))
    await answered(seen, "**/api/publisher/posts/*/engagement", engagement(company.ayu.account_id))
    await _arrives(page, seen, "/results", "My results")
    await expect(page.get_by_text("The numbers as a table")).to_be_visible()
    await camera.take(seen, "results")

    await _arrives(page, seen, "/leaderboard", "Leaderboard")
    await expect(page.get_by_role("row").filter(has_text=ADVOCATE)).to_be_visible()
    await camera.take(seen, "leaderboard")

    await _arrives(page, seen, "/rewards", "Rewards")
    await expect(page.get_by_role("main").get_by_role("article").first).to_be_visible()
    await camera.take(seen, "rewards")

    await _arrives(page, seen, "/receipts", "Receipts")
    receipt = page.get_by_role("article").first
    await receipt.get_by_role("button", name="Verify").click()
    await expect(receipt).to_contain_text("signed exactly this receipt")
    await camera.take(seen, "receipts")


async def _arrives(page: Page, seen: Window, path: str, title: str) -> None:
    await page.goto(f"{seen.address}{path}")
    await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


async def _elsewhere(seen: Window, network: str) -> None:
    """The network has a name instead of an address, in what is only shown."""
    address = urlsplit(network).netloc

    async def renamed(route: Route) -> None:
        told = await route.fetch()
        await route.fulfill(response=told, body=(await told.text()).replace(address, SERVER))

    for path in ("**/api/consent/previews", "**/api/publisher/accounts"):
        await seen.page.route(path, renamed)
