"""What all benchmarks share: how a row is described, measured, kept and told. See the package above for an example."""

from bench.harness.benchmark import (
    Benchmark,
    Figure,
    Ground,
    Pair,
    Sample,
    at_least_times,
    at_most_times,
    below,
)

__all__ = ["Benchmark", "Figure", "Ground", "Pair", "Sample", "at_least_times", "at_most_times", "below"]
