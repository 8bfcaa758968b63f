"""Which generation of a view serves, and which one is built beside it: one document per view, in the view database.

A generation is a whole set of the view's collections; numbers only rise and none is used again, so whatever has a
lower number than those in use can be dropped by anybody at any time.

    {_id: "consent", serving: 1, position: 812}                     what every replica reads and writes
    {_id: "consent", serving: 1, position: 812, building: 2}        2 is filled beside it, from the log's start:
    {_id: "consent/2", position: 500, events: 480, total: 800}          how far it is
    {_id: "consent", serving: 2, position: 812, twin: 1}            2 serves; 1 is still written, so both are the same
    {_id: "consent", serving: 2, position: 815}                     nobody reads 1 any more: it is dropped

`shape` stands beside `serving`, and beside how far a build is: which shape the documents of that generation have, as a
release numbers them (`Projection`); without one it is 0, which no release has.

Every change is one transaction that first moves the document it rests on by compare-and-swap: who knows an older state
changes nothing (`Overtaken`), whatever stopped or killed whom in between.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClientSession
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError, PyMongoError

from chassis.projection.batch import Batch
from chassis.projection.transactions import Overtaken, Transactions
from chassis.projection.views import Document, Stored, Views

POSITIONS = "projections"


@dataclass(frozen=True, slots=True)
class State:
    """Which generation queries read, how far it shows the log, what is beside it, and the shape of its documents."""

    serving: int
    position: int
    twin: int | None = None
    building: int | None = None
    shape: int = 0

    @property
    def written(self) -> list[int]:
        """The generations that every batch of the log is written to."""
        return [self.serving] if self.twin is None else [self.serving, self.twin]


@dataclass(frozen=True, slots=True)
class Build:
    """How far the generation that is built is: events of about `total`; `trouble` is why it stands still."""

    generation: int
    position: int
    events: int
    total: int
    trouble: str | None = None
    shape: int = 0


class Generations:
    """The generations of one view. Every method raises PyMongoError when the view database does not answer.

    What it begins is said to be of this `shape`.
    """

    def __init__(
        self,
        views: Views,
        name: str,
        collections: Mapping[str, Sequence[IndexModel]],
        transactions: Transactions,
        shape: int = 1,
    ) -> None:
        self._views = views
        self._transactions = transactions
        self._name = name
        self._collections = dict(collections)
        self._shape = shape
        self._documents: Stored = views.get_collection(POSITIONS)

    def stored(self, collection: str, generation: int) -> Stored:
        """One collection of one generation."""
        return self._views.get_collection(_named(collection, generation))

    async def state(self) -> State | None:
        """What serves now; None where the view database knows nothing of this view."""
        found = await self._documents.find_one({"_id": self._name})
        if found is None:
            return None
        beside = (found.get("twin"), found.get("building"))
        return State(found["serving"], found["position"], *beside, found.get("shape", 0))

    async def build(self, generation: int) -> Build | None:
        """How far a generation is that is being built; None when it is not, or not any more."""
        found = await self._documents.find_one({"_id": self._build(generation)})
        if found is None:
            return None
        far = (found["position"], found["events"], found["total"])
        return Build(generation, *far, found.get("trouble"), found.get("shape", 0))

    async def begin_anew(self, seen: State | None) -> None:
        """Lets an empty generation serve, from the log's start; gives up what was seen. Raises Overtaken, Contended."""
        numbers = [seen.serving, seen.building or 0] if seen is not None else [await self._highest()]
        number = max(numbers) + 1
        if seen is None:
            self._transactions.forget()  # its note is gone with the view
            with contextlib.suppress(DuplicateKeyError):  # another replica was first
                first = {"_id": self._name, "serving": number, "position": 0, "shape": self._shape}
                await self._documents.insert_one(first)
            return
        async with self._transactions.begin(seen) as session:
            fresh = {"serving": number, "position": 0, "twin": None, "building": None, "shape": self._shape}
            await self._move(session, self._same(seen), fresh)
            await self._documents.delete_one({"_id": self._build(seen.building or 0)}, session=session)

    async def begin(self, seen: State, total: int) -> None:
        """Begins a generation beside the one that serves; gives up one that is built. Raises Overtaken, Contended."""
        number = max(seen.serving, seen.building or 0) + 1
        async with self._transactions.begin(seen) as session:
            known = {"_id": self._name, "serving": seen.serving, "building": seen.building}
            await self._move(session, known, {"building": number})
            await self._documents.delete_one({"_id": self._build(seen.building or 0)}, session=session)
            begun = {"_id": self._build(number), "position": 0, "events": 0, "total": total, "shape": self._shape}
            await self._documents.insert_one(begun, session=session)

    async def write(self, seen: State, batch: Batch) -> None:
        """Writes the next batch where queries read. Raises Overtaken, Contended."""
        async with self._transactions.begin(seen) as session:
            await self._move(session, self._same(seen), {"position": batch.position})
            await self._put(session, batch, seen.written)

    async def write_beside(self, seen: Build, batch: Batch) -> None:
        """Writes the next batch of the generation that is built. Raises Overtaken, Contended."""
        async with self._transactions.begin(seen) as session:
            change = {"position": batch.position, "events": seen.events + batch.events, "trouble": None}
            await self._move(session, self._where(seen), change)
            await self._put(session, batch, [seen.generation])

    async def switch(self, seen: State, built: Build, batch: Batch) -> None:
        """Lets the generation that was built serve, with the batch that was missing. Raises Overtaken, Contended."""
        async with self._transactions.begin(seen) as session:
            change = {"serving": built.generation, "twin": seen.serving, "building": None, "shape": built.shape}
            await self._move(session, self._same(seen), change)
            done = await self._documents.delete_one(self._where(built), session=session)
            if done.deleted_count != 1:
                raise Overtaken
            await self._put(session, batch, [built.generation])

    async def retire(self, seen: State) -> None:
        """The generation that served before is written no more. Raises Overtaken, Contended."""
        async with self._transactions.begin(seen) as session:
            await self._move(session, {"_id": self._name, "serving": seen.serving, "twin": seen.twin}, {"twin": None})

    async def note(self, generation: int, trouble: str) -> None:
        """Says why the generation that is built stands still."""
        await self._documents.update_one({"_id": self._build(generation)}, {"$set": {"trouble": trouble}})

    async def make(self, generations: Iterable[int]) -> None:
        """Makes the collections and indexes that are missing."""
        present = set(await self._views.list_collection_names())
        for generation in generations:
            for name, indexes in self._collections.items():
                await self._make(_named(name, generation), present)
                if indexes:
                    await self.stored(name, generation).create_indexes(list(indexes))
        await self._make(POSITIONS, present)

    async def sweep(self, lowest: int) -> None:
        """Drops what has a lower number: nobody uses it."""
        for name, generation in await self._present():
            if generation < lowest:
                await self.stored(name, generation).drop()

    async def _make(self, name: str, present: set[str]) -> None:
        if name not in present:
            with contextlib.suppress(PyMongoError):  # made by another replica at the same moment
                await self._views.create_collection(name)

    async def _present(self) -> list[tuple[str, int]]:
        """The collections of this view that there are, with their generations."""
        wanted = re.compile(f"({'|'.join(map(re.escape, self._collections))})(?:_([0-9]+))?")
        matches = [wanted.fullmatch(name) for name in await self._views.list_collection_names()]
        return [(match[1], int(match[2] or 1)) for match in matches if match is not None]

    async def _highest(self) -> int:
        return max((generation for _, generation in await self._present()), default=0)

    async def _move(self, session: AsyncIOMotorClientSession, seen: Document, change: dict[str, Any]) -> None:
        moved = await self._documents.update_one(seen, {"$set": change}, session=session)
        if moved.matched_count != 1:
            raise Overtaken

    async def _put(self, session: AsyncIOMotorClientSession, batch: Batch, generations: Sequence[int]) -> None:
        for generation in generations:
            for name, operations in batch.operations.items():
                await self.stored(name, generation).bulk_write(operations, session=session)

    def _same(self, seen: State) -> Document:
        """The view exactly as it was seen; None matches a missing field."""
        return {
            "_id": self._name,
            "serving": seen.serving,
            "position": seen.position,
            "twin": seen.twin,
            "building": seen.building,
        }

    def _where(self, seen: Build) -> Document:
        return {"_id": self._build(seen.generation), "position": seen.position}

    def _build(self, generation: int) -> str:
        return f"{self._name}/{generation}"


def _named(collection: str, generation: int) -> str:
    return collection if generation == 1 else f"{collection}_{generation}"
