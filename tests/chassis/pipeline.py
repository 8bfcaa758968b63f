"""What the pipeline's tests share: lamps that are hung and lit, their public events, and raw looks into a topic."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete
from eventsourcing.domain import Aggregate, event

from chassis.event_store import Work
from chassis.relay import Published
from contracts.envelope import PARTITIONS, Envelope
from contracts.event import IntegrationEvent, SignedEvent

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SOURCE = "/restu/lamps"
TRACE = "00-11111111111111111111111111111111-2222222222222222-01"


class Lamp(Aggregate):
    TOPIC = "test.Lamp"

    class Created(Aggregate.Created):
        TOPIC = "test.Lamp.Created"
        identifier: UUID
        at: datetime

    class Lit(Aggregate.Event):
        TOPIC = "test.Lamp.Lit"
        times: int
        at: datetime

    class Dusted(Aggregate.Event):
        TOPIC = "test.Lamp.Dusted"
        at: datetime

    class Sealed(Aggregate.Event):
        TOPIC = "test.Lamp.Sealed"
        text: str
        at: datetime

    lit: list[int]

    @event(Created)
    def __init__(self, identifier: UUID, at: datetime) -> None:
        self.lit = []

    @staticmethod
    def create_id(identifier: UUID) -> UUID:
        return identifier

    @event(Lit)
    def light(self, times: int, at: datetime) -> None:
        self.lit.append(times)

    @event(Dusted)
    def dust(self, at: datetime) -> None:
        pass

    @event(Sealed)
    def seal(self, text: str, at: datetime) -> None:
        pass


def hang(work: Work, identifier: UUID, *lights: int) -> UUID:
    """A new lamp, lit as often as there are numbers."""
    lamp = work.add(Lamp(identifier=identifier, at=AT))
    for number in lights:
        lamp.light(times=number, at=AT)
    return identifier


def light(work: Work, identifier: UUID, number: int) -> None:
    """Lights a lamp that hangs; one that does not is hung first."""
    lamp = work.find(Lamp, identifier) or work.add(Lamp(identifier=identifier, at=AT))
    lamp.light(times=number, at=AT)


class LampHung(IntegrationEvent):
    TYPE: ClassVar[str] = "test.LampHung.v1"
    TOPIC: ClassVar[str] = "test"
    KEY: ClassVar[str] = "lamp_id"

    lamp_id: UUID


class LampLit(IntegrationEvent):
    TYPE: ClassVar[str] = "test.LampLit.v1"
    TOPIC: ClassVar[str] = "test"
    KEY: ClassVar[str] = "lamp_id"

    lamp_id: UUID
    times: int


class LampSealed(SignedEvent):
    TYPE: ClassVar[str] = "test.LampSealed.v1"
    TOPIC: ClassVar[str] = "test"
    KEY: ClassVar[str] = "lamp_id"

    lamp_id: UUID


@dataclass(frozen=True)
class Words:
    """The public events of one topic."""

    topic: str
    hung: type[LampHung]
    lit: type[LampLit]


def words(topic: str) -> Words:
    """Public events for a topic of one's own."""
    return Words(
        topic,
        type("LampHung", (LampHung,), {"TOPIC": topic, "__module__": __name__}),
        type("LampLit", (LampLit,), {"TOPIC": topic, "__module__": __name__}),
    )


def translate(domain_event: Any) -> Published | None:
    """Hanging and lighting are public, sealing is signed, dusting is private."""
    match domain_event:
        case Lamp.Created():
            return Published.of(LampHung(lamp_id=domain_event.originator_id), domain_event.at)
        case Lamp.Lit():
            public = LampLit(lamp_id=domain_event.originator_id, times=domain_event.times)
            return Published.of(public, domain_event.at)
        case Lamp.Sealed():
            return Published.signed(LampSealed, domain_event.text, domain_event.at)
    return None


def new_topic() -> str:
    """A topic that nobody has used."""
    return f"test.{uuid4().hex}"


@dataclass(frozen=True)
class Seen:
    """One record as it stands in the topic."""

    partition: int
    offset: int
    headers: tuple[tuple[str, bytes], ...]
    key: bytes
    value: bytes

    @property
    def envelope(self) -> Envelope:
        return Envelope.read(self.headers, self.key, self.value)


async def records(kafka: str, topic: str) -> list[Seen]:
    """Every record of the topic, partition by partition."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=50
    )
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Seen] = []
        for partition in partitions:
            while await consumer.position(partition) < ends[partition]:
                for record in (await consumer.getmany(partition, timeout_ms=100)).get(partition, ()):
                    headers = tuple((name, value) for name, value in record.headers)
                    found.append(Seen(partition.partition, record.offset, headers, record.key, record.value))
        return found
    finally:
        await consumer.stop()


@asynccontextmanager
async def producing(kafka: str) -> AsyncIterator[AIOKafkaProducer]:
    """A plain producer."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def put(kafka: str, topic: str, envelopes: Iterable[Envelope]) -> None:
    """Writes events as they are, in this order."""
    async with producing(kafka) as producer:
        for each in envelopes:
            await producer.send_and_wait(
                topic, each.data, key=each.key, partition=each.partition, headers=each.headers()
            )


async def drop_topic(kafka: str, topic: str) -> None:
    """Deletes a topic and waits until the broker has let go of it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_topics([topic])

        async def gone() -> bool:
            return topic not in await admin.list_topics()

        await until(gone)
    finally:
        await admin.close()


async def lose_the_first(kafka: str, topic: str, counts: dict[int, int]) -> None:
    """The first records of these partitions are gone."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_records(
            {
                TopicPartition(topic, partition): RecordsToDelete(before_offset=count)
                for partition, count in counts.items()
            }
        )
    finally:
        await admin.close()


async def until(condition: Callable[[], bool] | Callable[[], Awaitable[bool]], seconds: float = 15.0) -> None:
    """Waits for a condition."""
    async with asyncio.timeout(seconds):
        while True:
            answer = condition()
            if inspect.isawaitable(answer):
                answer = await answer
            if answer:
                return
            await asyncio.sleep(0.02)


def chain(subject: UUID, count: int, kind: type[LampLit], *, first: int = 1, previous: int = 0) -> list[Envelope]:
    """`count` events of one lamp, chained: sequences first, first + 1, ..."""
    made = []
    for sequence in range(first, first + count):
        event = kind(lamp_id=subject, times=sequence)
        published = Published.of(event, AT)
        made.append(published.envelope(topic=kind.TOPIC, source=SOURCE, sequence=sequence, previous=previous, trace=""))
        previous = sequence
    return made


def by_partition(found: Sequence[Seen]) -> dict[int, list[Envelope]]:
    """The envelopes of each partition, in order."""
    partitions: dict[int, list[Envelope]] = {}
    for each in found:
        partitions.setdefault(each.partition, []).append(each.envelope)
    return partitions
