"""A view built anew beside the one that serves: no reader sees it, and whoever is killed, it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from pymongo import InsertOne, UpdateOne

from chassis.errors import Unavailable
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.projection import Batch, Projection, Views, open_views, pace
from chassis.projection import projection as projection_module
from chassis.projection.generations import Build, Generations, State
from chassis.projection.transactions import Overtaken, Transactions
from tests.chassis.pipeline import Lamp, hang, light, until
from tests.chassis.test_projection import COLLECTIONS, HANDLERS, lit, projection_of, totals
from tests.servers import MongoDatabase


@pytest.fixture
def views(mongo_database: MongoDatabase) -> Iterator[Views]:
    views = open_views(mongo_database.url, mongo_database.name)
    yield views
    views.client.close()


@pytest_asyncio.fixture
async def follower(store: EventStore) -> AsyncIterator[Follower]:
    async with Follower(store) as follower:
        yield follower


@pytest.fixture(autouse=True)
def small_and_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, so that a build takes many; old generations go within a second or two."""
    monkeypatch.setattr(pace, "MOST", 20)
    monkeypatch.setattr(projection_module, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(projection_module, "FRESH_SECONDS", 2.0)
    monkeypatch.setattr(projection_module, "RETIRE_SECONDS", 3.0)


async def served(projection: Projection, generation: int) -> None:
    """Waits until that generation serves and the one before is gone."""

    async def done() -> bool:
        found = await projection.progress()
        names = await projection._generations._present()
        return found.serving == generation and {number for _, number in names} == {generation}

    await until(done, seconds=40.0)


async def test_readers_of_two_replicas_never_see_less_while_it_is_built(
    store: EventStore, follower: Follower, views: Views, mongo_database: MongoDatabase
) -> None:
    lamps: list[UUID] = [store.run(hang, uuid4(), 1, 2, 3).result for _ in range(50)]
    other_views, over = open_views(mongo_database.url, mongo_database.name), asyncio.Event()
    seen: list[tuple[int, int]] = []

    async def reader(*replicas: Projection) -> None:
        while not over.is_set():
            for replica in replicas:
                rows = await replica.collection("lamps").find({}).to_list(None)
                seen.append((len(rows), sum(row["lit"] for row in rows)))

    async def writer(one: Projection, two: Projection) -> int:
        written = 0
        while not over.is_set():
            outcome = await asyncio.to_thread(store.run, light, lamps[written % len(lamps)], 9)
            written += 1
            replica = (one, two)[written % 2]
            assert await replica.wait_for(outcome.position, timeout=10.0)
            assert (await totals(replica))["lit"] >= 150 + written
        return written

    with closing(other_views.client):
        async with projection_of(follower, views) as one, projection_of(follower, other_views) as two:
            for replica in (one, two):
                assert await replica.wait_for(200, timeout=10.0)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(reader(one, two))
                writing = tasks.create_task(writer(one, two))
                assert await one.rebuild() == 2
                await served(two, 2)
                assert await two.rebuild() == 3
                await served(one, 3)
                over.set()
            assert await totals(two) == {"_id": "all", "lamps": 50, "lit": 150 + writing.result()}

    assert writing.result() > 20
    assert all(before <= after for before, after in pairwise([(50, 150), *seen]))


async def test_killed_at_any_moment_it_goes_on_where_it_was(
    store: EventStore, follower: Follower, views: Views
) -> None:
    lamp = store.run(hang, uuid4(), *range(300)).result
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(301, timeout=10.0)
        assert await projection.rebuild() == 2
        far = 0
    for _ in range(5):
        async with projection_of(follower, views) as projection:
            assert await projection.rebuild() == 2

            async def further(before: int = far, it: Projection = projection) -> bool:
                build = (await it.progress()).build
                return build is None or build.events > before

            await until(further)
            found = (await projection.progress()).build
            far = found.events if found is not None else far
            if found is None or far > 200:
                break
    async with projection_of(follower, views) as projection:
        await served(projection, 2)

        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 300}
        assert (await projection.collection("lamps").find_one({"_id": str(lamp)}) or {})["lit"] == 300
        assert await views.get_collection("projections").find({}).to_list(None) == [
            {"_id": "lamps", "serving": 2, "position": 301, "twin": None, "building": None, "shape": 1}
        ]


async def test_asked_twice_at_once_one_is_built(store: EventStore, follower: Follower, views: Views) -> None:
    store.run(hang, uuid4(), *range(600))  # long enough for all to ask before it is built
    async with projection_of(follower, views) as one, projection_of(follower, views) as two:
        for each in (one, two):
            assert await each.wait_for(601, timeout=10.0)

        numbers = await asyncio.gather(one.rebuild(), two.rebuild(), one.rebuild())

        assert set(numbers) == {2}
        await served(one, 2)
        assert await totals(two) == {"_id": "all", "lamps": 1, "lit": 600}


async def test_what_a_release_shows_differently_is_shown_once_it_serves(
    store: EventStore, follower: Follower, views: Views
) -> None:
    lamp = store.run(hang, uuid4(), 1).result

    def differently(event: Lamp.Lit, batch: Batch) -> None:
        batch.add("lamps", UpdateOne({"_id": str(event.originator_id)}, {"$inc": {"lit": 100}}))

    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(2, timeout=10.0)
    async with projection_of(follower, views, handlers={**HANDLERS, Lamp.Lit: differently}) as projection:
        assert await projection.wait_for(2, timeout=10.0)
        before = await projection.collection("lamps").find_one({"_id": str(lamp)})
        await projection.rebuild()
        await served(projection, 2)
        after = await projection.collection("lamps").find_one({"_id": str(lamp)})
        indexes = await views.get_collection("lamps_2").index_information()

    assert before is not None
    assert after is not None
    assert (before["lit"], after["lit"]) == (1, 100)
    assert "lit_1" in indexes


async def test_documents_of_a_release_before_are_not_read_and_built_anew_by_themselves(
    store: EventStore, follower: Follower, views: Views
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(2, timeout=10.0)
    await views.get_collection("projections").update_one({"_id": "lamps"}, {"$unset": {"shape": True}})
    await views.get_collection("lamps").update_one({"_id": str(lamp)}, {"$unset": {"lit": True}})

    async with projection_of(follower, views) as projection:
        await until(lambda: "built anew for this release" in (projection.reason() or ""))
        with pytest.raises(Unavailable, match="ask again in a minute"):
            await totals(projection)
        await served(projection, 2)
        await until(lambda: projection.reason() is None)

        assert (await projection.collection("lamps").find_one({"_id": str(lamp)}) or {})["lit"] == 1


async def test_a_newer_release_gives_up_what_an_older_one_builds(
    store: EventStore, follower: Follower, views: Views
) -> None:
    store.run(hang, uuid4(), 1, 2)
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(3, timeout=10.0)
    generations = Generations(views, "lamps", COLLECTIONS, Transactions(views, "lamps", "older"))
    seen = await generations.state()
    assert seen is not None
    await generations.begin(seen, 3)  # and then its process was ended for the update

    async with projection_of(follower, views, shape=2) as projection:
        await served(projection, 3)
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 2}
        state = await generations.state()

    assert state == State(3, 3, shape=2)


async def test_what_a_newer_release_serves_an_older_one_neither_reads_nor_writes_until_it_is_told_to_build(
    store: EventStore, follower: Follower, views: Views
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    async with projection_of(follower, views, shape=2) as projection:
        assert await projection.wait_for(2, timeout=10.0)
    outcome = store.run(light, lamp, 2)

    async with projection_of(follower, views) as projection:
        await until(lambda: "restu rebuild lamps" in (projection.reason() or ""))
        with pytest.raises(Unavailable):
            await totals(projection)
        assert not await projection.wait_for(outcome.position, timeout=0.5)
        assert (await projection.progress()).serving == 1

        await projection.rebuild()
        assert await projection.wait_for(outcome.position, timeout=10.0)
        await served(projection, 2)
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 2}


async def test_an_event_that_cannot_be_shown_holds_the_build_and_is_named(
    store: EventStore, follower: Follower, views: Views
) -> None:
    broken = False

    def sometimes(event: Lamp.Lit, batch: Batch) -> None:
        if broken and event.times == 2:
            raise KeyError("a fault of the release")
        lit(event, batch)

    store.run(hang, uuid4(), 1, 2, 3)
    async with projection_of(follower, views, handlers={**HANDLERS, Lamp.Lit: sometimes}) as projection:
        assert await projection.wait_for(4, timeout=10.0)
        broken = True
        await projection.rebuild()

        async def named() -> bool:
            build = (await projection.progress()).build
            return build is not None and build.trouble is not None and "event 3: KeyError" in build.trouble

        await until(named)
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 3}
        broken = False
        await served(projection, 2)
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 3}


async def test_who_has_not_looked_for_long_does_not_read(
    store: EventStore, follower: Follower, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.run(hang, uuid4(), 1)
    projection = projection_of(follower, views)
    with pytest.raises(Unavailable):
        await totals(projection)
    async with projection:
        assert await projection.wait_for(2, timeout=10.0)
        monkeypatch.setattr(projection_module, "LOOK_SECONDS", 3600.0)
        await asyncio.sleep(0.2)  # the watch sleeps now, as a process does that is stopped
        monkeypatch.setattr(projection, "_looked", projection._looked - 2.5)

        with pytest.raises(Unavailable):
            await totals(projection)


async def test_a_view_given_up_gives_up_what_is_built_too(store: EventStore, follower: Follower, views: Views) -> None:
    store.run(hang, uuid4(), 1, 2)
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(3, timeout=10.0)
        generations = Generations(views, "lamps", COLLECTIONS, Transactions(views, "lamps", "another"))
        seen = await generations.state()
        assert seen is not None
        await generations.begin(seen, 3)
        await projection.reset()

        await served(projection, 3)
        await until(lambda: projection.position == 3)
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 2}


async def test_who_knows_an_older_state_changes_nothing(views: Views) -> None:
    generations = Generations(views, "lamps", COLLECTIONS, Transactions(views, "lamps", "another"))
    await generations.begin_anew(None)
    old = State(serving=1, position=0, shape=1)
    await generations.make([1, 2])
    await generations.begin(old, 1)
    build = await generations.build(2)
    assert build == Build(2, position=0, events=0, total=1, shape=1)
    batch = Batch(frozenset(COLLECTIONS))
    batch.position = batch.events = 1
    batch.add("lamps", InsertOne({"_id": "one"}))

    with pytest.raises(Overtaken):
        await generations.write(old, batch)
    await generations.switch(replace(old, building=2), build, Batch(frozenset(COLLECTIONS)))
    for late in (generations.write_beside(build, batch), generations.switch(replace(old, building=2), build, batch)):
        with pytest.raises(Overtaken):
            await late
    assert await generations.state() == State(2, 0, twin=1, shape=1)
    await generations.write(State(2, 0, twin=1, shape=1), batch)
    rows = [await generations.stored("lamps", number).find({}).to_list(None) for number in (1, 2)]

    assert rows == [[{"_id": "one"}], [{"_id": "one"}]]
