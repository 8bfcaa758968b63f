"""The board against sorting everybody; its cost against the number of people."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import pytest

from services.gamification.board import FEW, Board, Place, Row
from tests.gamification.crowd import PERIOD, Sorted, bands_for, board_of, crowd, expected_rows


def board(points: dict[str, int]) -> tuple[Board, Sorted, Sorted]:
    people, bands = board_of(points), bands_for(points)
    return Board(cast(Any, people), cast(Any, bands)), people, bands


def plain(rows: list[Row]) -> list[tuple[int, int, str]]:
    return [(row.rank, row.points, row.advocate) for row in rows]


@pytest.mark.parametrize("size", [0, 1, 2, 49, 50, 51, 333, 3000])
async def test_pages_one_after_the_other_are_the_sorted_list(size: int) -> None:
    points = crowd(size, seed=size)
    reader, _, _ = board(points)
    found: list[tuple[int, int, str]] = []
    after: Place | None = None
    while page := await reader.page(PERIOD, after, 50):
        found += plain(page)
        after = Place(page[-1].points, page[-1].advocate)
    assert found == expected_rows(points)


async def test_ranks_are_those_of_the_sorted_list_also_between_and_beyond_the_points_there_are() -> None:
    points = crowd(2000)
    reader, _, _ = board(points)
    for rank, have, _ in expected_rows(points)[::97]:
        assert await reader.rank(PERIOD, have) == rank
    for have in (1, 11, 31, 32, 33, 1023, 1024, 32767, 32768, 10**6):
        assert await reader.rank(PERIOD, have) == 1 + sum(points[who] > have for who in points)
    assert await reader.rank("2026-12", 5) == 1


@pytest.mark.parametrize("size", [3, 60, 3000])
async def test_around_somebody_are_those_just_above_then_they_themselves(size: int) -> None:
    points = crowd(size, seed=size)
    everybody = expected_rows(points)
    reader, _, _ = board(points)
    for rank, have, who in everybody[:: max(1, size // 20)]:
        rows = plain(await reader.around(PERIOD, Place(have, who), 50))
        me = rows.index((rank, have, who))
        above = [row[:2] for row in everybody if row[1] > have]
        assert [row[:2] for row in rows[:me]] == above[len(above) - me :]
        assert min(len(above), 5) <= me <= 24
        behind = everybody[everybody.index((rank, have, who)) :]
        assert rows[me:] == behind[: 50 - me]


async def test_somebody_who_is_not_shown_sees_who_they_would_stand_among() -> None:
    points = crowd(300)
    reader, _, _ = board(points)
    rows = await reader.around(PERIOD, Place(12, str(UUID(int=5))), 50)
    assert {row.points > 12 for row in rows[:20]} == {True}
    assert any(row.points < 12 for row in rows)


@pytest.mark.parametrize("size", [1_000, 100_000])
async def test_a_page_and_a_rank_read_no_more_of_a_hundred_thousand_people_than_of_a_thousand(size: int) -> None:
    points = crowd(size)
    reader, people, bands = board(points)
    everybody = expected_rows(points)
    for _, have, who in (everybody[0], everybody[size // 20], everybody[size // 2], everybody[-1]):
        for question in (
            reader.page(PERIOD, Place(have, who), 50),
            reader.around(PERIOD, Place(have, who), 50),
        ):
            people.read = people.questions = bands.read = bands.questions = 0
            await question
            assert people.read <= 4 * FEW
            assert people.questions <= 20
            assert bands.read <= 600
            assert bands.questions <= 60
        bands.read = bands.questions = 0
        await reader.rank(PERIOD, have)
        assert (bands.read <= 100, bands.questions) == (True, 4)
