"""The consumer's edge to Kafka: a FastStream batch subscriber that hands raw records to `Batches` in one thread.

Nothing is acknowledged by FastStream: offsets are committed here, after the effects, for exactly what was applied, once
a second and at the end, for they only tell others how far this group is: every start goes on at the positions. The
handler never raises; a batch that cannot be applied yet is read again after a growing pause. Records are not decoded
by FastStream (a foreign header would lose the whole batch), and membership is static, so that a replica that comes
back has its partitions at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from prometheus_client import Gauge

from chassis.background import Background, ended
from chassis.backoff import Backoff
from chassis.broker import Broker
from chassis.consumer.batch import Batches, incoming, places_of
from chassis.consumer.positions import Place, Positions
from chassis.consumer.runner import Policy, Reads, Runner
from chassis.consumer.search import Searches
from chassis.consumer.subscription import Subscription
from chassis.consumer.target import DatabaseTarget, StoreTarget
from chassis.database import Database, WriteMissed
from chassis.dead_letters import DeadLetters
from chassis.errors import NotFound, Unavailable
from chassis.event_store import Conflict, EventStore
from chassis.proofs import Proofs
from chassis.topics import create_missing, next_try, only_our_cancellation
from contracts.event import IntegrationEvent

log = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
SILENCE_SECONDS = 8.0
CONNECT_SECONDS = 60.0
ANSWER_SECONDS = 3.0
COMMIT_SECONDS = 1.0
COUNT_EVERY = 10

_lag = Gauge("restu_consumer_lag_records", "Records of the partition not applied yet.", ["topic", "partition"])
_kept = Gauge("restu_dead_letters", "Dead letters and foreign messages that wait for a person.")
_parked = Gauge("restu_parked_keys", "Keys whose events queue behind a dead letter.")


class Silent(Exception):
    """There are records, but none arrive: the connection is made anew."""


class Consumer(Background):
    """Consumes topics into one target. See the package for its guarantees and an example."""

    def __init__(
        self,
        into: EventStore | Database,
        *,
        kafka: Broker,
        group: str,
        instance: str,
        sources: Mapping[str, str],
        policies: Mapping[type[IntegrationEvent], Policy],
        reads: Mapping[type[IntegrationEvent], Reads] | None = None,
        overtakes: frozenset[type[IntegrationEvent]] = frozenset(),
        after: asyncio.Event | None = None,
        proofs: Proofs | None = None,
    ) -> None:
        database = into if isinstance(into, Database) else into.database
        self.letters = DeadLetters(database)
        self.runner = Runner(
            DatabaseTarget(into) if isinstance(into, Database) else StoreTarget(into),
            policies,
            reads or {},
            overtakes,
            proofs,
        )
        self.caught_up = asyncio.Event()
        self._positions = Positions(database)
        self._batches = Batches(self.runner, self.letters, self._positions)
        self._kafka = kafka
        self._group = group
        self._instance = instance
        self._sources = dict(sources)
        self._after = after
        self._thread: ThreadPoolExecutor | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._subscription: Subscription | None = None
        self._searches = Searches(self._from_the_start)
        self._read: dict[Place, int] = {}
        self._applied: dict[TopicPartition, int] = {}
        self._ends: dict[Place, int] = {}
        self._joined = False
        self._busy = False
        self._heard = 0.0
        self._backoff = Backoff()
        self._sharing = Backoff()
        self._trouble: str | None = "not connected yet"

    def migrate(self) -> None:
        """Makes the tables of positions, dead letters and parked keys."""
        self._positions.migrate()
        self.letters.migrate()

    def reason(self) -> str | None:
        """Why the service must not be called ready, or None."""
        if missing := self._searches.missing():
            return f"events are missing in {', '.join(missing)}; nothing behind them is applied"
        if self._trouble is not None:
            return self._trouble
        if self._subscription is not None and (lacking := self._subscription.lacking()):
            return f"nobody has been given partitions of {', '.join(lacking)}"
        return None if self.caught_up.is_set() else f"reading {', '.join(sorted(self._sources))} to the end"

    def count_letters(self) -> tuple[int, int]:
        """How many letters wait for a person, and how many keys are parked; the metrics say the same from now on."""
        kept, parked = self.letters.counts()
        _kept.set(kept)
        _parked.set(parked)
        return kept, parked

    def upto(self, topic: str, key: UUID) -> int:
        """Up to which sequence the events about a key took effect, or are kept as letters. Raises NotFound."""
        if topic not in self._sources:
            raise NotFound(f"nothing is read from {topic} here")
        return self._positions.upto(topic, key)

    async def wait_caught_up(self, within: float) -> bool:
        """Waits until everything that was in the topics at the start is applied; False when that takes longer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.caught_up.wait()
        return self.caught_up.is_set()

    async def start(self) -> None:
        """Starts consuming in the background, as soon as `after` is set and Kafka answers."""
        self._stopping.clear()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="consumer")
        self.runner.open()
        self._task = asyncio.create_task(self._run(), name="consumer")

    async def stop(self) -> None:
        """Finishes the batch under way, then stops; what was not applied is read again."""
        self._stopping.set()
        if self._task is not None:
            await ended([self._task])
            self._task = None
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
        self.runner.close()

    async def _run(self) -> None:
        if self._after is not None:
            await self._after.wait()
        backoff = Backoff()
        while True:
            try:
                with only_our_cancellation():
                    async with asyncio.timeout(CONNECT_SECONDS):
                        await create_missing(self._kafka, self._sources)
                    await self._consume(backoff)
            except Exception as error:  # noqa: BLE001 - the client raises more than its own errors; consuming goes on
                self._trouble = f"Kafka does not answer ({type(error).__name__})"
                log.warning("consuming stopped; it starts again", extra={"why": type(error).__name__})
            await next_try(self._kafka, backoff)

    async def _consume(self, backoff: Backoff) -> None:
        subscription = Subscription(
            self._kafka,
            list(self._sources),
            group=self._group,
            instance=self._instance,
            handle=self._handle,
            listener=_Assignment(self),
        )
        self._subscription = subscription
        self._joined = False
        try:
            async with asyncio.timeout(CONNECT_SECONDS):  # the client can wait for ever
                await subscription.start()
            backoff.reset()
            await self._watch(subscription)
        finally:
            if self._stopping.is_set():  # else the connection may be lost, and the next one is not to wait for this
                await self._acknowledge()
            self._subscription = None
            await subscription.stop()

    async def assigned(self, partitions: Sequence[TopicPartition]) -> None:
        """Partitions are ours now: continue where their effects end, whatever Kafka's offsets say."""
        self._searches.clear()
        self._read.clear()
        self._applied.clear()
        self._ends.clear()
        places = [(each.topic, each.partition) for each in partitions]
        consumer = self._consumer()
        backoff = Backoff()
        while consumer is not None and not self._stopping.is_set():
            try:
                offsets = await self._in_thread(self._positions.reload, places)
            except Unavailable:
                await asyncio.sleep(backoff.pause())
                continue
            for each in partitions:
                # The last record is read once more: it tells whether the topic is still the one we knew.
                start = max(0, offsets[each.topic, each.partition] - 1)
                consumer.seek(each, start)
                self._read[each.topic, each.partition] = start
            self._joined = True
            return

    async def _handle(self, records: Sequence[ConsumerRecord]) -> None:
        self._busy = True
        try:
            await self._take(records)
        finally:
            self._busy, self._heard = False, time.monotonic()

    async def _take(self, records: Sequence[ConsumerRecord]) -> None:
        batch = [incoming(record, self._sources) for record in records]
        try:
            result = await self._in_thread(self._batches.apply, batch, self._searches.places())
            offsets: dict[TopicPartition, int] = {}
            for place, next_offset in places_of(batch).items():
                if await self._searches.linked(
                    place, result.positions[place], result.unlinked.get(place, 0), next_offset
                ):
                    offsets[TopicPartition(*place)] = next_offset
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is lost: the batch is read again
            await self._not_yet(records, error)
            return
        self._read.update(places_of(batch))
        self._applied.update(offsets)
        self._backoff.reset()
        self._trouble = None

    async def _not_yet(self, records: Sequence[ConsumerRecord], error: Exception) -> None:
        """Nothing of the batch, or only its first part, took effect: read it again after a pause."""
        self._trouble = f"a batch cannot be applied yet: {type(error).__name__}"
        expected = isinstance(error, (Unavailable, Conflict, WriteMissed, psycopg.Error, OSError))
        log.warning("a batch waits", extra={"why": type(error).__name__}, exc_info=None if expected else error)
        pause = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([pause], timeout=self._backoff.pause())
        pause.cancel()
        earliest: dict[TopicPartition, int] = {}
        for record in records:
            earliest.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        consumer = self._consumer()
        for partition, offset in earliest.items():
            with contextlib.suppress(KafkaError):  # not ours any more: its new owner reads it
                if consumer is not None:
                    consumer.seek(partition, offset)

    async def _from_the_start(self, place: Place) -> int:
        """Reads the partition from its start again; gives its next offset now. Raises KafkaError."""
        consumer, partition = self._consumer(), TopicPartition(*place)
        if consumer is None:
            raise KafkaError("the connection is gone")
        end: int = (await consumer.end_offsets([partition]))[partition]
        await consumer.seek_to_beginning(partition)
        return end

    async def _acknowledge(self) -> None:
        """Tells Kafka how far the effects go."""
        consumer, offsets, self._applied = self._consumer(), self._applied, {}
        if consumer is not None and offsets:
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await consumer.commit(offsets)
            except Exception as error:  # noqa: BLE001 - positions tell the truth; whoever looks at offsets sees older ones
                log.debug("offsets were not committed", extra={"why": type(error).__name__})

    async def _watch(self, subscription: Subscription) -> None:
        """Measures lag and notices when everything was read, until the subscription dies or falls silent.

        The client's fetching can die of a lost connection while everything else goes on; only that nothing arrives
        although there is more tells it. Raises Silent then.
        """
        looks = 0
        self._heard = time.monotonic()
        while subscription.alive():
            consumer = subscription.consumer
            assignment = consumer.assignment() if consumer is not None else set()
            if consumer is not None and self._joined and subscription.lacking():
                await self._share_anew(subscription, consumer)
            elif consumer is not None and self._joined and set(self._read) == {tuple(each) for each in assignment}:
                self._sharing.reset()
                ends = await self._ends_of(consumer, assignment)
                self._note({(each.topic, each.partition): end for each, end in ends.items()})
                if self._is_silent(ends):
                    raise Silent
            await self._acknowledge()
            if looks % COUNT_EVERY == 0:
                with contextlib.suppress(Unavailable):
                    await asyncio.to_thread(self.count_letters)
            looks += 1
            await asyncio.sleep(0.05 if not self.caught_up.is_set() else WATCH_SECONDS)

    async def _share_anew(self, subscription: Subscription, consumer: AIOKafkaConsumer) -> None:
        """Topics were gone when partitions were shared out: once they are there again, all are shared out anew."""
        await self._make_anew()
        await asyncio.sleep(self._sharing.pause())
        if all(consumer.partitions_for_topic(each) for each in subscription.lacking()):
            self._joined = False
            subscription.share_anew()

    async def _ends_of(
        self, consumer: AIOKafkaConsumer, assignment: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Where partitions end. Raises KafkaError, also when topics are gone, about which the client asks for long."""
        if not assignment:  # others have them all
            return {}
        asking = asyncio.ensure_future(consumer.end_offsets(assignment))
        try:
            await asyncio.wait([asking], timeout=ANSWER_SECONDS)
            if not asking.done():
                await self._make_anew()
            async with asyncio.timeout(CONNECT_SECONDS):
                ends: Mapping[TopicPartition, int] = await asking
                return ends
        finally:
            asking.cancel()

    async def _make_anew(self) -> None:
        """Makes topics that are gone. Raises KafkaError when there were some: the client has to begin anew, too."""
        async with asyncio.timeout(CONNECT_SECONDS):
            gone = await create_missing(self._kafka, self._sources)
        if gone:
            raise KafkaError(f"{', '.join(gone)} was gone")

    def _is_silent(self, ends: Mapping[TopicPartition, int]) -> bool:
        if self._busy or all(self._read[each.topic, each.partition] >= end for each, end in ends.items()):
            self._heard = time.monotonic()
        return time.monotonic() - self._heard > SILENCE_SECONDS

    def _note(self, ends: Mapping[Place, int]) -> None:
        self._ends = self._ends or dict(ends)  # as they were at the start
        for place, end in ends.items():
            _lag.labels(*place).set(max(0, end - self._read.get(place, 0)))
        if all(self._read.get(place, 0) >= end for place, end in self._ends.items()) and not self._searches.places():
            self.caught_up.set()
            if self._backoff.failures == 0:
                self._trouble = None

    def _consumer(self) -> AIOKafkaConsumer | None:
        return self._subscription.consumer if self._subscription is not None else None

    async def _in_thread(self, function: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)


class _Assignment(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Tells the consumer which partitions it got."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Nothing to do: a batch under way is undone by its positions when somebody else is faster."""

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Continues at the positions."""
        await self._consumer.assigned(sorted(assigned))
