"""What a service does once a day: it deletes what it keeps for so long and no longer.

Due when any replica starts, and a day after it was done; by one replica, in one transaction with the next time, so that
it is neither missed nor done for each replica. What fails is tried again as any timer is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from chassis.clock import Clock
from chassis.database import Database, Write
from chassis.timers import Due, Timers

DAILY = "daily"
"""The timer."""
AGAIN = timedelta(days=1)
_ID = UUID(int=0)


class Daily:
    """The statements of one service."""

    def __init__(self, database: Database, timers: Timers, clock: Clock) -> None:
        self._database = database
        self._timers = timers
        self._clock = clock
        self._statements: list[Callable[[], Write]] = []

    def add(self, *statements: Callable[[], Write]) -> None:
        """Adds what is done, each safe to repeat."""
        self._statements.extend(statements)

    def begin(self) -> None:
        """It is due now. The table of timers is there. Raises Unavailable."""
        self._database.transact([self._timers.set(DAILY, _ID, self._clock())])

    async def due(self, _: Due) -> None:
        """Does everything. Raises Unavailable."""
        await asyncio.to_thread(self._do)

    def _do(self) -> None:
        done = [statement() for statement in self._statements]
        self._database.transact([*done, self._timers.set(DAILY, _ID, self._clock() + AGAIN)])
