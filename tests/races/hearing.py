"""What a service says in its topic, heard as it comes."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.envelope import PARTITIONS, Envelope
from tests.races.door import PATIENCE

ABOUT = ("approval_id", "release_id", "advocate_id", "reward_id")
"""The ids under which what was said is found again."""


@dataclass(frozen=True)
class Said:
    """One event of a service, and where it stands in its topic."""

    type: str
    partition: int
    offset: int
    data: Mapping[str, Any]


class Hearing:
    """Everything in a service's topic so far, by what it is about."""

    def __init__(self) -> None:
        self._said: dict[str, list[Said]] = defaultdict(list)
        self._news = asyncio.Event()

    def about(self, identifier: object, *types: str) -> list[Said]:
        """What was said of one id, in order; only these types, where some are named."""
        return [each for each in self._said[str(identifier)] if not types or each.type in types]

    async def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Waits until it holds; gives up in silence, for whoever asked will see that it does not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not condition():
                    await self._news.wait()

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Hears, for ever."""
        while True:
            for batch in (await consumer.getmany(timeout_ms=100)).values():
                for record in batch:
                    envelope = Envelope.read(record.headers, record.key, record.value)
                    kind = envelope.type.split(".")[1]
                    self.hear(Said(kind, record.partition, record.offset, json.loads(envelope.data)))
            self._news.set()
            self._news = asyncio.Event()

    def hear(self, said: Said) -> None:
        """Keeps what was said under each id it is about."""
        for name in ABOUT:
            if name in said.data:
                self._said[said.data[name]].append(said)


@asynccontextmanager
async def hearing_on(kafka: str, topic: str) -> AsyncIterator[Hearing]:
    """What is said in a topic, from the beginning."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    hearing = Hearing()
    listening = asyncio.create_task(hearing.listen(consumer), name="hearing")
    try:
        yield hearing
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await consumer.stop()
