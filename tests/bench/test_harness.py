import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.__main__ import found, keep, measure
from bench.harness import Benchmark, Figure, Ground, Pair, Sample, at_least_times, at_most_times, below
from bench.harness.report import report
from bench.harness.results import Result, Series, load, merged, save

AT = datetime(2026, 11, 26, tzinfo=UTC)
RATE = Figure("rate", "things, made", "things/s", at_least_times(0.8))
P99 = Figure("p99", "things, p99", "ms", below(12))
KEYS = {"name", "ours", "baseline", "unit", "ratio", "aim", "met"}


def result(figure: Figure, ours: list[float], baseline: list[float] | None) -> Result:
    theirs = Series(tuple(baseline)) if baseline is not None else None
    return Result.of(figure, benchmark="things", ours=Series(tuple(ours)), baseline=theirs, at=AT)


def benchmark(*figures: Figure, ours: list[float], baseline: list[float] | None, calls: list[str]) -> Benchmark:
    """Gives the values one after the other, and notes who was called."""

    def side(name: str, values: list[float]) -> Sample:
        calls.append(name)
        return {figure.key: values[calls.count(name) - 1] for figure in figures}

    @asynccontextmanager
    async def opened(_: Ground) -> AsyncIterator[Pair]:
        async def mine() -> Sample:
            return side("ours", ours)

        async def theirs() -> Sample:
            return side("baseline", baseline or [])

        yield Pair(mine, theirs if baseline is not None else None)

    return Benchmark(figures, "Nothing limits it.", opened)


def test_a_figure_is_judged_by_the_medians_of_both_sides() -> None:
    judged = result(RATE, [70, 90, 500], [100, 1, 120])

    assert (judged.ours, judged.baseline, judged.ratio) == (90, 100, 0.9)
    assert (judged.spread, judged.baseline_spread) == ((70, 500), (1, 120))
    assert (judged.aim, judged.met) == ("ratio ≥ 0.8", True)


def test_an_aim_is_missed_on_the_wrong_side_of_its_limit() -> None:
    assert not result(RATE, [79], [100]).met
    assert result(Figure("t", "t", "ms", at_most_times(2)), [20], [10]).met
    assert not result(Figure("t", "t", "ms", at_most_times(2)), [21], [10]).met
    assert result(P99, [11.9], None).met
    assert not result(P99, [12.0], [1.0]).met


def test_a_ratio_without_a_baseline_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="no baseline"):
        result(RATE, [1], None)


def test_both_sides_take_turns_and_the_first_round_counts_for_nothing() -> None:
    calls: list[str] = []
    things = benchmark(RATE, ours=[1, 90, 90, 91], baseline=[1000, 100, 100, 100], calls=calls)

    [judged] = measure({"things": things}, repeats=3, quick=False)

    assert calls == ["ours", "baseline", "ours", "baseline", "baseline", "ours", "ours", "baseline"]
    assert (judged.ours, judged.baseline, judged.repeats) == (90, 100, 3)


def test_a_figure_without_a_baseline_has_none(tmp_path: Path) -> None:
    things = benchmark(P99, ours=[1, 5], baseline=None, calls=[])
    save(tmp_path / "results.json", measure({"things": things}, repeats=1, quick=False))

    [kept] = json.loads((tmp_path / "results.json").read_text("utf-8"))

    assert kept.keys() >= KEYS
    assert (kept["ours"], kept["baseline"], kept["ratio"], kept["aim"], kept["met"]) == (5, None, None, "< 12 ms", True)


def test_a_side_that_fails_fails_its_benchmark_alone(capsys: pytest.CaptureFixture[str]) -> None:
    broken = benchmark(RATE, ours=[], baseline=[], calls=[])
    whole = benchmark(P99, ours=[1, 1], baseline=None, calls=[])

    results = measure({"broken": broken, "whole": whole}, repeats=1, quick=False)

    assert [each.name for each in results] == [P99.name]
    assert "IndexError" in capsys.readouterr().err


def test_what_was_not_measured_now_keeps_its_result(tmp_path: Path) -> None:
    benchmarks = {"things": benchmark(RATE, P99, ours=[], baseline=[], calls=[])}
    keep([result(P99, [3], None), result(RATE, [1], [1])], benchmarks, tmp_path)
    keep([result(RATE, [2], [2])], benchmarks, tmp_path)

    assert [(each.name, each.ours) for each in load(tmp_path / "results.json")] == [(RATE.name, 2), (P99.name, 3)]
    assert f"| {P99.name} | 3.00 ms" in (tmp_path / "results.md").read_text("utf-8")


def test_a_row_that_is_measured_no_more_is_forgotten() -> None:
    assert merged([result(P99, [3], None)], [result(RATE, [1], [1])], [RATE.name]) == [result(RATE, [1], [1])]


def test_the_report_says_what_was_found_and_what_limits_it() -> None:
    benchmarks = {"things": benchmark(RATE, ours=[], baseline=[], calls=[])}

    text = report([result(RATE, [12_345, 50_000, 700], [100_000])], benchmarks, "2 cores")

    row = "| things, made | 12,345 things/s (700 - 50,000) | 100,000 things/s (100,000 - 100,000) | 0.12 |"
    assert row + " ratio ≥ 0.8 | **no** | 3 | 2026-11-26 |" in text
    assert "Measured on 2 cores." in text
    assert "- **things, made.** Nothing limits it." in text


def test_every_figure_of_the_package_has_a_name_of_its_own() -> None:
    names = [figure.name for each in found().values() for figure in each.figures]
    assert len(names) == len(set(names))
