"""A crowd of people with points, as the view database would hold it, and a stand-in for its collections that counts.

The stand-in answers the few shapes of question that the board asks, from the same documents that the projection's
handlers make; tests/gamification/test_board.py holds it against the real view database.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from random import Random
from typing import Any
from uuid import UUID

from services.gamification.bands import bands_of

PERIOD = "2026-11"


def crowd(people: int, *, seed: int = 7) -> dict[str, int]:
    """Points by advocate: most have few and the same, some have many."""
    random = Random(seed)  # noqa: S311 - the same crowd each time
    usual = (10, 10, 10, 15, 20, 30)
    return {
        str(UUID(int=random.getrandbits(128))): random.choice(usual)
        if random.random() < 0.9
        else random.randint(1, 40_000)
        for _ in range(people)
    }


class Sorted:
    """Documents found by an equality prefix and a range, in the order of an index; counts what it reads."""

    def __init__(self, rows: list[tuple[tuple[Any, ...], dict[str, Any]]], names: tuple[str, ...]) -> None:
        rows.sort(key=lambda row: row[0])
        self._keys = [key for key, _ in rows]
        self._documents = [document for _, document in rows]
        self._names = names
        self.questions = 0
        self.read = 0

    def find(self, wanted: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        self.questions += 1
        assert tuple(wanted) == self._names[: len(wanted)], "only the index is asked"
        *equal, last = wanted.values()
        prefix = tuple(equal)
        low, high = 0, len(self._keys)
        for operator, value in last.items() if isinstance(last, dict) else [("$gte", last), ("$lte", last)]:
            key = (*prefix, value)
            cut = len(key)
            if operator in {"$gte", "$gt"}:
                find = bisect_left if operator == "$gte" else bisect_right
                low = max(low, find(self._keys, key, key=lambda one: one[:cut]))
            else:
                find = bisect_left if operator == "$lt" else bisect_right
                high = min(high, find(self._keys, key, key=lambda one: one[:cut]))
        high = min(high, bisect_right(self._keys, prefix, key=lambda one: one[: len(prefix)]))
        low = max(low, bisect_left(self._keys, prefix, key=lambda one: one[: len(prefix)]))
        return self._give(low, high)

    async def _give(self, low: int, high: int) -> AsyncIterator[dict[str, Any]]:
        for document in self._documents[low:high]:
            self.read += 1
            yield document


def board_of(points: Mapping[str, int]) -> Sorted:
    """The collection `board`."""
    return Sorted(
        [((PERIOD, have, who), {"period": PERIOD, "points": have, "advocate": who}) for who, have in points.items()],
        ("period", "points", "advocate"),
    )


def bands_for(points: Mapping[str, int]) -> Sorted:
    """The collection `bands`."""
    counts = Counter(place for have in points.values() for place in bands_of(have))
    return Sorted(
        [
            ((PERIOD, level, band), {"period": PERIOD, "level": level, "band": band, "people": people})
            for (level, band), people in counts.items()
        ],
        ("period", "level", "band"),
    )


def expected_rows(points: Mapping[str, int]) -> list[tuple[int, int, str]]:
    """The whole leaderboard, by sorting: (rank, points, advocate)."""
    rows: list[tuple[int, int, str]] = []
    for index, (who, have) in enumerate(sorted(points.items(), key=lambda one: (-one[1], one[0]))):
        rank = rows[-1][0] if rows and rows[-1][1] == have else index + 1
        rows.append((rank, have, who))
    return rows
