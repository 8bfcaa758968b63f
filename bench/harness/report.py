"""bench/results.md: the table, and below it what limits each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.harness.benchmark import Benchmark
from bench.harness.results import Result

HEAD = """# How fast it is

Written by `make bench`. Each figure is the median of its repeats after a warm-up, with the least and the most of them
in brackets. The baseline does the same work on the same servers with nothing of ours, in turn with ours.
"""


def report(results: Sequence[Result], benchmarks: Mapping[str, Benchmark], conditions: str) -> str:
    """The whole document."""
    lines = [
        HEAD,
        f"Measured on {conditions}.",
        "",
        "| what | ours | baseline | ratio | aim | met | repeats | day |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(result) for result in results),
        "",
        "## What limits each row",
        "",
        *_limits(results, benchmarks),
    ]
    return "\n".join(lines) + "\n"


def _row(result: Result) -> str:
    ours = _value(result.ours, result.spread, result.unit)
    theirs = "-"
    if result.baseline is not None and result.baseline_spread is not None:
        theirs = _value(result.baseline, result.baseline_spread, result.unit)
    ratio = f"{result.ratio:.2f}" if result.ratio is not None else "-"
    met = "yes" if result.met else "**no**"
    cells = (result.name, ours, theirs, ratio, result.aim, met, str(result.repeats), result.day)
    return f"| {' | '.join(cells)} |"


def _value(median: float, spread: tuple[float, float], unit: str) -> str:
    low, high = spread
    return f"{_number(median)} {unit} ({_number(low)} - {_number(high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _limits(results: Iterable[Result], benchmarks: Mapping[str, Benchmark]) -> list[str]:
    measured = {result.benchmark for result in results}
    return [
        f"- **{'; '.join(figure.name for figure in benchmark.figures)}.** {benchmark.limits}"
        for name, benchmark in benchmarks.items()
        if name in measured
    ]
