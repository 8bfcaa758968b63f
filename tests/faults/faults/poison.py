"""Records in the topics that no service of ours wrote."""

from __future__ import annotations

import time
from random import Random
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.faults.looking import PARTITIONS, SERVICES, topic


async def poison(crowd: Crowd, random: Random) -> float:
    """Records in every topic that nobody of ours wrote: no text, no attributes, half of them, another's name."""
    producer = AIOKafkaProducer(bootstrap_servers=crowd.town.stack.addresses["kafka"])
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


ROWS: dict[str, Fault] = {"poison": poison}
