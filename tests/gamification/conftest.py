"""Gamification on real PostgreSQL and a real view database, without Kafka; callers by a plain header."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from chassis.database import Database
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.projection import Projection, open_views
from chassis.vault import Vault
from contracts.consent import GroupsChanged, PreferencesChanged
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from contracts.publisher import PostHandedOver, PostPublished, PostRemoved
from services.gamification.application import Climbing, Gamification, Rewards
from services.gamification.board import Board
from services.gamification.ladder import Ladder
from services.gamification.policies import policies
from services.gamification.projections import BANDS, BOARD, COLLECTIONS, ENTRIES, HANDLERS, TOTALS
from services.gamification.queries import Points
from services.gamification.rules import Rules
from tests.servers import MongoDatabase

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ENVELOPE = Envelope(uuid4(), "/restu/publisher", "test", str(uuid4()), "", 1, 0, b"")


@dataclass
class Service:
    """The parts of gamification that a test talks to."""

    store: EventStore
    vault: Vault
    gamification: Gamification
    rewards: Rewards

    def happened(self, *events: IntegrationEvent) -> int | None:
        """The policies of these events, saved as one batch; the position a view has to reach."""
        sentences = policies(self.gamification, self.rewards, Climbing(Ladder.read()))

        def batch(work: Any) -> None:
            for event in events:
                sentences[type(event)](work, event, ENVELOPE)

        return self.store.run(batch).position

    def events(self, aggregate: str = "Ledger") -> list[str]:
        rows = self.store.database.fetch("SELECT topic FROM stored_events ORDER BY notification_id")
        names = (row["topic"].split(".") for row in rows)
        return [name for _, kind, name in names if kind == aggregate]


@pytest.fixture
def service(postgres_dsn: str) -> Iterator[Service]:
    database = Database(postgres_dsn)
    database.open()
    store = EventStore(database)
    store.open()
    vault = Vault(database, [b"k" * 32])
    vault.migrate()
    rules = Rules.read()
    yield Service(store, vault, Gamification(rules, ZoneInfo("Asia/Jakarta")), Rewards(rules, vault))
    store.close()
    database.close()


@dataclass
class Shown:
    """The views."""

    projection: Projection
    board: Board
    points: Points

    async def reach(self, position: int | None) -> None:
        assert await self.projection.wait_for(position, timeout=20.0)


@pytest_asyncio.fixture
async def shown(service: Service, mongo_database: MongoDatabase) -> AsyncIterator[Shown]:
    views = open_views(mongo_database.url, mongo_database.name)
    async with Follower(service.store) as follower:
        projection = Projection(follower, views, "gamification", collections=COLLECTIONS, handlers=HANDLERS)
        async with projection:
            board = Board(projection.collection(BOARD), projection.collection(BANDS))
            points = Points(projection.collection(ENTRIES), projection.collection(TOTALS), board)
            while projection.reason() is not None:
                await asyncio.sleep(0.01)
            yield Shown(projection, board, points)
    views.client.close()


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    """The lifespan of an application under test that starts nothing."""
    yield


def grouped(advocate: UUID, *groups: UUID) -> IntegrationEvent:
    """Somebody is in these groups now."""
    return GroupsChanged(advocate_id=advocate, groups=groups, changed_at=NOW)


def preferred(advocate: UUID, *, listed: bool) -> PreferencesChanged:
    """What an advocate wishes, as consent says it."""
    return PreferencesChanged(
        advocate_id=advocate,
        language="id",
        time_zone="Asia/Jakarta",
        quiet_from=0,
        quiet_to=0,
        weekdays=(),
        spacing_minutes=0,
        daily_cap=1,
        listed=listed,
        changed_at=NOW,
    )


def removed(advocate: UUID, post: UUID) -> PostRemoved:
    """A removal as the publisher says it."""
    return PostRemoved(
        advocate_id=advocate,
        post_id=post,
        approval_id=uuid4(),
        activity_id=uuid4(),
        account_id=uuid4(),
        removed_at=NOW,
    )


def handed_over(advocate: UUID, post: UUID | None = None, **changes: Any) -> IntegrationEvent:
    """What an author reports to have published themselves, as the publisher says it."""
    said: dict[str, Any] = {
        "id": uuid4(),
        "signature": "head..tail",
        "post_id": post or uuid4(),
        "approval_id": uuid4(),
        "release_id": uuid4(),
        "advocate_id": advocate,
        "activity_id": uuid4(),
        "account_id": uuid4(),
        "item_id": uuid4(),
        "kind": "post",
        "network": "linkedin",
        "preview_digest": "0" * 64,
        "grant_hash": "0" * 64,
        "grant_sequence": "0" * 20,
        "own_words": 90,
        "points": 10,
        "reported_at": NOW,
        "requested_at": NOW,
        "handed_over_at": NOW,
    }
    return PostHandedOver(**{**said, **changes})


def published(advocate: UUID, post: UUID | None = None, **changes: Any) -> IntegrationEvent:
    """A publication as the publisher says it."""
    said: dict[str, Any] = {
        "id": uuid4(),
        "signature": "head..tail",
        "post_id": post or uuid4(),
        "approval_id": uuid4(),
        "release_id": uuid4(),
        "advocate_id": advocate,
        "activity_id": uuid4(),
        "account_id": uuid4(),
        "item_id": uuid4(),
        "kind": "post",
        "network": "mastodon",
        "preview_digest": "0" * 64,
        "grant_hash": "0" * 64,
        "grant_sequence": "0" * 20,
        "own_words": 30,
        "points": 10,
        "requested_at": NOW,
        "attempted_at": NOW,
        "published_at": NOW,
        "found_by": "answer",
    }
    return PostPublished.model_validate({**said, **changes})
