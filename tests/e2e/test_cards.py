"""What a card says of who asks, and all that is approved besides the words: their language, a warning, an image."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Browser, FilePayload, Page, expect

from restu.demo.steps.people import BRISK
from tests.e2e.browser import PHONE, window
from tests.e2e.people import newcomer
from tests.integration.town import Town
from tests.pictures import png

OWN = "My team built the lab."
WHY = "Half of us soldered something for it."
ALT = "A robot waves"
SAYS = "I work for the company this is about."


async def with_extras(page: Page) -> None:
    """Opens what is usual, by the keyboard, and chooses all of it otherwise."""
    extras = page.get_by_role("dialog").locator("summary").filter(has_text="No warning")
    await expect(extras).to_contain_text("Everyone")
    await extras.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("radio", name="Everyone, quietly").click()
    await page.get_by_label("Content warning").fill("film endings")
    picture = FilePayload(name="robot.png", mimeType="image/png", buffer=png(width=320, height=200))
    await page.get_by_label("Add an image").set_input_files(picture)
    await expect(page.get_by_text("It is needed before you can approve.")).to_be_visible()


async def test_all_that_is_shown_goes_out_and_the_warning_says_it(town: Town, browser: Browser) -> None:
    hana, title = await newcomer(town), f"Our lab opens {uuid4().hex[:6]}"
    await town.offer(title, "https://example.org/lab", "Our lab is open.", reason=WHY, to=hana)
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        await seen.enter(hana.person.id)
        card = page.get_by_role("article", name=title)
        await expect(card).to_contain_text("Budi Curator asks")
        await expect(card).to_contain_text(WHY)
        await seen.is_sound("card")

        await card.get_by_role("button", name="See and approve").click()
        await expect(page.get_by_role("dialog")).to_contain_text(WHY)
        await page.get_by_label("Your words").fill(OWN)
        written_in = page.get_by_label("Written in")
        await expect(written_in).to_have_value("en")
        await written_in.select_option(label="Dutch")
        await with_extras(page)
        approve = page.get_by_role("button", name="Approve these exact words")
        shown = page.get_by_role("region", name="Exactly what would be published")
        await expect(shown).to_contain_text("Say what can be seen in image 1.")
        await expect(approve).to_have_attribute("aria-disabled", "true")
        await page.get_by_label("What can be seen in image 1").fill(ALT)

        await expect(shown).to_contain_text(f"{SAYS} film endings")
        await expect(shown).to_contain_text("Put in front of your warning")
        await expect(shown).to_contain_text("Everyone, quietly")
        image = shown.get_by_role("img", name=ALT)
        assert await image.evaluate("(it) => it.decode().then(() => it.naturalWidth)") == 320
        await seen.is_sound("approve-extras")

        await page.reload()
        await expect(written_in).to_have_value("nl")
        await expect(page.get_by_label("Content warning")).to_have_value("film endings")
        await expect(page.get_by_label("What can be seen in image 1")).to_have_value(ALT)
        await expect(approve).not_to_have_attribute("aria-disabled", "true")
        await approve.click()
        await page.get_by_role("dialog").get_by_role("link", name="My week").click()
        await expect(page.get_by_role("article").filter(has_text=OWN)).to_contain_text("Went out", timeout=60_000)
        for path in ("/week", "/receipts"):
            await page.goto(f"{seen.address}{path}")
            entry = page.get_by_role("article").filter(has_text=OWN)
            await expect(entry).to_contain_text(f"{SAYS} film endings")
            await expect(entry).to_contain_text("Everyone, quietly")
            await expect(entry.get_by_role("img", name=ALT)).to_be_visible()
            await seen.is_sound(f"extras{path.replace('/', '-')}")
    [status] = await town.network.statuses(hana.account)
    assert status.warning == f"{SAYS} film endings"
    assert status.visibility == "unlisted"
    assert status.language == "nl"
    assert [description for _, description in status.images] == [ALT]
    assert SAYS not in status.text


async def test_where_now_has_no_place_it_begins_spread_out_and_says_why(town: Town, browser: Browser) -> None:
    hana, title = await newcomer(town), f"Our second lab opens {uuid4().hex[:6]}"
    first = await town.offer("Our first lab opens", "https://example.org/first", "It is open.", to=hana)
    await town.offer(title, "https://example.org/second", "It is open, too.", to=hana)
    await hana.person.put("/api/consent/me/preferences", {**BRISK, "spacing_minutes": 120})
    await town.post_is(hana, await town.approve(hana, first, OWN), "published")
    async with window(browser, town.gateway.address, size=PHONE) as seen:
        page = seen.page
        await seen.enter(hana.person.id)
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await expect(page.get_by_role("radio", name="Spread out")).to_be_checked()
        await expect(page.get_by_role("dialog")).to_contain_text("leave no gap of 120 min")
        approve = page.get_by_role("button", name="Approve these exact words")
        await expect(approve).not_to_have_attribute("aria-disabled", "true")
        await expect(page.get_by_role("dialog")).to_contain_text("Then it goes out")
        await seen.is_sound("approve-not-now")


async def test_whom_to_follow_is_said_before_and_afterwards(town: Town, browser: Browser) -> None:
    hana, mark = await newcomer(town), uuid4().hex[:6]
    company = await town.network.sign_up(f"company_{mark}", "The Company")
    title, whom = f"Hear of us first {mark}", f"Follow @company_{mark}@"
    await town.offer(title, kind="follow", target=company.url, to=hana)
    async with window(browser, town.gateway.address, size=PHONE) as seen:
        page = seen.page
        await seen.enter(hana.person.id)
        card = page.get_by_role("article", name=title)
        await expect(card.get_by_role("heading")).to_contain_text(whom)
        await expect(card.get_by_role("link", name="See the account")).to_have_attribute("href", company.url)
        await seen.is_sound("card-follow")
        await card.get_by_role("button", name="See and approve").click()
        await page.get_by_role("button", name="Approve exactly this").click()
        await expect(page.get_by_role("heading", name="Approved")).to_be_visible()
        for path in ("/week", "/receipts"):
            await page.goto(f"{seen.address}{path}")
            await expect(page.get_by_role("article").filter(has_text=whom)).to_contain_text("Follow on Mastodon")
