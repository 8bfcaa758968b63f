"""How a benchmark describes itself: figures with aims, and the pair of functions that gives their values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal

from tests.servers import Servers

Sample = Mapping[str, float]
"""One repeat's values by the keys of the figures."""

Measure = Callable[[], Awaitable[Sample]]


@dataclass(frozen=True, slots=True)
class Aim:
    """A limit of the figure itself or of its ratio to the baseline, from below or from above."""

    limit: float
    of: Literal["figure", "ratio"]
    side: Literal["≥", "≤", "<"]

    def text(self, unit: str) -> str:
        """How people read it."""
        return f"ratio {self.side} {self.limit:g}" if self.of == "ratio" else f"{self.side} {self.limit:g} {unit}"

    def met(self, ours: float, ratio: float | None) -> bool:
        """Whether it is reached. Raises ValueError for a ratio without a baseline."""
        value = ratio if self.of == "ratio" else ours
        if value is None:
            raise ValueError("an aim is a ratio, and there is no baseline")
        if self.side == "<":
            return value < self.limit
        return value >= self.limit if self.side == "≥" else value <= self.limit


def at_least_times(ratio: float) -> Aim:
    """Ours is at least so many times the baseline (rates)."""
    return Aim(ratio, "ratio", "≥")


def at_most_times(ratio: float) -> Aim:
    """Ours is at most so many times the baseline (durations)."""
    return Aim(ratio, "ratio", "≤")


def below(limit: float) -> Aim:
    """Ours is less than this, in the figure's unit."""
    return Aim(limit, "figure", "<")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its key in a sample, its name in the results, its unit, what it is to be."""

    key: str
    name: str
    unit: str
    aim: Aim


@dataclass(frozen=True, slots=True)
class Pair:
    """What is measured, and what nothing of ours would do in its place."""

    ours: Measure
    baseline: Measure | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a benchmark stands on: servers that start when first asked for, and whether a quick look is enough."""

    servers: Servers
    quick: bool

    def size(self, full: int, *, quick: int) -> int:
        """How much to load."""
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Figures measured together; `limits` says in whole sentences what limits them, as a profile shows it."""

    figures: tuple[Figure, ...]
    limits: str
    open: Callable[[Ground], AbstractAsyncContextManager[Pair]]
    warm_up: int = 1
