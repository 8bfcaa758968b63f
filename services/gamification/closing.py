"""The timer that closes contests: not before everything that the publisher said up to then is booked.

Repeating it is safe: a contest is closed once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.timers import Due, Timers
from services.gamification.application import Contests

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 30.0
AGAIN = timedelta(minutes=1)

Passed = Callable[[float], Awaitable[bool]]
"""Whether, within so many seconds, all that was said by now is booked."""


class Closing:
    """Works the due rows."""

    def __init__(self, store: EventStore, contests: Contests, timers: Timers, passed: Passed, clock: Clock) -> None:
        self._store = store
        self._contests = contests
        self._timers = timers
        self._passed = passed
        self._clock = clock

    async def due(self, due: Due) -> None:
        """Closes a contest, or tries again in a minute when bookings are behind. Raises KafkaError, Unavailable."""
        if not await self._passed(PATIENCE_SECONDS):
            log.warning("a contest waits for bookings that are behind", extra={"contest_id": str(due.id)})
            await asyncio.to_thread(self._timers.again, due, self._clock() + AGAIN)
            return
        await asyncio.to_thread(self._store.run, self._contests.close, contest_id=due.id, at=self._clock())
