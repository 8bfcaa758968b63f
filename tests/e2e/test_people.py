"""An administrator adds somebody, finds them, gives them a role and a group, and ends their part in it.

Who has many roles has many screens: on a desktop their names fit beside the page.
"""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Browser, expect

from tests.e2e.browser import DESKTOP, PHONE, window
from tests.integration.town import Town

SHOWN = """
  Object.defineProperty(document, "visibilityState", {{ value: "{}", configurable: true }});
  document.dispatchEvent(new Event("visibilitychange"));
"""
HIDDEN, SEEN = SHOWN.format("hidden"), SHOWN.format("visible")
"""The page behind others, and before them again: then it reads everything anew."""


async def test_from_joining_to_leaving(town: Town, browser: Browser) -> None:
    mark = uuid4().hex[:6]
    name, group = f"Dewi Kusuma {mark}", f"Sales {mark}"
    async with window(browser, town.gateway.address, size=PHONE, theme="dark") as seen:
        page = seen.page
        await seen.enter(town.administrator.id, "/people")
        await page.get_by_label("A new group").fill(group)
        await page.get_by_role("button", name="Form the group").click()
        await expect(page.get_by_role("listitem").filter(has_text=group)).to_contain_text("nobody yet")

        await page.get_by_role("button", name="Add a person").click()
        await page.get_by_label("Name", exact=True).fill(name)
        await page.get_by_label("E-mail address").fill(f"dewi.{mark}@example.org")
        await page.get_by_role("checkbox", name=group).check()
        await seen.is_sound("person-adding")
        await page.get_by_role("button", name="Add", exact=True).click()

        await page.get_by_label("Search by name or e-mail").fill(f"{mark} dewi")
        person = page.get_by_role("article", name=name)
        await expect(person).to_contain_text(group)
        await expect(page.get_by_role("status").filter(has_text="1 person")).to_be_visible()
        await person.get_by_role("button", name=f"Change {name}").click()
        dialog = page.get_by_role("dialog", name=name)
        await dialog.get_by_role("checkbox", name="Curator").check()
        await dialog.get_by_role("button", name="Save").click()
        await expect(person).to_contain_text("Curator")
        await seen.is_sound("people")

        await person.get_by_role("button", name=f"Change {name}").click()
        await dialog.get_by_role("button", name=f"Remove {name} from the programme").click()
        await seen.is_sound("person-leaving")
        await dialog.get_by_role("button", name=f"Yes, remove {name} now").click()
        await expect(person).to_contain_text("Has left")


async def test_who_changes_roles_does_not_undo_what_another_did_to_the_groups_meanwhile(
    town: Town, browser: Browser
) -> None:
    mark = uuid4().hex[:6]
    name = f"Dewi {mark}"
    body = {"name": name, "email": f"dewi.{mark}@example.org", "roles": [], "groups": []}
    dewi = (await town.administrator.post("/api/consent/people", body))["person_id"]
    group = (await town.administrator.post("/api/consent/groups", {"name": f"Sales {mark}"}))["group_id"]
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(town.administrator.id, "/people")
        await page.get_by_label("Search by name or e-mail").fill(mark)
        person = page.get_by_role("article", name=name)
        await person.get_by_role("button", name=f"Change {name}").click()
        await town.administrator.put(f"/api/consent/people/{dewi}/groups", {"groups": [group]})
        await page.evaluate(HIDDEN)
        await page.wait_for_timeout(3_500)  # as long as a page that is not seen goes on listening
        await page.evaluate(SEEN)
        dialog = page.get_by_role("dialog", name=name)
        await expect(dialog.get_by_role("checkbox", name=f"Sales {mark}")).to_be_checked()
        await dialog.get_by_role("checkbox", name="Curator").check()
        await dialog.get_by_role("button", name="Save").click()
        await expect(person).to_contain_text("Curator")
        await expect(person).to_contain_text(f"Sales {mark}")


async def test_an_address_that_is_taken_is_said_where_it_was_typed(town: Town, browser: Browser) -> None:
    address = f"twice.{uuid4().hex[:6]}@example.org"
    await town.administrator.post("/api/consent/people", {"name": "Once", "email": address, "roles": [], "groups": []})
    async with window(browser, town.gateway.address) as seen:
        page = seen.page
        await seen.enter(town.administrator.id, "/people")
        await page.get_by_role("button", name="Add a person").click()
        await page.get_by_role("button", name="Add", exact=True).click()
        missing = await page.get_by_label("Name", exact=True).evaluate("(it) => it.validationMessage")
        assert missing == "Please fill this in.", "it is the browser that speaks"
        await page.get_by_label("Name", exact=True).fill("Twice")
        await page.get_by_label("E-mail address").fill(address)
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("has this e-mail address")
        await expect(page.get_by_label("E-mail address")).to_have_value(address)
        seen.wrong.clear()  # the browser itself says in the console that the answer was a 409


async def test_all_screens_of_all_roles_fit_beside_the_page(town: Town, browser: Browser) -> None:
    somebody = await town.signed_up("Everything", ["administrator", "auditor", "curator", "sponsor"])
    async with window(browser, town.gateway.address, size=DESKTOP) as seen:
        await seen.enter(somebody.id)
        side = seen.page.get_by_role("navigation", name="Main")
        assert await side.get_by_role("link").count() >= 25
        assert await side.evaluate("(it) => it.scrollHeight <= it.clientHeight")
        sizes = await side.get_by_role("link").evaluate_all("all => all.map(it => it.getBoundingClientRect().height)")
        assert min(sizes) >= 24
        await seen.is_sound("navigation-full")
