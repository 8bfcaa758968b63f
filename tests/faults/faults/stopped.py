"""Processes that stand still and come back: a zombie must not act on what it held before."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

from tests.faults.faults.fault import Fault
from tests.faults.faults.kills import OURS
from tests.faults.load import Crowd

STOPPED_SECONDS = (11.0, 14.0)
"""Longer than a consumer may be silent (10 s) and than a leader may be (5 s)."""
SLOW_SECONDS = 12.0
AWAKE, ASLEEP = 0.05, 0.6


def stop(part: str) -> Fault:
    """SIGSTOP, and SIGCONT when others hold what it held."""

    async def fault(crowd: Crowd, random: Random) -> float:
        with stopped(crowd.town.stack.processes[part]):
            await asyncio.sleep(random.uniform(*STOPPED_SECONDS))
        return time.monotonic()

    return fault


def slow(part: str) -> Fault:
    """A process that hardly gets on, and is never away so long that anybody would take over."""

    async def fault(crowd: Crowd, _: Random) -> float:
        process, upto = crowd.town.stack.processes[part], time.monotonic() + SLOW_SECONDS
        while time.monotonic() < upto:
            with stopped(process):
                await asyncio.sleep(ASLEEP)
            await asyncio.sleep(AWAKE)
        return time.monotonic()

    return fault


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """The process stands still meanwhile."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # killed meanwhile
            os.kill(process, signal.SIGCONT)


ROWS: dict[str, Fault] = {
    **{f"SIGSTOP {part}": stop(part) for part in OURS},
    "a slow consumer (gamification)": slow("gamification"),
    "a slow consumer (publisher)": slow("publisher"),
}
