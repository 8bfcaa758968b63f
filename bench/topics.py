"""Topics of a benchmark's own: made, read whole and dropped with the plain client."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from chassis.broker import Broker
from chassis.topics import create_missing, topic_reader
from contracts.envelope import PARTITIONS, Header


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a topic."""

    partition: int
    key: bytes
    value: bytes
    headers: list[Header]

    @property
    def sequence(self) -> int:
        """The store's number of the event."""
        return int(dict(self.headers)["ce_sequence"])


async def new_topic(kafka: str) -> str:
    """A topic as the services make theirs, with a name that nobody has used."""
    topic = f"bench.{uuid4().hex}"
    await create_missing(Broker(kafka), [topic])
    async with topic_reader(Broker(kafka), topic) as reader:
        await reader.ends()  # answers when every partition has its leader
    return topic


async def drop(kafka: str, topic: str) -> None:
    """Deletes a topic, so that the disk does not fill from repeat to repeat."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_topics([topic])
    finally:
        await admin.close()


async def records_of(kafka: str, topic: str) -> list[Record]:
    """Everything in the topic, as a plain producer would be given it: in the order of the sequences."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False, max_partition_fetch_bytes=2**23)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Record] = []
        while len(found) < sum(ends.values()):
            for place, records in (await consumer.getmany(timeout_ms=100)).items():
                found += [Record(place.partition, each.key, each.value, list(each.headers)) for each in records]
        return sorted(found, key=lambda record: record.sequence)
    finally:
        await consumer.stop()
