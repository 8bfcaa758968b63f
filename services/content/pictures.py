"""Pictures that items name, remembered a while for everybody to whom the items are offered.

A feed in front of many people asks somebody else's server once, and not once for each of them. What cannot be had is
remembered, too. Nothing is written anywhere; a restart asks again.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from services.content.sources import Picture, Sources

KEPT_SECONDS = 15 * 60.0
MOST_KEPT = 200
MOST_BYTES = 32 * 1024 * 1024
"""All pictures that are remembered together."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """When a picture was asked for, and what came or will come."""

    at: float
    picture: asyncio.Task[Picture | None]

    @property
    def size(self) -> int:
        """Of what has come, in bytes."""
        come = self.picture.done() and not self.picture.cancelled() and self.picture.exception() is None
        picture = self.picture.result() if come else None
        return len(picture.data) if picture is not None else 0


class Pictures:
    """Pictures by address, on one event loop. Whoever asks for one that is being fetched waits for the same answer."""

    def __init__(self, sources: Sources, *, now: Callable[[], float] = time.monotonic) -> None:
        self._sources = sources
        self._now = now
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

    async def at(self, url: str) -> Picture | None:
        """The picture, at most a quarter of an hour old; None where there is none to be had."""
        asked = self._asked.get(url)
        if asked is None or asked.at + KEPT_SECONDS <= self._now():
            asked = _Asked(self._now(), asyncio.create_task(self._sources.picture(url)))
            self._asked[url] = asked
        self._asked.move_to_end(url)
        # One who leaves takes nothing from the others.
        picture = await asyncio.shield(asked.picture)
        self._forget()
        return picture

    def _forget(self) -> None:
        """What was asked for longest ago, until the rest is little enough."""
        size = sum(asked.size for asked in self._asked.values())
        while len(self._asked) > MOST_KEPT or size > MOST_BYTES:
            _, gone = self._asked.popitem(last=False)
            size -= gone.size
