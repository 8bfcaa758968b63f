"""Looking for a hole: an event says that another one comes before it, and that one has not been seen.

The partition is read again from its start, without applying, until the event that links to the position is found;
what was passed over meanwhile is read again afterwards. Only when the partition was read to its end without progress
is the hole truly there: an alarm. It ends as soon as the missing event arrives, for the relay publishes again what a
topic has lost.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto

from prometheus_client import Gauge

from chassis.consumer.positions import Place

log = logging.getLogger(__name__)

_missing = Gauge(
    "restu_consumer_missing", "1 where the partition lacks an event that another one names.", ["topic", "partition"]
)

Rewind = Callable[[Place], Awaitable[int]]
"""Reads a partition from its start again; gives its next offset now."""


class Step(Enum):
    """What to do next."""

    GO_ON = auto()
    FROM_THE_START = auto()
    ALARM = auto()
    FOUND = auto()


@dataclass(slots=True)
class Search:
    """The search in one partition; `end` is the partition's next offset when this pass began."""

    position: int
    furthest: int
    end: int
    missing: bool = False

    def after(self, position: int, unlinked: int, next_offset: int) -> Step:
        """Judges a batch: the position it led to, the last sequence it could not link (0 = none), where it ended."""
        self.furthest = max(self.furthest, unlinked)
        if position >= self.furthest:
            return Step.FOUND
        if next_offset < self.end:
            return Step.GO_ON
        if position > self.position:
            return Step.FROM_THE_START
        if self.missing:
            return Step.GO_ON
        self.missing = True
        return Step.ALARM


class Searches:
    """The searches under way, by place."""

    def __init__(self, rewind: Rewind) -> None:
        self._rewind = rewind
        self._searches: dict[Place, Search] = {}

    def places(self) -> frozenset[Place]:
        """Where an event is looked for."""
        return frozenset(self._searches)

    def missing(self) -> list[str]:
        """Where an event was not found in the whole partition."""
        return sorted(f"{topic}/{number}" for (topic, number), search in self._searches.items() if search.missing)

    def clear(self) -> None:
        """Ends every search: the partitions are another replica's, or read anew."""
        for place in self._searches:
            _missing.labels(*place).set(0)
        self._searches.clear()

    async def linked(self, place: Place, position: int, unlinked: int, next_offset: int) -> bool:
        """Whether the place's chain is whole up to here; else the search goes on. Raises what `rewind` raises."""
        search = self._searches.get(place)
        if search is None:
            if not unlinked:
                return True
            log.warning("an event is missing; looking for it", extra={"place": place, "position": position})
            self._searches[place] = Search(position, unlinked, await self._rewind(place))
            return False
        step = search.after(position, unlinked, next_offset)
        if step is Step.FOUND:
            del self._searches[place]
            _missing.labels(*place).set(0)
            return True
        if step is Step.FROM_THE_START:
            search.end = await self._rewind(place)
            search.position = position
        elif step is Step.ALARM:
            _missing.labels(*place).set(1)
            log.error("an event is missing in the topic", extra={"place": place, "position": position})
        return False
