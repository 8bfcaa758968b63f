"""The relay on real Kafka and PostgreSQL: everything in order, at least once, the same bytes, whatever is lost."""

from __future__ import annotations

import asyncio
import json
import signal
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from chassis.broker import Broker
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.relay import NotVerified, Published, Relay, RolledBack
from chassis.relay.publishing import Publishing
from chassis.relay.taken_over import put as put_into_log
from chassis.topics import create_missing
from contracts.envelope import partition_of
from tests.chassis.pipeline import (
    AT,
    SOURCE,
    TRACE,
    Lamp,
    LampLit,
    LampSealed,
    Seen,
    by_partition,
    drop_topic,
    hang,
    light,
    lose_the_first,
    new_topic,
    producing,
    put,
    records,
    translate,
    until,
)
from tests.servers import Servers


@pytest_asyncio.fixture
async def follower(store: EventStore) -> AsyncIterator[Follower]:
    async with Follower(store) as follower:
        yield follower


@pytest.fixture
def topic() -> str:
    return new_topic()


def relay_of(follower: Follower, topic: str, servers: Servers, how: Any = translate) -> Relay:
    relay = Relay(follower, topic=topic, source=SOURCE, translate=how, kafka=Broker(servers.kafka))
    relay.migrate()
    return relay


async def published(servers: Servers, topic: str, count: int) -> list[Seen]:
    """The records once there are `count` of them."""
    found: list[Seen] = []

    async def enough() -> bool:
        found[:] = await records(servers.kafka, topic)
        return len(found) >= count

    await until(enough)
    return found


def sequences(found: list[Seen]) -> list[int]:
    return sorted(each.envelope.sequence for each in found)


def assert_chained(found: list[Seen]) -> None:
    for envelopes in by_partition(found).values():
        previous = 0
        for envelope in envelopes:
            assert envelope.previous == previous
            previous = envelope.sequence


async def test_every_public_event_arrives_chained_in_its_partition(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    for _ in range(5):
        store.run(hang, uuid4(), 1, 2)
    async with relay_of(follower, topic, servers):
        store.run(hang, uuid4(), 3)

        found = await published(servers, topic, 17)

    assert sequences(found) == list(range(1, 18))
    assert_chained(found)
    for each in found:
        assert each.partition == each.envelope.partition
        assert each.envelope.source == SOURCE
        assert each.envelope.time == "2026-11-23T10:00:00.000Z"
        assert each.envelope.traceparent == TRACE


async def test_private_events_are_not_published_and_leave_no_hole(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4()).result

    def dust_and_light(work: Any) -> None:
        loaded = work.get(Lamp, lamp)
        loaded.dust(at=AT)
        loaded.light(times=1, at=AT)

    store.run(dust_and_light)
    async with relay_of(follower, topic, servers):
        found = await published(servers, topic, 2)

    assert [(each.envelope.sequence, each.envelope.previous) for each in found] == [(1, 0), (3, 1)]


async def test_a_signed_event_passes_through_byte_for_byte_under_its_own_id(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp, identifier = uuid4(), uuid4()
    text = f'{{"lamp_id": "{lamp}",\n  "id":"{identifier}", "at":"2026-11-23T10:00:00.345Z","signature":"x..y"}}'

    def seal(work: Any) -> None:
        work.add(Lamp(identifier=lamp, at=AT)).seal(text=text, at=AT)

    store.run(seal)
    async with relay_of(follower, topic, servers):
        sealed = (await published(servers, topic, 2))[1]

    assert sealed.value == text.encode()
    assert sealed.envelope.id == identifier


def test_a_signed_event_is_never_made_from_its_model() -> None:
    with pytest.raises(ValueError, match="signed"):
        Published.of(LampSealed(id=uuid4(), signature="x", lamp_id=uuid4()), AT)


async def test_a_crash_before_the_position_is_saved_repeats_the_same_records(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    store.run(hang, uuid4(), 1, 2)
    relay = relay_of(follower, topic, servers)
    async with relay:
        before = await published(servers, topic, 3)
        await until(lambda: max(place.sequence for place in relay.places.load()) == 3)
    store.database.fetch(
        "UPDATE relay_places SET sequence = 1, next_offset = 1, read = 1 WHERE sequence = 3 RETURNING 1"
    )

    async with relay_of(follower, topic, servers):
        found = await published(servers, topic, 5)

    assert [each.envelope.sequence for each in found] == [1, 2, 3, 2, 3]
    assert [(each.key, each.value, each.headers) for each in found[3:]] == [
        (each.key, each.value, each.headers) for each in before[1:]
    ]


async def test_a_topic_made_anew_under_the_relay_is_filled_from_the_beginning(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    for _ in range(4):
        store.run(hang, uuid4(), 1)
    async with relay_of(follower, topic, servers):
        before = await published(servers, topic, 8)
        await drop_topic(servers.kafka, topic)
        await create_missing(Broker(servers.kafka), [topic])

        after = await published(servers, topic, 8)

    assert {(each.value, each.headers) for each in after} == {(each.value, each.headers) for each in before}
    assert_chained(after)


async def test_an_event_sent_into_a_topic_made_anew_is_sent_again_in_order(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4(), 1, 2).result
    relay = relay_of(follower, topic, servers)
    async with relay:
        await published(servers, topic, 3)
        await until(lambda: max(place.sequence for place in relay.places.load()) == 3)
    await drop_topic(servers.kafka, topic)
    await create_missing(Broker(servers.kafka), [topic])
    store.run(light, lamp, 3)
    # What the broker acknowledged at offset 0 before the loss was noticed, by a relay that died right then.
    late = translate(next(e for e in map(store.mapper.to_domain_event, store.notifications(3, 1))))
    assert late is not None
    await put(servers.kafka, topic, [late.envelope(topic=topic, source=SOURCE, sequence=4, previous=3, trace=TRACE)])

    async with relay_of(follower, topic, servers):
        found = await published(servers, topic, 5)

    assert [each.envelope.sequence for each in found] == [4, 1, 2, 3, 4]


async def test_a_lost_tail_is_published_again(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4(), 1, 2, 3, 4).result
    relay = relay_of(follower, topic, servers)
    async with relay:
        before = await published(servers, topic, 5)
        await until(lambda: max(place.sequence for place in relay.places.load()) == 5)
    await drop_topic(servers.kafka, topic)
    await create_missing(Broker(servers.kafka), [topic])
    await put(servers.kafka, topic, [each.envelope for each in before[:2]])

    async with relay_of(follower, topic, servers):
        store.run(light, lamp, 5)
        after = await published(servers, topic, 6)

    assert [each.envelope.sequence for each in after] == [1, 2, 3, 4, 5, 6]
    assert [each.value for each in after[:5]] == [each.value for each in before]
    assert_chained(after)


@pytest.mark.parametrize("leads", [True, False], ids=["under the relay", "while it was away"])
async def test_a_partition_that_was_emptied_is_published_again_though_its_end_stands_where_it_stood(
    store: EventStore, follower: Follower, topic: str, servers: Servers, *, leads: bool
) -> None:
    lamps: list[UUID] = [store.run(hang, uuid4(), 1, 2).result for _ in range(5)]
    emptied = partition_of(str(lamps[0]).encode())
    relay = relay_of(follower, topic, servers)
    async with relay:
        before = await published(servers, topic, 15)
        await until(lambda: max(place.sequence for place in relay.places.load()) == 15)
        lost = sum(each.partition == emptied for each in before)
        if leads:
            await lose_the_first(servers.kafka, topic, {emptied: lost})
            await published(servers, topic, 15)
    if not leads:
        await lose_the_first(servers.kafka, topic, {emptied: lost})
    async with relay_of(follower, topic, servers):
        after = await published(servers, topic, 15)

    assert Counter((each.value, each.headers) for each in after) == Counter(
        (each.value, each.headers) for each in before
    )
    assert_chained(after)


async def test_foreign_records_in_the_topic_disturb_nothing(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4()).result
    async with relay_of(follower, topic, servers):
        first = (await published(servers, topic, 1))[0]
        async with producing(servers.kafka) as producer:
            for _ in range(100):
                await producer.send(topic, b"noise", partition=first.partition)
            await producer.flush()
        store.run(light, lamp, 1)
        store.run(light, lamp, 2)
        found = await published(servers, topic, 103)

    ours = [each.envelope.sequence for each in found if each.value != b"noise"]
    assert ours == [1, 2, 3]


async def test_a_store_older_than_its_topic_is_noticed_and_refuses_work(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    async with relay_of(follower, topic, servers):
        await published(servers, topic, 2)
    store.database.fetch("DELETE FROM stored_events WHERE notification_id = 2 RETURNING 1")

    relay = relay_of(follower, topic, servers)
    with pytest.raises(NotVerified):
        relay.admit()
    async with relay:
        await until(lambda: "restore" in (relay.reason() or ""))
        with pytest.raises(RolledBack):
            relay.admit()
        assert not relay.verified.is_set()
    assert len(await records(servers.kafka, topic)) == 2

    lost = [each.envelope for each in await records(servers.kafka, topic) if each.envelope.sequence == 2]
    store.database.transact([put_into_log(topic, lost), relay.places.accept(partition_of(str(lamp).encode()), 2, 2)])
    store.database.fetch("SELECT setval('stored_events_notification_id_seq', 1000000000)")
    async with relay_of(follower, topic, servers) as restored:
        await until(restored.verified.is_set)
        store.run(light, lamp, 7)
        found = await published(servers, topic, 3)
    assert [(each.envelope.sequence, each.envelope.previous) for each in found][1:] == [(2, 1), (1000000001, 2)]


async def test_a_record_with_other_bytes_than_the_stores_is_a_rolled_back_store(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    await create_missing(Broker(servers.kafka), [topic])
    other = Published.of(LampLit(lamp_id=lamp, times=99), AT)
    await put(servers.kafka, topic, [other.envelope(topic=topic, source=SOURCE, sequence=2, previous=1)])

    async with relay_of(follower, topic, servers) as relay:
        await until(lambda: "restore" in (relay.reason() or ""))


async def test_a_record_that_somebody_else_wrote_in_our_name_is_noticed_while_publishing(
    store: EventStore, follower: Follower, topic: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sequence lies far ahead: what stands behind it would be taken for repeats, and dropped in silence."""
    ended: list[int] = []
    monkeypatch.setattr("chassis.relay.relay.os.kill", lambda _, number: ended.append(number))
    lamp = store.run(hang, uuid4(), 1).result
    async with relay_of(follower, topic, servers) as relay:
        await published(servers, topic, 2)
        forged = Published.of(LampLit(lamp_id=lamp, times=99), AT)
        await put(servers.kafka, topic, [forged.envelope(topic=topic, source=SOURCE, sequence=10**6, previous=2)])

        await until(lambda: bool(ended))

        with pytest.raises(RolledBack):
            relay.admit()
    assert ended == [signal.SIGTERM]


async def test_a_release_that_adds_a_field_to_unsigned_data_is_no_rolled_back_store(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    async with relay_of(follower, topic, servers):
        await published(servers, topic, 2)

    def richer(domain_event: Any) -> Published | None:
        before = translate(domain_event)
        assert before is not None
        data = json.dumps({**json.loads(before.data), "room": "hall"}).encode()
        return Published(before.event_type, before.key, before.at, data)

    async with relay_of(follower, topic, servers, richer) as relay:
        await until(relay.verified.is_set)
        store.run(light, lamp, 2)
        assert b"hall" in (await published(servers, topic, 3))[2].value


def end_leader(store: EventStore) -> int:
    """Ends the session that leads, if one does just now; how many that were."""
    return len(
        store.database.fetch(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l "
            "WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted "
            "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    )


async def test_when_the_leaders_session_ends_another_goes_on_and_nothing_is_lost(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4()).result
    async with relay_of(follower, topic, servers), relay_of(follower, topic, servers):
        found = await published(servers, topic, 1)
        for number in range(1, 4):
            await until(lambda: end_leader(store) == 1)
            store.run(light, lamp, number)
            found = await published(servers, topic, number + 1)

    unique = {each.envelope.sequence: each.value for each in found}
    assert sorted(unique) == [1, 2, 3, 4]


async def test_an_event_that_cannot_be_made_public_stops_what_is_behind_it_and_says_so(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    broken = True

    def sometimes(domain_event: Any) -> Published | None:
        if broken and isinstance(domain_event, Lamp.Lit) and domain_event.times == 2:
            raise KeyError("a fault of the release")
        return translate(domain_event)

    store.run(hang, uuid4(), 1, 2, 3)
    async with relay_of(follower, topic, servers, sometimes) as relay:
        await until(lambda: "event 3" in (relay.trouble or ""))
        assert sequences(await records(servers.kafka, topic)) == [1, 2]
        broken = False
        assert sequences(await published(servers, topic, 4)) == [1, 2, 3, 4]
        await until(lambda: relay.trouble is None)


def test_the_same_event_always_has_the_same_id() -> None:
    lamp = UUID("6b9cbbd4-0f5e-4d0f-8c02-8fdd6a4d7f9d")
    event = Published.of(LampLit(lamp_id=lamp, times=1), AT)

    one = event.envelope(topic="restu.test.v1", source=SOURCE, sequence=7, previous=3)

    assert str(one.id) == str(event.envelope(topic="restu.test.v1", source=SOURCE, sequence=7, previous=3).id)
    assert one.data == b'{"lamp_id":"6b9cbbd4-0f5e-4d0f-8c02-8fdd6a4d7f9d","times":1}'


async def test_a_cancellation_inside_the_client_does_not_end_publishing(
    store: EventStore, follower: Follower, topic: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = Publishing.step
    cut_off: list[bool] = []

    async def cut_off_once(publishing: Publishing, *, patient: bool) -> None:
        if not cut_off:
            cut_off.append(True)
            waited_for: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            waited_for.cancel()
            await waited_for
        await step(publishing, patient=patient)

    monkeypatch.setattr(Publishing, "step", cut_off_once)
    store.run(hang, uuid4(), 1, 2)

    async with relay_of(follower, topic, servers):
        assert sequences(await published(servers, topic, 3)) == [1, 2, 3]
    assert cut_off
