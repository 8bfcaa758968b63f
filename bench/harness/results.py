"""Results: medians with their spread, and the file that keeps them from run to run.

`results.json` is a list of objects with name, ours, baseline, unit, ratio, aim and met (baseline and ratio are null
where nothing compares), and besides: the least and most of the repeats, their number, the benchmark and the day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any, Self

from bench.harness.benchmark import Figure


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one side, a repeat each."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """What counts."""
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the most."""
        return min(self.values), max(self.values)


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table."""

    name: str
    ours: float
    baseline: float | None
    unit: str
    ratio: float | None
    aim: str
    met: bool
    spread: tuple[float, float]
    baseline_spread: tuple[float, float] | None
    repeats: int
    benchmark: str
    day: str

    @classmethod
    def of(cls, figure: Figure, *, benchmark: str, ours: Series, baseline: Series | None, at: datetime) -> Self:
        """Judges a figure by the medians of both sides."""
        ratio = ours.median / baseline.median if baseline is not None else None
        return cls(
            name=figure.name,
            ours=ours.median,
            baseline=baseline.median if baseline is not None else None,
            unit=figure.unit,
            ratio=ratio,
            aim=figure.aim.text(figure.unit),
            met=figure.aim.met(ours.median, ratio),
            spread=ours.spread,
            baseline_spread=baseline.spread if baseline is not None else None,
            repeats=len(ours.values),
            benchmark=benchmark,
            day=f"{at:%Y-%m-%d}",
        )

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """From the file."""
        low, high = kept.pop("spread")
        theirs = kept.pop("baseline_spread")
        return cls(**kept, spread=(low, high), baseline_spread=(theirs[0], theirs[1]) if theirs else None)


def merged(kept: Iterable[Result], new: Sequence[Result], names: Sequence[str]) -> list[Result]:
    """Old and new results in the order of `names`, the new ones in place of the old; other names are forgotten."""
    found = {result.name: result for result in (*kept, *new)}
    return [found[name] for name in names if name in found]


def load(path: Path) -> list[Result]:
    """What earlier runs found; nothing where there is no file."""
    return [Result.read(each) for each in json.loads(path.read_text("utf-8"))] if path.exists() else []


def save(path: Path, results: Iterable[Result]) -> None:
    """Keeps the results."""
    path.write_text(json.dumps([asdict(result) for result in results], indent=2, ensure_ascii=False) + "\n", "utf-8")
