"""Counting weeks that are over, and closing pilots whose weeks are all counted. Safe to repeat."""

from __future__ import annotations

import asyncio

from chassis.timers import Due
from services.publisher.application import Programmes
from services.publisher.duties.desk import Desk
from services.publisher.results.closing import Closing


class Counting:
    """The duty of a week's end."""

    def __init__(self, desk: Desk, closing: Closing, programmes: Programmes) -> None:
        self._desk = desk
        self._closing = closing
        self._programmes = programmes

    async def count(self, due: Due) -> None:
        """Counts what is over, and comes again when the next week is."""
        next_time = await asyncio.to_thread(self._closing.count, self._desk.clock())
        again = self._desk.timers.set(due.kind, due.id, next_time)
        await asyncio.to_thread(self._desk.store.database.transact, [again])

    async def close_pilot(self, due: Due) -> None:
        """Closes a pilot."""
        await self._desk.run(self._programmes.close_pilot, due.id, at=self._desk.clock())
