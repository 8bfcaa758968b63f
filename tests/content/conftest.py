"""A content service without its pipeline: real PostgreSQL, the real edge, callers by a plain header."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from chassis.auth import Caller
from chassis.database import Database
from chassis.errors import Unauthenticated
from chassis.event_store import EventStore
from chassis.guarded import GuardedClient
from chassis.http import Readiness, add_error_tree, caller_of, service_app
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.values import Role
from services.content.api import (
    image_routes,
    internal_routes,
    item_routes,
    network_routes,
    source_routes,
    suggestion_routes,
    topic_routes,
)
from services.content.application import Content, Suggestions, Topics
from services.content.domain import ContentError
from services.content.pictures import Pictures
from services.content.poller import Poller
from services.content.queries import Activities, SuggestionLists, TopicLists
from services.content.sources import Sources
from services.content.tables import Fingerprints, SuggestionRows, Tables, TopicRows
from tests.content.web import Web


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass
class Service:
    """The parts of content that need PostgreSQL alone."""

    database: Database
    store: EventStore
    vault: Vault
    timers: Timers
    tables: Tables
    content: Content
    suggestion_rows: SuggestionRows
    suggestions: Suggestions
    topic_rows: TopicRows
    topics: Topics
    fingerprints: Fingerprints
    clock: HandClock

    def rows(self, sql: Any) -> list[Any]:
        return [tuple(row.values()) for row in self.database.fetch(sql)]

    def events(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT topic FROM stored_events ORDER BY notification_id")]


@pytest.fixture
def service(postgres_dsn: str) -> Iterator[Service]:
    database = Database(postgres_dsn)
    database.open()
    store = EventStore(database)
    vault, timers, tables = Vault(database, [b"k" * 32]), Timers(database), Tables(database)
    store.open()
    rows, topic_rows = SuggestionRows(database), TopicRows(database)
    for part in (vault, timers, tables, rows, topic_rows):
        part.migrate()
    content = Content(vault, timers, tables)
    fingerprints = Fingerprints.open(database, vault)
    suggestions = Suggestions(content, vault, rows)
    yield Service(
        database=database,
        store=store,
        vault=vault,
        timers=timers,
        tables=tables,
        content=content,
        suggestion_rows=rows,
        suggestions=suggestions,
        topic_rows=topic_rows,
        topics=Topics(vault, topic_rows),
        fingerprints=fingerprints,
        clock=HandClock(),
    )
    store.close()
    database.close()


@dataclass
class Callers:
    """Tokens of this test: who they are stands in them."""

    curator: UUID
    advocate: UUID

    def read(self, authorization: str | None) -> Caller:
        name = (authorization or "").removeprefix("Bearer ")
        if name == "curator":
            return Caller("gateway", self.curator, frozenset({Role.ADVOCATE, Role.CURATOR}))
        if name == "advocate":
            return Caller("gateway", self.advocate, frozenset({Role.ADVOCATE, Role.ADMINISTRATOR}))
        if name in {"consent", "publisher", "gateway"}:
            return Caller(name, None, frozenset())
        raise Unauthenticated("this needs a bearer token")


class Api:
    """A client whose commands carry a fresh Idempotency-Key unless one is given."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://content")
        self._portal = portal

    def request(self, method: str, path: str, **rest: Any) -> httpx.Response:
        return self._portal.call(partial(self._client.request, method, path, **rest))

    def post(self, path: str, body: Any = None, *, by: str = "curator", key: str | None = None) -> Any:
        return self.request("POST", path, json=body, headers=_headers(by, key))

    def put(self, path: str, body: Any, *, by: str = "curator", key: str | None = None) -> Any:
        return self.request("PUT", path, json=body, headers=_headers(by, key))

    def delete(self, path: str, *, by: str = "curator", key: str | None = None) -> Any:
        return self.request("DELETE", path, headers=_headers(by, key))

    def get(self, path: str, *, by: str = "curator", after: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {by}"}
        return self.request("GET", path, headers=headers if after is None else {**headers, "Restu-Position": after})


def _headers(by: str, key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {by}", "Idempotency-Key": key or str(uuid4())}


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    yield


@pytest.fixture
def callers() -> Callers:
    return Callers(uuid4(), uuid4())


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@pytest.fixture
def sources() -> Sources:
    return Sources(GuardedClient(allow_private=True))


@pytest.fixture
def poller(service: Service, sources: Sources) -> Poller:
    return Poller(
        store=service.store,
        content=service.content,
        vault=service.vault,
        timers=service.timers,
        tables=service.tables,
        fingerprints=lambda: service.fingerprints,
        sources=sources,
        clock=service.clock,
    )


@pytest.fixture
def app(service: Service, callers: Callers, poller: Poller, sources: Sources) -> FastAPI:
    app = service_app("content", readiness=Readiness(), keys=None, lifespan=nothing)
    add_error_tree(app, ContentError)
    who = caller_of(SimpleNamespace(read=callers.read, read_known=callers.read))  # type: ignore[arg-type]
    app.include_router(
        source_routes(
            store=service.store,
            content=service.content,
            vault=service.vault,
            tables=service.tables,
            poller=poller,
            sources=sources,
            clock=service.clock,
            who=who,
        )
    )
    app.include_router(
        item_routes(store=service.store, content=service.content, clock=service.clock, who=who, plain_http=False)
    )
    app.include_router(
        suggestion_routes(
            store=service.store,
            suggestions=service.suggestions,
            lists=SuggestionLists(service.suggestion_rows, service.vault),
            sources=sources,
            clock=service.clock,
            private=lambda words: service.fingerprints.of("request", words).hex(),
            who=who,
        )
    )
    app.include_router(
        topic_routes(
            store=service.store,
            topics=service.topics,
            lists=TopicLists(service.topic_rows, service.vault),
            clock=service.clock,
            mark=lambda name: service.fingerprints.of("topic", name),
            who=who,
        )
    )
    activities = Activities(service.store, service.vault, service.tables)
    app.include_router(network_routes(who=who))
    app.include_router(
        image_routes(
            store=service.store,
            vault=service.vault,
            activities=activities,
            sources=sources,
            pictures=Pictures(sources),
            who=who,
        )
    )
    app.include_router(internal_routes(activities=activities, who=who))
    return app


@pytest.fixture
def api(app: FastAPI) -> Iterator[Api]:
    with start_blocking_portal() as portal:
        yield Api(app, portal)
