"""Messages that come more than once."""

from __future__ import annotations

import time
from random import Random

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.faults.looking import PARTITIONS, SERVICES, topic


async def deliver_again(crowd: Crowd, _: Random) -> float:
    """Everything that is in the topics once more, from the beginning, byte for byte: late, and twice."""
    kafka = crowd.town.stack.addresses["kafka"]
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await consumer.start()
    await producer.start()
    try:
        places = [TopicPartition(topic(service), number) for service in SERVICES for number in range(PARTITIONS)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for place, batch in (await consumer.getmany(timeout_ms=500)).items():
                for record in batch:
                    if record.offset < ends[place]:
                        await producer.send(
                            place.topic,
                            record.value,
                            key=record.key,
                            partition=place.partition,
                            headers=list(record.headers),
                        )
        await producer.flush()
    finally:
        await producer.stop()
        await consumer.stop()
    return time.monotonic()


ROWS: dict[str, Fault] = {"everything delivered again": deliver_again}
