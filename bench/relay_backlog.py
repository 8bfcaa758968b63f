"""Relay, store to acknowledged by Kafka: a log that waits while Kafka is away, against a plain idempotent producer.

Ours is the relay as the service runs it: it reads the log, translates, keeps order and places. The baseline is given
the finished records (keys, values, headers, partitions) and only has to get them acknowledged.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiokafka import AIOKafkaProducer

from bench.consent_log import Consents, fill
from bench.harness import Benchmark, Figure, Ground, Pair, Sample, at_least_times, below
from bench.relaying import metric, process, waiting
from bench.topics import Record, drop, new_topic, records_of
from chassis import telemetry
from chassis.broker import Broker
from chassis.database import Database
from chassis.event_store import EventStore
from chassis.topics import topic_reader

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""Of the requests that caused the events: every event of a service has one."""


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    telemetry.set_up("consent", otlp_endpoint="", log_level="WARNING")
    count = ground.size(100_000, quick=5_000)
    database = Database(ground.servers.postgres_dsn())
    database.open()
    store = EventStore(database)
    store.open()
    with TemporaryDirectory() as folder:
        await asyncio.to_thread(fill, database, Consents(Path(folder)), count, trace=lambda: TRACE)
    kafka = ground.servers.kafka
    records: list[Record] = []

    async def ours() -> Sample:
        topic = await new_topic(kafka)
        seconds = await _relay_all(store, kafka, topic, count)
        published = await records_of(kafka, topic)
        assert [len(published), len({each.sequence for each in published})] == [count, count]
        records[:] = records or published
        await drop(kafka, topic)
        return {"rate": count / seconds, "memory": await _grown(database.dsn, kafka, count)}

    async def raw() -> Sample:
        topic = await new_topic(kafka)
        seconds = await _send_all(kafka, topic, records)
        await drop(kafka, topic)
        return {"rate": count / seconds}

    try:
        yield Pair(ours, raw)
    finally:
        store.close()
        database.close()


async def _relay_all(store: EventStore, kafka: str, topic: str, count: int) -> float:
    """Seconds from the moment at which a relay that leads and is connected sees the log."""
    async with waiting(store, kafka, topic) as follower:
        began = time.perf_counter()
        async with follower:
            while metric("restu_relay_published_total", topic) < count:  # noqa: ASYNC110 - a counter tells nobody
                await asyncio.sleep(0.01)
            return time.perf_counter() - began


async def _send_all(kafka: str, topic: str, records: list[Record]) -> float:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        await producer.partitions_for(topic)
        began = time.perf_counter()
        sending: list[asyncio.Future[Any]] = [
            await producer.send(topic, each.value, key=each.key, partition=each.partition, headers=each.headers)
            for each in records
        ]
        await asyncio.gather(*sending)
        return time.perf_counter() - began
    finally:
        await producer.stop()


async def _grown(dsn: str, kafka: str, count: int) -> float:
    """By how many MB the peak memory of a process that relays all of it grows after the first tenth."""
    topic = await new_topic(kafka)
    async with process(dsn, kafka, topic, after=0) as pid, topic_reader(Broker(kafka), topic) as reader:
        peaks = []
        for wanted in (count // 10, count):
            while sum(await reader.ends()) < wanted:  # noqa: ASYNC110 - a broker tells nobody
                await asyncio.sleep(0.05)
            peaks.append(_peak(pid))
    await drop(kafka, topic)
    return peaks[1] - peaks[0]


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


BENCHMARK = Benchmark(
    figures=(
        Figure(
            "rate",
            "relay, store → acknowledged by Kafka, backlog of 100,000",
            "events/s",
            at_least_times(0.8),
        ),
        Figure("memory", "relay, backlog of 100,000: memory grown after its first tenth", "MB", below(16)),
    ),
    limits=(
        "The processor time of one Python process: about 45 µs for each public event where the baseline, which is "
        "given finished records, takes 30. Of these 16 to 24 make the record (6 to decode its row and its share of "
        "private events, 4 to translate, 4 for id, time and headers), 4 read the rows from PostgreSQL, 14 build, "
        "check and write record batches. It comes to seven tenths of the baseline because 1,000 events of the log "
        "travel in one request for all partitions while the next 1,000 are read and made, and the baseline waits "
        "more often for the broker. More would need records made in a process of their own, or a compiled "
        "translation. In memory are two batches."
    ),
    open=_open,
)
