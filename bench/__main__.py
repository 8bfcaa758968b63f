"""Measures: `python -m bench [--only WORD] [--repeats N] [--quick]`. See the package for what a benchmark is."""

from __future__ import annotations

import argparse
import pkgutil
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import uvloop

import bench
from bench.harness.benchmark import Benchmark, Ground
from bench.harness.conditions import conditions
from bench.harness.report import report
from bench.harness.results import Result, load, merged, save
from bench.harness.running import QUICK_REPEATS, REPEATS, run
from tests.servers import Servers

FOLDER = Path(__file__).parent


def main() -> int:
    """Runs what was asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default="", help="benchmarks with this in their module's or a figure's name")
    parser.add_argument("--repeats", type=int, help=f"of each side; {REPEATS} unless told")
    parser.add_argument("--quick", action="store_true", help="small loads, two repeats; prints and keeps nothing")
    arguments = parser.parse_args()
    benchmarks = found()
    wanted = {name: each for name, each in benchmarks.items() if _asked_for(arguments.only, name, each)}
    if not wanted:
        parser.error(f"no benchmark has {arguments.only} in its name; there are {', '.join(benchmarks)}")
    repeats = arguments.repeats or (QUICK_REPEATS if arguments.quick else REPEATS)
    results = measure(wanted, repeats=repeats, quick=arguments.quick)
    if results and not arguments.quick:
        keep(results, benchmarks, FOLDER)
    whole = len(results) == sum(len(each.figures) for each in wanted.values())
    return 0 if whole and all(result.met for result in results) else 1


def found() -> dict[str, Benchmark]:
    """Every benchmark of the package, by the name of its module."""
    modules = (each.name for each in pkgutil.iter_modules(bench.__path__) if not each.name.startswith("__"))
    loaded = {name: import_module(f"bench.{name}") for name in modules}
    return {name: module.BENCHMARK for name, module in loaded.items() if hasattr(module, "BENCHMARK")}


def measure(benchmarks: Mapping[str, Benchmark], *, repeats: int, quick: bool) -> list[Result]:
    """Runs the benchmarks one after another, each on fresh servers; one that fails is told of and left out."""
    results: list[Result] = []
    for name, benchmark in benchmarks.items():
        print(name, flush=True)
        servers = Servers()
        try:
            # The event loop that the services run on.
            new = uvloop.run(run(name, benchmark, Ground(servers, quick), repeats, _tell))
        except Exception:  # noqa: BLE001 - whatever it was, the other rows are measured
            traceback.print_exc()
            continue
        finally:
            servers.close()
        for result in new:
            ratio = f", {result.ratio:.2f} times the baseline" if result.ratio is not None else ""
            met = "met" if result.met else "NOT MET"
            _tell(f"  {result.name}: {result.ours:,.2f} {result.unit}{ratio}; aim {result.aim}: {met}")
        results += new
    return results


def keep(new: list[Result], benchmarks: Mapping[str, Benchmark], folder: Path) -> None:
    """Writes both files: the new results beside those of the rows that were not measured now."""
    names = [figure.name for benchmark in benchmarks.values() for figure in benchmark.figures]
    results = merged(load(folder / "results.json"), new, names)
    save(folder / "results.json", results)
    (folder / "results.md").write_text(report(results, benchmarks, conditions()), "utf-8")


def _asked_for(word: str, name: str, benchmark: Benchmark) -> bool:
    return word in name or any(word in figure.name for figure in benchmark.figures)


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
