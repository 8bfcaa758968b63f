"""A client of Kafka that rests: what comes while a batch is worked is the next one, whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from aiokafka import TopicPartition

from chassis.broker import Broker
from chassis.consumer.resting import RestingConsumer
from chassis.topics import create_missing
from contracts.envelope import PARTITIONS
from tests.chassis.pipeline import new_topic, producing
from tests.servers import Servers

MANY = 1_000


@pytest.fixture
def topic() -> str:
    return new_topic()


@pytest_asyncio.fixture
async def consumer(servers: Servers, topic: str) -> AsyncIterator[RestingConsumer]:
    await create_missing(Broker(servers.kafka), [topic])
    consumer = RestingConsumer(bootstrap_servers=servers.kafka, enable_auto_commit=False, fetch_max_wait_ms=250)
    await consumer.start()
    consumer.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
    for each in consumer.assignment():
        consumer.seek(each, 0)
    yield consumer
    await consumer.stop()


async def put(servers: Servers, topic: str, *partitions: int) -> None:
    async with producing(servers.kafka) as producer:
        for partition in partitions:
            await producer.send_and_wait(topic, b"%d" % uuid4().int, partition=partition)


async def put_together(servers: Servers, topic: str, partition: int, number: int) -> None:
    """So many records that nobody is ever given one by one."""
    async with producing(servers.kafka) as producer:
        records = producer.create_batch()
        for _ in range(number):
            records.append(key=None, value=b"%d" % uuid4().int, timestamp=None)
        await (await producer.send_batch(records, topic, partition=partition))


async def taken(consumer: RestingConsumer, most: int = MANY) -> list[int]:
    """The partitions of the next batch's records."""
    found = await consumer.getmany(timeout_ms=10_000, max_records=most)
    return sorted(each.partition for each, records in found.items() for _ in records)


async def test_what_came_meanwhile_is_one_batch_of_all_partitions(
    consumer: RestingConsumer, servers: Servers, topic: str
) -> None:
    await put(servers, topic, 3)
    assert await taken(consumer) == [3]
    await put(servers, topic, 5, 7, 3, 11)
    assert await taken(consumer) == [3, 5, 7, 11]
    assert await consumer.getmany(timeout_ms=0) == {}


async def test_a_backlog_is_read_on_without_a_rest(consumer: RestingConsumer, servers: Servers, topic: str) -> None:
    await put_together(servers, topic, 1, 4)
    assert await taken(consumer, 2) == [1, 1]
    assert not consumer.paused()
    assert await taken(consumer, 2) == [1, 1]
    await put(servers, topic, 2)
    assert await taken(consumer, 2) == [2]
    assert consumer.paused() == consumer.assignment()


async def test_partitions_that_are_others_by_now_are_not_waited_for(
    consumer: RestingConsumer, servers: Servers, topic: str
) -> None:
    await put(servers, topic, 1)
    assert await taken(consumer) == [1]
    consumer.assign([TopicPartition(topic, 2)])
    consumer.seek(TopicPartition(topic, 2), 0)
    await put(servers, topic, 1, 2)
    assert await taken(consumer) == [2]
