"""Pictures that are remembered a while: asked for once, again when that is over, and never too many."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from services.content import pictures
from services.content.pictures import KEPT_SECONDS, Pictures
from services.content.sources import Picture


@dataclass
class Sourced:
    """Somebody else's server, which counts, and has nothing at /none."""

    asked: list[str] = field(default_factory=list)
    size: int = 10

    async def picture(self, url: str) -> Picture | None:
        self.asked.append(url)
        await asyncio.sleep(0)
        return None if url.endswith("/none") else Picture("image/png", b"x" * self.size)


async def test_many_who_ask_at_once_ask_the_server_once() -> None:
    source = Sourced()
    shown = Pictures(source)  # type: ignore[arg-type]
    got = await asyncio.gather(*(shown.at("https://example.org/a.png") for _ in range(5)))
    assert set(got) == {Picture("image/png", b"x" * 10)}
    assert await shown.at("https://example.org/none") is None
    assert await shown.at("https://example.org/none") is None
    assert source.asked == ["https://example.org/a.png", "https://example.org/none"]


async def test_it_is_asked_again_after_a_while() -> None:
    source, now = Sourced(), [0.0]
    shown = Pictures(source, now=lambda: now[0])  # type: ignore[arg-type]
    for now[0] in (0.0, KEPT_SECONDS - 1, KEPT_SECONDS):
        await shown.at("https://example.org/a.png")
    assert len(source.asked) == 2


async def test_what_was_asked_for_longest_ago_makes_room() -> None:
    source = Sourced(size=pictures.MOST_BYTES // 2)
    shown = Pictures(source)  # type: ignore[arg-type]
    for name in "abca":
        await shown.at(f"https://example.org/{name}.png")
    assert [url[-5] for url in source.asked] == ["a", "b", "c", "a"], "two have room, and three had not"
