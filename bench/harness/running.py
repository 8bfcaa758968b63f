"""Runs a benchmark: both sides alternately, so that whatever else the machine does meets both alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bench.harness.benchmark import Benchmark, Ground, Measure, Pair, Sample
from bench.harness.results import Result, Series

REPEATS = 5
QUICK_REPEATS = 2

Tell = Callable[[str], None]


async def run(name: str, benchmark: Benchmark, ground: Ground, repeats: int, tell: Tell) -> list[Result]:
    """A result for each figure of the benchmark; raises whatever a side raises."""
    async with benchmark.open(ground) as pair:
        for _ in range(benchmark.warm_up):
            await _both(pair, swapped=False)
        ours: list[Sample] = []
        baseline: list[Sample] = []
        for number in range(repeats):
            mine, theirs = await _both(pair, swapped=number % 2 == 1)
            ours.append(mine)
            baseline.append(theirs)
            tell(f"  {number + 1}/{repeats}  {_line(benchmark, mine, theirs)}")
    at = datetime.now(UTC)
    return [
        Result.of(
            figure,
            benchmark=name,
            ours=_series(ours, figure.key),
            baseline=_series(baseline, figure.key) if figure.key in baseline[0] else None,
            at=at,
        )
        for figure in benchmark.figures
    ]


async def _both(pair: Pair, *, swapped: bool) -> tuple[Sample, Sample]:
    """One sample of each side, in turn first: whoever comes second finds caches warm and tables long."""
    if swapped:
        theirs = await _sample(pair.baseline)
        return await _sample(pair.ours), theirs
    mine = await _sample(pair.ours)
    return mine, await _sample(pair.baseline)


async def _sample(measure: Measure | None) -> Sample:
    gc.collect()
    return await measure() if measure is not None else {}


def _series(samples: Sequence[Sample], key: str) -> Series:
    return Series(tuple(sample[key] for sample in samples))


def _line(benchmark: Benchmark, mine: Sample, theirs: Sample) -> str:
    return "; ".join(
        f"{figure.key} {mine[figure.key]:,.2f} {figure.unit}"
        + (f" (baseline {theirs[figure.key]:,.2f})" if figure.key in theirs else "")
        for figure in benchmark.figures
    )
