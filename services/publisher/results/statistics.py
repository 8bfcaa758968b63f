"""How sure a number is: medians, differences and slopes of few values, each with an interval of 95 % or more.

Nothing is assumed of how the values are spread: the intervals are those of the sign test, the Mann-Whitney test and
Kendall's test, from their exact distributions. No chance is involved: the same values give the same interval. Values
that are equal make it wider than it need be, never narrower. Of fewer than FEWEST values nothing is said.

Sources: E. L. Lehmann, Nonparametrics (1975), chapters 2 and 4; P. K. Sen, JASA 63 (1968) 1379.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import accumulate, combinations, product
from math import comb
from statistics import median as middle

FEWEST = 6
"""Of fewer values no interval of a median reaches 95 %."""
MOST = 50
"""So many values tell enough; who has more gives the newest."""
DOUBT_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, and the interval that holds the true one in at least 95 of 100 such cases."""

    value: float
    low: float
    high: float


def told_of(estimate: Estimate | None) -> dict[str, float] | None:
    """As it is told to people; None stays None."""
    return asdict(estimate) if estimate is not None else None


def median(values: Sequence[float]) -> Estimate | None:
    """The value that half of them exceed; None of too few."""
    if len(values) < FEWEST:
        return None
    return _estimate(values, [comb(len(values), k) for k in range(len(values) + 1)])


def difference(before: Sequence[float], after: Sequence[float]) -> Estimate | None:
    """By how much values are higher after than before: the median of all differences; None of too few of either."""
    if min(len(before), len(after)) < FEWEST:
        return None
    differences = [late - early for early, late in product(before, after)]
    return _estimate(differences, _rank_sums(len(before), len(after)))


def slope(values: Sequence[float | None]) -> Estimate | None:
    """How much a value changes from one place to the next: the median of all slopes; None is no value."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < FEWEST:
        return None
    slopes = [(late - early) / (there - here) for (here, early), (there, late) in combinations(known, 2)]
    return _estimate(slopes, _inversions(len(known)))


def _estimate(values: Iterable[float], ways: Sequence[int]) -> Estimate:
    """The median, and as many values cut off at either end as keep the doubt below 5 %.

    `ways[k]`: in how many of all equally likely cases the true number exceeds just k of the values.
    """
    ordered, all_ways = sorted(values), sum(ways)
    cut = sum(200 * cases <= DOUBT_PERCENT * all_ways for cases in accumulate(ways))
    return Estimate(middle(ordered), ordered[cut - 1], ordered[-cut])


@lru_cache
def _rank_sums(few: int, many: int) -> tuple[int, ...]:
    """In how many orders of two sorts of things each number of pairs is the other way round (Mann-Whitney's U)."""
    ways = [1] + [0] * (few * many)
    for step in range(1, few + 1):
        for place in range(len(ways) - 1, many + step - 1, -1):
            ways[place] -= ways[place - many - step]
        for place in range(step, len(ways)):
            ways[place] += ways[place - step]
    return tuple(ways)


@lru_cache
def _inversions(things: int) -> tuple[int, ...]:
    """In how many orders of things each number of pairs is the other way round (Kendall's tau)."""
    ways = [1]
    for size in range(2, things + 1):
        longer = [0] * (len(ways) + size - 1)
        for place, cases in enumerate(ways):
            for more in range(size):
                longer[place + more] += cases
        ways = longer
    return tuple(ways)
