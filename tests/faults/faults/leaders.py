"""Two processes of every service, and the end of those whose relays publish: others take over within ten seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Collection
from contextlib import ExitStack
from itertools import chain, repeat
from random import Random

from restu.demo.waiting import require
from tests.faults.faults.fault import Fault
from tests.faults.faults.stopped import STOPPED_SECONDS, stopped
from tests.faults.load import Crowd
from tests.faults.replicas import Pairs, Replica, pairs_on

TAKEOVER_SECONDS = 10.0
NOTICED_SECONDS = 2.0
"""How long a process that stood still may take to notice that it leads no more."""
WATCHED_SECONDS = 3.0
LEASES_SECONDS = 92.0
"""Longer than due work is leased (90 s) and than a grant is good (60 s)."""


async def kill_leaders(crowd: Crowd, _: Random) -> float:
    """kill -9 of every process whose relay publishes."""
    async with pairs_on(crowd.town.stack) as pairs:
        leaders = await pairs.led(TAKEOVER_SECONDS)
        over = time.monotonic()
        for leader in leaders.values():
            os.kill(leader.pid, signal.SIGKILL)
        await _taken_over(pairs, over)
        await _one_at_a_time(pairs)
    return over


async def stop_leaders(crowd: Crowd, random: Random) -> float:
    """SIGSTOP of every process whose relay publishes, and SIGCONT when others lead: it leads no more."""
    async with pairs_on(crowd.town.stack) as pairs:
        leaders = await pairs.led(TAKEOVER_SECONDS)
        began = time.monotonic()
        with ExitStack() as standing:
            for leader in leaders.values():
                standing.enter_context(stopped(leader.pid))
            await _taken_over(pairs, began, but=leaders.values())
            await asyncio.sleep(max(0.0, began + random.uniform(*STOPPED_SECONDS) - time.monotonic()))
        over = time.monotonic()
        await asyncio.sleep(NOTICED_SECONDS)
        await _one_at_a_time(pairs)
    return over


def stop_second_publisher() -> Fault:
    """SIGSTOP of the publisher that nobody asks over HTTP: first until its leases and grants are over."""
    durations = chain([LEASES_SECONDS], repeat(STOPPED_SECONDS[1]))

    async def fault(crowd: Crowd, _: Random) -> float:
        async with pairs_on(crowd.town.stack) as pairs:
            with stopped(pairs.of["publisher"][1].pid):
                await asyncio.sleep(next(durations))
            over = time.monotonic()
            await asyncio.sleep(NOTICED_SECONDS)
            await _one_at_a_time(pairs)
        return over

    return fault


async def _taken_over(pairs: Pairs, began: float, *, but: Collection[Replica] = ()) -> None:
    """Raises Unmet when it takes too long."""
    await pairs.led(2 * TAKEOVER_SECONDS, but=but)
    took = time.monotonic() - began
    print(f"    taken over within {took:.1f} s", flush=True)
    require(took < TAKEOVER_SECONDS, f"others publish only after {took:.1f} s")


async def _one_at_a_time(pairs: Pairs) -> None:
    """Looks on for a while. Raises Unmet when two lead."""
    upto = time.monotonic() + WATCHED_SECONDS
    while time.monotonic() < upto:
        await pairs.leaders()
        await asyncio.sleep(0.1)


ROWS: dict[str, Fault] = {
    "kill -9 the leading relays of two": kill_leaders,
    "SIGSTOP the leading relays of two": stop_leaders,
    "SIGSTOP one of two publishers for long": stop_second_publisher(),
}
