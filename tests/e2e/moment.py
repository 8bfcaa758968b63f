"""How soon something shows in a page, by the pages' own clock: Playwright looks only about twice in a second."""

from __future__ import annotations

from collections.abc import Callable

from playwright.async_api import Locator, Page

Record = Callable[[str, object], None]

WATCHING = """([selector, texts]) => {
  const has = (it) => texts.every((text) => it.textContent.includes(text)) && it.checkVisibility();
  const watching = new MutationObserver(() => {
    if (![...document.querySelectorAll(selector)].some(has)) return;
    window.appeared = Date.now();
    watching.disconnect();
  });
  watching.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}"""
PRESSED = """() => {
  const note = () => { window.pressed = Date.now(); };
  document.addEventListener("click", note, { once: true, capture: true });
}"""


async def watch(page: Page, selector: str, *texts: str) -> None:
    """From here on the page notes when one of these elements, not seen yet, first shows all these texts."""
    await page.evaluate(WATCHING, [selector, texts])


async def press(button: Locator) -> float:
    """When a press reached the page, in milliseconds since 1970."""
    await button.page.evaluate(PRESSED)
    await button.click()
    pressed: float = await button.page.evaluate("window.pressed")
    return pressed


async def appeared_within(seconds: float, page: Page, since: float, what: str, record: Record) -> None:
    """What the page watched for, and shows now, came so soon; how soon is told at the end of the run."""
    took = max(0.0, await page.evaluate("window.appeared") - since) / 1000
    record(what, f"within {took:.2f} s")
    assert took < seconds, f"{what}: {took:.2f} s"
