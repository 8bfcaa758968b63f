"""View rebuild: a lost view written again from its log, against a plain bulk_write of the very documents it ends with.

The views of gamification: each booking is an entry, its totals, and for week, month, quarter and all time a place on
the board and its bands in the histogram. Ours reads the log, translates, and writes batch by batch with its position in
one transaction. The baseline is given the finished documents and inserts them, a thousand a request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from pymongo import InsertOne

from bench.harness import Benchmark, Figure, Ground, Pair, Sample, at_least_times
from chassis.database import Database
from chassis.event_store import EventStore, Work
from chassis.follower import Follower
from chassis.projection import Projection, Views, open_views
from contracts.values import Network
from services.gamification.domain import Ledger, Worth
from services.gamification.projections import COLLECTIONS, HANDLERS

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
EACH = 10
"""Bookings of one person."""
AT_ONCE = 1000
IN_TIME = 600.0

Documents = dict[str, list[dict[str, Any]]]


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    count = ground.size(20_000, quick=3_000)
    database = Database(ground.servers.postgres_dsn())
    database.open()
    store = EventStore(database)
    store.open()
    await asyncio.to_thread(_fill, store, count)
    follower = Follower(store)
    documents: Documents = {}

    async def ours() -> Sample:
        views = _views(ground)
        try:
            projection = Projection(follower, views, "gamification", collections=COLLECTIONS, handlers=HANDLERS)
            began = time.perf_counter()
            async with projection:
                assert await projection.wait_for(store.position(), timeout=IN_TIME), projection.reason()
                seconds = time.perf_counter() - began
                written = {name: await projection.collection(name).find().to_list(None) for name in COLLECTIONS}
            assert len(written["entries"]) == count
            documents.update(documents or written)
            return {"rate": count / seconds}
        finally:
            await _drop(views)

    async def raw() -> Sample:
        views = _views(ground)
        try:
            for name, indexes in COLLECTIONS.items():
                if indexes:
                    await views.get_collection(name).create_indexes(list(indexes))
            began = time.perf_counter()
            for name, those in documents.items():
                for start in range(0, len(those), AT_ONCE):
                    chunk = [InsertOne(each) for each in those[start : start + AT_ONCE]]
                    await views.get_collection(name).bulk_write(chunk)
            return {"rate": count / (time.perf_counter() - began)}
        finally:
            await _drop(views)

    try:
        async with follower:
            yield Pair(ours, raw)
    finally:
        store.close()
        database.close()


def _views(ground: Ground) -> Views:
    fresh = ground.servers.mongo_database()
    return open_views(fresh.url, fresh.name)


async def _drop(views: Views) -> None:
    await views.client.drop_database(views.name)
    views.client.close()


def _fill(store: EventStore, count: int) -> None:
    """So many bookings, ten of each person, people's mixed as they happen."""
    random = Random(1)  # noqa: S311 - ids of a load, the same in every run
    people = [UUID(int=random.getrandbits(128), version=4) for _ in range(count // EACH)]

    def book(work: Work, numbers: range) -> None:
        chosen = [random.choice(people) for _ in numbers]
        work.prefetch(chosen)
        for advocate in chosen:
            ledger = work.find(Ledger, advocate) or work.add(Ledger(id=advocate, at=AT))
            post = UUID(int=random.getrandbits(128), version=4)
            ledger.award(
                post, Worth(10, "post"), network=Network.MASTODON, promised=10, own_words=42, day=AT.date(), at=AT
            )

    for start in range(0, count, AT_ONCE):
        store.run(book, range(start, start + AT_ONCE))


BENCHMARK = Benchmark(
    figures=(Figure("rate", "view rebuild, log to documents", "events/s", at_least_times(0.5)),),
    limits=(
        "The view database, and how often it is asked to write one document: a booking writes to four collections, and "
        "each batch of 1,000 bookings of people at random touches nearly half of the 2,000 people, so that totals and "
        "places of each are written in almost every second batch, where the baseline inserts them once. It also "
        "updates several times more slowly than it inserts: a third of the time it looks up each collection's indexes "
        "anew for each document. Batches of 10,000 would write each document about once, but one transaction may "
        "change no more than a fifth of the embedded view database's cache: that would need more memory, or MongoDB."
    ),
    open=_open,
)
