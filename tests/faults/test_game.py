"""Rewards that are given more often than they are there, and contests that are judged otherwise, are seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.faults import game
from tests.faults.game import AWARDED, CLOSED, OPENED, REVERSED
from tests.faults.oracle import Record

MUG, BAG = "mug", "bag"
MADE = {MUG: 3, BAG: 1}
SHOWN: dict[str, dict[str, Any]] = {MUG: {"stock": 1}, BAG: {"stock": 1}}
GIVEN = [
    {"reward_id": MUG, "state": "open"},
    {"reward_id": MUG, "state": "fulfilled"},
    {"reward_id": BAG, "state": "refunded"},
    {"reward_id": "of nobody here", "state": "open"},
]


def test_what_is_left_and_given_together_is_no_damage() -> None:
    assert game.oversold(MADE, SHOWN, GIVEN) == []


@pytest.mark.parametrize(
    ("shown", "given"),
    [
        (SHOWN, [*GIVEN, GIVEN[0]]),
        (SHOWN, GIVEN[1:]),
        ({**SHOWN, MUG: {"stock": 2}}, GIVEN),
        ({**SHOWN, BAG: {"stock": 0}}, GIVEN),
        ({**SHOWN, BAG: {"stock": -1}}, [*GIVEN, *[{"reward_id": BAG, "state": "open"}] * 2]),
        ({MUG: SHOWN[MUG]}, GIVEN),
    ],
    ids=[
        "given once more",
        "taken from the stock and given to nobody",
        "given, and still in the stock",
        "refunded, and not put back",
        "oversold",
        "an acknowledged reward is gone",
    ],
)
def test_stock_that_does_not_add_up_is_seen(shown: dict[str, dict[str, Any]], given: list[dict[str, Any]]) -> None:
    assert len(game.oversold(MADE, shown, given)) == 1


def told(sequence: int, kind: str, second: float = 0.0, **data: Any) -> Record:
    """An event, told in this second of the hour."""
    value = json.dumps(data).encode()
    key = b"whoever it is about"
    return Record(0, sequence, "/restu/gamification", sequence, 0, kind, f"id {sequence}", key, value, HOUR + second)


def at(second: int) -> str:
    return f"2026-11-23T10:00:{second:02d}.000Z"


HOUR = 1795428000.0


def awarded(sequence: int, who: str, points: int, second: int) -> Record:
    data = {"entry_id": f"entry {sequence}", "advocate_id": who, "points": points, "awarded_at": at(second)}
    return told(sequence, AWARDED, second, **data)


def closed(sequence: int, *winners: tuple[str, int, int], second: float = 24.0) -> Record:
    named = [{"advocate_id": who, "rank": rank, "points": points} for who, rank, points in winners]
    return told(sequence, CLOSED, second, contest_id="november", winners=named)


CONTEST = told(1, OPENED, contest_id="november", opens_at=at(5), closes_at=at(20), places=2)
BOOKED = [
    awarded(2, "early", 90, 4),
    awarded(3, "anna", 10, 5),
    awarded(4, "ben", 10, 6),
    awarded(5, "citra", 5, 7),
    awarded(6, "dewi", 50, 8),
    told(7, REVERSED, 9, entry_id="entry 7", reverses="entry 6"),
    awarded(9, "anna", 5, 12),
]
WON = (("anna", 1, 15), ("ben", 2, 10))
STORY = [CONTEST, *BOOKED, closed(20, *WON)]


def test_who_earned_most_wins_and_a_repeat_of_it_is_no_damage() -> None:
    assert game.misjudged([*STORY, STORY[-1], CONTEST]) == []


def test_what_came_while_it_was_closed_counts_or_not() -> None:
    late = awarded(10, "citra", 10, 19)

    assert game.misjudged([*STORY[:-1], late, STORY[-1]]) == []
    assert game.misjudged([*STORY[:-1], late, closed(20, ("anna", 1, 15), ("citra", 1, 15))]) == []


def test_who_is_erased_wins_or_not_and_nobody_takes_their_points() -> None:
    without = closed(20, ("ben", 1, 10), ("citra", 2, 5))

    assert game.misjudged([*STORY[:-1], without], {"anna"}) == []
    assert game.misjudged(STORY, {"anna"}) == []
    assert len(game.misjudged([*STORY[:-1], without])) == 1


def test_nobody_wins_where_nobody_earned() -> None:
    assert game.misjudged([CONTEST, BOOKED[0], closed(20)]) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda story: [*story[:-1], closed(20, ("anna", 1, 16), ("ben", 2, 10))],
        lambda story: [*story[:-1], closed(20, ("anna", 1, 15))],
        lambda story: [*story[:-1], closed(20, *WON, ("citra", 3, 5))],
        lambda story: [*story[:-1], closed(20, ("early", 1, 90), ("anna", 2, 15))],
        lambda story: [*story[:-1], closed(20, ("dewi", 1, 50), ("anna", 2, 15))],
        lambda story: [*story[:-1], closed(20, ("anna", 1, 10), ("ben", 1, 10))],
        lambda story: [*story[:-1], closed(20)],
        lambda story: [story[0], *story[2:3], *story[4:]],
        lambda story: [*story, closed(30, ("ben", 1, 10), ("anna", 2, 15))],
        lambda story: story[1:],
        lambda story: [*story[:-1], replace(story[-1], sequence=8)],
    ],
    ids=[
        "points that nobody has",
        "a winner is missing",
        "one place too many",
        "of before it began",
        "of what was taken back",
        "without what was told in time",
        "nobody",
        "of what was never booked",
        "other winners later",
        "never opened",
        "before it was earned",
    ],
)
def test_other_winners_than_those_who_earned_it_are_seen(damage: Callable[[list[Record]], list[Record]]) -> None:
    assert len(game.misjudged(damage(STORY))) == 1
