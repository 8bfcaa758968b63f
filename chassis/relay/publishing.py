"""Publishing while this replica leads and Kafka answers: where each partition stands, and what it gets next.

One round reads the log behind the place that is furthest behind, translates it, and sends each partition's events one
record batch at a time. Whenever a partition's next offset is not the expected one (at start, at an acknowledgement,
looked at each second), the last of our records before the unacknowledged ones is found and publishing continues behind
it. Any error ends the round; what was acknowledged is saved, and the next round starts from there and the topic's end.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from opentelemetry.trace import Span, SpanKind
from prometheus_client import Counter, Gauge
from psycopg.rows import DictRow

from chassis import telemetry
from chassis.codec import is_quiet, trace_of
from chassis.event_store import notification
from chassis.follower import Follower
from chassis.leadership import Session
from chassis.relay import places
from chassis.relay.check import holds, last_upto
from chassis.relay.places import Place
from chassis.relay.published import Published, Translate
from chassis.topics import Found, TopicReader
from contracts.envelope import Envelope, partition_of

log = logging.getLogger(__name__)

LIMIT = 500
LOOK_SECONDS = 1.0
AGAIN_BYTES = 200 * 1024
"""So much of a record batch is filled with events that are sent again; the newest has room behind them."""

_READ = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events "
    "WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
)

_published = Counter("restu_relay_published_total", "Events acknowledged by Kafka.", ["topic"])
_republished = Counter("restu_relay_republished_total", "Events sent again because an operator asked.", ["topic"])
_again = Counter("restu_relay_again_total", "Times a partition had lost records that were published again.", ["topic"])
_lag = Gauge("restu_relay_lag_events", "Positions of the log not published yet.", ["topic"])
_late = Gauge("restu_relay_lag_seconds", "How long the log has not been published to its end.", ["topic"])


class Untranslatable(Exception):
    """An event of the log cannot be made public: a fault of the release; nothing behind it is published."""


class Intruded(Exception):
    """The topic holds a record in our name that the store does not: what stands behind it would be taken for old."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What is published where: the service's log, through `translate`, to its topic, under its source."""

    follower: Follower
    topic: str
    source: str
    translate: Translate


class Publishing:
    """One leader's work over one connection to Kafka."""

    def __init__(self, stream: Stream, session: Session, producer: AIOKafkaProducer, reader: TopicReader) -> None:
        self._stream = stream
        self._session = session
        self._producer = producer
        self._reader = reader
        self._reading = asyncio.Lock()
        self._places: list[Place] = []
        self._newest: dict[int, Envelope] = {}
        self._looked = 0.0
        self._behind_since: float | None = None

    async def open(self) -> None:
        """Reads where publishing stands and compares it with the topic."""
        self._places = places.places_of(await self._session.fetch(places.SELECT, (self._stream.topic,)))
        await self._look()

    @property
    def read(self) -> int:
        """Everything of the log up to here is acknowledged."""
        return min(place.read for place in self._places)

    async def step(self, *, patient: bool = True) -> None:
        """Publishes the next batch of the log; where `patient`, waits for news until the topic is to be looked at."""
        read = self.read
        patience = max(0.0, self._looked + LOOK_SECONDS - time.monotonic()) if patient else 0.0
        if await self._stream.follower.past(read, within=patience):
            rows = await self._session.fetch(_READ, (read, LIMIT))
            if rows:
                await self._round(rows)
        self._measure()
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            await self._look()

    async def _look(self) -> None:
        """Compares where each partition ends with where it should; continues behind what is still there."""
        moved = []
        for place, end in zip(self._places, await self._reader.ends(), strict=True):
            if end != place.next_offset:
                await self._align(place, before=end, next_offset=end)
                moved.append(place)
        if moved:
            await self._save(moved)
        self._looked = time.monotonic()

    async def _align(self, place: Place, *, before: int, next_offset: int) -> bool:
        """Whether the topic still holds what was acknowledged last; else the place moves back to what it holds."""
        async with self._reading:
            newest = await self._reader.last(place.partition, before, self._is_ours)
            found = newest
            if newest is not None and newest.envelope.sequence > place.sequence:
                await self._check_held(newest)
                found = await last_upto(self._reader, place.partition, before, self._stream.source, place.sequence)
        sequence = found.envelope.sequence if found is not None else 0
        place.next_offset = next_offset
        if sequence == place.sequence:
            return True
        _again.labels(self._stream.topic).inc()
        log.warning(
            "the topic has lost records; they are published again",
            extra={"topic": self._stream.topic, "partition": place.partition, "behind": sequence},
        )
        place.sequence = place.read = sequence
        return False

    def _is_ours(self, envelope: Envelope) -> bool:
        return envelope.source == self._stream.source

    async def _check_held(self, newest: Found) -> None:
        """Raises Intruded when a record beyond the last acknowledged one is none of ours (sent, not yet noted)."""
        stream, envelope = self._stream, newest.envelope
        held = await asyncio.to_thread(holds, stream.follower.store, stream.translate, stream.topic, envelope)
        if not held:
            raise Intruded(
                f"the topic {stream.topic} holds event {envelope.sequence} in the name of {stream.source}, which this "
                "database does not: somebody else wrote it, or the database is older than the topic; run restu restore"
            )

    async def _round(self, rows: Sequence[DictRow]) -> None:
        translated, upto = await self._session.run(self._make_public, rows)
        waiting = self._addressed(translated)
        done = await asyncio.gather(
            *(self._send(self._places[partition], events) for partition, events in waiting.items()),
            return_exceptions=True,
        )
        failed = {partition for partition, intact in zip(waiting, done, strict=True) if intact is not True}
        for place in self._places:
            place.read = max(place.read, place.sequence if place.partition in failed else upto)
        await self._save(self._places)
        for result in done:
            if isinstance(result, BaseException):
                raise result

    async def _save(self, moved: Sequence[Place]) -> None:
        await self._session.fetch(places.SAVE, places.save_params(self._stream.topic, moved))

    def _make_public(self, rows: Sequence[DictRow]) -> tuple[list[tuple[int, Published, str]], int]:
        """What the rows are in public, and up to which row: the one before the first that cannot be translated."""
        translated: list[tuple[int, Published, str]] = []
        upto = 0
        for row in rows:
            try:
                published = self._published(row)
            except Exception as error:
                if upto:
                    break
                raise Untranslatable(f"event {row['notification_id']}: {type(error).__name__}") from error
            upto = row["notification_id"]
            if published is not None:
                translated.append((upto, published, trace_of(bytes(row["state"]))))
        return translated, upto

    def _published(self, row: DictRow) -> Published | None:
        if is_quiet(bytes(row["state"])):
            return None
        return self._stream.translate(self._stream.follower.store.mapper.to_domain_event(notification(row)))

    def _addressed(self, translated: Sequence[tuple[int, Published, str]]) -> dict[int, list[Envelope]]:
        """The events that each partition does not have yet, chained to what it has."""
        waiting: dict[int, list[Envelope]] = defaultdict(list)
        for sequence, published, trace in translated:
            place = self._places[partition_of(str(published.key).encode())]
            if sequence <= place.read:
                continue
            before = waiting[place.partition]
            previous = before[-1].sequence if before else place.sequence
            before.append(
                published.envelope(
                    topic=self._stream.topic,
                    source=self._stream.source,
                    sequence=sequence,
                    previous=previous,
                    trace=trace,
                )
            )
        return waiting

    async def _send(self, place: Place, events: list[Envelope]) -> bool:
        """Sends one record batch after the other; False when the topic turned out to have lost what was before."""
        while events:
            batch = self._producer.create_batch()
            taken = 0
            for event in events:
                if not batch.append(key=event.key, value=event.data, timestamp=None, headers=event.headers()):
                    break
                taken += 1
            batch.close()
            with _spans(self._stream.topic, events[:taken]):
                sending = await self._producer.send_batch(batch, self._stream.topic, partition=place.partition)
                offset = (await sending).offset
            behind = offset + taken
            if offset != place.next_offset and not await self._align(place, before=offset, next_offset=behind):
                return False
            place.sequence, place.next_offset = events[taken - 1].sequence, behind
            _published.labels(self._stream.topic).inc(taken)
            events = events[taken:]
        return True

    async def send_again(self, partition: int, events: Sequence[Envelope]) -> bool:
        """Sends events again that the partition has had; False when it turned out to have lost what was published last.

        Each record batch ends with the partition's newest event: whatever is sent again, it is what comes last.
        """
        place = self._places[partition]
        while events:
            newest = await self._last_published(place)
            if newest is None:
                self._looked = 0.0
                return False
            batch = self._producer.create_batch()
            taken = 0
            while taken < len(events) and batch.size() < AGAIN_BYTES:
                _append(batch, events[taken])
                taken += 1
            _append(batch, newest)
            batch.close()
            sending = await self._producer.send_batch(batch, self._stream.topic, partition=partition)
            offset = (await sending).offset
            behind = offset + taken + 1
            if offset != place.next_offset and not await self._align(place, before=offset, next_offset=behind):
                return False
            place.next_offset = behind
            _republished.labels(self._stream.topic).inc(taken)
            events = events[taken:]
        await self._save([place])
        return True

    async def _last_published(self, place: Place) -> Envelope | None:
        """The partition's newest event as it stands in the topic; None when it does not."""
        known = self._newest.get(place.partition)
        if known is not None and known.sequence == place.sequence:
            return known
        async with self._reading:
            found = await self._reader.last(place.partition, place.next_offset, self._is_ours)
        if found is None or found.envelope.sequence != place.sequence:
            return None
        self._newest[place.partition] = found.envelope
        return found.envelope

    def _measure(self) -> None:
        now = time.monotonic()
        lag = max(0, self._stream.follower.position - min(place.read for place in self._places))
        self._behind_since = None if lag == 0 else self._behind_since or now
        _lag.labels(self._stream.topic).set(lag)
        _late.labels(self._stream.topic).set(0.0 if self._behind_since is None else now - self._behind_since)


def _append(batch: BatchBuilder, event: Envelope) -> None:
    if batch.append(key=event.key, value=event.data, timestamp=None, headers=event.headers()) is None:
        raise ValueError(f"event {event.sequence} has no room in a record batch")


@contextmanager
def _spans(topic: str, events: Sequence[Envelope]) -> Iterator[None]:
    """A producer span for each event that has a trace, as long as its batch is under way."""
    spans: list[Span] = [
        telemetry.tracer.start_span(
            f"publish {event.type}",
            context=telemetry.context_of(event.traceparent),
            kind=SpanKind.PRODUCER,
            attributes={"messaging.system": "kafka", "messaging.destination.name": topic},
        )
        for event in events
        if event.traceparent
    ]
    try:
        yield
    finally:
        for each in spans:
            each.end()
