"""Monday morning: 10,000 approvals within a minute, at the gateway, spread over the week by the publisher.

Previews are made beforehand, within the five minutes for which they may be approved. Drained is when every approval is
scheduled in the publisher's store, every view shows its log to the end, and every topic is published and read to its
end; then each one is looked for in the publisher's view.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
from pymongo import MongoClient

from bench.door import Door
from bench.harness import Benchmark, Figure, Ground, Pair, Sample, below
from bench.town import People, Scheduled, people_in_a_stack, percentile, post_of, watching
from restu.stack import database
from services.publisher.projections import POSTS
from tests.integration.town import RunningStack

SECONDS = 60.0
DRAINED_WITHIN = 300.0
SERVICES = ("content", "consent", "publisher", "gamification", "gateway")
LOOK_SECONDS = 0.5
_BEHIND = re.compile(
    r"^restu_(?:consumer_lag_records|relay_lag_events|projection_lag_events)\b.* (?!0\.0$)\S+$", re.MULTILINE
)


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    count = ground.size(10_000, quick=300)
    seconds = SECONDS if not ground.quick else 3.0
    async with (
        people_in_a_stack(ground.size(200, quick=20)) as people,
        watching(people.stack, look=LOOK_SECONDS) as scheduled,
    ):

        async def ours() -> Sample:
            return await _burst(people, scheduled, count, seconds)

        yield Pair(ours)


async def _burst(people: People, scheduled: Scheduled, count: int, seconds: float) -> Sample:
    previews = await people.previews(count, at_once=8, choice="drip")
    with Door(people.stack.addresses["gateway"]) as door:
        answers = await door.send([each.request() for each in previews], seconds)
    answered = max(answer.at for answer in answers)
    posts = {post_of(answer) for answer in answers}
    assert len(posts) == count, "an approval was counted for two"
    await scheduled.all_of(posts, within=DRAINED_WITHIN)
    await _at_the_end(people.stack)
    drained = time.perf_counter() - answered
    await asyncio.to_thread(_all_shown, people.stack, posts)
    return {"p99": percentile([answer.at - answer.due for answer in answers], 0.99) * 1_000, "drained": drained}


async def _at_the_end(stack: RunningStack) -> None:
    """Waits until no service is behind its log or a topic. Raises TimeoutError."""
    async with asyncio.timeout(DRAINED_WITHIN), httpx.AsyncClient(timeout=20.0) as client:
        for service in SERVICES:
            metrics = f"{stack.addresses[service]}/metrics"
            while _BEHIND.search((await client.get(metrics)).text):  # noqa: ASYNC110 - over HTTP nobody tells
                await asyncio.sleep(LOOK_SECONDS)


def _all_shown(stack: RunningStack, posts: set[UUID]) -> None:
    client: MongoClient[dict[str, Any]] = MongoClient(stack.views(), uuidRepresentation="standard")
    with client:
        collection = client[database("publisher")][POSTS]
        shown = {document["_id"] for document in collection.find({}, {"_id": 1})}
    assert posts <= shown, f"{len(posts - shown)} posts are missing in the publisher's view"


BENCHMARK = Benchmark(
    figures=(
        Figure("p99", "Monday burst: 10,000 approvals within 60 s at the gateway, p99", "ms", below(2_000)),
        Figure("drained", "Monday burst: drained after the last answer", "s", below(60)),
    ),
    limits="Processor time: two cores have 12 ms for each of 10,000 approvals within the minute, and as much again in "
    "the minute after. Passing one on costs the gateway a millisecond or two, deciding and signing it consent as much "
    "(see approve over HTTP), spreading it over the week the publisher two or three, and the views, Kafka and "
    "PostgreSQL come to as much together. What follows an approval rests between batches and leaves the processor to "
    "who answers; what is not scheduled when the last answer is given, is scheduled in batches of up to a thousand.",
    open=_open,
    warm_up=0,
)
