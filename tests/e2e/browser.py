"""A real Chromium, and what holds for every page in it: nothing in its console, nothing asked of another host.

The browser is the machine's own where it has one, else the one of the npm package `@sparticuz/chromium`, which
`make install-dev` puts into .venv/node. It is driven by Playwright's Python package; Playwright's own browsers are
never fetched. With PICTURES=folder each screen that is looked at leaves a picture there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Error, Page, Playwright, Request, async_playwright, expect

from restu.demo.waiting import expect as meet
from restu.demo.waiting import until
from restu.home import PROJECT
from tests.e2e.clock import spending

Theme = Literal["light", "dark"]
Size = tuple[int, int]
Value = TypeVar("Value")
THEMES: tuple[Theme, Theme] = ("light", "dark")
PHONE: Size = (375, 812)
DESKTOP: Size = (1280, 800)
SIZES: tuple[Size, Size] = (PHONE, DESKTOP)

NODE = PROJECT / ".venv" / "node"
UNPACK = 'import("@sparticuz/chromium").then(async ({ default: it }) => console.log(await it.executablePath()))'
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
UNHURRIED = "--js-flags=--no-maglev --no-turbofan"
"""Without the compilers that take time in order to save it later: a page lives for seconds."""
ON_DISK = "--disable-dev-shm-usage"
"""What Playwright says for machines without room in memory for what processes share, as many containers are."""
SHARED, ROOM = Path("/dev/shm"), 2**30  # noqa: S108 - looked at, not written to
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {"type": "tag", "values": TAGS}
APPEARANCE = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
}
"""The rules among them that are about how a page looks, not about what it consists of."""
AXE = """async (runOnly) => {
  const told = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return told.violations;
}"""
"""What passes is not described: that takes longer than finding it."""
BEHIND = "insufficient size because it is partially obscured"
"""Of a target that a bar covers in part at this moment: one scrolls."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ZONE = "Asia/Jakarta"
"""Where windows are; their people's times are those of another zone, so that what is shown is seen to be theirs."""
AT_HOME = f"localStorage.setItem('restu.zone', 'UTC {ZONE}')"
"""Somebody has said here that their times stay in their own zone: it is not asked again."""
GRAVE = frozenset({"serious", "critical"})
SECONDS = 15_000
"""How long Playwright looks for something, in milliseconds: the machine may be busy."""

LOOKED_AT: set[str] = set()
PLAIN = "/manifest.webmanifest"
"""Something of the app that runs nothing."""

expect.set_options(timeout=SECONDS)


@cache
def chromium() -> str:
    """The browser's program."""
    if (own := shutil.which("chromium")) is not None:
        return own
    unpacked = subprocess.run(
        [PROJECT / ".venv" / "bin" / "node", "--eval", UNPACK], cwd=NODE, capture_output=True, text=True, check=True
    )
    return unpacked.stdout.strip()


@cache
def axe() -> str:
    """The axe-core library, to be run in a page."""
    return (NODE / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def has_room() -> bool:
    """Whether the browser's processes can share what they draw in memory."""
    return SHARED.is_dir() and shutil.disk_usage(SHARED).free >= ROOM


async def launched(playwright: Playwright) -> Browser:
    """A browser without windows. Raises Error."""
    return await playwright.chromium.launch(
        executable_path=chromium(),
        args=[*QUIET, UNHURRIED],
        ignore_default_args=[ON_DISK] if has_room() else None,
    )


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """A browser that ends with the block."""
    async with async_playwright() as playwright:
        try:
            browser = await launched(playwright)
        except Error:  # one start in a few hundred ends in a fault of its own
            browser = await launched(playwright)
        yield browser
        await browser.close()


@dataclass
class Window:
    """A window of one person's browser. Use it through `window`."""

    page: Page
    address: str
    size: Size
    theme: Theme
    wrong: list[str] = field(default_factory=list)

    @property
    def look(self) -> str:
        """Its size and theme, in the names of pictures."""
        return _look(self.size, self.theme)

    async def enter(self, person_id: str, path: str = "/") -> None:
        """As somebody, at a place, with nothing done by hand: as a browser that was signed in before."""
        with spending("entering"):
            await self.enter_elsewhere(person_id)
            await self.page.goto(f"{self.address}{path}")
            await expect(self.page.get_by_role("navigation").first).to_be_visible()

    async def enter_elsewhere(self, person_id: str) -> None:
        """Another tab of this browser signs in as somebody; this page is not told."""
        await until(partial(self._be, person_id), "one may enter")

    async def _be(self, person_id: str) -> None:
        """The gateway hears of who joins a moment after they did."""
        answer = await self.page.request.post(f"{self.address}/auth/persona", data={"person_id": person_id})
        meet(answer.ok, await answer.text())

    async def is_sound(self, screen: str) -> None:
        """At both sizes, in both themes: no serious violation of WCAG 2.2 AA, nothing wider than the window; pictures.

        By every rule as the window is, and at the other size in the other theme by the rules that these can break: the
        page is the same there, in another arrangement and other colours. Each screen is looked at once in a run; that
        nothing has gone wrong so far is asked each time.
        """
        assert not self.wrong, f"{screen}: {self.wrong}"
        if screen in LOOKED_AT:
            return
        LOOKED_AT.add(screen)
        await self._looks(screen, _other(SIZES, self.size), _other(THEMES, self.theme), APPEARANCE)
        await self._looks(screen, self.size, self.theme, EVERY_RULE)

    async def _looks(self, screen: str, size: Size, theme: Theme, rules: Mapping[str, object]) -> None:
        """Changes the window to this, and looks at it."""
        width, height = size
        look = _look(size, theme)
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.emulate_media(color_scheme=theme)
        if (folder := os.environ.get("PICTURES")) is not None:
            with spending("pictures"):
                await self.page.screenshot(path=f"{folder}/{screen}-{look}.png")
        found = await self._violations(rules)
        assert not found, f"{screen}, {look}: " + "\n".join(found)
        wide = await self.page.evaluate(WIDER)
        assert wide <= 0, f"{screen}, {look}: {wide} px wider than the window"

    async def _violations(self, rules: Mapping[str, object]) -> list[str]:
        """What axe finds that is serious; the library is brought once to each document."""
        with spending("axe"):
            if not await self.page.evaluate("'axe' in window"):
                await self.page.evaluate(axe())
            told = await self.page.evaluate(AXE, rules)
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
            for violation in told
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
            if BEHIND not in node["failureSummary"]
        ]

    def hear(self, message: ConsoleMessage) -> None:
        """What the page says in its console."""
        if message.type == "error":
            self.wrong.append(f"console: {message.text} ({message.location['url']})")

    def catch(self, error: Error) -> None:
        """What the page throws and nobody in it catches."""
        self.wrong.append(f"error: {error}")

    def ask(self, request: Request) -> None:
        """What the page requests."""
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.wrong.append(f"request to another host: {request.url}")


@dataclass(frozen=True)
class Kind:
    """What cannot be changed of a window; what was left of one is another one's, as the app is compiled there."""

    touches: bool
    language: str
    keeps: bool
    is_new_here: bool

    async def page(self, browser: Browser) -> Page:
        """An empty page in which nobody is signed in."""
        left = LEFT[browser, self]
        return left.pop() if left else await self._new_page(browser)

    async def _new_page(self, browser: Browser) -> Page:
        context = await browser.new_context(
            has_touch=self.touches,
            locale=self.language,
            timezone_id=ZONE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(SECONDS)
        if not self.keeps:
            await context.add_init_script("delete Navigator.prototype.serviceWorker")
        if not self.is_new_here:
            await context.add_init_script(AT_HOME)
        if self.language != "en":
            await context.add_init_script(f"localStorage.setItem('restu.language', '{self.language}')")
        return await context.new_page()

    async def leave(self, browser: Browser, page: Page, address: str) -> None:
        """Nothing is left of who was there. With a service worker, or with more pages, all of it ends."""
        context = page.context
        if self.keeps or len(context.pages) > 1:
            await context.close()
            return
        await page.unroute_all(behavior="ignoreErrors")
        await page.goto(f"{address}{PLAIN}")
        await context.clear_cookies()
        await page.evaluate("localStorage.clear(), sessionStorage.clear()")
        LEFT[browser, self].append(page)


LEFT: defaultdict[tuple[Browser, Kind], list[Page]] = defaultdict(list)
"""Pages of windows that were left."""


@asynccontextmanager
async def window(
    browser: Browser,
    address: str,
    *,
    size: Size = DESKTOP,
    theme: Theme = "light",
    language: str = "en",
    keeps: bool = False,
    is_new_here: bool = False,
) -> AsyncIterator[Window]:
    """A new person's window of this size, with a touch screen on a phone; fails at its end when anything went wrong.

    Another `language` than English was chosen there: else it would be that of its person's preferences.
    Where it `keeps` them, the app's files come from the service worker once it has them; else always from the gateway.
    Where it `is_new_here`, its person has not been asked yet in which time zone they are.
    """
    kind = Kind(size == PHONE, language, keeps, is_new_here)
    with spending("windows"):
        page = await kind.page(browser)
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.emulate_media(media="screen", color_scheme=theme)
    opened = Window(page, address, size, theme)
    page.on("console", opened.hear)
    page.on("pageerror", opened.catch)
    page.on("request", opened.ask)
    try:
        yield opened
    except BaseException:
        await page.context.close()
        raise
    page.remove_listener("console", opened.hear)
    page.remove_listener("pageerror", opened.catch)
    page.remove_listener("request", opened.ask)
    with spending("windows"):
        await kind.leave(browser, page, address)
    assert not opened.wrong, opened.wrong


def _other(pair: tuple[Value, Value], one: Value) -> Value:
    first, second = pair
    return second if one == first else first


def _look(size: Size, theme: Theme) -> str:
    return f"{'phone' if size == PHONE else 'desktop'}-{theme}"
