"""Messages that come more than once: late, in the order of the topic or in none, while new ones come between."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random
from typing import Any

from aiokafka import AIOKafkaProducer

from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.faults.looking import SERVICES, everything_in

TIMES = 3
LARGEST = 2_000_000
"""Bytes of a request: more than the largest record, also of poison."""


async def deliver_again(crowd: Crowd, _: Random) -> float:
    """Everything that is in the topics once more, from the beginning, byte for byte."""
    await _send(crowd, await _each_once(crowd))
    return time.monotonic()


async def deliver_often(crowd: Crowd, random: Random) -> float:
    """The same several times, and each time shuffled: late, early, and twice in a row."""
    for _ in range(TIMES):
        records = await _each_once(crowd)
        random.shuffle(records)
        await _send(crowd, records)
    return time.monotonic()


async def _each_once(crowd: Crowd) -> list[Any]:
    """Each record of each topic, one of those that are the same."""
    found: dict[Any, Any] = {}
    for each in await everything_in(crowd.town.stack, *SERVICES):
        found.setdefault((each.topic, each.partition, each.key, each.value, tuple(each.headers)), each)
    return [*found.values()]


async def _send(crowd: Crowd, records: Sequence[Any]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=crowd.town.stack.addresses["kafka"], max_request_size=LARGEST)
    await producer.start()
    try:
        for each in records:
            await producer.send(
                each.topic, each.value, key=each.key, partition=each.partition, headers=list(each.headers)
            )
        await producer.flush()
    finally:
        await producer.stop()


ROWS: dict[str, Fault] = {
    "everything delivered again": deliver_again,
    f"everything delivered again {TIMES} times, in any order": deliver_often,
}
