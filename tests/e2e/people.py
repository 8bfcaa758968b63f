"""People for tests in the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from tests.integration.town import Advocate, Town

OWN = "My team spent the autumn on it, and I am proud of what came out."


async def newcomer(town: Town, name: str = "Ayu", groups: Sequence[str] = ()) -> Advocate:
    """Somebody new with a connected account and a name that nobody else has."""
    mark = uuid4().hex[:8]
    return await town.advocate(f"{name} {mark}", f"{name}.{mark}@example.org".lower(), f"{name}_{mark}".lower(), groups)


async def offered(town: Town) -> tuple[str, str]:
    """Something new that everybody may post; its title and the activity's id."""
    title = f"Our learning lab opens {uuid4().hex[:6]}"
    return title, await town.offer(title, "https://example.org/lab", "Our learning lab is open. Come by!")


async def newcomer_and_offer(town: Town) -> tuple[Advocate, str, str]:
    """Somebody new, and something new that everybody may post; its title and the activity's id."""
    ayu, (title, activity_id) = await asyncio.gather(newcomer(town), offered(town))
    return ayu, title, activity_id


def own_words() -> str:
    """Words that nobody else has approved."""
    return f"{OWN} {uuid4().hex[:6]}"
