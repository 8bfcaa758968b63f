"""What a person publishes themselves, in the browser: approved to the letter, opened at the network, then reported."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Browser, expect

from tests.e2e.browser import window
from tests.e2e.people import newcomer
from tests.integration.town import Town

OWN = "My team built the lab."


async def test_from_the_feed_to_the_report(town: Town, browser: Browser) -> None:
    hana, title = await newcomer(town, "Hana"), f"Our lab opens {uuid4().hex[:6]}"
    await town.offer(title, "https://example.org/lab", "Our lab is open.", network="linkedin", to=hana)
    async with window(browser, town.gateway.address, theme="dark") as seen:
        page = seen.page
        await seen.enter(hana.person.id)
        await page.get_by_role("article", name=title).get_by_role("button", name="See and approve").click()
        await page.get_by_label("Your words").fill(OWN)
        shown = page.get_by_role("region", name="Exactly what would be published")
        await expect(shown).to_contain_text(OWN)
        await expect(shown).to_contain_text("You do the last step.")
        await expect(shown).to_contain_text("Put in front of your words")
        await expect(shown).to_have_attribute("aria-busy", "false")
        await expect(page.get_by_role("radio")).to_have_count(0)
        await seen.is_sound("approve-by-hand")

        await page.get_by_role("button", name="Approve these exact words").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("Nothing is on LinkedIn yet")
        composer = dialog.get_by_role("link", name="Open LinkedIn")
        await expect(composer).to_have_attribute("target", "_blank")
        assert str(await composer.get_attribute("href")).startswith("https://www.linkedin.com/")
        assert OWN in await dialog.get_by_label("Your approved text").input_value()
        await seen.is_sound("hand-over")

        await dialog.get_by_role("link", name="My week").click()
        entry = page.get_by_role("article")
        await expect(entry).to_contain_text("Yours to publish")
        assert OWN in await entry.get_by_label("Your approved text").input_value()
        await seen.is_sound("week-hand-over")
        await entry.get_by_role("button", name="I have published it").click()
        await expect(entry).to_contain_text("You said that you published it")
        await expect(entry).to_contain_text("Restu cannot see it there")
        await expect(entry.get_by_role("link", name="See it there")).to_have_count(0)
        await seen.is_sound("week-handed-over")
