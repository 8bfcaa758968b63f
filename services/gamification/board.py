"""Reading the leaderboard: ranks and pages from the histogram and narrow ranges, never by sorting or counting people.

People with the same points share a rank (1, 2, 2, 4) and stand in the order of their ids. Everything is read in small
pieces: a rank takes one read for each width of bands; a page takes that, and the people in ranges that hold little more
than a page. Where very many have the same points, a slice of ids is read that holds about a page. Not a snapshot: who
moves between two reads may be missing from a page until the next look.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from chassis.projection import Collection
from services.gamification.bands import FAN, TOP, WIDTHS, bands_of

FEW = 100
"""So many people are read at once."""
_LAST = 2**128 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: their points and their id as text. An empty id stands before all with these points."""

    points: int
    advocate: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a leaderboard."""

    rank: int
    points: int
    advocate: str


@dataclass(frozen=True, slots=True)
class _Run:
    """People with points from `low` up to, not including, `high`; more than FEW only where that is one number."""

    low: int
    high: int
    people: int


class Board:
    """The board of every period, and of every period's groups: `period` is its scope (bands.py)."""

    def __init__(self, board: Collection, bands: Collection) -> None:
        self._board = board
        self._bands = bands

    async def rank(self, period: str, points: int) -> int:
        """The rank of these points: one more than there are people with more."""
        places = bands_of(points)
        ends = [(band // FAN + 1) * FAN if level < TOP else None for level, band in places]
        above = await asyncio.gather(
            *(self._counts(period, level, band + 1, end) for (level, band), end in zip(places, ends, strict=True))
        )
        return 1 + sum(people for counts in above for _, people in counts)

    async def people(self, period: str) -> int:
        """How many are on the board."""
        return sum(people for _, people in await self._counts(period, TOP, 0, None))

    async def page(self, period: str, after: Place | None, limit: int) -> list[Row]:
        """The next people behind a place, or from the top."""
        found: list[Place] = []
        if after is not None:
            found = await self._ties(period, after, await self._people(period, after.points), limit)
        if len(found) < limit:
            below = after.points if after is not None else None
            found += await self._below(period, below, limit - len(found))
        return await self._ranked(period, found[:limit])

    async def around(self, period: str, place: Place, limit: int) -> list[Row]:
        """People just above a place, then the place itself or who stands right behind it."""
        wanted = limit // 2 - 1
        ahead = await self.rank(period, place.points) - 1
        start = await self._start(period, ahead - wanted) if ahead > wanted else None
        above = [row for row in await self.page(period, start, limit) if row.points > place.points][-wanted:]
        before = UUID(int=max(UUID(place.advocate).int - 1, 0))
        return above + await self.page(period, Place(place.points, str(before)), limit - len(above))

    async def _ranked(self, period: str, places: list[Place]) -> list[Row]:
        """With ranks: the first from the histogram, the others by counting on."""
        if not places:
            return []
        first = places[0].points
        rank = await self.rank(period, first)
        behind = rank + await self._people(period, first)
        rows: list[Row] = []
        for place in places:
            if rows and place.points < rows[-1].points:
                rank = behind
            if place.points < first:
                behind += 1
            rows.append(Row(rank, place.points, place.advocate))
        return rows

    async def _start(self, period: str, skip: int) -> Place | None:
        """The place behind about so many people, counted from the top; exact but for very many with equal points."""
        low, high = 0, None
        for level in range(TOP, -1, -1):
            for band, people in await self._counts(period, level, low, high):
                if skip < people:
                    low, high = (band * FAN, (band + 1) * FAN) if level else (band, band + 1)
                    break
                skip -= people
            else:
                return None
        if skip == 0:
            return Place(low, "")
        people = await self._people(period, low)
        if people > FEW:
            return Place(low, str(UUID(int=_LAST * skip // people)))
        ties = await self._ties(period, Place(low, ""), people, skip)
        return ties[-1] if ties else None

    async def _below(self, period: str, below: int | None, limit: int) -> list[Place]:
        """The first people with fewer points."""
        found: list[Place] = []
        pending: list[_Run] = []
        async for run in self._runs(period, below):
            if run.people > FEW:
                found += await self._range(period, pending)
                pending = []
                found += await self._ties(period, Place(run.low, ""), run.people, limit - len(found))
            else:
                pending.append(run)
            if len(found) + sum(waiting.people for waiting in pending) >= limit:
                break
        return found + await self._range(period, pending)

    async def _runs(self, period: str, below: int | None) -> AsyncIterator[_Run]:
        """Everybody below some points, from high to low, in runs of FEW or of equal points."""
        if below is not None:
            for level in range(TOP):
                band = below // WIDTHS[level]
                for each, people in await self._counts(period, level, band // FAN * FAN, band):
                    async for run in self._split(period, level, each, people):
                        yield run
        end = below // WIDTHS[TOP] if below is not None else None
        for each, people in await self._counts(period, TOP, 0, end):
            async for run in self._split(period, TOP, each, people):
                yield run

    async def _split(self, period: str, level: int, band: int, people: int) -> AsyncIterator[_Run]:
        if people <= FEW or level == 0:
            yield _Run(band * WIDTHS[level], (band + 1) * WIDTHS[level], people)
            return
        for each, inside in await self._counts(period, level - 1, band * FAN, (band + 1) * FAN):
            async for run in self._split(period, level - 1, each, inside):
                yield run

    async def _range(self, period: str, runs: list[_Run]) -> list[Place]:
        """The people of neighbouring runs, highest first; between the runs there is nobody."""
        if not runs:
            return []
        points = {"$gte": runs[-1].low, "$lt": runs[0].high}
        places = [_place(document) async for document in self._board.find({"period": period, "points": points})]
        return sorted(places, key=lambda place: (-place.points, place.advocate))

    async def _ties(self, period: str, after: Place, people: int, limit: int) -> list[Place]:
        """The next people with the same points, by their ids."""
        found: list[Place] = []
        step = _LAST if people <= FEW else _LAST // (2 * people // FEW)
        position = UUID(after.advocate).int if after.advocate else -1
        while len(found) < limit and position < _LAST:
            upto = min(position + step, _LAST)
            ids = {"$lte": str(UUID(int=upto))} | ({"$gt": str(UUID(int=position))} if position >= 0 else {})
            wanted = {"period": period, "points": after.points, "advocate": ids}
            found += sorted([_place(document) async for document in self._board.find(wanted)], key=_by_id)
            position = upto
        return found[:limit]

    async def _people(self, period: str, points: int) -> int:
        """How many have exactly these points."""
        return sum(people for _, people in await self._counts(period, 0, points, points + 1))

    async def _counts(self, period: str, level: int, low: int, high: int | None) -> list[tuple[int, int]]:
        """The bands of a level from `low` up to, not including, `high` that hold anybody, highest first."""
        bands = {"$gte": low} | ({"$lt": high} if high is not None else {})
        if high is not None and high <= low:
            return []
        found = self._bands.find({"period": period, "level": level, "band": bands})
        counts = [(document["band"], document["people"]) async for document in found if document["people"] > 0]
        return sorted(counts, reverse=True)


def _place(document: dict[str, int | str]) -> Place:
    return Place(int(document["points"]), str(document["advocate"]))


def _by_id(place: Place) -> str:
    return place.advocate
