"""Look into topics without a consumer group: how far they go, and which record of ours is the last.

Reading never moves anybody's position. Every method raises KafkaError when the broker does not answer in time.
Topics that are missing are made as decisions.md 22 says: twelve partitions, kept for ever.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.conn import collect_hosts
from aiokafka.errors import KafkaError, KafkaTimeoutError, NoError, TopicAlreadyExistsError, for_code

from chassis.backoff import Backoff
from chassis.broker import Broker
from chassis.careful import CarefulConsumer
from contracts.envelope import PARTITIONS, Envelope, ForeignMessage

log = logging.getLogger(__name__)

SETTINGS = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
READ_SECONDS = 10.0
SETTLE_SECONDS = 2.0
STOP_SECONDS = 4.0
KNOCK_SECONDS = 0.15
REQUEST_MS = 3_000
"""How long one answer of the broker may take: the client's 40 s are a wait for a broker that died meanwhile, or for a
topic that is gone."""
CHUNK, MOST = 64, 16_384


@dataclass(frozen=True, slots=True)
class Found:
    """One record of ours and where it stands."""

    offset: int
    envelope: Envelope


@contextmanager
def only_our_cancellation() -> Iterator[None]:
    """A cancellation that nobody asked of this task is an error of the client's: raises KafkaError.

    aiokafka can cancel what somebody waits for, when a connection is lost; a task that took that for its own end would
    be gone without a word.
    """
    try:
        yield
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise KafkaError("the client of Kafka was cut off") from error


async def stop_in_time(stop: Callable[[], Awaitable[Any]], seconds: float = STOP_SECONDS) -> None:
    """Stops a client; one that cannot even stop, as aiokafka's can after a lost connection, is left behind."""
    try:
        with only_our_cancellation():
            async with asyncio.timeout(seconds):
                await stop()
    except Exception as error:  # noqa: BLE001 - nobody needs it any more
        log.warning("a client of Kafka did not stop cleanly", extra={"why": type(error).__name__})


async def connected(start: Coroutine[Any, Any, None]) -> None:
    """Starts a client. One that is cancelled on its way is given a moment: cut off, it would keep a connection open."""
    starting = asyncio.ensure_future(start)
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.wait([starting], timeout=SETTLE_SECONDS)
        starting.cancel()
        raise


async def listening(kafka: Broker) -> None:
    """Waits until some broker of the list takes connections.

    A client that is built while none does fails late and costs processor time, which a broker that is just starting
    may need; knocking costs nearly none, so it is done often, and who waits goes on as soon as the broker is there.
    """
    while True:
        for host, port, _ in collect_hosts(kafka.servers):
            if await _takes_connections(host, port):
                return
        await asyncio.sleep(KNOCK_SECONDS * random.uniform(0.7, 1.3))  # noqa: S311 - spreading, not a secret


async def next_try(kafka: Broker, backoff: Backoff) -> None:
    """Waits before what failed is tried again: for the backoff's next pause, then until some broker listens."""
    await asyncio.sleep(backoff.pause())
    await listening(kafka)


async def _takes_connections(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(REQUEST_MS / 1000):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
    except OSError:  # a timeout is one, too
        return False
    return True


async def create_missing(kafka: Broker, topics: Iterable[str]) -> list[str]:
    """Makes the topics that do not exist, and names them; the others stay as they are."""
    admin = AIOKafkaAdminClient(**kafka.client(), request_timeout_ms=REQUEST_MS)
    try:
        await connected(admin.start())
        missing = sorted(set(topics) - set(await admin.list_topics()))
        await create(admin, missing)
        return missing
    finally:
        await stop_in_time(admin.close)


async def create(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    """Makes topics; one that somebody else makes at the same moment is as good. The broker chooses the replication."""
    if not topics:
        return
    # Replication -1 is the broker's default; the client wants an assignment beside it, an empty one is none.
    wanted = [NewTopic(name, PARTITIONS, -1, replica_assignments={}, topic_configs=dict(SETTINGS)) for name in topics]
    answer = await admin.create_topics(wanted)
    for name, code, *message in answer.topic_errors:
        if code not in (NoError.errno, TopicAlreadyExistsError.errno):
            words = next(filter(None, message), for_code(code).__name__)
            raise KafkaError(f"the topic {name} was not made: {words}")


def read_envelope(record: ConsumerRecord) -> Envelope:
    """The envelope of a record. Raises ForeignMessage when somebody else wrote it."""
    headers = [(name, value or b"") for name, value in record.headers]
    return Envelope.read(headers, record.key, record.value)


class TopicReader:
    """Reads single partitions of one topic; one caller at a time."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str) -> None:
        self._consumer = consumer
        self._partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]

    async def ends(self) -> list[int]:
        """The next offset of each partition."""
        ends = await self._consumer.end_offsets(self._partitions)
        return [ends[each] for each in self._partitions]

    async def starts(self) -> list[int]:
        """The first offset of each partition."""
        starts = await self._consumer.beginning_offsets(self._partitions)
        return [starts[each] for each in self._partitions]

    async def last(self, partition: int, before: int, wanted: Callable[[Envelope], bool]) -> Found | None:
        """The last record below offset `before` that is ours and `wanted`, or None."""
        place = self._partitions[partition]
        first: int = (await self._consumer.beginning_offsets([place]))[place]
        end, chunk = before, CHUNK
        while end > first:
            start = max(first, end - chunk)
            for record in reversed(await self.read(partition, start, end)):
                try:
                    envelope = read_envelope(record)
                except ForeignMessage:
                    continue
                if wanted(envelope):
                    return Found(record.offset, envelope)
            end, chunk = start, min(chunk * 4, MOST)
        return None

    async def read(self, partition: int, start: int, end: int) -> Sequence[ConsumerRecord]:
        """The records from offset `start` up to, not including, `end`."""
        place = self._partitions[partition]
        self._consumer.assign([place])
        self._consumer.seek(place, start)
        records: list[ConsumerRecord] = []
        try:
            async with asyncio.timeout(READ_SECONDS):
                while await self._consumer.position(place) < end:
                    found = await self._consumer.getmany(place, timeout_ms=200)
                    records.extend(record for record in found.get(place, ()) if start <= record.offset < end)
        except TimeoutError as error:
            raise KafkaTimeoutError(f"partition {partition} cannot be read to its end") from error
        # The client would ask at once for what comes behind, and the next read had to wait until the broker answers.
        self._consumer.pause(place)
        return records


@asynccontextmanager
async def topic_reader(kafka: Broker, topic: str) -> AsyncIterator[TopicReader]:
    """A reader over a connection of its own."""
    consumer = CarefulConsumer(
        **kafka.client(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=REQUEST_MS,
        fetch_max_wait_ms=50,
        metadata_max_age_ms=5_000,
    )
    try:
        await connected(consumer.start())
        yield TopicReader(consumer, topic)
    finally:
        await stop_in_time(consumer.stop)
