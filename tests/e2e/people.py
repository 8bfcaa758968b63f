"""People for tests in the browser."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Page, expect

from tests.integration.town import Advocate, Town

OWN = "My team spent the autumn on it, and I am proud of what came out."


async def newcomer(town: Town, name: str = "Ayu") -> Advocate:
    """Somebody new with a connected account, a name that nobody else has, and a group of which nobody else is."""
    mark = uuid4().hex[:8]
    handle = f"{name}_{mark}".lower()
    group = await town.group(f"{name}'s {mark}")
    return await town.advocate(f"{name} {mark}", f"{handle}@example.org", handle, [group])


def new_title() -> str:
    """A title that nothing else has."""
    return f"Our learning lab opens {uuid4().hex[:6]}"


async def offered(town: Town, to: Advocate, title: str | None = None) -> tuple[str, str]:
    """Something new that only they may post, as feeds grow by what is offered to everybody; title and activity's id."""
    title = title or new_title()
    return title, await town.offer(title, "https://example.org/lab", "Our learning lab is open. Come by!", to=to)


async def newcomer_and_offer(town: Town) -> tuple[Advocate, str, str]:
    """Somebody new, and something new that they may post; its title and the activity's id."""
    ayu = await newcomer(town)
    title, activity_id = await offered(town, ayu)
    return ayu, title, activity_id


def own_words() -> str:
    """Words that nobody else has approved."""
    return f"{OWN} {uuid4().hex[:6]}"


async def is_previewed(page: Page, words: str) -> None:
    """What would be published is there, and what stands below it stays in its place: else a press may miss it."""
    await expect(page.get_by_role("region", name="Exactly what would be published")).to_contain_text(words)
