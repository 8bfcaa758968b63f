"""Where the time of a run goes: what was done, how often, how long it took. Told at the end of the run."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

SPENT: defaultdict[str, list[float]] = defaultdict(list)


@contextmanager
def spending(what: str) -> Iterator[None]:
    """Counts the time until the block is left as spent for this."""
    began = time.monotonic()
    try:
        yield
    finally:
        SPENT[what].append(time.monotonic() - began)


def spent() -> Iterator[str]:
    """A line for each thing, what took longest first."""
    for what, times in sorted(SPENT.items(), key=lambda each: -sum(each[1])):
        yield f"{what}: {sum(times):.1f} s, {len(times)} times, the longest {max(times):.1f} s"
