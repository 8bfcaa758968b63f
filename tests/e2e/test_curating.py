"""A curator's work in the browser: bring in, write, offer; feeds, topics; what advocates suggest, from both sides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from restu.demo.browser import Person
from restu.demo.waiting import expect as meet
from restu.demo.waiting import until
from tests.content.web import Shown, Web
from tests.e2e.browser import DESKTOP, PHONE, Size, Theme, Window, window
from tests.e2e.moment import Record, appeared_within, press, watch
from tests.e2e.people import newcomer
from tests.integration.town import Town
from tests.pictures import png

PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="og:description" content="Forty places, two mentors, and a coffee machine that never sleeps.">
<meta property="og:image" content="/lab.png"></head></html>"""
FEED = b"<rss version='2.0'><channel><title>News</title>%s</channel></rss>"
ENTRY = b"<item><guid>%d</guid><title>%s</title><link>https://example.org/%d</link></item>"
MESSAGE = "Our learning lab is open. Come by!"
REFUSED = "console: Failed to load resource: the server responded with a status of"
CONTRAST = """(it) => {
  const style = getComputedStyle(it);
  const shares = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
  const linear = (share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const [dim, bright] = [style.color, style.backgroundColor].map((each) => light(shares(each))).sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}"""
"""WCAG's contrast of an element's words; axe leaves out what is disabled."""
Look = tuple[Size, Theme]
LOOKS: list[Look] = [(PHONE, "dark"), (DESKTOP, "light")]


@pytest.fixture
def web() -> Iterator[Web]:
    """Somebody else's web server."""
    web = Web()
    yield web
    web.close()


@asynccontextmanager
async def at(
    browser: Browser, town: Town, who: Person, path: str, look: Look = (DESKTOP, "light")
) -> AsyncIterator[Window]:
    """A window of somebody who is signed in and went to this place."""
    size, theme = look
    async with window(browser, town.gateway.address, size=size, theme=theme) as seen:
        await seen.enter(who.id, path)
        yield seen


def refused(seen: Window, status: int) -> None:
    """What the browser says by itself of an answer that the test provoked is nothing wrong."""
    said = next(each for each in seen.wrong if each.startswith(f"{REFUSED} {status}"))
    seen.wrong.remove(said)


async def is_readable_while_it_works(page: Page, button: Locator, request: str) -> None:
    """Presses, and looks at it under the pointer while the answer to the request is held back."""
    answers = asyncio.Event()

    async def hold(route: Route) -> None:
        await answers.wait()
        await route.continue_()

    await page.route(request, hold)
    await button.click()
    await expect(button).to_have_attribute("aria-disabled", "true")
    await button.hover()
    await until(lambda: _contrasts(button), "one can read what is pressed")
    answers.set()


async def _contrasts(button: Locator) -> None:
    contrast = await button.evaluate(CONTRAST)
    meet(contrast >= 4.5, f"its contrast is {contrast:.1f}")


async def offer(page: Page) -> None:
    """Offers what the dialog proposes, once it is there."""
    await page.get_by_role("button", name="Offer activities").first.click()
    dialog = page.get_by_role("dialog", name="Offer activities")
    await dialog.get_by_role("button", name="Offer it").click()
    await expect(dialog).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
async def test_from_a_link_to_an_offer(town: Town, browser: Browser, web: Web, look: Look) -> None:
    title = f"Our learning lab opens {uuid4().hex[:6]}"
    web.documents["/lab.png"] = Shown(png(), "image/png")
    web.documents["/lab"] = Shown(PAGE.format(title=title).encode(), "text/html; charset=utf-8")
    async with at(browser, town, town.curator, "/items", look) as seen:
        page = seen.page
        link = page.get_by_label("Paste a link")
        await link.fill(web.url("/nowhere"))
        bring = page.get_by_role("button", name="Bring it in")
        await is_readable_while_it_works(page, bring, "**/api/content/items/from-link")
        await expect(page.get_by_text("The address answers, but")).to_be_visible()
        await expect(link).to_have_value(web.url("/nowhere"))
        refused(seen, 422)
        await seen.is_sound("items")

        await link.fill(web.url("/lab"))
        await link.press("Enter")
        await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        await expect(page.get_by_label("Title")).to_have_value(title)
        await expect(page.get_by_label("Description")).to_have_value(
            "Forty places, two mentors, and a coffee machine that never sleeps."
        )
        await expect(page.get_by_label("Address of an image")).to_have_value(web.url("/lab.png"))
        image = page.get_by_role("img", name="The image that the page names")
        await expect(image).to_be_visible()
        assert await image.evaluate("(it) => it.decode().then(() => it.naturalWidth)") > 0

        await page.get_by_role("button", name="Mastodon").click()
        await page.get_by_label("Suggested message for Mastodon").fill(MESSAGE)
        await expect(page.get_by_text(" of 500, the link included")).to_be_visible()
        await page.get_by_role("button", name="X", exact=True).click()
        await page.get_by_label("Suggested message for X").fill("x" * 300)
        await expect(page.get_by_text(" too many")).to_be_visible()
        await page.get_by_role("button", name="Remove the message for X").click()
        await page.get_by_role("button", name="Save the words").click()
        await expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
        await expect(page.get_by_role("button", name="Save the words")).to_have_count(0)

        await page.get_by_role("button", name="Offer activities").first.click()
        dialog = page.get_by_role("dialog", name="Offer activities")
        await expect(dialog.get_by_role("checkbox", name="Mastodon")).to_be_checked()
        await dialog.get_by_role("radio", name="Like", exact=True).click()
        await expect(dialog.get_by_role("radio", name="Instagram")).to_be_disabled()
        await dialog.get_by_role("radio", name="Post", exact=True).click()
        await expect(dialog.get_by_role("checkbox", name="Instagram")).to_be_enabled()
        await expect(dialog.get_by_role("checkbox", name="Mastodon")).to_be_checked()
        await seen.is_sound("offer")
        await dialog.get_by_label("Why it is worth doing").fill("  We built it with our neighbours. ")
        await dialog.get_by_label("Points").fill("25")
        await dialog.get_by_role("radio", name="High", exact=True).click()
        await dialog.get_by_role("button", name="Offer it").click()
        activity = page.get_by_role("article", name="Post on Mastodon")
        for told in ("25 points", "High priority", "We built it with our neighbours."):
            await expect(activity).to_contain_text(told)
        await seen.is_sound("item")

        await page.goto(f"{seen.address}/offerings")
        await expect(page.get_by_role("link", name=title)).to_be_visible()


async def test_an_address_that_nobody_answers_is_said_at_once(town: Town, browser: Browser) -> None:
    async with at(browser, town, town.curator, "/items", (PHONE, "light")) as seen:
        page, asked = seen.page, list[str]()
        page.on("request", lambda request: asked.append(request.url) if "/from-link" in request.url else None)
        link = page.get_by_label("Paste a link")
        await link.fill("localhost:1/lab")
        await link.press("Enter")
        await expect(page.get_by_text("Nothing answers at this address.")).to_be_visible()
        await expect(link).to_have_value("https://localhost:1/lab")
        assert len(asked) == 1
        refused(seen, 502)


async def test_a_curator_begins_with_items_and_sees_where_they_are(town: Town, browser: Browser) -> None:
    title = f"A page of an item {uuid4().hex[:6]}"
    await town.offer(title, "https://example.org/item", MESSAGE)
    async with at(browser, town, town.curator, "/") as seen:
        page = seen.page
        await expect(page.get_by_role("heading", level=1, name="Items")).to_be_visible()
        side = page.get_by_role("navigation", name="Main")
        await page.get_by_role("link", name=title).click()
        await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        await expect(side.get_by_role("link", name="Items")).to_have_attribute("aria-current", "page")
        await side.get_by_role("link", name="Feed", exact=True).click()
        await expect(page.get_by_role("heading", level=1, name="Feed")).to_be_visible()

        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await page.get_by_role("button", name="More").click()
        curating = page.get_by_role("group", name="Curating")
        await expect(curating.get_by_role("menuitem")).to_have_count(5)
        await curating.get_by_role("menuitem", name="Topics").click()
        await expect(page.get_by_role("heading", level=1, name="Topics")).to_be_visible()


async def test_uptake_is_told_in_fives_and_never_of_fewer(town: Town, browser: Browser) -> None:
    title = f"A week in numbers {uuid4().hex[:6]}"
    activity = {"activity_id": await town.offer(title, "https://example.org/week", MESSAGE), "as_of": "2026-W48"}
    # As if a week were over: a week is counted once it is.
    told = {"item_id": str(uuid4()), "activities": [{**activity, "among": 40, "approved": 10, "published": None}]}
    async with window(browser, town.gateway.address) as seen:
        await seen.page.route("**/api/publisher/results/items/*", lambda route: route.fulfill(json=told))
        await seen.enter(town.curator.id, "/offerings")
        line = seen.page.get_by_role("region", name=title)
        await line.get_by_role("button", name="Post on Mastodon").click()
        uptake = line.get_by_role("region", name="Uptake")
        await expect(uptake).to_contain_text("10 or more")
        await expect(uptake).to_contain_text("Fewer than 5")
        await expect(line.get_by_role("link", name="Open the item")).to_be_visible()
        await seen.is_sound("offerings")


async def test_words_that_are_not_saved_are_kept_and_an_end_says_what_it_ends(town: Town, browser: Browser) -> None:
    async with at(browser, town, town.curator, "/items/new") as seen:
        page = seen.page
        await page.get_by_label("Title").fill("A robot for everybody")
        await page.reload()
        await expect(page.get_by_label("Title")).to_have_value("A robot for everybody")
        await page.get_by_label("Link", exact=True).fill("https://example.org/robot")
        await page.get_by_role("button", name="Mastodon").click()
        await page.get_by_label("Suggested message for Mastodon").fill("Look at this robot.")
        await expect(page.get_by_text("44 of 500, the link included")).to_be_visible()
        await seen.is_sound("new-item")
        await page.get_by_role("button", name="Make the item").click()
        await expect(page.get_by_role("heading", level=1, name="A robot for everybody")).to_be_visible()

        await offer(page)
        activity = page.get_by_role("article", name="Post on Mastodon")
        await activity.get_by_role("button", name="Close").click()
        await activity.get_by_role("button", name="Close it now").click()
        await expect(activity).to_contain_text("Closed")
        await offer(page)
        await page.get_by_role("button", name="Retire").click()
        dialog = page.get_by_role("dialog", name="Retire this item?")
        await expect(dialog).to_contain_text("One activity ends with it")
        await seen.is_sound("retire")
        await dialog.get_by_role("button", name="Retire it for good").click()
        await expect(page.get_by_text("Retired. Nothing more goes out of it.")).to_be_visible()
        await expect(page.get_by_label("Title")).to_be_disabled()


async def test_a_suggestion_is_reviewed_at_once_and_its_suggester_reads_why(
    town: Town, browser: Browser, record_property: Record
) -> None:
    ayu, mark = await newcomer(town), uuid4().hex[:8]
    async with (
        at(browser, town, ayu.person, "/suggest", (PHONE, "dark")) as hers,
        at(browser, town, town.curator, "/suggestions") as theirs,
    ):
        await expect(theirs.page.get_by_role("heading", level=1, name="Suggestions")).to_be_visible()
        for words, reason in ((f"Robots {mark}", f"Customers ask {mark}"), (f"Menus {mark}", f"It is tasty {mark}")):
            await hers.page.get_by_label("In your words").fill(words)
            await hers.page.get_by_label("Why is it worth sharing?").fill(reason)
            await watch(theirs.page, "article", reason)
            pressed = await press(hers.page.get_by_role("button", name="Suggest it"))
            await expect(theirs.page.get_by_text(reason)).to_be_visible()
            await appeared_within(1.0, theirs.page, pressed, "A suggestion shows to a curator", record_property)
            await expect(hers.page.get_by_label("In your words")).to_have_value("")
        await hers.is_sound("suggest")
        await theirs.is_sound("suggestions")

        menus = theirs.page.get_by_role("article").filter(has_text=f"Menus {mark}")
        await menus.get_by_role("button", name="Decline").click()
        dialog = theirs.page.get_by_role("dialog", name="Decline this suggestion")
        await dialog.get_by_label("Why not?").fill("We shared this in spring.")
        await theirs.is_sound("decline")
        await dialog.get_by_role("button", name="Decline with these words").click()
        await expect(menus).to_have_count(0)
        await expect(hers.page.get_by_text("The curator says: We shared this in spring.")).to_be_visible()

        robots = theirs.page.get_by_role("article").filter(has_text=f"Robots {mark}")
        await robots.get_by_role("button", name="Accept", exact=True).click()
        await expect(theirs.page.get_by_role("heading", level=1, name=f"Robots {mark}")).to_be_visible()
        await expect(theirs.page.get_by_text("Suggested by a colleague")).to_be_visible()
        await expect(hers.page.get_by_role("article").filter(has_text=f"Robots {mark}")).to_contain_text("Accepted")


async def test_feeds_are_followed_rest_and_say_what_went_wrong(town: Town, browser: Browser, web: Web) -> None:
    path = f"/{uuid4().hex[:6]}.xml"
    good = Shown(FEED % (ENTRY % (1, b"One", 1) + ENTRY % (2, b"Two", 2)), "application/rss+xml")
    web.documents[path] = good
    async with at(browser, town, town.curator, "/feeds", (PHONE, "light")) as seen:
        page = seen.page
        await page.get_by_label("Address of a feed").fill(web.url(path))
        await page.get_by_role("button", name="Follow").click()
        await expect(page.get_by_text("Followed. 2 entries have become items.")).to_be_visible()
        feed = page.get_by_role("article").filter(has_text=path)
        await feed.get_by_role("button", name="Pause").click()
        await expect(feed).to_contain_text("Paused")
        web.documents[path] = Shown(b"no", "text/plain", status=503)
        await feed.get_by_role("button", name="Read now").click()
        await expect(feed).to_contain_text("The last look failed.")
        refused(seen, 422)
        await seen.is_sound("feeds")
        web.documents[path] = good
        await feed.get_by_role("button", name="Go on").click()
        await expect(feed).not_to_contain_text("Paused")
        await feed.get_by_role("button", name="Remove").click()
        await expect(feed).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(feed).to_be_visible()
        await feed.get_by_role("button", name="Remove").click()
        await expect(feed).to_have_count(0)


async def test_topics_are_kept_and_found_by(town: Town, browser: Browser) -> None:
    name = f"Learning {uuid4().hex[:6]}"
    async with at(browser, town, town.curator, "/topics", (PHONE, "dark")) as seen:
        page = seen.page
        await page.get_by_label("A new topic").fill(name)
        await page.get_by_role("button", name="Add", exact=True).click()
        await page.get_by_role("button", name=f"Rename {name}").click()
        await page.get_by_label(f"New name for {name}").fill(f"{name} anew")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"{name} anew")).to_be_visible()
        await seen.is_sound("topics")

        await page.goto(f"{seen.address}/items/new")
        await page.get_by_label("Title").fill(f"About {name}")
        await page.get_by_role("checkbox", name=f"{name} anew").check()
        await page.get_by_role("button", name="Make the item").click()
        await expect(page.get_by_role("heading", level=1, name=f"About {name}")).to_be_visible()
        await page.goto(f"{seen.address}/items")
        await page.get_by_label("Topic").select_option(label=f"{name} anew")
        await expect(page.get_by_role("article")).to_have_count(1)
        await expect(page.get_by_role("article", name=f"About {name}")).to_be_visible()

        await page.goto(f"{seen.address}/topics")
        await page.get_by_role("button", name=f"Archive {name} anew").click()
        await page.get_by_role("button", name="Undo").click()
        await expect(page.get_by_role("button", name=f"Archive {name} anew")).to_be_visible()


async def test_a_failure_is_said_while_it_is_tried_again(town: Town, browser: Browser) -> None:
    said = asyncio.Event()
    asked: list[str] = []
    problem = {"type": "", "title": "", "status": 503, "code": "unavailable", "detail": ""}

    async def away_at_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            await route.fulfill(status=503, json=problem, content_type="application/problem+json")
        else:
            await said.wait()
            await route.continue_()

    async with at(browser, town, town.curator, "/feeds", (PHONE, "dark")) as seen:
        page = seen.page
        await page.route("**/api/content/topics", away_at_first)
        await page.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Topics").click()
        await expect(page.get_by_role("alert")).to_contain_text("It is tried again by itself.")
        refused(seen, 503)
        await seen.is_sound("tried-again")
        said.set()
        await expect(page.get_by_role("alert")).to_have_count(0)
        assert len(asked) == 2


async def test_an_administrator_sets_what_has_to_be_disclosed(town: Town, browser: Browser) -> None:
    async with at(browser, town, town.administrator, "/disclosures") as seen:
        page = seen.page
        rule = page.get_by_role("article", name="United States")
        await rule.get_by_role("button", name="Set our own").click()
        dialog = page.get_by_role("dialog", name="Our own rule")
        await dialog.get_by_label("Text 1", exact=True).fill("I work for Example Ltd.")
        await seen.is_sound("disclosure")
        await dialog.get_by_role("button", name="Save the rule").click()
        own = page.get_by_role("region", name="Set by your programme")
        await expect(own).to_contain_text("I work for Example Ltd.")
        await seen.is_sound("disclosures")
