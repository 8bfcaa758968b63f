"""From a command to its effect in another service, while services are killed with -9 every 3 s; beside the same calm.

Twenty approvals a second at the gateway, for the days to come, each repeated under its idempotency key until it is
answered; the effect is the post scheduled in the publisher's store. The publisher and consent are killed in turn.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from bench.door import Door
from bench.harness import Benchmark, Figure, Ground, Pair, Sample, below
from bench.town import People, Scheduled, people_in_a_stack, percentile, post_of, watching
from restu.child import is_alive
from tests.integration.town import RunningStack

RATE = 20
KILL_SECONDS = 3.0
KILLED = ("publisher", "consent")
PATIENCE = 60.0


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    count = RATE * ground.size(24, quick=8)
    async with people_in_a_stack(ground.size(40, quick=10)) as people, watching(people.stack) as scheduled:

        async def sample(*, kills: bool) -> Sample:
            taken = await _steadily(people, scheduled, count, kills=kills)
            return {"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99)}

        async def ours() -> Sample:
            return await sample(kills=True)

        async def calm() -> Sample:
            return await sample(kills=False)

        yield Pair(ours, calm)


async def _steadily(people: People, scheduled: Scheduled, count: int, *, kills: bool) -> list[float]:
    """Seconds from the first sending of each approval to its post's being scheduled; kills while they are sent."""
    previews = await people.previews(count, choice="drip")
    with Door(people.stack.addresses["gateway"]) as door:
        async with _killing(people.stack) if kills else nullcontext():
            answers = await door.send([each.request() for each in previews], count / RATE)
    due = {post_of(answer): answer.due for answer in answers}
    assert len(due) == count, "an approval was counted for two"
    await scheduled.all_of(set(due), within=PATIENCE)
    return [scheduled.seen[post] - at for post, at in due.items()]


@asynccontextmanager
async def _killing(stack: RunningStack) -> AsyncIterator[None]:
    """Kills one service after the other until the end of the block. Raises AssertionError where one was not back."""
    task = asyncio.create_task(_kill_in_turn(stack), name="killing")
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _kill_in_turn(stack: RunningStack) -> None:
    number = 0
    while True:
        await asyncio.sleep(KILL_SECONDS)
        pid = stack.processes[KILLED[number % len(KILLED)]]
        assert is_alive(pid), "a service is not back three seconds after its neighbour was killed"
        os.kill(pid, signal.SIGKILL)
        number += 1


BENCHMARK = Benchmark(
    figures=(
        Figure("p50", "command to effect in another service, killed with -9 every 3 s, p50", "s", below(0.5)),
        Figure("p99", "command to effect in another service, killed with -9 every 3 s, p99", "s", below(1.0)),
    ),
    limits="The baseline is the same without kills. Publisher and consent are killed in turn, each every 6 s. A killed "
    "service is forked again at once and works after 0.2 s of processor time, two thirds of it for building its routes "
    "and making its tables; whoever is killed with a request in hand answers its repetition.",
    open=_open,
)
