"""The example for analytics consumers, run as it stands against a real broker: right whatever comes twice, late or from
strangers, the same when built anew, and loud when something is missing.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
from aiokafka import AIOKafkaProducer

from contracts import consent
from contracts.consent import ActivityApproved, AdvocateJoined, GroupsChanged, PersonErased
from contracts.envelope import Envelope, ascii_of, partition_of
from contracts.event import IntegrationEvent
from contracts.publisher import PostPublished
from tests.docs.documents import ROOT
from tests.servers import Servers

PROGRAM = ROOT / "docs" / "examples" / "warehouse.py"
PEOPLE = [UUID(int=number) for number in range(1, 7)]
OLD, NEW = UUID(int=101), UUID(int=102)

Record = tuple[str, Envelope]
"""A topic, and what is sent to it."""


class Log:
    """What relays publish: an event knows the sequence before it in its partition; sequences have gaps."""

    def __init__(self) -> None:
        self._sequence = 0
        self._last: dict[tuple[str, int], int] = {}

    def event(self, kind: type[IntegrationEvent], person: UUID, **data: Any) -> Record:
        self._sequence += 7
        place = (kind.TOPIC, partition_of(ascii_of(person)))
        record = Envelope(
            id=uuid5(person, f"{kind.TYPE} {self._sequence}"),
            source=f"/restu/{kind.TOPIC.split('.')[1]}",
            type=kind.TYPE,
            subject=str(person),
            time="2026-11-23T10:00:00.000Z",
            sequence=self._sequence,
            previous=self._last.get(place, 0),
            data=msgspec.json.encode({"advocate_id": person, **data}),
        )
        self._last[place] = self._sequence
        return kind.TOPIC, record


class Stream:
    """A broker's topics, and the program that reads them into a file."""

    def __init__(self, kafka: str, file: Path) -> None:
        self.kafka = kafka
        self.file = file

    async def send(self, records: Sequence[Record]) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self.kafka) as producer:
            for topic, event in records:
                await producer.send_and_wait(
                    topic, event.data, key=event.key, partition=event.partition, headers=event.headers()
                )

    async def send_as_a_stranger(self) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self.kafka) as producer:
            await producer.send_and_wait(consent.TOPIC, b"\xff", key=b"\xff", headers=[("ce_id", b"\xff")])

    async def read(self) -> tuple[int, str, str]:
        """Runs the program: exit code, report, complaints."""
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, PROGRAM, "--kafka", self.kafka, "--to", self.file),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complained = await program.communicate()
        assert program.returncode is not None
        return program.returncode, said.decode(), complained.decode()

    def select(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as warehouse:
            return warehouse.execute(question).fetchall()


def _history(log: Log) -> list[Record]:
    """Six people join, change their group and approve; five of them publish."""
    joined = [log.event(AdvocateJoined, person) for person in PEOPLE]
    grouped = [log.event(GroupsChanged, person, groups=[group]) for group in (OLD, NEW) for person in PEOPLE]
    approved = [log.event(ActivityApproved, person, network="mastodon") for person in PEOPLE]
    published = [log.event(PostPublished, person, network="mastodon") for person in PEOPLE[:5]]
    return [*joined, *grouped, *approved, *published]


async def test_every_event_counts_once_and_what_came_last_by_sequence_holds(servers: Servers, tmp_path: Path) -> None:
    stream, log = Stream(await servers.fresh_topics(), tmp_path / "first.sqlite"), Log()
    history = _history(log)
    report = (0, "2026-11 mastodon: 6 approved, 5 published, by 6 people\n", "")
    await stream.send(history)
    assert await stream.read() == report

    await stream.send(history)  # as after a topic was filled again: behind what is there, in its old order
    await stream.send_as_a_stranger()
    await stream.send([log.event(PersonErased, PEOPLE[5])])
    assert await stream.read() == report
    assert stream.select("SELECT COUNT(*) FROM events") == [(len(history) + 1,)]
    assert set(stream.select("SELECT * FROM members")) == {(str(person), str(NEW)) for person in PEOPLE[:5]}

    anew = Stream(stream.kafka, tmp_path / "second.sqlite")
    assert await anew.read() == report
    assert set(anew.select("SELECT * FROM events")) == set(stream.select("SELECT * FROM events"))


async def test_a_missing_event_is_told_and_found_when_it_is_published_again(servers: Servers, tmp_path: Path) -> None:
    stream, log = Stream(await servers.fresh_topics(), tmp_path / "warehouse.sqlite"), Log()
    history = _history(log)
    missing = log.event(AdvocateJoined, PEOPLE[0])
    behind = log.event(AdvocateJoined, PEOPLE[0])
    await stream.send([*history, behind])

    topic, event = missing
    complaint = f"missing: {topic} partition {event.partition} sequence {event.sequence:020d}\n"
    assert await stream.read() == (2, "", complaint)

    await stream.send([missing])
    assert (await stream.read())[0] == 0
