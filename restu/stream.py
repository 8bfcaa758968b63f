"""Reads the event stream as anybody may: every partition from its beginning to the end it had when we asked.

The end of the publisher's topic is asked first, then consent's, so that every grant a publication cites lies before
the end (decisions.md 17). A record without our attributes is not part of the stream; it is counted and left out.
Records keep their exact data. Raises StackError when Kafka or a topic is not there.
"""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx
import rfc8785
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from chassis.broker import Broker
from contracts.envelope import PARTITIONS, Envelope, ForeignMessage, sequence_text
from restu.errors import StackError

IN_ORDER_OF_ENDS = ("restu.publisher.v1", "restu.consent.v1", "restu.content.v1", "restu.gamification.v1")
KEY_SERVICES = ("consent", "publisher")


@dataclass
class Stream:
    """One reading. `ends` and `foreign` are complete once `lines` was read to its end."""

    kafka: Broker
    ends: dict[str, dict[int, int]] = field(default_factory=dict)
    foreign: int = 0
    total: int = 0

    async def lines(self) -> AsyncIterator[str]:
        """One CloudEvent in JSON format a line: by topic, partition and offset."""
        consumer = AIOKafkaConsumer(
            **self.kafka.client(), enable_auto_commit=False, auto_offset_reset="earliest", check_crcs=True
        )
        try:
            await self._enter(consumer)
            bounds = await _bounds(consumer)
            self.total = sum(end - start for start, end in bounds.values())
            for place in sorted(bounds):
                start, end = bounds[place]
                self.ends.setdefault(place.topic, {})[place.partition] = 0
                async for record in _read(consumer, place, start, end):
                    if (line := self._line(record)) is not None:
                        yield line
        except KafkaError as error:
            raise StackError(
                f"Kafka stopped answering at {self.kafka.servers}; the reading is not complete."
            ) from error
        finally:
            await consumer.stop()

    async def _enter(self, consumer: AIOKafkaConsumer) -> None:
        try:
            await consumer.start()
        except KafkaError as error:
            raise StackError(
                f"Kafka does not answer at {self.kafka.servers}, or lets nobody in as {self.kafka.user or 'nobody'}. "
                "Is Restu running? (restu status)"
            ) from error

    def ends_as_json(self) -> dict[str, dict[str, str]]:
        """The sequence of the last record of each partition, as `ends.json` holds it."""
        return {
            topic: {str(partition): sequence_text(sequence) for partition, sequence in partitions.items()}
            for topic, partitions in self.ends.items()
        }

    def _line(self, record: ConsumerRecord) -> str | None:
        try:
            envelope = Envelope.read([(n, v or b"") for n, v in record.headers], record.key, record.value)
        except ForeignMessage:
            self.foreign += 1
            return None
        self.ends[record.topic][record.partition] = envelope.sequence
        return cloud_event(envelope, record.topic, record.partition, record.offset)


def cloud_event(envelope: Envelope, topic: str, partition: int, offset: int) -> str:
    """The event in CloudEvents' JSON format. Data that is no JSON is carried as text, so that nothing is hidden."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(envelope.id),
        "source": envelope.source,
        "type": envelope.type,
        "subject": envelope.subject,
        "time": envelope.time,
        "datacontenttype": "application/json",
        "sequence": sequence_text(envelope.sequence),
        "previous": sequence_text(envelope.previous),
        "topic": topic,
        "partition": partition,
        "offset": offset,
    }
    head = json.dumps(event, ensure_ascii=False)
    return f'{head[:-1]}, "data": {_exact(envelope.data)}}}'


def ends_from_json(told: Any) -> dict[str, dict[int, int]]:
    """What `ends_as_json` gave. Raises ValueError."""
    try:
        return {topic: {int(p): int(s) for p, s in partitions.items()} for topic, partitions in told.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError("ends.json does not hold topic -> partition -> sequence") from error


async def public_keys(addresses: Iterable[str]) -> list[dict[str, Any]]:
    """The keys that the services publish. Raises StackError when one does not answer."""
    keys: list[dict[str, Any]] = []
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
        for address in addresses:
            try:
                answer = await client.get(f"{address}/.well-known/jwks.json")
                answer.raise_for_status()
                keys.extend(answer.json()["keys"])
            except (httpx.HTTPError, ValueError, KeyError) as error:
                raise StackError(
                    f"The keys are not to be had at {address}. Is Restu running? (restu status)"
                ) from error
    return keys


async def _bounds(consumer: AIOKafkaConsumer) -> dict[TopicPartition, tuple[int, int]]:
    bounds: dict[TopicPartition, tuple[int, int]] = {}
    there = await consumer.topics()
    if missing := set(IN_ORDER_OF_ENDS) - set(there):
        raise StackError(f"Kafka has no topic {', '.join(sorted(missing))}, or none that you may read.")
    for topic in IN_ORDER_OF_ENDS:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        ends = await consumer.end_offsets(places)
        starts = await consumer.beginning_offsets(places)
        bounds |= {place: (starts[place], ends[place]) for place in places}
    return bounds


async def _read(
    consumer: AIOKafkaConsumer, place: TopicPartition, start: int, end: int
) -> AsyncIterator[ConsumerRecord]:
    if start >= end:
        return
    consumer.assign([place])
    consumer.seek(place, start)
    while await consumer.position(place) < end:
        for records in (await consumer.getmany(place, timeout_ms=1000)).values():
            for record in records:
                if record.offset < end:
                    yield record


def _exact(data: bytes) -> str:
    """The data as it was received, when it is JSON on one line that everybody reads alike; else as a JSON text.

    What has no canonical form (numbers out of range, doubled members, halves of characters) nobody of ours has
    written. It stays in the reading, as what it is, so that it is named and hides nothing else.
    """
    text = data.decode("utf-8", errors="replace")
    try:
        rfc8785.dumps(json.loads(text, object_pairs_hook=_no_doubles))
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)
    return " ".join(text.splitlines()) if "\n" in text or "\r" in text else text


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice in one object")
    return found
