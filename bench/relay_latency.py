"""Relay, commit to received, at 200 a second; and what a process costs that follows and relays while nothing happens.

A thread commits approvals at a steady pace, as requests do; the relay of the same process publishes them, a plain
consumer receives them. The baseline sends the same bytes at the same pace, from `send_and_wait` to received. Idle is a
process of its own, which does nothing else.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.consent_log import Consent, Consents
from bench.harness import Benchmark, Figure, Ground, Pair, Sample, below
from bench.relaying import process, relaying
from bench.topics import Record, drop, new_topic, records_of
from chassis import telemetry
from chassis.database import Database
from chassis.event_store import EventStore, Work
from contracts.envelope import PARTITIONS

PER_SECOND = 200
IDLE_SECONDS = 10.0
SETTLE_SECONDS = 3.0


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    telemetry.set_up("consent", otlp_endpoint="", log_level="WARNING")
    count = ground.size(2_000, quick=400)
    dsn, kafka = ground.servers.postgres_dsn(), ground.servers.kafka
    database = Database(dsn)
    database.open()
    store = EventStore(database, trace=telemetry.traceparent)
    store.open()
    records: list[Record] = []
    with TemporaryDirectory() as folder:
        consents = Consents(Path(folder))

    async def ours() -> Sample:
        topic = await new_topic(kafka)
        coming = [consents.new(consents.id()) for _ in range(count)]
        async with relaying(store, kafka, topic, after=store.position()), _receiving(kafka, topic, count) as received:
            committed = await asyncio.to_thread(_commit, store, coming)
            late = await received()
        records[:] = records or await records_of(kafka, topic)
        await drop(kafka, topic)
        return {**_percentiles(committed, late), "idle": await _idle(dsn, kafka, store.position())}

    async def raw() -> Sample:
        topic = await new_topic(kafka)
        async with _receiving(kafka, topic, count) as received:
            sent = await _send(kafka, topic, records)
            late = await received()
        await drop(kafka, topic)
        return _percentiles(sent, late)

    try:
        yield Pair(ours, raw)
    finally:
        store.close()
        database.close()


def _record(work: Work, consent: Consent) -> None:
    work.add(consent.approval())


def _commit(store: EventStore, coming: Sequence[Consent]) -> list[float]:
    """Commits one after the other at the pace; when each was durable, as the store itself saw it."""
    done: list[float] = []
    store.on_saved(lambda: done.append(time.perf_counter()))
    began = time.perf_counter()
    for number, consent in enumerate(coming):
        time.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
        store.run(_record, consent)
    return done[: len(coming)]


async def _send(kafka: str, topic: str, records: Sequence[Record]) -> list[float]:
    """Sends one after the other at the pace, waiting for none; when each was handed over."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        await producer.partitions_for(topic)
        handed: list[float] = []
        sending: list[asyncio.Task[object]] = []
        began = time.perf_counter()
        for number, each in enumerate(records):
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            handed.append(time.perf_counter())
            send = producer.send_and_wait(
                topic, each.value, key=each.key, partition=each.partition, headers=each.headers
            )
            sending.append(asyncio.create_task(send))
        await asyncio.gather(*sending)
        return handed
    finally:
        await producer.stop()


@asynccontextmanager
async def _receiving(kafka: str, topic: str, count: int) -> AsyncIterator[Callable[[], Awaitable[list[float]]]]:
    """A plain consumer of the whole topic; gives when each record came, in the order in which they were committed."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    for place in partitions:
        await consumer.position(place)
    seen: dict[bytes, float] = {}

    async def receive() -> None:
        while len(seen) < count:
            for found in (await consumer.getmany(timeout_ms=1_000)).values():
                now = time.perf_counter()
                for record in found:
                    seen.setdefault(dict(record.headers)["ce_sequence"], now)

    receiving = asyncio.create_task(receive())

    async def received() -> list[float]:
        async with asyncio.timeout(30):
            await receiving
        return [seen[sequence] for sequence in sorted(seen)]

    try:
        yield received
    finally:
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        await consumer.stop()


def _percentiles(given: Sequence[float], received: Sequence[float]) -> dict[str, float]:
    assert len(given) == len(received)
    hundredths = quantiles([1000 * (end - begin) for begin, end in zip(given, received, strict=True)], n=100)
    return {"p50": hundredths[49], "p99": hundredths[98]}


async def _idle(dsn: str, kafka: str, after: int) -> float:
    """Percent of one core that a process takes which follows and relays a log that does not grow."""
    topic = await new_topic(kafka)
    async with process(dsn, kafka, topic, after=after) as pid:
        await asyncio.sleep(SETTLE_SECONDS)
        before, began = _cpu_seconds(pid), time.perf_counter()
        await asyncio.sleep(IDLE_SECONDS)
        percent = 100 * (_cpu_seconds(pid) - before) / (time.perf_counter() - began)
    await drop(kafka, topic)
    return percent


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


BENCHMARK = Benchmark(
    figures=(
        Figure("p50", "relay, commit → received, at 200/s: p50", "ms", below(5)),
        Figure("p99", "relay, commit → received, at 200/s: p99", "ms", below(12)),
        Figure("idle", "relay, idle: CPU of the process that follows and relays", "% of a core", below(3)),
    ),
    limits=(
        "Kafka, and whatever runs beside. A commit tells the relay its position without a query, one hop to a thread "
        "reads the event and makes the record, one round trip has it acknowledged; places are saved afterwards, ten "
        "times a second. Idle, the process asks PostgreSQL ten times a second for news of other replicas and once "
        "for a sign of life of its lock, and Kafka once for the ends of the topic."
    ),
    open=_open,
)
