"""Whether everything that a topic holds at a moment has taken effect here, in whichever replica it was applied.

For what may be decided only when nothing that was said before is still on its way. What is parked behind a dead letter,
or was sent again behind newer records, counts as taken in; what its service has not published yet is not in the topic.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from chassis.broker import Broker
from chassis.database import Database
from chassis.relay.check import last_records
from chassis.topics import topic_reader

LOOK_SECONDS = 0.2


class Passing:
    """Compares a topic's ends with the positions that the consumers of this service have saved."""

    def __init__(self, database: Database, kafka: Broker, *, topic: str, source: str) -> None:
        """`source`: who writes the topic; other records in it are nobody's."""
        self._database = database
        self._kafka = kafka
        self._topic = topic
        self._source = source

    async def passed(self, within: float) -> bool:
        """Whether all that the topic holds now takes effect within so many seconds. Raises KafkaError, Unavailable."""
        async with topic_reader(self._kafka, self._topic) as reader:
            ends = {
                each.envelope.partition: each.envelope.sequence for each in await last_records(reader, self._source)
            }
        deadline = time.monotonic() + within
        while not await asyncio.to_thread(self._reached, ends):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True

    def _reached(self, ends: Mapping[int, int]) -> bool:
        rows = self._database.fetch(
            "SELECT partition, sequence FROM consumer_positions WHERE topic = %s", (self._topic,)
        )
        reached = {row["partition"]: row["sequence"] for row in rows}
        return all(reached.get(partition, 0) >= sequence for partition, sequence in ends.items())
