"""What happens to the stack: each fault does its harm and returns the moment (monotonic) at which it is over."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from restu.embedded.kafka import Kafka
from restu.ports import free_port
from tests.faults.looking import PARTITIONS, SERVICES, topic
from tests.integration.town import RunningStack

Fault = Callable[[RunningStack, Random], Awaitable[float]]


def kill(part: str) -> Fault:
    """kill -9."""

    async def fault(stack: RunningStack, _: Random) -> float:
        os.kill(stack.processes[part], signal.SIGKILL)
        return time.monotonic()

    return fault


async def poison(stack: RunningStack, random: Random) -> float:
    """Records in every topic that nobody of ours wrote: no text, no attributes, half of them, another's name."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.addresses["kafka"])
    await producer.start()
    try:
        for service in SERVICES:
            for headers, value in _poisons(service):
                number = random.randrange(PARTITIONS)
                await producer.send_and_wait(topic(service), value, key=b"nobody", partition=number, headers=headers)
    finally:
        await producer.stop()
    return time.monotonic()


def _poisons(service: str) -> list[tuple[list[tuple[str, bytes]], bytes | None]]:
    event = {
        "ce_specversion": b"1.0",
        "ce_id": str(uuid4()).encode(),
        "ce_source": b"/somebody/else",
        "ce_type": b"restu.ActivityApproved.v1",
        "ce_subject": b"nobody",
        "ce_time": b"2026-11-23T10:00:00.000Z",
        "ce_sequence": b"0" * 19 + b"7",
        "ce_previous": b"0" * 20,
    }
    no_number = {**event, "ce_source": f"/restu/{service}".encode(), "ce_sequence": b"soon"}
    unknown_id = {**event, "ce_source": f"/restu/{service}".encode(), "ce_id": b"nobody"}
    beyond = {**event, "ce_source": f"/restu/{service}".encode(), "ce_sequence": b"9" * 20}
    return [
        ([], b"\xff\xfe no text"),
        ([], None),
        (list(event.items()), b'{"approval_id": "not one of ours"}'),
        (list({**event, "ce_type": b"restu.NobodyKnows.v9"}.items()), b"{}"),
        (list(no_number.items()), b"{}"),
        (list(unknown_id.items()), b"{}"),
        (list(beyond.items()), b"{" * 10_000),
    ]


async def deliver_again(stack: RunningStack, _: Random) -> float:
    """Everything that is in the topics once more, from the beginning, byte for byte: late, and twice."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.addresses["kafka"], enable_auto_commit=False)
    producer = AIOKafkaProducer(bootstrap_servers=stack.addresses["kafka"])
    await consumer.start()
    await producer.start()
    try:
        places = [TopicPartition(topic(service), number) for service in SERVICES for number in range(PARTITIONS)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for place, batch in (await consumer.getmany(timeout_ms=500)).items():
                for record in batch:
                    if record.offset < ends[place]:
                        await producer.send(
                            place.topic,
                            record.value,
                            key=record.key,
                            partition=place.partition,
                            headers=list(record.headers),
                        )
        await producer.flush()
    finally:
        await producer.stop()
        await consumer.stop()
    return time.monotonic()


def both(first: Fault, second: Fault) -> Fault:
    """One after the other; over when the second is."""

    async def fault(stack: RunningStack, random: Random) -> float:
        await first(stack, random)
        return await second(stack, random)

    return fault


async def lose_the_broker(stack: RunningStack, _: Random) -> float:
    """kill -9 of the broker, and an empty one in its place: no topic, no record, no group is left."""
    folder = stack.home.folder / "kafka"
    with tempfile.TemporaryDirectory(dir=stack.home.folder) as spare:
        empty = Kafka(Path(spare), Path(spare) / "log", port=free_port(), controller_port=free_port())
        await asyncio.to_thread(empty.prepare)
        os.kill(stack.processes["kafka"], signal.SIGKILL)
        # Done long before the supervisor starts it again.
        shutil.rmtree(folder / "data")
        shutil.move(Path(spare) / "data", folder / "data")
    return time.monotonic()
