"""Projections on the real view database: view and position together, killed anywhere, twice, lost, rolled back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from pymongo import DeleteOne, IndexModel, UpdateOne
from pymongo.errors import AutoReconnect

from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.projection import Batch, Projection, Views, open_views, pace
from chassis.projection import projection as projection_module
from chassis.projection.transactions import Contended
from chassis.projection.views import Stored
from tests.chassis.pipeline import Lamp, hang, light, until
from tests.servers import MongoDatabase


def hung(event: Lamp.Created, batch: Batch) -> None:
    batch.add("lamps", UpdateOne({"_id": str(event.originator_id)}, {"$set": {"lit": 0, "at": event.at}}, upsert=True))
    batch.add("totals", UpdateOne({"_id": "all"}, {"$inc": {"lamps": 1}}, upsert=True))


def lit(event: Lamp.Lit, batch: Batch) -> None:
    batch.add("lamps", UpdateOne({"_id": str(event.originator_id)}, {"$inc": {"lit": 1}}))
    batch.add("totals", UpdateOne({"_id": "all"}, {"$inc": {"lit": 1}}, upsert=True))


def sealed(event: Lamp.Sealed, batch: Batch) -> None:
    batch.add("lamps", DeleteOne({"_id": str(event.originator_id)}))


HANDLERS: dict[type, Any] = {Lamp.Created: hung, Lamp.Lit: lit, Lamp.Sealed: sealed}
COLLECTIONS = {"lamps": [IndexModel("lit")], "totals": []}


@pytest.fixture
def views(mongo_database: MongoDatabase) -> Iterator[Views]:
    views = open_views(mongo_database.url, mongo_database.name)
    yield views
    views.client.close()


@pytest_asyncio.fixture
async def follower(store: EventStore) -> AsyncIterator[Follower]:
    async with Follower(store) as follower:
        yield follower


def projection_of(follower: Follower, views: Views, **more: Any) -> Projection:
    wanted = {"collections": COLLECTIONS, "handlers": HANDLERS, **more}
    return Projection(follower, views, "lamps", **wanted)


KILLED_WITHIN = """
import asyncio, os, signal, sys
from chassis.projection import open_views
from chassis.projection.transactions import Transactions

async def main(url, database, by):
    views = open_views(url, database)
    async with Transactions(views, "lamps", by).begin(None) as session:
        moved = await views["projections"].update_one({"_id": "lamps"}, {"$set": {"position": 9}}, session=session)
        assert moved.modified_count == 1
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main(*sys.argv[1:]))
"""
"""A replica that is killed with -9 between two writes of a batch."""


async def killed_within(database: MongoDatabase, by: str) -> None:
    command = [sys.executable, "-c", KILLED_WITHIN, database.url, database.name, by]
    assert (await asyncio.to_thread(subprocess.run, command, check=False)).returncode == -9


async def totals(projection: Projection) -> dict[str, Any]:
    return await projection.collection("totals").find_one({"_id": "all"}) or {}


async def test_ones_own_writes_are_seen(store: EventStore, follower: Follower, views: Views) -> None:
    async with projection_of(follower, views) as projection:
        lamp = uuid4()
        outcome = await asyncio.to_thread(store.run, hang, lamp, 1, 2)

        assert await projection.wait_for(outcome.position, timeout=10.0)
        found = await projection.collection("lamps").find_one({"_id": str(lamp)})

    assert found is not None
    assert found["lit"] == 2
    assert found["at"].tzinfo is not None
    assert projection.reason() is None


async def test_waiting_for_a_position_that_does_not_come_says_so(follower: Follower, views: Views) -> None:
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(None)
        assert not await projection.wait_for(99, timeout=0.05)


async def test_killed_between_batches_and_within_one_every_event_counts_once(
    store: EventStore, follower: Follower, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "MOST", 20)
    lamp = store.run(hang, uuid4(), *range(300)).result
    for kills in range(6):
        projection = projection_of(follower, views)
        await projection.start()
        await until(lambda start=kills, it=projection: it.position > start * 40)
        await projection.stop()
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(301, timeout=10.0)

        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 300}
        assert (await projection.collection("lamps").find_one({"_id": str(lamp)}) or {})["lit"] == 300


@pytest.mark.parametrize("by", ["0", "1"], ids=["the one before", "another replica"])
async def test_what_one_killed_within_a_batch_has_locked_is_free_at_once(
    store: EventStore, follower: Follower, views: Views, mongo_database: MongoDatabase, by: str
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(2, timeout=10.0)
    await killed_within(mongo_database, by)
    async with projection_of(follower, views) as projection:
        began = time.monotonic()
        outcome = await asyncio.to_thread(store.run, light, lamp, 2)

        assert await projection.wait_for(outcome.position, timeout=10.0)
        assert time.monotonic() - began < 5.0
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 2}


async def test_a_running_replica_goes_on_when_another_is_killed_within_a_batch(
    store: EventStore, follower: Follower, views: Views, mongo_database: MongoDatabase
) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(2, timeout=10.0)
        await killed_within(mongo_database, "1")
        outcome = await asyncio.to_thread(store.run, light, lamp, 2)

        assert await projection.wait_for(outcome.position, timeout=5.0)
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 2}


async def test_a_view_that_stands_still_says_so(
    store: EventStore, follower: Follower, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection_module, "STILL_SECONDS", 0.5)
    lamp = store.run(hang, uuid4(), 1).result
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(2, timeout=10.0)

        async def contended(*_: Any) -> None:
            raise Contended

        with monkeypatch.context() as patch:
            patch.setattr(projection._generations, "write", contended)
            await asyncio.to_thread(store.run, light, lamp, 2)
            await until(lambda: "stands still" in (projection.reason() or ""))

        assert await projection.wait_for(3, timeout=10.0)
        assert projection.reason() is None


async def test_two_replicas_write_each_event_once_and_both_know(
    store: EventStore, follower: Follower, views: Views, mongo_database: MongoDatabase
) -> None:
    other_views = open_views(mongo_database.url, mongo_database.name)
    with closing(other_views.client):
        async with projection_of(follower, views) as one, projection_of(follower, other_views, by="1") as two:
            lamp = store.run(hang, uuid4()).result
            for number in range(30):
                outcome = await asyncio.to_thread(store.run, light, lamp, number)
                assert await one.wait_for(outcome.position, timeout=10.0)
                assert await two.wait_for(outcome.position, timeout=10.0)

            assert await totals(two) == {"_id": "all", "lamps": 1, "lit": 30}


async def test_an_error_in_the_middle_of_a_batch_undoes_all_of_it(
    store: EventStore, follower: Follower, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.run(hang, uuid4(), 1, 2)
    failures = 0

    class Cut(Exception):
        pass

    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(3, timeout=10.0)
        real = Stored.bulk_write

        async def cut(collection: Any, operations: Any, **more: Any) -> Any:
            nonlocal failures
            await real(collection, operations, **more)
            if collection.name == "lamps" and failures < 3:
                failures += 1
                raise AutoReconnect("cut")

        monkeypatch.setattr(Stored, "bulk_write", cut)
        store.run(hang, uuid4(), 1, 2)

        assert await projection.wait_for(6, timeout=10.0)
        assert failures == 3
        assert await totals(projection) == {"_id": "all", "lamps": 2, "lit": 4}


async def test_a_lost_view_database_is_filled_again_while_running(
    store: EventStore, follower: Follower, views: Views
) -> None:
    lamp = store.run(hang, uuid4(), 1, 2).result
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(3, timeout=10.0)
        await views.client.drop_database(views.name)
        outcome = await asyncio.to_thread(store.run, light, lamp, 3)
        assert outcome.position == 4

        async def whole() -> bool:
            return await totals(projection) == {"_id": "all", "lamps": 1, "lit": 3}

        await until(whole)
        assert projection.position == 4


async def test_a_view_ahead_of_its_store_is_built_again(store: EventStore, follower: Follower, views: Views) -> None:
    store.run(hang, uuid4(), 1, 2, 3)
    async with projection_of(follower, views) as projection:
        assert await projection.wait_for(4, timeout=10.0)
    store.database.fetch("DELETE FROM stored_events WHERE notification_id > 2 RETURNING 1")

    async with projection_of(follower, views) as projection:
        await until(lambda: projection.reason() is None)

        async def rebuilt() -> bool:
            return await totals(projection) == {"_id": "all", "lamps": 1, "lit": 1}

        await until(rebuilt)


async def test_a_handler_that_fails_holds_the_view_and_says_where(
    store: EventStore, follower: Follower, views: Views
) -> None:
    broken = True

    def sometimes(event: Lamp.Lit, batch: Batch) -> None:
        if broken and event.times == 2:
            raise KeyError("a fault of the release")
        lit(event, batch)

    store.run(hang, uuid4(), 1, 2, 3)
    async with projection_of(follower, views, handlers={**HANDLERS, Lamp.Lit: sometimes}) as projection:
        await until(lambda: "event 3" in (projection.reason() or ""))
        assert await totals(projection) == {"_id": "all", "lamps": 1, "lit": 1}
        broken = False
        assert await projection.wait_for(4, timeout=10.0)
        await until(lambda: projection.reason() is None)
