"""Records in the topics that no service of ours wrote, in every partition, and what comes behind them.

What bears no valid attributes of a service is foreign, whoever's name it has; so is a stranger's event, whatever it
says, and an event of ours in another's topic. None of it may keep anything waiting: somebody approves right behind it
and has to have their points within seconds. What only somebody could write who has read the chain, a new event in a
service's name, is another matter: it parks its key and stops that service (tests/integration/test_dead_letters.py).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from random import Random
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from restu.demo.waiting import expect, until
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd, Someone
from tests.faults.looking import PARTITIONS, SERVICES, topic
from tests.faults.wishes import now

BIG = 1_000_000
"""Bytes of a large record: nearly as large as a broker takes."""
SECONDS = 20.0
"""How long it may take from an approval to its points behind poison, with everybody else's load (s)."""
WITNESSES = 3

Header = tuple[str, bytes]
Poison = tuple[list[Header], bytes, bytes | None]
"""Headers, key, value."""


async def poison(crowd: Crowd, random: Random) -> float:
    """Poison of every kind at the end of every partition; over when what was approved behind it has its points."""
    producer = AIOKafkaProducer(bootstrap_servers=crowd.town.stack.addresses["kafka"], max_request_size=2 * BIG)
    await producer.start()
    try:
        for service in SERVICES:
            for number in range(PARTITIONS):
                shuffled = kinds(service)
                random.shuffle(shuffled)
                for headers, key, value in shuffled:
                    await producer.send(topic(service), value, key=key, partition=number, headers=headers)
            large = (list(_event("/somebody/else").items()), b"nobody", b"x" * BIG)
            await producer.send(
                topic(service), large[2], key=large[1], partition=random.randrange(PARTITIONS), headers=large[0]
            )
        await producer.flush()
    finally:
        await producer.stop()
    over = time.monotonic()
    await _life_goes_on(crowd, random)
    return over


async def _life_goes_on(crowd: Crowd, random: Random) -> None:
    """A few people approve, to be published at once, and have their points in time. Raises Unmet."""
    activity = await crowd.offer()
    people = random.sample(crowd.people, WITNESSES)
    before = [await _earned(each) for each in people]
    await asyncio.gather(*(now(crowd, each, activity, random) for each in people))

    async def look() -> None:
        for someone, entries in zip(people, before, strict=True):
            expect(await _earned(someone) > entries, "points are missing behind poison")

    await until(look, "what comes behind poison takes effect", seconds=SECONDS)


async def _earned(someone: Someone) -> int:
    """For how many posts they have points."""
    return sum(bool(entry["post_id"]) for entry in (await someone.answers()).entries)


def kinds(service: str) -> list[Poison]:
    """One of each kind for a service's topic."""
    return [*_strangers(), *_nameless(service), *_misplaced(service)]


def _event(source: str, **other: bytes | None) -> dict[str, bytes]:
    """The attributes of an event that would be valid, with others in their place; None leaves one out."""
    attributes: dict[str, bytes | None] = {
        "ce_specversion": b"1.0",
        "ce_id": str(uuid4()).encode(),
        "ce_source": source.encode(),
        "ce_type": b"restu.ActivityApproved.v1",
        "ce_subject": b"nobody",
        "ce_time": b"2026-11-23T10:00:00.000Z",
        "ce_sequence": b"0" * 19 + b"7",
        "ce_previous": b"0" * 20,
    }
    changed = attributes | {f"ce_{name}": value for name, value in other.items()}
    return {name: value for name, value in changed.items() if value is not None}


def _strangers() -> list[Poison]:
    """No attributes at all, or a stranger's, with any type and body."""
    stranger = "/somebody/else"
    events = [
        (_event(stranger), b'{"approval_id": "not one of ours"}'),
        (_event(stranger, type=b"restu.NobodyKnows.v9"), b"{}"),
        (_event(stranger, type=b"restu.PersonErased.v1"), b"\xff\xfe no text"),
        (_event(stranger, sequence=b"9" * 18 + b"00"), b"[" * 10_000),
        (_event(stranger), None),
        (_event(stranger), b""),
    ]
    return [
        ([], b"", b"\xff\xfe no text"),
        ([], b"nobody", None),
        ([("", b""), ("ce_id", b"")], b"\x00", b"{}"),
        *((list(event.items()), b"nobody", value) for event, value in events),
    ]


def _nameless(service: str) -> list[Poison]:
    """In the service's own name, without what makes a record an event of a chain."""
    ours = f"/restu/{service}"
    events = [
        _event(ours, sequence=b"soon"),
        _event(ours, sequence=b"9" * 20),
        _event(ours, sequence=b"7"),
        _event(ours, sequence=None),
        _event(ours, previous=b"\xff" * 20),
        _event(ours, id=b"nobody"),
        _event(ours, id=None),
        _event(ours, specversion=b"0.3"),
        _event(ours, type=b"restu.\xc3\x84ther.v1"),
        _event(ours, subject=b"somebody else than the key"),
        _event(ours, time=None),
    ]
    twice: list[Header] = [*_event(ours).items(), ("ce_sequence", b"and not a number")]
    return [*((list(event.items()), b"nobody", b"{}") for event in events), (twice, b"nobody", b"{}")]


def _misplaced(service: str) -> Iterable[Poison]:
    """An event in another service's name, all of it valid, in a topic that is not that service's."""
    other = next(each for each in SERVICES if each != service)
    key = str(uuid4()).encode()
    yield list(_event(f"/restu/{other}", subject=key).items()), key, b"{}"


ROWS: dict[str, Fault] = {"poison": poison}
