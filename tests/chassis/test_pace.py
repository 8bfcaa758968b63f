"""How large the next batch of a view is: never so large that it does not come to its end."""

from __future__ import annotations

import pytest

from chassis.projection import pace
from chassis.projection.pace import LEAST, LONG_SECONDS, MOST, Pace
from chassis.projection.transactions import Contended


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the next batch takes."""
    seconds, now = [0.0], [0.0]

    def monotonic() -> float:
        now[0] += seconds[0]
        return now[0]

    monkeypatch.setattr(pace, "monotonic", monotonic)
    return seconds


def write(pace: Pace, error: type[BaseException] | None = None) -> int:
    """The limit after a full batch, or one that came to this error."""
    try:
        with pace.writing(pace.limit):
            if error is not None:
                raise error
    except (Contended, RuntimeError):
        pass
    return pace.limit


def test_a_batch_that_took_long_is_followed_by_smaller_ones_and_quick_full_ones_by_larger(clock: list[float]) -> None:
    pace = Pace()
    assert pace.limit == MOST
    clock[0] = LONG_SECONDS + 1
    assert [write(pace), write(pace)] == [MOST // 2, MOST // 4]
    clock[0] = 0.1
    assert [write(pace), write(pace), write(pace)] == [MOST // 2, MOST, MOST]


def test_one_that_came_to_nothing_is_halved_down_to_the_least_but_not_where_another_was_first() -> None:
    pace = Pace()
    assert write(pace, Contended) == MOST
    assert write(pace, RuntimeError) == MOST // 2
    assert [write(pace, RuntimeError) for _ in range(10)][-1] == LEAST


def test_a_small_quick_batch_says_nothing_about_larger_ones(clock: list[float]) -> None:
    pace = Pace()
    clock[0] = LONG_SECONDS + 1
    write(pace)
    clock[0] = 0.1
    with pace.writing(10):
        pass
    assert pace.limit == MOST // 2
