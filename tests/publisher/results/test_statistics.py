"""Intervals hold what they promise in simulations, say nothing of few values, and depend on no chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publisher.results import statistics
from services.publisher.results.statistics import FEWEST, Estimate, difference, median, slope

Draw = Callable[[random.Random], float]
SHAPES: dict[str, Draw] = {
    "normal": lambda chance: chance.gauss(0, 3),
    "skewed, as engagement is": lambda chance: chance.lognormvariate(0, 1.2),
    "whole numbers with many that are equal": lambda chance: float(int(chance.lognormvariate(0, 1))),
}
RUNS = 1500
LUCK = 0.018
"""Three standard errors of 1500 runs at 95 %."""
few = st.lists(st.integers(0, 1000), min_size=0, max_size=FEWEST - 1)
enough = st.lists(st.integers(0, 1000), min_size=FEWEST, max_size=30)


def holds(estimate: Estimate | None, true: float) -> bool:
    assert estimate is not None
    return estimate.low <= true <= estimate.high


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("early", "late"), [(6, 6), (8, 20)])
def test_nineteen_of_twenty_intervals_hold_the_true_difference(shape: str, early: int, late: int) -> None:
    chance, draw = random.Random(f"{shape} {early}"), SHAPES[shape]  # noqa: S311 - a simulation
    held = 0
    for _ in range(RUNS):
        before = [draw(chance) for _ in range(early)]
        held += holds(difference(before, [draw(chance) + 4 for _ in range(late)]), 4)
    assert held / RUNS >= 0.95 - LUCK


@pytest.mark.parametrize(("shape", "true"), [("normal", 0.0), ("skewed, as engagement is", 1.0)])
@pytest.mark.parametrize("number", [6, 25])
def test_nineteen_of_twenty_intervals_hold_the_true_median(shape: str, true: float, number: int) -> None:
    chance, draw = random.Random(f"{shape} {number}"), SHAPES[shape]  # noqa: S311 - a simulation
    held = sum(holds(median([draw(chance) for _ in range(number)]), true) for _ in range(RUNS))
    assert held / RUNS >= 0.95 - LUCK


@pytest.mark.parametrize("shape", SHAPES)
def test_nineteen_of_twenty_intervals_hold_the_true_slope(shape: str) -> None:
    chance, draw = random.Random(shape), SHAPES[shape]  # noqa: S311 - a simulation
    held = sum(holds(slope([week * 2 + draw(chance) for week in range(10)]), 2) for _ in range(RUNS))
    assert held / RUNS >= 0.95 - LUCK


def test_an_interval_is_not_wider_than_it_has_to_be() -> None:
    assert median(range(1, 7)) == Estimate(3.5, 1, 6)
    assert median(range(1, 21)) == Estimate(10.5, 6, 15)  # the table of the sign test: 95.9 %
    apart = difference([0.0] * 6, [float(late) for late in range(6)])
    assert apart == Estimate(2.5, 0, 5)


@given(few, enough)
def test_of_too_few_values_nothing_is_said(short: list[int], long: list[int]) -> None:
    assert median(short) is difference(short, long) is difference(long, short) is slope(short) is None


@given(enough, enough, st.randoms(use_true_random=False))
def test_the_order_of_values_does_not_matter_and_nothing_is_by_chance(
    before: list[int], after: list[int], chance: random.Random
) -> None:
    first = difference(before, after), median(before)
    chance.shuffle(before)
    chance.shuffle(after)
    assert (difference(before, after), median(before)) == first


@given(enough, enough, st.integers(-50, 50))
def test_what_is_added_to_all_values_is_added_to_the_interval(before: list[int], after: list[int], more: int) -> None:
    was, now = difference(before, after), difference(before, [value + more for value in after])
    assert was is not None
    assert now == Estimate(was.value + more, was.low + more, was.high + more)
    assert was.low <= was.value <= was.high


def test_a_week_without_a_value_is_no_value() -> None:
    assert slope([1, None, 3, 4, None, 6, 7, 8]) == Estimate(1, 1, 1)
    assert slope([1, None, 3, 4, None, 6, 7]) is None


def test_the_distributions_are_those_of_all_orders() -> None:
    ways = [0] * 13
    for early in combinations(range(7), 3):
        late = set(range(7)) - set(early)
        ways[sum(one > other for one in early for other in late)] += 1
    assert statistics._rank_sums(3, 4) == tuple(ways)
    turned = [0] * 11
    for order in permutations(range(5)):
        turned[sum(one > other for one, other in combinations(order, 2))] += 1
    assert statistics._inversions(5) == tuple(turned)
