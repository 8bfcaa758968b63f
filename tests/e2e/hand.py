"""A person's hand on a page, counted: a click, a tap and a key that commands are one interaction each, typing is none.

What is counted is what the browser itself received and trusts to be a person's, at the window, on its way down: a test
cannot forget to count. It ends with the document.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page

COUNTING = """
(() => {
  window.interactions = [];
  const modifiers = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta"]);
  const isText = (it) => it instanceof Element && it.closest("input, textarea, [contenteditable]") !== null;
  const isTyped = (it) => it.key.length === 1 && !it.ctrlKey && !it.metaKey && !it.altKey && isText(it.target);
  const note = (what) => window.interactions.push(what);
  addEventListener("pointerdown", (it) => it.isTrusted && note(it.pointerType), true);
  addEventListener("keydown", (it) => it.isTrusted && !modifiers.has(it.key) && !isTyped(it) && note(it.key), true);
})();
"""


class Hand:
    """Clicks, presses and types on one page; on a touch screen a finger taps. Use it through `hand_on`."""

    def __init__(self, page: Page, *, touches: bool) -> None:
        self._page = page
        self._touches = touches
        self.typed = 0
        """How many characters were typed."""

    async def press(self, target: Locator) -> None:
        """One click or tap."""
        await (target.tap() if self._touches else target.click())

    async def command(self, keys: str) -> None:
        """One key, or several at once."""
        await self._page.keyboard.press(keys)

    async def type(self, words: str) -> None:
        """Types where the cursor is; it has to be in a text field by itself, as nothing here puts it there.

        A keyboard sends each character, the one on a touch screen each word.
        """
        assert await self._page.evaluate("document.activeElement.matches('input, textarea')"), "nowhere to type"
        if self._touches:
            for word in re.findall(r"\S+\s*", words):
                await self._page.keyboard.insert_text(word)
        else:
            await self._page.keyboard.type(words)
        self.typed += len(words)

    async def interactions(self) -> list[str]:
        """What was clicked, tapped and pressed so far."""
        noted: list[str] = await self._page.evaluate("window.interactions")
        return noted


@asynccontextmanager
async def at_most(hand: Hand, number: int) -> AsyncIterator[list[str]]:
    """Fails when more than so many interactions were needed meanwhile; they are in the list at its end."""
    before = len(await hand.interactions())
    needed: list[str] = []
    yield needed
    needed += (await hand.interactions())[before:]
    assert len(needed) <= number, f"{len(needed)} interactions instead of {number}: {needed}"


async def hand_on(page: Page, *, touches: bool) -> Hand:
    """A hand on a page that is open, counted from now on."""
    await page.evaluate(COUNTING)
    return Hand(page, touches=touches)
