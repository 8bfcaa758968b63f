"""Views: a follower that writes a service's read model to MongoDB, view and position in one transaction.

A projection can be killed anywhere and goes on behind the last batch that was written as a whole; two replicas never
apply a batch twice (compare-and-swap on the position). A lost view database is filled again from the log's start. A
view that is ahead of its store (the store was restored) is dropped and built again. While MongoDB does not answer
the view stands still and queries show what it has. `generation` names another set of the same collections, so that a
new one can be built beside the one that serves. This is the only module that knows motor (decisions.md 41).

    def joined(event: Advocate.Joined, batch: Batch) -> None:                   # projections.py
        batch.add("advocates", UpdateOne({"_id": str(event.originator_id)}, {"$set": {...}}, upsert=True))

    views = open_views(settings.mongo_url, settings.mongo_database)
    projection = Projection(
        follower, views, "consent",
        collections={"advocates": [IndexModel("group")]},                       # all it writes, with their indexes
        handlers={Advocate.Joined: joined},                                     # other events only move the position
    )
    async with projection:                                                      # returns at once
        readiness.add("views", projection.reason)
        await projection.wait_for(position, timeout=1.0)                        # one's own writes, on any replica
        await projection.collection("advocates").find_one({"_id": ...})         # queries.py
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from eventsourcing.persistence import Notification
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from prometheus_client import Counter, Gauge
from pymongo import DeleteMany, DeleteOne, IndexModel, InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.errors import DuplicateKeyError, OperationFailure, PyMongoError

from chassis.backoff import Backoff
from chassis.errors import Unavailable
from chassis.follower import LIMIT, Follower

log = logging.getLogger(__name__)

Document = dict[str, Any]
Views = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]
Operation = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | UpdateMany | DeleteOne | DeleteMany
Handler = Callable[..., None]
"""(event, batch) -> None: adds what the event changes in the view. Pure, without reading."""

POSITIONS = "projections"
DROPPING = -1

_applied = Counter("restu_projection_events_total", "Events of the log that the view has passed.", ["projection"])
_lag = Gauge("restu_projection_lag_events", "Positions of the log not in the view yet.", ["projection"])
_late = Gauge("restu_projection_lag_seconds", "How long the view has been behind the log.", ["projection"])


class Unshowable(Exception):
    """A handler failed on an event: a fault of the release; the view stands still before it."""


class _Overtaken(Exception):
    """Another replica has written this batch."""


def open_views(url: str, database: str) -> Views:
    """The view database; connects when first used; end it with `.client.close()`. UUIDs are standard, times are UTC."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        url,
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=20_000,
        maxPoolSize=20,
        appname="restu",
    )
    return client.get_database(database)


class Batch:
    """What a batch of events changes, collection by collection, in the events' order."""

    def __init__(self, collections: frozenset[str]) -> None:
        self._collections = collections
        self.position = 0
        self.operations: dict[str, list[Operation]] = defaultdict(list)

    def add(self, collection: str, *operations: Operation) -> None:
        """Adds bulk operations. Raises ValueError for a collection that the projection does not name."""
        if collection not in self._collections:
            raise ValueError(f"the projection does not name the collection {collection}")
        self.operations[collection].extend(operations)


class Projection:
    """Keeps one service's view. See the module for its guarantees and an example."""

    def __init__(
        self,
        follower: Follower,
        views: Views,
        name: str,
        *,
        collections: Mapping[str, Sequence[IndexModel]],
        handlers: Mapping[type, Handler],
        generation: int = 1,
    ) -> None:
        self.follower = follower
        self._views = views
        self._name = name
        self._id = f"{name}/{generation}"
        self._suffix = "" if generation == 1 else f"_{generation}"
        self._collections = dict(collections)
        self._handlers = dict(handlers)
        self._position = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._trouble: str | None = "not connected yet"
        self._behind_since: float | None = None

    @property
    def position(self) -> int:
        """The event up to which the view is known to be written."""
        return self._position

    def collection(self, name: str) -> Collection:
        """A collection of this generation, for queries."""
        if name not in self._collections:
            raise ValueError(f"the projection does not name the collection {name}")
        return self._views.get_collection(name + self._suffix)

    def reason(self) -> str | None:
        """Why queries cannot be answered, or None."""
        return self._trouble

    async def wait_for(self, position: int | None, timeout: float = 1.0) -> bool:  # noqa: ASYNC109 - asked by callers
        """Waits until the view shows `position` (None = nothing); False when it does not in `timeout` seconds."""
        return position is None or await self.past(position - 1, within=timeout)

    async def past(self, position: int, within: float | None = None) -> bool:
        """Waits until the view goes beyond `position`; False when it does not `within` so many seconds."""
        try:
            async with asyncio.timeout(within):
                while self._position <= position:
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def start(self) -> None:
        """Starts following in the background."""
        self._task = asyncio.create_task(self._run(), name=f"projection-{self._name}")

    async def stop(self) -> None:
        """Stops; a batch under way is undone by the server or was written as a whole."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    async def reset(self) -> None:
        """Drops this generation's collections; the next batch starts from the log's beginning."""
        positions = self._views.get_collection(POSITIONS)
        mine = uuid4().hex  # of two replicas that drop, the last one ends it
        await positions.update_one({"_id": self._id}, {"$set": {"position": DROPPING, "by": mine}}, upsert=True)
        for name in self._collections:
            await self.collection(name).drop()
        await self._make_collections()
        await positions.update_one({"_id": self._id, "by": mine}, {"$set": {"position": 0}, "$unset": {"by": ""}})
        self._position = 0

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            try:
                await self._open()
                while True:
                    self._trouble = None
                    await self._step()
                    backoff.reset()
            except Exception as error:  # noqa: BLE001 - whatever it is, the view stands still, and goes on later
                why = str(error) if isinstance(error, Unshowable) else type(error).__name__
                self._trouble = f"the view stands still: {why}"
                log.warning("the view stands still", extra={"projection": self._id, "why": why})
                await asyncio.sleep(backoff.pause())

    async def _open(self) -> None:
        """Makes collections and position; drops a view that a restored store knows nothing of."""
        await self._make_collections()
        with contextlib.suppress(DuplicateKeyError):
            await self._views.get_collection(POSITIONS).update_one(
                {"_id": self._id}, {"$setOnInsert": {"position": 0}}, upsert=True
            )
        position = await self._written()
        if position == DROPPING or position > await self.follower.in_thread(self.follower.store.position):
            await self.reset()
        else:
            self._reach(position)

    async def _make_collections(self) -> None:
        present = set(await self._views.list_collection_names())
        for name, indexes in self._collections.items():
            if name + self._suffix not in present:
                with contextlib.suppress(PyMongoError):  # made by another replica at the same moment
                    await self._views.create_collection(name + self._suffix)
            if indexes:
                await self.collection(name).create_indexes(list(indexes))
        if POSITIONS not in present:
            with contextlib.suppress(PyMongoError):
                await self._views.create_collection(POSITIONS)

    async def _step(self) -> None:
        """Waits for news and writes one batch, or notices that another replica wrote it."""
        self._measure()
        await self.follower.past(self._position)
        written = await self._written()
        if written == DROPPING:
            raise Unavailable("the view is being built again")
        if written != self._position:
            self._reach(written)
            return
        rows = await self.follower.read(written, LIMIT)
        if not rows:
            return
        batch = await self.follower.in_thread(self._collect, rows)
        try:
            await self._write(written, batch)
        except _Overtaken:
            return
        except OperationFailure as error:
            if not error.has_error_label("TransientTransactionError"):
                raise
            await asyncio.sleep(random.uniform(0.005, 0.03))  # noqa: S311 - two replicas at once: one of them waits
            return
        _applied.labels(self._name).inc(len(rows))
        self._reach(batch.position)

    def _collect(self, rows: Sequence[Notification]) -> Batch:
        """The operations of the rows, up to the one before the first that cannot be shown."""
        batch = Batch(frozenset(self._collections))
        for row in rows:
            try:
                event = self.follower.store.mapper.to_domain_event(row)
                handler = self._handlers.get(type(event))
                if handler is not None:
                    one = Batch(frozenset(self._collections))
                    one.position = row.id
                    handler(event, one)
                    for name, operations in one.operations.items():
                        batch.operations[name].extend(operations)
            except Exception as error:
                if batch.position:
                    break
                raise Unshowable(f"event {row.id}: {type(error).__name__}") from error
            batch.position = row.id
        return batch

    async def _write(self, old: int, batch: Batch) -> None:
        """One transaction. Raises _Overtaken; every other error leaves it undone or done as a whole."""
        positions = self._views.get_collection(POSITIONS)
        async with await self._views.client.start_session() as session, session.start_transaction():
            moved = await positions.update_one(
                {"_id": self._id, "position": old}, {"$set": {"position": batch.position}}, session=session
            )
            if moved.matched_count != 1:
                raise _Overtaken
            for name, operations in batch.operations.items():
                await self.collection(name).bulk_write(operations, session=session)

    async def _written(self) -> int:
        document = await self._views.get_collection(POSITIONS).find_one({"_id": self._id})
        if document is None:
            raise Unavailable("the view's position is gone; the view is built again")
        position: int = document["position"]
        return position

    def _reach(self, position: int) -> None:
        self._position = position
        self._news.set()
        self._news = asyncio.Event()
        self._measure()

    def _measure(self) -> None:
        now = time.monotonic()
        lag = max(0, self.follower.position - self._position)
        self._behind_since = None if lag == 0 else self._behind_since or now
        _lag.labels(self._name).set(lag)
        _late.labels(self._name).set(0.0 if self._behind_since is None else now - self._behind_since)
