"""What is one's own, in the browser: results, receipts that the browser verifies, accounts, settings."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Browser, expect

from restu.demo.walk import soon
from tests.e2e.browser import PHONE, window
from tests.e2e.people import newcomer
from tests.integration.town import Town

OWN = "My team built the lab."
LATER = "There is room for twelve of us now."


async def test_results_receipts_and_accounts(town: Town, browser: Browser) -> None:
    hana, mark = await newcomer(town, "Hana"), uuid4().hex[:6]
    activity = await town.offer(f"Our lab opens {mark}", "https://example.org/lab", "Our lab is open.", to=hana)
    approval = await town.approve(hana, activity, OWN)
    await town.post_is(hana, approval, "published")
    later = await town.offer(f"Our lab grows {mark}", "https://example.org/lab", "Our lab grows.", to=hana)
    await town.approve(hana, later, LATER, choice="pick", picked_at=soon(hours=2))
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        await seen.enter(hana.person.id, "/results")
        await expect(page.get_by_role("heading", level=1, name="My results")).to_be_visible()
        await expect(page.get_by_role("main")).to_contain_text("Not enough yet, and that is fine")
        await expect(page.get_by_role("article").filter(has_text=OWN)).to_be_visible()
        await seen.is_sound("results")

        await page.goto(f"{seen.address}/receipts")
        receipt = page.get_by_role("article").filter(has_text=OWN)
        await receipt.get_by_role("button", name="Verify").click()
        await expect(receipt).to_contain_text("signed exactly this receipt")
        await expect(receipt).to_contain_text("The words above are those that it was signed for.")
        async with page.expect_download() as downloading:
            await receipt.get_by_role("button", name="Download").click()
        assert (await downloading.value).suggested_filename == f"restu-receipt-{approval}.json"
        await seen.is_sound("receipts")

        await page.goto(f"{seen.address}/accounts")
        account = page.get_by_role("article")
        await expect(account).to_contain_text("Connected")
        await seen.is_sound("accounts")
        await account.get_by_role("button", name="Disconnect").click()
        await expect(account.get_by_role("group")).to_contain_text("1 planned post ends with it.")
        await seen.is_sound("accounts-disconnect")
        await account.get_by_role("button", name="Disconnect now").click()
        await expect(account).to_contain_text("You disconnected it")
        await expect(account.get_by_role("button", name="Connect again")).to_be_visible()
        await page.goto(f"{seen.address}/week")
        ended = page.get_by_role("article").filter(has_text=LATER)
        await expect(ended).to_contain_text("Ended when its account was disconnected")
        await expect(ended.get_by_role("link", name="Connect the account again")).to_be_visible()
        await seen.is_sound("week-cut-off")


async def test_settings_hold_everywhere(town: Town, browser: Browser) -> None:
    hana = await newcomer(town)
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        await seen.enter(hana.person.id, "/settings")
        await page.get_by_label("Quiet from").fill("22:30")
        await page.get_by_label("Country").select_option("Indonesia")
        await page.get_by_label("My name may be listed").uncheck()
        await page.evaluate("scrollTo(0, 0)")  # half under a bar, a box to tick is a small target
        await seen.is_sound("settings")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved")).to_be_visible()
        await page.reload()
        await expect(page.get_by_label("Quiet from")).to_have_value("22:30")
        await expect(page.get_by_label("Country")).to_have_value("ID")
        await expect(page.get_by_label("My name may be listed")).not_to_be_checked()
        await expect(page.get_by_role("button", name="Leave the programme")).to_be_visible()
        await page.get_by_label("Language", exact=True).select_option("Bahasa Indonesia")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Tersimpan")).to_be_visible()
    async with window(browser, town.gateway.address, size=PHONE) as elsewhere:
        await elsewhere.enter(hana.person.id, "/settings")
        await expect(elsewhere.page.get_by_role("heading", level=1, name="Pengaturan")).to_be_visible()


async def test_what_another_window_saves_is_seen_and_not_undone(town: Town, browser: Browser) -> None:
    hana = await newcomer(town)
    async with (
        window(browser, town.gateway.address) as here,
        window(browser, town.gateway.address, size=PHONE) as there,
    ):
        await here.enter(hana.person.id, "/settings")
        await here.page.get_by_label("Country").select_option("Indonesia")
        await there.enter(hana.person.id, "/settings")
        await there.page.get_by_label("Quiet from").fill("22:30")
        await there.page.get_by_role("button", name="Save").click()
        await expect(here.page.get_by_label("Quiet from")).to_have_value("22:30")
        await expect(here.page.get_by_label("Country")).to_have_value("ID")
        await here.page.get_by_role("button", name="Save").click()
        await expect(there.page.get_by_label("Country")).to_have_value("ID")
    saved = (await hana.person.get("/api/consent/me"))["preferences"]
    assert (saved["quiet_from"], saved["country"]) == (22 * 60 + 30, "ID")


async def test_the_clock_on_the_wall_is_offered_and_taken_in_one_click(town: Town, browser: Browser) -> None:
    hana = await newcomer(town)
    async with window(browser, town.gateway.address, size=PHONE, is_new_here=True) as seen:
        page = seen.page
        await seen.enter(hana.person.id, "/week")
        await expect(page.get_by_text("Restu gives your times in UTC")).to_be_visible()
        await expect(page.get_by_role("button", name="Keep UTC")).to_be_visible()
        await seen.is_sound("zone")
        await page.get_by_role("button", name="Use Asia/Jakarta").click()
        await expect(page.get_by_text("Restu gives your times in UTC")).to_have_count(0)
    assert (await hana.person.get("/api/consent/me"))["preferences"]["time_zone"] == "Asia/Jakarta"


async def test_the_way_back_from_the_network_connects_and_leaves_no_trace(town: Town, browser: Browser) -> None:
    hana, mark = await newcomer(town, "Hana"), uuid4().hex[:6]
    second = await town.network.sign_up(f"hana_too_{mark}", "Hana at the weekend")
    wanted = {"network": "mastodon", "instance": town.network.address}
    begun = await hana.person.post("/api/publisher/accounts/connect", wanted)
    handed = await town.network.authorize(begun["authorize_url"], second)
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        await seen.enter(hana.person.id, f"/connected?error=access_denied&state={handed['state']}")
        await expect(page.get_by_text("The network says that you gave no permission.")).to_be_visible()
        await page.goto(f"{seen.address}/connected?state={handed['state']}&code={handed['code']}")
        await expect(page.get_by_role("heading", name="Connected", exact=True)).to_be_visible()
        assert page.url == f"{seen.address}/connected"
        await seen.is_sound("connected")
        await page.goto(f"{seen.address}/accounts")
        await expect(page.get_by_role("article").filter(has_text="Connected")).to_have_count(2)
