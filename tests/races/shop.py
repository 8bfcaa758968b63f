"""Gamification as it runs, with people who have points to spend; spoken to from the outside only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid4

import httpx

from contracts import gamification
from contracts.publisher import PostPublished
from contracts.values import Kind, Network, Role
from tests.races.door import REPLICAS, Door, door_of
from tests.races.hearing import Hearing, hearing_on
from tests.races.neighbours import Speaking, answering, speaking_on
from tests.servers import Servers

PEOPLE = 200
"""So many that two races seldom meet in one person's ledger."""
PROMISED = 1_000
"""Points of each of their posts; a reward costs one."""


@dataclass
class Shop:
    """What a race for the last one is run on; an offer is a reward of which there is one."""

    door: Door
    speaking: Speaking
    hearing: Hearing
    people: list[UUID] = field(default_factory=list)

    @property
    def random(self) -> Random:
        """Decides which replica is asked, and when."""
        return self.door.random

    async def offer(self, count: int) -> list[UUID]:
        """New rewards."""
        return list(await asyncio.gather(*(self._reward() for _ in range(count))))

    async def redeem(self, by: UUID, reward: UUID) -> httpx.Response:
        """Somebody exchanges their points for it."""
        return await self.door.ask(f"/v1/rewards/{reward}/redeem", by)

    async def _reward(self) -> UUID:
        reward = {"title": "A cup", "points": 1, "stock": 1}
        made = await self.door.ask("/v1/rewards", uuid4(), reward, role=Role.ADMINISTRATOR)
        assert made.status_code == httpx.codes.CREATED, made.text
        return UUID(made.json()["reward_id"])

    async def earn(self) -> None:
        """Everybody publishes a post, and has the points for it when this returns. Raises AssertionError."""
        await self.speaking.say(*map(_published, self.people))
        await self.hearing.until(lambda: all(self.hearing.about(each, "PointsAwarded") for each in self.people))
        assert all(self.hearing.about(each, "PointsAwarded") for each in self.people), "points are missing"


def _published(who: UUID) -> PostPublished:
    now = datetime.now(UTC)
    ids = {name: uuid4() for name in ("post_id", "approval_id", "release_id", "activity_id", "account_id", "item_id")}
    return PostPublished(
        id=uuid4(),
        signature="made when it is said",
        advocate_id=who,
        kind=Kind.POST,
        network=Network.MASTODON,
        preview_digest="0" * 64,
        grant_hash="0" * 64,
        grant_sequence="0" * 20,
        own_words=0,
        points=PROMISED,
        requested_at=now,
        attempted_at=now,
        published_at=now,
        found_by="answer",
        **ids,
    )


@asynccontextmanager
async def shop_on(servers: Servers, seed: int, *, replicas: int = REPLICAS) -> AsyncIterator[Shop]:
    """Gamification on servers whose topics are empty, with people who have points; ended afterwards."""
    async with AsyncExitStack() as open_:
        peers = open_.enter_context(answering({}))
        door = await open_.enter_async_context(door_of("gamification", servers, seed, peers=peers, replicas=replicas))
        speaking = await open_.enter_async_context(speaking_on(servers.kafka, door.publisher))
        hearing = await open_.enter_async_context(hearing_on(servers.kafka, gamification.TOPIC))
        shop = Shop(door, speaking, hearing, [uuid4() for _ in range(PEOPLE)])
        await shop.earn()
        yield shop
