"""Consent's clock never runs behind its newest event (decisions.md 12), whatever the machine says.

At the start the newest times of the store are read; afterwards the newest event of the log is looked at as it grows, so
that a replica whose clock is slow decides no window by it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from chassis.background import ended
from chassis.clock import MonotonicClock
from chassis.errors import Unavailable
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.rest import Rest

SEEN = 500
AWAY_SECONDS = 1.0


class Timekeeper:
    """Keeps a clock at or ahead of the store's newest event."""

    def __init__(self, clock: MonotonicClock, store: EventStore, follower: Follower) -> None:
        self._clock = clock
        self._store = store
        self._follower = follower
        self._position = 0
        self._rest = Rest()
        self._task: asyncio.Task[None] | None = None

    def seed(self) -> None:
        """Takes note of the newest times. Raises Unavailable."""
        self._position = self._store.position()
        for row in self._store.notifications(max(0, self._position - SEEN), SEEN):
            event: Any = self._store.mapper.to_domain_event(row)
            self._clock.not_before(event.at)

    async def start(self) -> None:
        """Follows the log."""
        self._task = asyncio.create_task(self._follow(), name="timekeeper")

    async def stop(self) -> None:
        """Stops following."""
        if self._task is not None:
            await ended([self._task])

    async def _follow(self) -> None:
        while True:
            await self._follower.past(self._position)
            self._rest.begin()
            position = self._follower.position
            try:
                rows = await self._follower.read(position - 1, 1)
            except Unavailable:
                await asyncio.sleep(AWAY_SECONDS)
                continue
            for row in rows:
                newest: Any = self._store.mapper.to_domain_event(row)
                self._clock.not_before(newest.at)
            self._position = position
            self._rest.end()
            await self._rest.take()
