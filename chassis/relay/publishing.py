"""Publishing while this replica leads and Kafka answers: where each partition stands, and what it gets next.

One round takes the log's batch behind the place that is furthest behind, and sends each partition's events one record
batch at a time; meanwhile the next batch is read. Places are saved within a tenth of a second, for an older one only
repeats. Whenever a partition's next offset is not the expected one (at start, at an acknowledgement, looked at each
second), or a partition was emptied, the last of our records before the unacknowledged ones is found and publishing
continues behind it. Any error ends the round; what was acknowledged is saved, and the next round starts from there and
the topic's end.
"""

from __future__ import annotations

import asyncio
import contextlib
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

from chassis import telemetry
from chassis.follower import Follower
from chassis.leadership import LeadershipLost, Session
from chassis.relay import places
from chassis.relay.check import holds, last_upto
from chassis.relay.places import Place
from chassis.relay.published import Record, Translate
from chassis.relay.reading import Batch, Reading
from chassis.topics import Found, TopicReader
from contracts.envelope import Envelope, chain

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
SAVE_SECONDS = 0.1
CLOSE_SECONDS = 2.0
AGAIN_BYTES = 200 * 1024
"""So much of a record batch is filled with events that are sent again; the newest has room behind them."""

_published = Counter("restu_relay_published_total", "Events acknowledged by Kafka.", ["topic"])
_republished = Counter("restu_relay_republished_total", "Events sent again because an operator asked.", ["topic"])
_again = Counter("restu_relay_again_total", "Times a partition had lost records that were published again.", ["topic"])
_lag = Gauge("restu_relay_lag_events", "Positions of the log not published yet.", ["topic"])
_late = Gauge("restu_relay_lag_seconds", "How long the log has not been published to its end.", ["topic"])


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
        mapper = stream.follower.store.mapper
        self._log = Reading(session, mapper, stream.translate, topic=stream.topic, source=stream.source)
        self._looked = 0.0
        self._unsaved_since: float | None = None
        self._behind_since: float | None = None

    async def open(self) -> None:
        """Reads where publishing stands and compares it with the topic."""
        self._places = places.places_of(await self._session.fetch(places.SELECT, (self._stream.topic,)))
        await self._look()

    async def aclose(self) -> None:
        """Saves what was acknowledged, where that is possible still: else it is published again."""
        self._log.close()
        if self._unsaved_since is not None:
            with contextlib.suppress(LeadershipLost, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._save()

    @property
    def read(self) -> int:
        """Everything of the log up to here is acknowledged."""
        return min(place.read for place in self._places)

    async def step(self, *, patient: bool = True) -> None:
        """Publishes the next batch of the log; where `patient`, waits for news until something else is due."""
        read = self.read
        if await self._stream.follower.past(read, within=self._patience() if patient else 0.0):
            batch = await self._log.next(read)
            if batch.upto > read:
                await self._round(batch)
        self._measure()
        now = time.monotonic()
        if self._unsaved_since is not None and now - self._unsaved_since >= SAVE_SECONDS:
            await self._save()
        if now - self._looked >= LOOK_SECONDS:
            await self._look()

    def _patience(self) -> float:
        due = self._looked + LOOK_SECONDS
        if self._unsaved_since is not None:
            due = min(due, self._unsaved_since + SAVE_SECONDS)
        return max(0.0, due - time.monotonic())

    async def _look(self) -> None:
        """Compares where each partition ends with where it should; continues behind what is still there.

        A partition that was emptied ends where it should, and has its start there too.
        """
        moved = False
        ends, starts = await asyncio.gather(self._reader.ends(), self._reader.starts())
        for place, start, end in zip(self._places, starts, ends, strict=True):
            if end != place.next_offset or (start >= end and place.sequence > 0):
                await self._align(place, before=end, next_offset=end)
                moved = True
        if moved:
            await self._save()
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

    async def _round(self, batch: Batch) -> None:
        waiting = self._addressed(batch)
        done = await asyncio.gather(
            *(self._send(self._places[partition], records) for partition, records in waiting.items()),
            return_exceptions=True,
        )
        failed = {partition for partition, intact in zip(waiting, done, strict=True) if intact is not True}
        for place in self._places:
            place.read = max(place.read, place.sequence if place.partition in failed else batch.upto)
        self._unsaved_since = self._unsaved_since or time.monotonic()
        for result in done:
            if isinstance(result, BaseException):
                raise result

    async def _save(self) -> None:
        await self._session.fetch(places.SAVE, places.save_params(self._stream.topic, self._places))
        self._unsaved_since = None

    def _addressed(self, batch: Batch) -> dict[int, list[Record]]:
        """The records that each partition does not have yet, chained to what it has."""
        waiting: dict[int, list[Record]] = defaultdict(list)
        for record in batch.records:
            place = self._places[record.partition]
            if record.sequence <= place.read:
                continue
            before = waiting[record.partition]
            chain(record.headers, before[-1].sequence if before else place.sequence)
            before.append(record)
        return waiting

    async def _send(self, place: Place, records: list[Record]) -> bool:
        """Sends one record batch after the other; False when the topic turned out to have lost what was before."""
        while records:
            batch = self._producer.create_batch()
            taken = 0
            for each in records:
                if not batch.append(key=each.key, value=each.data, timestamp=None, headers=each.headers):
                    break
                taken += 1
            batch.close()
            with _spans(self._stream.topic, records[:taken]):
                sending = await self._producer.send_batch(batch, self._stream.topic, partition=place.partition)
                offset = (await sending).offset
            behind = offset + taken
            if offset != place.next_offset and not await self._align(place, before=offset, next_offset=behind):
                return False
            place.sequence, place.next_offset = records[taken - 1].sequence, behind
            place.read = max(place.read, place.sequence)
            self._unsaved_since = self._unsaved_since or time.monotonic()
            _published.labels(self._stream.topic).inc(taken)
            records = records[taken:]
        return True

    async def send_again(self, partition: int, events: Sequence[Envelope]) -> bool:
        """Sends events again that the partition has had; False when it turned out to have lost what was published last.

        Each record batch ends with the partition's newest event: whatever is sent again, it is what comes last.
        """
        place = self._places[partition]
        while events:
            newest = await self._last_published(place)
            if newest is None:
                await self._align(place, before=place.next_offset, next_offset=place.next_offset)
                await self._save()
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
        await self._save()
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
def _spans(topic: str, records: Sequence[Record]) -> Iterator[None]:
    """A producer span for each event that has a trace, as long as its batch is under way; where somebody sees them."""
    spans: list[Span] = []
    if telemetry.exporting():
        spans = [span for record in records if (span := _span(topic, dict(record.headers))) is not None]
    try:
        yield
    finally:
        for each in spans:
            each.end()


def _span(topic: str, headers: dict[str, bytes]) -> Span | None:
    if (trace := headers.get("ce_traceparent")) is None:
        return None
    return telemetry.tracer.start_span(
        f"publish {headers['ce_type'].decode()}",
        context=telemetry.context_of(trace.decode()),
        kind=SpanKind.PRODUCER,
        attributes={"messaging.system": "kafka", "messaging.destination.name": topic},
    )
