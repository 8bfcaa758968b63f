"""Reading the log for the relay: batch by batch, made ready in the leader's thread, the next one while one is sent.

What is read ahead is given only to who asks for exactly what is behind it: after a step back it is read anew. At most
two batches are in memory, however long the log is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.codec import TypedMapper
from chassis.leadership import Session
from chassis.relay.published import Record, Translate

LIMIT = 1000

_READ = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events "
    "WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
)


class Untranslatable(Exception):
    """An event of the log cannot be made public: a fault of the release; nothing behind it is published."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is public of the log behind `after`, up to `upto`."""

    after: int
    upto: int
    records: Sequence[Record]
    more: bool
    """Whether the log may go on right behind it."""


class Reading:
    """Gives the log's batches over the leader's session."""

    def __init__(self, session: Session, mapper: TypedMapper, translate: Translate, *, topic: str, source: str) -> None:
        self._session = session
        self._mapper = mapper
        self._translate = translate
        self._topic = topic
        self._source = source
        self._ahead: tuple[int, asyncio.Future[Batch]] | None = None

    async def next(self, after: int) -> Batch:
        """The batch behind `after`. Raises Untranslatable when its first event is, LeadershipLost."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == after:
            batch = await ahead[1]
        else:
            batch = await self._read(after)
        if batch.more:
            reading = asyncio.ensure_future(self._read(batch.upto))
            reading.add_done_callback(_seen)
            self._ahead = batch.upto, reading
        return batch

    def close(self) -> None:
        """Nothing more is read ahead."""
        if self._ahead is not None:
            self._ahead[1].cancel()

    async def _read(self, after: int) -> Batch:
        return await self._session.read(_READ, (after, LIMIT), lambda rows: self._made(after, rows))

    def _made(self, after: int, rows: Sequence[Sequence[Any]]) -> Batch:
        records: list[Record] = []
        upto = after
        for row in rows:
            sequence = row[0]
            try:
                record = self._record(*row)
            except Exception as error:
                if upto > after:
                    return Batch(after, upto, records, more=False)
                raise Untranslatable(f"event {sequence}: {type(error).__name__}") from error
            upto = sequence
            if record is not None:
                records.append(record)
        return Batch(after, upto, records, more=len(rows) == LIMIT)

    def _record(self, sequence: int, originator_id: UUID, version: int, name: str, state: bytes) -> Record | None:
        event, trace, quiet = self._mapper.read(originator_id, version, name, state)
        if quiet or (published := self._translate(event)) is None:
            return None
        return published.record(topic=self._topic, source=self._source, sequence=sequence, trace=trace)


def _seen(reading: asyncio.Future[Batch]) -> None:
    """Whoever asks for the batch gets the error; where nobody does, there is none to speak of."""
    if not reading.cancelled():
        reading.exception()
