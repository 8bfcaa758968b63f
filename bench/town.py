"""People in a whole stack, as `restu up` runs it, who approve over the gateway: for benchmarks of the pipeline.

The stack is the benchmark's own, in a temporary folder, on ports of its own, and ends with it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.door import Answer, request_of
from restu.demo.browser import Person, Refused
from restu.demo.waiting import NotYet, until
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import Post
from tests.faults.load import Crowd, crowd_in
from tests.integration.town import RunningStack

JOINING = 4
"""So many people join at once."""
LOOK_SECONDS = 0.01
PATIENCE = 60.0
RESPOND = "/api/consent/respond"


@dataclass(frozen=True, slots=True)
class Previewed:
    """What one advocate was shown and is about to approve."""

    person: Person
    body: dict[str, str]

    def request(self) -> bytes:
        """The request that approves it."""
        return request_of(self.person, RESPOND, self.body)

    async def approve(self) -> UUID:
        """Approves it, repeating the same request until it is answered; the post that becomes of it."""
        told = await self.person.post(RESPOND, self.body)
        return post_id(UUID(told["approval_id"]))


@dataclass(frozen=True, slots=True)
class People:
    """Advocates with an account each, in a running stack."""

    stack: RunningStack
    crowd: Crowd

    async def previews(self, number: int, *, at_once: int = 4, **choice: str) -> list[Previewed]:
        """So many previews of new offers, no two of one person next to each other."""
        rounds = -(-number // len(self.crowd.people))
        offers = [await self._offer() for _ in range(rounds)]
        pairs = [(offer, each.advocate) for offer in offers for each in self.crowd.people][:number]
        places = asyncio.Semaphore(at_once)

        async def preview(offer: str, person: Person, account: str) -> Previewed:
            async with places:
                return await _preview(person, offer, account, choice)

        return list(await asyncio.gather(*(preview(o, who.person, who.account_id) for o, who in pairs)))

    async def _offer(self) -> str:
        name = uuid4().hex[:8]
        return await self.crowd.town.offer(name, f"https://example.org/{name}", name)


@asynccontextmanager
async def people_in_a_stack(number: int) -> AsyncIterator[People]:
    """So many advocates in a stack of their own."""
    with TemporaryDirectory(prefix="restu-bench-") as folder:
        stack = RunningStack(Path(folder) / "home")
        try:
            await asyncio.to_thread(stack.start)
            async with crowd_in(stack, number, JOINING) as crowd:
                yield People(stack, crowd)
        finally:
            await asyncio.to_thread(stack.stop)


async def _preview(person: Person, activity: str, account: str, choice: dict[str, str]) -> Previewed:
    wanted = {
        "activity_id": activity,
        "account_id": account,
        "text": f"What I think of it, in my own words: {uuid4()}",
        "language": "en",
        "visibility": "public",
        **choice,
    }

    async def look() -> Any:
        try:
            return await person.post("/api/consent/previews", wanted)
        except Refused as refusal:  # consent hears of a new offer a moment after it was made
            raise NotYet(str(refusal)) from refusal

    shown = await until(look, "a preview", seconds=PATIENCE)
    return Previewed(person, {"verb": "approve", "token": shown["token"], "text": shown["preview"]["text"]})


@dataclass(slots=True)
class Scheduled:
    """When each post was seen scheduled in the publisher's own store, by `time.perf_counter`."""

    seen: dict[UUID, float] = field(default_factory=dict)

    async def all_of(self, posts: set[UUID], *, within: float) -> None:
        """Waits until all of them are scheduled. Raises AssertionError: something was lost."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not posts <= self.seen.keys():  # noqa: ASYNC110 - simpler than an event for every look
                    await asyncio.sleep(LOOK_SECONDS)
        missing = posts - self.seen.keys()
        assert not missing, f"{len(missing)} of {len(posts)} approvals were never scheduled"


@asynccontextmanager
async def watching(
    stack: RunningStack, *, now: Callable[[], float] = time.perf_counter, look: float = LOOK_SECONDS
) -> AsyncIterator[Scheduled]:
    """Looks into the publisher's store, every 10 ms where nothing else is said."""
    scheduled = Scheduled()
    task = asyncio.create_task(_watch(stack.database("publisher"), scheduled, now, look), name="scheduled")
    try:
        yield scheduled
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watch(dsn: str, scheduled: Scheduled, now: Callable[[], float], look: float) -> None:
    position = 0
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        while True:
            found = await connection.execute(
                "SELECT notification_id, originator_id FROM stored_events "
                "WHERE notification_id > %s AND topic = %s ORDER BY notification_id",
                (position, Post.Scheduled.TOPIC),
            )
            for notification, post in await found.fetchall():
                position = notification
                scheduled.seen.setdefault(post, now())
            await asyncio.sleep(look)


def post_of(answer: Answer) -> UUID:
    """The post that becomes of an approval."""
    return post_id(UUID(answer.told["approval_id"]))


def percentile(values: list[float], part: float) -> float:
    """The value that this part of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
