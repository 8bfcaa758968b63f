"""Consent's clock never runs behind its newest event (decisions.md 12), whatever the machine says.

At the start the newest times of the store are read; afterwards the log is followed, so that a replica whose clock is
slow decides no window by it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from chassis.background import ended
from chassis.clock import MonotonicClock
from chassis.event_store import EventStore
from chassis.follower import Follower

SEEN = 500


class Timekeeper:
    """Keeps a clock at or ahead of the store's newest event."""

    def __init__(self, clock: MonotonicClock, store: EventStore, follower: Follower) -> None:
        self._clock = clock
        self._store = store
        self._follower = follower
        self._position = 0
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
        async for batch in self._follower.batches(after=self._position):
            newest: Any = self._store.mapper.to_domain_event(batch[-1])
            self._clock.not_before(newest.at)
