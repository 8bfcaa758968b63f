"""Whether everything that a topic holds has taken effect: positions against the ends, foreign records aside."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from chassis.broker import Broker
from chassis.consumer.passing import Passing
from chassis.consumer.positions import Positions
from chassis.database import Database, Write
from chassis.topics import create_missing
from tests.chassis.pipeline import SOURCE, chain, new_topic, producing, put, words
from tests.servers import Servers


async def test_it_has_passed_when_every_partition_is_applied_to_its_last_record_of_ours(
    servers: Servers, postgres_dsn: str
) -> None:
    language = words(new_topic())
    topic = language.topic
    await create_missing(Broker(servers.kafka), [topic])
    database = Database(postgres_dsn)
    database.open()
    try:
        await asyncio.to_thread(Positions(database).migrate)
        passing = Passing(database, Broker(servers.kafka), topic=topic, source=SOURCE)
        assert await passing.passed(0), "an empty topic has been read"

        events = chain(uuid4(), 3, language.lit)
        await put(servers.kafka, topic, events)
        async with producing(servers.kafka) as producer:
            await producer.send_and_wait(topic, b"noise", partition=events[0].partition)
        assert not await passing.passed(0)

        def apply(sequence: int) -> None:
            sql = (
                "INSERT INTO consumer_positions (topic, partition, sequence) VALUES (%s, %s, %s) "
                "ON CONFLICT (topic, partition) DO UPDATE SET sequence = excluded.sequence"
            )
            database.transact([Write(sql, (topic, events[0].partition, sequence))])

        await asyncio.to_thread(apply, 2)
        assert not await passing.passed(0)
        waiting = asyncio.create_task(passing.passed(20))
        await asyncio.to_thread(apply, 3)
        assert await waiting
    finally:
        database.close()
