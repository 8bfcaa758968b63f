"""Approving over HTTP at consent's own port, beside the same endpoint with the library's one save per command.

Both sides are the whole service in a process of its own, served as in production, with its relay, consumer, view and
timers running on real servers. For each request the bearer token and the preview token are opened, the text's digest
is checked and the approval is signed; it is answered when it is durable. 64 clients in another process ask again as
soon as they are answered, everybody once in a round. After each round the store holds what was answered.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from bench.approving.clients import ask_all
from bench.approving.house import House
from bench.harness.benchmark import Benchmark, Figure, Ground, Measure, Pair, Sample, at_least_times, below
from tests.servers import Servers

MOST_ROUNDS = 40


def _measure(house: House) -> Measure:
    answered = 0

    def ask() -> Sample:
        nonlocal answered
        requests = house.requests()
        house.at_rest()
        seen = ask_all(house.settings.port, requests)
        if seen.refused:
            raise AssertionError(f"{len(seen.refused)} were refused, such as {seen.refused[0]!r}")
        answered += len(requests)
        if (stored := house.approved()) != answered:
            raise AssertionError(f"{answered} approvals were answered, {stored} are stored")
        slowest = sorted(seen.each)[int(len(seen.each) * 0.99)]
        return {"rate": len(requests) / seen.seconds, "p99": slowest * 1000}

    async def measure() -> Sample:
        return await asyncio.to_thread(ask)

    return measure


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    people = ground.size(3_000, quick=300)
    other = Servers()  # each service's topic holds what its own store says
    with ExitStack() as stack:
        stack.callback(other.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        houses = []
        for name, servers, module in (
            ("ours", ground.servers, "services.consent.main"),
            ("library", other, "bench.approving.library"),
        ):
            kafka = await servers.fresh_topics()
            house = await asyncio.to_thread(
                House, folder / name, ground.servers, kafka, people=people, offers=MOST_ROUNDS
            )
            await asyncio.to_thread(stack.enter_context, house.served(module))
            houses.append(house)
        ours, library = houses
        yield Pair(_measure(ours), _measure(library))


BENCHMARK = Benchmark(
    figures=(
        Figure("rate", "approve over HTTP, 64 clients, durable", "approvals/s", at_least_times(4)),
        Figure("p99", "approve over HTTP, 64 clients, p99", "ms", below(100)),
    ),
    limits="One core runs the service's Python: on two crowded cores 1.1 ms of it for an approval, where the baseline "
    "needs about 6 ms. Nearly two fifths are the command (signing, canonical JSON, the library's events), as much the "
    "event loop (a third of it the bearer token, most of which is one Ed25519 check), a twelfth the shared commit, a "
    "sixth what follows the log (relay, view, timers). PostgreSQL needs 0.2 ms, an eleventh of what it needs for the "
    "baseline, which waits for one transaction after another under the table lock; it shares the other core with the "
    "clients, Kafka and the views. Of 64 clients who all wait, each waits for the batch under way and then for its "
    "own, so the p99 is up to twice the average, which is 64 divided by the rate.",
    open=_open,
)
