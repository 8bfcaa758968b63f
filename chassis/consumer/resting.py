"""A Kafka client that rests between batches (chassis/rest), without asking for records meanwhile.

The client would else ask for more at once, get the first record that comes and have a batch of one ready; behind a
small batch it asks only when the rest is over, and is given all that has come by then.

Where nothing has come FastStream sleeps for as long as it had waited, whatever comes meanwhile: so the wait here is
longer than the one it asks for, and ends with the first record.
"""

from __future__ import annotations

from typing import Any

from aiokafka import TopicPartition

from chassis.careful import CarefulConsumer, Records
from chassis.rest import Rest

WAIT_MS = 1_000


class RestingConsumer(CarefulConsumer):
    """For one caller, who is done with a batch when it asks for the next."""

    def __init__(self, *topics: str, **settings: Any) -> None:
        super().__init__(*topics, **settings)
        self._rest = Rest()
        self._given = 0

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> Records:
        """What has come, at most `max_records`, once the rest after the last batch is over. Raises KafkaError."""
        if self._given:
            self._rest.end(more=self._given == max_records)
            self._given = 0
        await self._rest.take()
        self.resume(*self.paused())
        wait_ms = max(timeout_ms, WAIT_MS) if timeout_ms else 0
        found = await super().getmany(*partitions, timeout_ms=wait_ms, max_records=max_records)
        self._rest.begin()
        self._given = sum(map(len, found.values()))
        if 0 < self._given != max_records:
            self.pause(*self.assignment())  # before anything else can run, so that nothing is asked for
        return found
