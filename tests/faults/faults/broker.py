"""A broker that comes back with less than it had: nothing, less of each partition's end, one topic empty."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import struct
import tempfile
import time
from pathlib import Path
from random import Random

from aiokafka.admin import AIOKafkaAdminClient

from chassis.broker import Broker
from restu.embedded.kafka import Kafka
from restu.ports import free_port
from restu.topics import make_topics
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.faults.looking import SERVICES, topic

BATCH_HEAD = struct.Struct(">qi")
"""How a batch of records begins on disk: the offset of its first record, and the bytes that follow."""


async def lose_the_broker(crowd: Crowd, _: Random) -> float:
    """kill -9 of the broker, and an empty one in its place: no topic, no record, no group is left."""
    stack = crowd.town.stack
    folder = stack.home.folder / "kafka"
    with tempfile.TemporaryDirectory(dir=stack.home.folder) as spare:
        empty = Kafka(Path(spare), Path(spare) / "log", port=free_port(), controller_port=free_port())
        await asyncio.to_thread(empty.prepare)
        os.kill(stack.processes["kafka"], signal.SIGKILL)
        # Done long before the supervisor starts it again.
        shutil.rmtree(folder / "data")
        shutil.move(Path(spare) / "data", folder / "data")
    return time.monotonic()


async def lose_the_tail(crowd: Crowd, random: Random) -> float:
    """kill -9 of the broker, and of every partition the last batches are gone, as after a power cut without a flush."""
    stack = crowd.town.stack
    os.kill(stack.processes["kafka"], signal.SIGKILL)
    cut = sum(
        _cut(max(folder.glob("*.log")), random)
        for service in SERVICES
        for folder in (stack.home.folder / "kafka" / "data").glob(f"{topic(service)}-*")
    )
    assert cut, "the broker has lost nothing"
    return time.monotonic()


def _cut(segment: Path, random: Random) -> bool:
    """Ends a segment of a log before one of its last batches; False when it has none."""
    starts, content = [], segment.read_bytes()
    place = 0
    while place + BATCH_HEAD.size <= len(content):
        _, size = BATCH_HEAD.unpack_from(content, place)
        if size <= 0:  # reserved, not written yet
            break
        starts.append(place)
        place += BATCH_HEAD.size + size
    if starts:
        os.truncate(segment, random.choice(starts[len(starts) // 2 :]))
    return bool(starts)


def recreate(service: str) -> Fault:
    """A topic is deleted and made again, empty, while its producer writes on."""

    async def fault(crowd: Crowd, _: Random) -> float:
        kafka = crowd.town.stack.addresses["kafka"]
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
        await admin.start()
        try:
            await admin.delete_topics([topic(service)])
        finally:
            await admin.close()
        await make_topics(Broker(kafka))
        return time.monotonic()

    return fault


ROWS: dict[str, Fault] = {
    "a broker that lost everything": lose_the_broker,
    "a broker that lost its tail": lose_the_tail,
    **{f"the topic of {service} deleted and made again": recreate(service) for service in SERVICES},
}
