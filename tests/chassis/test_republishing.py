"""Published again: the same records, every effect once, the relay's place and the comparison with the store unmoved."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from chassis.broker import Broker
from chassis.consumer import Consumer, Writes
from chassis.database import Write
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.relay import Relay, republishing
from chassis.relay.check import _UpTo
from chassis.relay.wishes import Underway, Wish
from contracts.envelope import Envelope, partition_of
from tests.chassis.pipeline import (
    SOURCE,
    Lamp,
    LampHung,
    LampLit,
    Seen,
    hang,
    light,
    lose_the_first,
    new_topic,
    producing,
    records,
    translate,
    until,
    words,
)
from tests.chassis.test_relay import published, relay_of
from tests.servers import Servers


@pytest_asyncio.fixture
async def follower(store: EventStore) -> AsyncIterator[Follower]:
    async with Follower(store) as follower:
        yield follower


@pytest.fixture
def topic() -> str:
    return new_topic()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, so that it takes many."""
    monkeypatch.setattr(republishing, "LIMIT", 10)


async def level(relay: Relay, sequence: int) -> None:
    """Waits until everything up to there is published and noted."""
    await until(lambda: max(place.sequence for place in relay.places.load()) == sequence)


async def over(relay: Relay) -> Wish:
    """The wish, once it is over."""
    found: list[Wish] = []

    async def ended() -> bool:
        wish = await asyncio.to_thread(relay.wishes.last)
        assert wish is not None
        found[:] = [wish]
        return wish.over

    await until(ended, seconds=60.0)
    return found[0]


def done(relay: Relay) -> int:
    """How many events of the log were looked at."""
    wish = relay.wishes.last()
    return wish.done if wish is not None else 0


def same(each: Seen) -> tuple[Any, ...]:
    return each.partition, each.headers, each.key, each.value


def ends_with_the_newest(found: list[Seen]) -> bool:
    """Whether each partition's last record is the last one that was published there."""
    newest: dict[int, int] = {}
    last: dict[int, int] = {}
    for each in found:
        newest[each.partition] = max(newest.get(each.partition, 0), each.envelope.sequence)
        last[each.partition] = each.envelope.sequence
    return newest == last


def again_of(topic: str) -> float:
    """How often the relay thought that the topic had lost something."""
    return REGISTRY.get_sample_value("restu_relay_again_total", {"topic": topic}) or 0.0


async def test_everything_is_sent_again_as_it_was_and_publishing_goes_on(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamps: list[UUID] = [store.run(hang, uuid4(), *range(7)).result for _ in range(8)]
    async with relay_of(follower, topic, servers) as relay:
        before = await published(servers, topic, 64)
        await level(relay, 64)

        wish = relay.wishes.begin(None, 1)
        store.run(light, lamps[0], 99)
        ended = await over(relay)
        store.run(light, lamps[1], 99)
        await level(relay, 66)
        after = await records(servers.kafka, topic)

    assert (ended.number, ended.sent, ended.done, ended.total) == (wish.number, 64, 64, 64)
    counted = Counter(map(same, after))
    assert all(counted[same(each)] >= 2 for each in before)
    assert {each.envelope.sequence for each in after} == set(range(1, 67))
    assert len(counted) == 66
    assert ends_with_the_newest(after)
    assert again_of(topic) == 0


async def test_one_partition_from_one_event_on(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamps: list[UUID] = [store.run(hang, uuid4(), 1, 2).result for _ in range(8)]
    chosen = partition_of(str(lamps[3]).encode())
    async with relay_of(follower, topic, servers) as relay:
        before = await published(servers, topic, 24)
        await level(relay, 24)
        relay.wishes.begin(chosen, 11)
        await over(relay)
        after = await records(servers.kafka, topic)

    more = Counter(map(same, after)) - Counter(map(same, before))
    wanted = [each for each in before if each.partition == chosen and each.envelope.sequence >= 11]
    newest = max(each.envelope.sequence for each in wanted)
    assert set(more) == set(map(same, wanted))
    assert all(more[same(each)] == 1 for each in wanted if each.envelope.sequence < newest)


async def test_killed_at_any_moment_it_goes_on_and_the_relay_knows_its_place(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamps: list[UUID] = [store.run(hang, uuid4(), *range(14)).result for _ in range(10)]
    relay = relay_of(follower, topic, servers)
    async with relay:
        await published(servers, topic, 150)
        await until(lambda: min(place.read for place in relay.places.load()) == 150)
    relay.wishes.begin(None, 1)
    far = 0
    for kill in range(4):
        relay = relay_of(follower, topic, servers)
        async with relay:
            await until(lambda far=far, it=relay: done(it) > far)
            store.run(light, lamps[kill], 100 + kill)
        far = done(relay)
        assert ends_with_the_newest(await records(servers.kafka, topic))
    async with relay_of(follower, topic, servers) as relay:
        ended = await over(relay)
        await level(relay, 154)
        after = await records(servers.kafka, topic)

    assert ended.total == 150
    assert {each.envelope.sequence for each in after} == set(range(1, 155))
    assert len(Counter(map(same, after))) == 154
    assert again_of(topic) == 0


async def test_a_database_that_is_older_is_noticed_in_the_middle_of_it(
    store: EventStore, follower: Follower, topic: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.run(hang, uuid4(), *range(59))
    relay = relay_of(follower, topic, servers)
    async with relay:
        await published(servers, topic, 60)
        await level(relay, 60)
        relay.wishes.begin(None, 1)
        monkeypatch.setattr(republishing, "LOOK_SECONDS", 0.0)
        await until(lambda: done(relay) >= 10)
    store.database.fetch("DELETE FROM stored_events WHERE notification_id > 40 RETURNING 1")

    async with relay_of(follower, topic, servers) as older:
        await until(lambda: "ends with event 60" in (older.reason() or ""))


async def test_a_new_consumer_of_a_topic_that_lost_its_beginning_has_every_effect_once(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamps: list[UUID] = [store.run(hang, uuid4(), *range(9)).result for _ in range(6)]
    language = words(topic)
    store.database.migrate("CREATE TABLE IF NOT EXISTS effects (sequence bigint NOT NULL)")

    def counted(writes: Writes, _: LampHung | LampLit, envelope: Envelope) -> None:
        writes.write(Write("INSERT INTO effects VALUES (%s)", (envelope.sequence,)))

    async with relay_of(follower, topic, servers) as relay:
        await published(servers, topic, 60)
        await level(relay, 60)
        await lose_the_first(servers.kafka, topic, {partition_of(str(lamp).encode()): 7 for lamp in lamps})
        consumer = Consumer(
            store.database,
            kafka=Broker(servers.kafka),
            group=topic,
            instance="counting-0",
            sources={topic: SOURCE},
            policies={language.hung: counted, language.lit: counted},
        )
        consumer.migrate()
        async with consumer:
            relay.wishes.begin(None, 1)
            await over(relay)
            store.run(light, lamps[0], 99)

            async def all_there() -> bool:
                found = await asyncio.to_thread(store.database.fetch, "SELECT sequence FROM effects")
                return sorted(row["sequence"] for row in found) == list(range(1, 62))

            await until(all_there, seconds=60.0)
            relay.wishes.begin(None, 1)
            await over(relay)
            assert await consumer.wait_caught_up(within=30.0), consumer.reason()
            assert await all_there()


async def test_a_partition_that_lost_its_last_record_behind_foreign_ones_is_published_first(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    """The end stands where it stood, so that nobody but the wish sees it; it must not ask for ever."""
    lamps: list[UUID] = [store.run(hang, uuid4(), *range(5)).result for _ in range(6)]
    lost = partition_of(str(lamps[0]).encode())
    async with relay_of(follower, topic, servers) as relay:
        before = await published(servers, topic, 36)
        await level(relay, 36)
        own = sum(each.partition == lost for each in before)
        async with producing(servers.kafka) as producer:
            await producer.send_and_wait(topic, b"noise", partition=lost)
        await until(lambda: relay.places.load()[lost].next_offset == own + 1)
        await lose_the_first(servers.kafka, topic, {lost: own})

        relay.wishes.begin(None, 1)
        ended = await over(relay)
        store.run(light, lamps[0], 99)
        await level(relay, 37)
        after = [each for each in await records(servers.kafka, topic) if each.value != b"noise"]

    assert (ended.trouble, ended.sent) == (None, 36)
    assert again_of(topic) == 1
    counted = Counter(map(same, after))
    assert set(map(same, before)) < set(counted)
    assert len(counted) == 37
    assert ends_with_the_newest(after)


async def test_the_same_wish_is_joined_and_another_one_waits(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    store.run(hang, uuid4(), 1, 2)
    relay = relay_of(follower, topic, servers)
    async with relay:
        await published(servers, topic, 3)
        await level(relay, 3)
    first = relay.wishes.begin(None, 1)

    assert relay.wishes.begin(None, 1).number == first.number
    with pytest.raises(Underway, match="nothing else was begun"):
        relay.wishes.begin(3, 1)
    async with relay_of(follower, topic, servers) as relay:
        await over(relay)
        assert relay.wishes.begin(3, 1).number == first.number + 1


async def test_an_event_that_this_release_cannot_translate_ends_it_and_not_publishing(
    store: EventStore, follower: Follower, topic: str, servers: Servers
) -> None:
    lamp = store.run(hang, uuid4(), 1, 2).result
    async with relay_of(follower, topic, servers) as relay:
        await published(servers, topic, 3)
        await level(relay, 3)

    def broken(event: Any) -> Any:
        if isinstance(event, Lamp.Lit) and event.times == 1:
            raise KeyError("a fault of the release")
        return translate(event)

    async with relay_of(follower, topic, servers, broken) as relay:
        relay.wishes.begin(None, 1)
        ended = await over(relay)
        store.run(light, lamp, 3)
        found = await published(servers, topic, 4)

    assert ended.trouble == "event 2: KeyError"
    assert [each.envelope.sequence for each in found] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("topic_holds", "upto", "found"),
    [
        ([1, 2, 5, 9], 9, 9),
        ([1, 2, 5, 9], 8, 5),
        ([1, 2, 5, 9, 1, 2, 9], 8, 5),
        ([1, 2, 5, 9, 1, 2, 9, 5, 9], 8, 5),
        ([1, 2, 5, 9, 1, 2, 9], 9, 9),
        ([1, 2, 5, 9, 11, 1, 2, 11], 9, 9),
        ([5, 9, 1, 9], 4, None),
        ([5, 9], 0, None),
        ([], 3, None),
    ],
)
def test_the_last_event_up_to_a_sequence_is_found_behind_what_was_sent_again(
    topic_holds: list[int], upto: int, found: int | None
) -> None:
    before = {1: 0, 2: 1, 5: 2, 9: 5, 11: 9}
    looked = _UpTo(SOURCE, upto)
    kept = (_envelope(each, before[each]) for each in reversed(topic_holds))

    assert next((each.sequence for each in kept if looked.is_found(each)), None) == found


def _envelope(sequence: int, previous: int) -> Envelope:
    return Envelope(
        id=uuid4(),
        source=SOURCE,
        type="test.LampLit.v1",
        subject=str(uuid4()),
        time="2026-11-23T10:00:00.000Z",
        sequence=sequence,
        previous=previous,
        data=b"{}",
    )
