"""Consent as it runs, and everybody around it; spoken to from the outside only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx

from contracts import consent
from contracts.content import ActivityOffered, ContentCurated, OfferAudience
from contracts.publisher import AccountConnected
from contracts.values import Kind, Network
from tests.races.door import PATIENCE, REPLICAS, Door, door_of
from tests.races.hearing import Hearing, hearing_on
from tests.races.neighbours import Speaking, answering, speaking_on
from tests.servers import Servers

PEOPLE = 24


@dataclass(frozen=True)
class Somebody:
    """An advocate with an account."""

    id: UUID
    account_id: UUID


@dataclass(frozen=True)
class Offer:
    """One item with one activity."""

    item_id: UUID
    activity_id: UUID


@dataclass
class Stage:
    """What a race is run on: consent, and everybody around it."""

    door: Door
    speaking: Speaking
    hearing: Hearing
    known: dict[str, Mapping[str, Any]]
    people: list[Somebody] = field(default_factory=list)

    @property
    def random(self) -> Random:
        """Decides which replica is asked, and when."""
        return self.door.random

    async def ask(self, path: str, person: UUID | None, body: Any = None) -> httpx.Response:
        """A command, until it is decided."""
        return await self.door.ask(path, person, body)

    async def respond(self, verb: str, by: Somebody, **body: Any) -> httpx.Response:
        """An advocate's answer to an activity."""
        return await self.ask("/v1/respond", by.id, {"verb": verb, **body})

    async def preview(self, by: Somebody, offer: Offer, text: str = "My own words") -> dict[str, Any]:
        """Exactly what would be published, as soon as consent knows of offer and account; what approving needs."""
        wish = {"activity_id": str(offer.activity_id), "account_id": str(by.account_id), "text": text, "choice": "now"}
        deadline = time.monotonic() + PATIENCE
        while True:
            shown = await self.ask("/v1/previews", by.id, wish)
            if shown.status_code == 200:
                told = shown.json()
                return {"token": told["token"], "text": told["preview"]["text"], "approval_id": told["approval_id"]}
            if time.monotonic() > deadline:
                raise AssertionError(f"no preview: {shown.text}")
            await asyncio.sleep(0.1)

    async def approve(self, by: Somebody, shown: Mapping[str, Any]) -> httpx.Response:
        """Consent to what was shown."""
        return await self.respond("approve", by, token=shown["token"], text=shown["text"])

    async def join(self) -> Somebody:
        """A new advocate with an account."""
        name = f"a{uuid4().hex[:12]}"
        body = {"name": name, "email": f"{name}@example.org", "roles": [], "groups": []}
        joined = await self.ask("/internal/people", None, body)
        somebody = Somebody(UUID(joined.json()["person_id"]), uuid4())
        self.known[str(somebody.account_id)] = {
            "advocate_id": str(somebody.id),
            "handle": f"@{name}@social.example",
            "max_characters": 500,
            "characters_per_url": 23,
            "connected": True,
        }
        connected = {"network": Network.MASTODON, "connected_at": datetime.now(UTC)}
        await self.speaking.say(AccountConnected(advocate_id=somebody.id, account_id=somebody.account_id, **connected))
        return somebody

    async def offer(self, count: int) -> list[Offer]:
        """New items, each with one activity that is open to everybody for a day."""
        now = datetime.now(UTC)
        offers = [Offer(uuid4(), uuid4()) for _ in range(count)]
        events = []
        for each in offers:
            revision = uuid4()
            told: dict[str, Any] = {
                "language": "en",
                "title": "Something new",
                "link": None,
                "target": None,
                "messages": [],
            }
            self.known[str(each.activity_id)] = {"revision_id": str(revision), **told}
            events += [
                ContentCurated(
                    item_id=each.item_id,
                    revision_id=revision,
                    digest="d" * 64,
                    source="composed",
                    curated_by=None,
                    curated_at=now,
                ),
                ActivityOffered(
                    item_id=each.item_id,
                    activity_id=each.activity_id,
                    kind=Kind.POST,
                    network=Network.MASTODON,
                    opens_at=now - timedelta(minutes=1),
                    closes_at=now + timedelta(days=1),
                    audience=OfferAudience(everyone=True),
                    points=5,
                    offered_at=now,
                ),
            ]
        await self.speaking.say(*events)
        return offers


@asynccontextmanager
async def stage_on(servers: Servers, seed: int, *, replicas: int = REPLICAS) -> AsyncIterator[Stage]:
    """Consent on servers whose topics are empty, with some people; ended afterwards."""
    known: dict[str, Mapping[str, Any]] = {}
    async with AsyncExitStack() as open_:
        peers = open_.enter_context(answering(known))
        door = await open_.enter_async_context(door_of("consent", servers, seed, peers=peers, replicas=replicas))
        speaking = await open_.enter_async_context(speaking_on(servers.kafka, door.publisher))
        hearing = await open_.enter_async_context(hearing_on(servers.kafka, consent.TOPIC))
        stage = Stage(door, speaking, hearing, known)
        stage.people = list(await asyncio.gather(*(stage.join() for _ in range(PEOPLE))))
        yield stage
