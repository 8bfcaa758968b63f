"""The consumer on real Kafka: nothing lost, nothing twice, holes found, foreign noise, restarts, restored databases."""

from __future__ import annotations

import asyncio
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.record._crc32c import crc
from joserfc.jwk import OKPKey

from chassis.broker import Broker
from chassis.consumer import Consumer, Runner, Writes
from chassis.consumer import consumer as consumer_module
from chassis.consumer import runner as runner_module
from chassis.consumer.target import StoreTarget
from chassis.database import Write
from chassis.dead_letters import State
from chassis.errors import Unavailable
from chassis.event_store import EventStore, Work
from chassis.keys import PeerKeys
from chassis.proofs import Proofs
from chassis.signing import Signer
from chassis.topics import create_missing, topic_reader
from contracts.envelope import PARTITIONS, Envelope, partition_of
from contracts.event import IntegrationEvent
from contracts.values import timestamp
from restu.ports import free_port
from tests.chassis.pipeline import (
    AT,
    SOURCE,
    Lamp,
    LampLit,
    LampSealed,
    Words,
    chain,
    drop_topic,
    light,
    new_topic,
    producing,
    put,
    until,
    words,
)
from tests.servers import Servers


async def _is_there(kafka: str, topic: str) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        return topic in await admin.list_topics()
    finally:
        await admin.close()


@pytest.fixture
def language() -> Words:
    return words(new_topic())


class Hall:
    """A consumer whose policy lights lamps; `trouble` is what the policy raises, once each."""

    def __init__(self, store: EventStore, servers: Servers, language: Words) -> None:
        self.store = store
        self.kafka = servers.kafka
        self.language = language
        self.trouble: list[Exception] = []
        self.group = language.topic

    def lit(self, work: Work, event: LampLit, _: Envelope) -> None:
        if self.trouble:
            raise self.trouble.pop()
        light(work, event.lamp_id, event.times)

    def consumer(self, instance: str = "hall-0", **more: Any) -> Consumer:
        consumer = Consumer(
            self.store,
            kafka=Broker(self.kafka),
            group=self.group,
            instance=instance,
            policies={self.language.lit: self.lit},
            **{"sources": {self.language.topic: SOURCE}, **more},
        )
        consumer.migrate()
        return consumer

    @asynccontextmanager
    async def open(self, instance: str = "hall-0", **more: Any) -> AsyncIterator[Consumer]:
        async with self.consumer(instance, **more) as consumer:
            assert await consumer.wait_caught_up(within=15.0), consumer.reason()
            yield consumer

    def chain(self, lamp: UUID, count: int, **more: int) -> list[Envelope]:
        return chain(lamp, count, self.language.lit, **more)

    async def put(self, *envelopes: Envelope) -> None:
        await put(self.kafka, self.language.topic, envelopes)

    def numbers(self, lamp: UUID) -> list[int]:
        found = Work(self.store).find(Lamp, lamp)
        return found.lit if found is not None else []

    async def shows(self, lamp: UUID, *numbers: int) -> None:
        async def lit() -> bool:
            return await asyncio.to_thread(self.numbers, lamp) == list(numbers)

        try:
            await until(lit)
        except TimeoutError:
            assert self.numbers(lamp) == list(numbers)


@pytest.fixture
async def hall(store: EventStore, servers: Servers, language: Words) -> Hall:
    await create_missing(Broker(servers.kafka), [language.topic])
    return Hall(store, servers, language)


async def test_what_was_there_before_and_what_comes_now_takes_effect_once(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 6)
    await hall.put(*events[:3])
    async with hall.open() as consumer:
        assert hall.numbers(lamp) == [1, 2, 3]
        assert consumer.reason() is None
        await hall.put(*events[1:3], *events[3:])
        await hall.shows(lamp, 1, 2, 3, 4, 5, 6)


async def test_a_restart_goes_on_where_the_effects_end(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 4)
    await hall.put(*events[:2])
    async with hall.open():
        pass
    await hall.put(*events[2:])

    async with hall.open():
        assert hall.numbers(lamp) == [1, 2, 3, 4]


async def test_a_database_restored_from_a_backup_is_given_again_what_it_forgot(hall: Hall) -> None:
    lamp = uuid4()
    await hall.put(*hall.chain(lamp, 4))
    async with hall.open():
        pass
    hall.store.database.fetch("DELETE FROM stored_events WHERE originator_version > 3 RETURNING 1")
    hall.store.database.fetch(
        "UPDATE consumer_positions SET sequence = 2, next_offset = 2 WHERE sequence = 4 RETURNING 1"
    )

    async with hall.open():
        assert hall.numbers(lamp) == [1, 2, 3, 4]


async def test_a_hole_alarms_and_closes_when_the_missing_event_arrives(hall: Hall) -> None:
    lamp = uuid4()
    first, second, third, fourth = hall.chain(lamp, 4)
    await hall.put(first, third, fourth)
    async with hall.consumer() as consumer:
        await until(lambda: "missing" in (consumer.reason() or ""))
        assert hall.numbers(lamp) == [1]
        await hall.put(second)
        await hall.shows(lamp, 1, 2, 3, 4)
        await until(lambda: consumer.reason() is None)


async def test_an_event_that_came_too_early_is_applied_in_its_place(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 6)
    order = [events[each] for each in (4, 0, 2, 1, 3, 5)]
    await hall.put(*order)

    async with hall.open():
        await hall.shows(lamp, 1, 2, 3, 4, 5, 6)


async def test_a_restart_during_the_search_for_a_hole_forgets_nothing(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 4)
    await hall.put(events[0], events[3])
    async with hall.consumer() as consumer:
        await until(lambda: "missing" in (consumer.reason() or ""))
        await hall.put(events[1])
        await hall.shows(lamp, 1, 2)
    await hall.put(events[2])

    async with hall.consumer():
        await hall.shows(lamp, 1, 2, 3, 4)


async def test_a_topic_made_anew_and_filled_again_repeats_nothing(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 5)
    await hall.put(*events[:4])
    async with hall.open():
        await drop_topic(hall.kafka, hall.language.topic)
        await create_missing(Broker(hall.kafka), [hall.language.topic])
        await hall.put(*events)
        await hall.shows(lamp, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("members", [1, 2])
async def test_a_topic_that_is_gone_is_made_and_read_anew_within_seconds(hall: Hall, members: int) -> None:
    lamps = {hall.chain(lamp, 1)[0].partition: lamp for lamp in (uuid4() for _ in range(200))}.values()
    took: list[float] = []
    async with AsyncExitStack() as opened:
        consumers = [await opened.enter_async_context(hall.open(f"hall-{number}")) for number in range(members)]
        for count in range(1, 4):
            await drop_topic(hall.kafka, hall.language.topic)
            began = time.monotonic()
            await until(partial(_is_there, hall.kafka, hall.language.topic))
            await hall.put(*(event for lamp in lamps for event in hall.chain(lamp, count)))
            for lamp in lamps:
                await hall.shows(lamp, *range(1, count + 1))
            await until(lambda: all(each.reason() is None for each in consumers))
            took.append(time.monotonic() - began)

    began = time.monotonic()
    async with hall.open():
        back = time.monotonic() - began
    assert len(lamps) == PARTITIONS
    assert max(took) < 8.0, took  # the client alone would ask for ten
    assert back < 5.0  # as ever: nothing is shared anew, and nobody's session has to end first


async def test_of_two_topics_one_that_is_gone_is_noticed_too(hall: Hall, language: Words) -> None:
    lamp, other = uuid4(), words(new_topic())
    await create_missing(Broker(hall.kafka), [other.topic])
    sources = {language.topic: SOURCE, other.topic: SOURCE}
    async with hall.open(sources=sources):
        await drop_topic(hall.kafka, language.topic)
        await until(partial(_is_there, hall.kafka, language.topic))
        await hall.put(*hall.chain(lamp, 2))
        await hall.shows(lamp, 1, 2)


async def test_a_consumer_that_stopped_leaves_no_threads_and_may_be_started_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "MANY", 1)
    lamp = uuid4()
    events = hall.chain(lamp, 4)
    consumer = hall.consumer()

    for first in (0, 2):
        await hall.put(*events[first : first + 2])
        async with consumer:
            await hall.shows(lamp, *range(1, first + 3))
        await until(lambda: not _threads_of_consumers())


def _threads_of_consumers() -> list[str]:
    names = [each.name for each in threading.enumerate()]
    return [each for each in names if each.startswith(("consumer", "readers"))]


def test_what_is_being_read_when_the_consumer_stops_is_read_to_the_end(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "READERS", 1)
    runner = Runner(StoreTarget(store), {}, {})
    runner.open()
    monkeypatch.setattr(runner_module, "READERS", 4)
    read = runner.read

    def closing(kind: type[LampLit], envelope: Envelope) -> IntegrationEvent:
        runner.close()
        return read(kind, envelope)

    monkeypatch.setattr(runner, "read", closing)
    envelopes = chain(uuid4(), runner_module.MANY, LampLit)

    found = runner.read_all([(LampLit, each) for each in envelopes])

    assert [each.times for each in found if isinstance(each, LampLit)] == list(range(1, runner_module.MANY + 1))


async def test_a_batch_waits_while_a_server_does_not_answer(hall: Hall) -> None:
    lamp = uuid4()
    hall.trouble = [Unavailable("away"), ConnectionResetError(), Unavailable("away")]
    async with hall.open() as consumer:
        await hall.put(*hall.chain(lamp, 3))
        await hall.shows(lamp, 1, 2, 3)
        assert consumer.letters.oldest() == []


async def test_a_policy_that_fails_for_good_parks_its_key_and_the_rest_goes_on(hall: Hall) -> None:
    bad, good = uuid4(), uuid4()
    hall.trouble = [ValueError("never")]
    async with hall.open() as consumer:
        await hall.put(*hall.chain(bad, 1))
        await until(lambda: consumer.letters.parked(bad))
        await hall.put(*hall.chain(good, 2, first=11, previous=1 if same_place(bad, good) else 0))
        await hall.shows(good, 11, 12)


async def test_a_record_under_a_key_of_nobodys_is_buried_and_those_beside_it_are_applied(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = hall.language.topic
    kind: type[LampSealed] = type("LampSealed", (LampSealed,), {"TOPIC": topic, "__module__": LampSealed.__module__})
    known, unknown = _signer(), _signer()
    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(_publishing(known))))
    lamps = [lamp for lamp in (uuid4() for _ in range(1000)) if partition_of(str(lamp).encode()) == 0][:3]
    applied: list[UUID] = []
    consumer = Consumer(
        hall.store,
        kafka=Broker(hall.kafka),
        group=hall.group,
        instance="hall-0",
        sources={topic: SOURCE},
        policies={kind: lambda _, event, __: applied.append(event.lamp_id)},
        proofs=Proofs(PeerKeys({"test": "http://test"}, []), {topic: "test"}),
    )
    consumer.migrate()
    signers = [unknown, known, known]
    for sequence, (lamp, signer) in enumerate(zip(lamps, signers, strict=True), start=1):
        exact = signer.sign(kind.TYPE, {"id": str(identifier := uuid4()), "lamp_id": str(lamp)})
        await hall.put(
            Envelope(identifier, SOURCE, kind.TYPE, str(lamp), timestamp(AT), sequence, sequence - 1, exact.encode())
        )

    async with consumer:
        assert await consumer.wait_caught_up(within=15.0), consumer.reason()

    assert [consumer.letters.parked(lamp) for lamp in lamps] == [True, False, False]
    assert set(applied) == set(lamps[1:])


def _signer() -> Signer:
    return Signer("test", {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]})


def _publishing(signer: Signer) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, json={"keys": signer.public})


def same_place(one: UUID, other: UUID) -> bool:
    return len({chain(each, 1, LampLit)[0].partition for each in (one, other)}) == 1


async def test_foreign_messages_of_every_kind_are_noted_and_lose_nothing(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 2)
    good = events[0]
    place = {"topic": hall.language.topic, "partition": good.partition}
    headers = dict(good.headers())
    async with hall.open() as consumer:
        await hall.put(good)
        async with producing(hall.kafka) as producer:
            await producer.send(**place, value=None, key=b"k")
            await producer.send(**place, value=b"noise", headers=[("x", b"\xff\xfe")])
            await producer.send(**place, value=b"noise", headers=[("ce_id", None)])
            await producer.send(**place, value=b"{}", key=good.key, headers=[*{**headers, "ce_sequence": b"1"}.items()])
            await producer.send(**place, value=b"{}", key=b"someone", headers=good.headers())
            stranger = replace(events[1], source="/somebody/else")
            await producer.send(**place, value=b"{}", key=good.key, headers=stranger.headers())
            nobody = replace(events[1], subject="not-an-id")
            await producer.send(**place, value=b"{}", key=nobody.key, headers=nobody.headers())
            await producer.flush()
        await hall.put(events[1])
        await hall.shows(lamp, 1, 2)

        letters = consumer.letters.oldest()
        assert [letter.state for letter in letters] == [State.FOREIGN] * 7
        assert [letter.offset for letter in letters] == [1, 2, 3, 4, 5, 6, 7]


async def test_a_record_that_the_client_cannot_decode_stops_nothing(hall: Hall) -> None:
    lamp = uuid4()
    events = hall.chain(lamp, 3)
    await hall.put(*events[:2])
    async with producing(hall.kafka) as producer:
        batch = producer.create_batch()
        for _ in range(2):
            batch.append(key=b"k", value=b"v", timestamp=None, headers=[("zzzz", b"v")])
        batch.close()
        batch._buffer = with_bad_header_names(batch._build())
        await (await producer.send_batch(batch, hall.language.topic, partition=events[0].partition))
    await hall.put(events[2])

    async with hall.open() as consumer:
        assert hall.numbers(lamp) == [1, 2, 3]
        assert [letter.offset for letter in consumer.letters.oldest()] == [2, 3]
    async with topic_reader(Broker(hall.kafka), hall.language.topic) as reader:
        last = await reader.last(events[0].partition, 5, lambda envelope: envelope.sequence < 3)
        assert last is not None
        assert last.offset == 1


def with_bad_header_names(batch: bytes) -> bytes:
    """The record batch with header names that are not UTF-8, and the checksum that belongs to it."""
    changed = bytearray(batch.replace(b"zzzz", b"\xff\xfe\xff\xfe"))
    struct.pack_into(">I", changed, 17, crc(bytes(changed[21:])))
    return bytes(changed)


async def test_replicas_share_partitions_and_one_that_leaves_is_replaced(hall: Hall) -> None:
    lamps = [uuid4() for _ in range(24)]
    ends: dict[int, int] = {}
    sequence = 0

    async def one_each() -> None:
        nonlocal sequence
        events = []
        for lamp in lamps:
            sequence += 1
            partition = hall.chain(lamp, 1)[0].partition
            events += hall.chain(lamp, 1, first=sequence, previous=ends.get(partition, 0))
            ends[partition] = sequence
        await hall.put(*events)

    def total() -> int:
        return sum(len(hall.numbers(lamp)) for lamp in lamps)

    async with hall.open("hall-0"):
        await one_each()
        async with hall.consumer("hall-1") as second:
            await second.wait_caught_up(within=10.0)
            await one_each()
            await until(lambda: total() == 48)
        await one_each()
        async with hall.open("hall-1"):
            await until(lambda: total() == 72)


async def test_a_flat_service_writes_rows_with_the_position(hall: Hall) -> None:
    database, lamp = hall.store.database, uuid4()
    database.migrate("CREATE TABLE IF NOT EXISTS lights (lamp uuid, number int)")

    def note(work: Writes, event: LampLit, _: Envelope) -> None:
        work.write(Write("INSERT INTO lights VALUES (%s, %s)", (event.lamp_id, event.times)))

    consumer = Consumer(
        database,
        kafka=Broker(hall.kafka),
        group=hall.group,
        instance="flat-0",
        sources={hall.language.topic: SOURCE},
        policies={hall.language.lit: note},
    )
    consumer.migrate()
    await hall.put(*hall.chain(lamp, 3), *hall.chain(lamp, 2))
    async with consumer:
        assert await consumer.wait_caught_up(within=15.0)

    assert [row["number"] for row in database.fetch("SELECT number FROM lights ORDER BY number")] == [1, 2, 3]


async def test_nothing_is_applied_before_the_store_is_known_to_be_whole(hall: Hall) -> None:
    lamp = uuid4()
    verified = asyncio.Event()
    await hall.put(*hall.chain(lamp, 1))
    async with hall.consumer(after=verified) as consumer:
        assert not await consumer.wait_caught_up(within=0.5)
        assert hall.numbers(lamp) == []
        verified.set()
        await hall.shows(lamp, 1)


async def test_a_client_that_silently_stopped_fetching_is_replaced(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer_module, "SILENCE_SECONDS", 0.3)
    lamp = uuid4()
    async with hall.open() as consumer:
        client = consumer._consumer()
        assert client is not None
        client._fetcher._fetch_task.cancel()  # as a lost connection does to it, at times
        await hall.put(*hall.chain(lamp, 2))
        await hall.shows(lamp, 1, 2)


@asynccontextmanager
async def door(port: int, broker: str) -> AsyncIterator[None]:
    """Leads to a broker while it is open."""
    host, _, its_port = broker.rpartition(":")

    async def enter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, onward = await asyncio.open_connection(host, int(its_port))
        await asyncio.gather(carry(reader, onward), carry(back, writer))

    async with await asyncio.start_server(enter, "127.0.0.1", port):
        yield


async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while read := await source.read(1 << 16):
            target.write(read)
            await target.drain()
    target.close()


async def test_a_broker_that_is_away_at_the_start_only_delays(hall: Hall) -> None:
    lamp = uuid4()
    await hall.put(*hall.chain(lamp, 1))
    broker, port = hall.kafka, free_port()
    hall.kafka = f"127.0.0.1:{port}"
    consumer = hall.consumer()
    async with consumer:
        await until(lambda: "Kafka does not answer" in (consumer.reason() or ""))
        async with door(port, broker):
            await hall.shows(lamp, 1)
