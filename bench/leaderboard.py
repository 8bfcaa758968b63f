"""The leaderboard over a million advocates, against the same over ten thousand: page, page around oneself, own rank.

The views are made directly, in the shape in which gamification's projection writes them (docs/decisions/0015). In one
month points are spread, but a fifth of all people have the same; in the next nobody has any yet, and no document tells
of anybody. Questions go to gamification's own routes over HTTP; a stand-in for consent gives every advocate a name.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from pymongo import MongoClient
from pymongo.database import Database as Views

from bench.harness import Benchmark, Figure, Ground, Pair, Sample, at_most_times
from bench.serving import Keys, served
from contracts.values import Role
from services.gamification.bands import band_id, bands_of, place_id
from services.gamification.main import build
from services.gamification.projections import BANDS, BOARD, COLLECTIONS, TOTALS
from tests.servers import MongoDatabase

MANY, FEW = 1_000_000, 10_000
MONTH, NEXT_MONTH = "2026-01", "2026-02"
THE_SAME = 10
ASKING = 30
"""So many people ask in each repeat."""
BATCH = 1_000
QUESTIONS = {
    "page": "page",
    "around": "page around oneself",
    "rank": "own rank",
    "around tied": "page around one of 200,000 with the same",
    "rank tied": "own rank as one of 200,000 with the same",
    "page at 0": "all at 0: page",
    "rank at 0": "all at 0: own rank",
}

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Points of the month by advocate, and those who will ask: they stand anywhere, or among many with the same."""

    points: Mapping[str, int]
    anywhere: list[str]
    tied: list[str]

    @classmethod
    def of(cls, people: int) -> Crowd:
        """The same people each time: few have many points, a fifth have the same."""
        random = Random(people)  # noqa: S311 - the same crowd each time
        points = {
            str(UUID(int=random.getrandbits(128))): THE_SAME
            if random.random() < 0.2
            else THE_SAME + 1 + min(int(random.lognormvariate(6, 1.2)), 40_000)
            for _ in range(people)
        }
        tied = [who for who, have in points.items() if have == THE_SAME]
        others = [who for who, have in points.items() if have != THE_SAME]
        return cls(points, random.sample(others, ASKING), random.sample(tied, ASKING))

    def documents(self) -> Iterator[tuple[str, Iterable[Document]]]:
        """What the projection would have written, collection by collection."""
        yield BOARD, (_place(*each) for each in self.points.items())
        yield BANDS, _bands(Counter(self.points.values()))
        yield TOTALS, ({"_id": who, MONTH: have} for who, have in self.points.items())

    def ranks(self) -> dict[str, int]:
        """Where those who ask stand, by sorting everybody."""
        standing = sorted(self.points.values(), reverse=True)
        first: dict[int, int] = {}
        for index, points in enumerate(standing):
            first.setdefault(points, index + 1)
        return {who: first[self.points[who]] for who in (*self.anywhere, *self.tied)}


def _place(advocate: str, points: int) -> Document:
    return {"_id": place_id(MONTH, advocate), "period": MONTH, "points": points, "advocate": advocate}


def _bands(people_by_points: Mapping[int, int]) -> Iterator[Document]:
    people: Counter[tuple[int, int]] = Counter()
    for points, number in people_by_points.items():
        for place in bands_of(points):
            people[place] += number
    for (level, band), number in people.items():
        yield {"_id": band_id(MONTH, level, band), "period": MONTH, "level": level, "band": band, "people": number}


def _load(views: MongoDatabase, crowd: Crowd) -> None:
    """Indexes last: one after the other row by row takes the embedded server three times as long."""
    client: MongoClient[Document] = MongoClient(views.url)
    with client:
        database = client[views.name]
        for collection, documents in crowd.documents():
            for batch in iter(partial(_some, iter(documents)), []):
                database[collection].insert_many(batch, ordered=False)
        _index(database)
        database["projections"].insert_one({"_id": "gamification", "serving": 1, "position": 0})  # so this is the view


def _some(documents: Iterator[Document]) -> list[Document]:
    return list(islice(documents, BATCH))


def _index(database: Views[Document]) -> None:
    for name, indexes in COLLECTIONS.items():
        if indexes:
            database[name].create_indexes(list(indexes))


def _naming_everybody() -> FastAPI:
    """Stands in for consent."""
    app = FastAPI()

    @app.post("/internal/names")
    async def names(asked: dict[str, list[str]]) -> dict[str, dict[str, str]]:
        return {"names": dict.fromkeys(asked["ids"], "Somebody")}

    return app


@dataclass(frozen=True, slots=True)
class Board:
    """A gamification service over the views of a crowd."""

    client: httpx.AsyncClient
    token: Callable[[UUID], str]
    crowd: Crowd
    ranks: Mapping[str, int]

    async def sample(self) -> Sample:
        """Milliseconds of each question: the median over those who ask."""
        return {question: await self._asked(question) for question in QUESTIONS}

    async def _asked(self, question: str) -> float:
        what, _, how = question.partition(" ")
        asking = self.crowd.tied if how == "tied" else self.crowd.anywhere
        return median([await self._ask(what, who, NEXT_MONTH if how == "at 0" else MONTH) for who in asking])

    async def _ask(self, what: str, who: str, month: str) -> float:
        path = "/v1/me" if what == "rank" else "/v1/leaderboard"
        query = {"period": month} | ({"around": "me"} if what == "around" else {})
        headers = {"authorization": f"Bearer {self.token(UUID(who))}"}
        began = time.perf_counter()
        answer = await self.client.get(path, params=query, headers=headers)
        seconds = time.perf_counter() - began
        answer.raise_for_status()
        self._check(what, who, month, answer.json())
        return seconds * 1_000

    def _check(self, what: str, who: str, month: str, told: Any) -> None:
        me = told if what == "rank" else told["me"]
        assert me["rank"] == (self.ranks[who] if month == MONTH else None), me
        if what == "page":
            assert len(told["rows"]) == (50 if month == MONTH else 0)
        if what == "around":
            assert any(row["me"] for row in told["rows"])


@asynccontextmanager
async def _board(ground: Ground, keys: Keys, consent: str, people: int) -> AsyncIterator[Board]:
    crowd = await asyncio.to_thread(Crowd.of, people)
    views = ground.servers.mongo_database()
    began = time.monotonic()
    await asyncio.to_thread(_load, views, crowd)
    print(f"  {people:,} advocates loaded in {time.monotonic() - began:.0f} s", flush=True)
    app = build(keys.settings(ground.servers, views, {"consent": consent}))
    async with served(app) as address, httpx.AsyncClient(base_url=address, timeout=60.0) as client:
        async with asyncio.timeout(60):
            while (await client.get("/readyz")).status_code != httpx.codes.OK:  # noqa: ASYNC110 - over HTTP nobody tells
                await asyncio.sleep(0.1)

        def token(who: UUID) -> str:
            return keys.gateway.for_person("gamification", who, frozenset({Role.ADVOCATE}))

        yield Board(client, token, crowd, await asyncio.to_thread(crowd.ranks))


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    with TemporaryDirectory() as folder:
        keys = Keys(Path(folder))
        async with (
            served(_naming_everybody()) as consent,
            _board(ground, keys, consent, ground.size(FEW, quick=1_000)) as few,
            _board(ground, keys, consent, ground.size(MANY, quick=5_000)) as many,
        ):
            yield Pair(many.sample, few.sample)


BENCHMARK = Benchmark(
    figures=tuple(
        Figure(question, f"leaderboard, 1,000,000 advocates, {what}", "ms", at_most_times(2))
        for question, what in QUESTIONS.items()
    ),
    limits="The baseline is the same with 10,000 advocates. A rank is four narrow reads of the histogram, a page four "
    "to ten more of histogram and board. Each is a round trip to the embedded view database, which has one core and "
    "takes a millisecond or two of it; how many people there are changes only how many bands hold anybody.",
    open=_open,
)
