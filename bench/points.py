"""From approving to the points on one's screen: the whole way through four services and the network, on a calm stack.

One advocate after the other approves something to be published now, over the gateway, and listens at `/api/events`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from bench.harness import Benchmark, Figure, Ground, Pair, Sample, below
from bench.town import Previewed, people_in_a_stack, percentile
from restu.demo.browser import Person
from restu.demo.live import read_event

POINTS = "points-awarded"
PATIENCE = 30.0


class Screen:
    """One person's open page: when it heard of points."""

    def __init__(self, person: Person) -> None:
        self.heard: asyncio.Queue[float] = asyncio.Queue()
        self._person = person
        self._open = asyncio.Event()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Listens until the end of the block."""
        task = asyncio.create_task(self._listen(), name="screen")
        try:
            async with asyncio.timeout(PATIENCE):
                await self._open.wait()
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _listen(self) -> None:
        client = self._person.client
        async with client.stream("GET", "/api/events", timeout=httpx.Timeout(PATIENCE)) as answer:
            answer.raise_for_status()
            block: list[str] = []
            async for line in answer.aiter_lines():
                if line:
                    block.append(line)
                    continue
                if (event := read_event(block)) is not None:
                    self._open.set()
                    if event[1].type == POINTS:
                        self.heard.put_nowait(time.perf_counter())
                block = []


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    count = ground.size(40, quick=5)
    async with people_in_a_stack(ground.size(10, quick=5)) as people, AsyncExitStack() as screens:
        screen_of = {each.advocate.person.id: Screen(each.advocate.person) for each in people.crowd.people}
        for screen in screen_of.values():
            await screens.enter_async_context(screen.opened())

        async def ours() -> Sample:
            taken = [
                await _approved_to_points(previewed, screen_of[previewed.person.id])
                for previewed in await people.previews(count, choice="now")
            ]
            return {"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99)}

        yield Pair(ours)


async def _approved_to_points(previewed: Previewed, screen: Screen) -> float:
    began = time.perf_counter()
    await previewed.approve()
    async with asyncio.timeout(PATIENCE):
        return await screen.heard.get() - began


BENCHMARK = Benchmark(
    figures=(
        Figure("p50", "approve to points visible at /api/events, p50", "s", below(0.3)),
        Figure("p99", "approve to points visible at /api/events, p99", "s", below(1.0)),
    ),
    limits="Six commits one after the other in three services, five times through Kafka, a request to the network and "
    "one for the words, the view and the open connection: none of them waits for a clock, each takes 20 to 50 ms of "
    "two cores that everything shares.",
    open=_open,
)
