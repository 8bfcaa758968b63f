"""Consent's real edge with its views: real PostgreSQL and view database, callers by a plain header."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

from chassis.auth import Caller
from chassis.errors import Unauthenticated
from chassis.follower import Follower
from chassis.http import Readiness, add_error_tree, caller_of, service_app
from chassis.projection import Projection, open_views
from contracts.values import Role
from services.consent import views
from services.consent.api import (
    answer_routes,
    command_line_routes,
    disclosure_routes,
    group_routes,
    image_routes,
    internal_routes,
    me_routes,
    opening_routes,
    people_routes,
)
from services.consent.domain import ConsentError
from services.consent.projections import handlers
from services.consent.queries import Feed, Given
from tests.consent.house import House
from tests.servers import MongoDatabase

SERVICES = {"gateway", "publisher", "gamification", "content", "cli"}


def read(authorization: str | None) -> Caller:
    """`Bearer <person id> role,role` or `Bearer <service>`."""
    words = (authorization or "").split()
    if len(words) < 2 or words[0] != "Bearer":
        raise Unauthenticated("this needs a bearer token")
    if words[1] in SERVICES:
        return Caller(words[1], None, frozenset())
    roles = frozenset(Role(role) for role in words[2].split(",")) if len(words) > 2 else frozenset({Role.ADVOCATE})
    return Caller("gateway", UUID(words[1]), roles)


def build(house: House, mongo: MongoDatabase) -> FastAPI:
    """The service's routes over the house, following its log while the client is open."""
    follower = Follower(house.store)
    database = open_views(mongo.url, mongo.name)
    projection = Projection(follower, database, "consent", collections=views.COLLECTIONS, handlers=handlers())

    @asynccontextmanager
    async def live() -> AsyncIterator[None]:
        with closing(database.client):
            async with follower, projection:
                yield

    app = service_app("consent", readiness=Readiness(), keys=None, lifespan=live)
    add_error_tree(app, ConsentError)
    who = caller_of(SimpleNamespace(read=read, read_known=read))  # type: ignore[arg-type]
    store, people, directory, clock = house.store, house.people, house.directory, house.clock
    private = house.tables.private
    app.include_router(
        answer_routes(
            store=store,
            previews=house.previews,
            approvals=house.approvals,
            feed=Feed(store, house.vault, house.tables, house.facts, projection),
            given=Given(house.vault, projection),
            projection=projection,
            clock=clock,
            who=who,
        )
    )
    app.include_router(image_routes(images=house.images, clock=clock, who=who))
    app.include_router(disclosure_routes(store=store, disclosing=house.disclosing, clock=clock, who=who))
    app.include_router(me_routes(store=store, people=people, directory=directory, clock=clock, who=who))
    for routes in (people_routes, command_line_routes):
        app.include_router(
            routes(store=store, people=people, directory=directory, private=private, clock=clock, who=who)
        )
    app.include_router(
        group_routes(
            store=store,
            people=people,
            directory=directory,
            projection=projection,
            private=private,
            clock=clock,
            who=who,
        )
    )
    app.include_router(
        opening_routes(
            store=store,
            vault=house.vault,
            tables=house.tables,
            releases=house.releases,
            images=house.images,
            clock=clock,
            who=who,
        )
    )
    app.include_router(internal_routes(directory=directory, who=who, demo=True))
    return app


class Api:
    """A client whose commands carry a fresh Idempotency-Key unless one is given, and that sees its own writes."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://consent")
        self._portal = portal
        self.position: str | None = None

    def ask(self, method: str, path: str, by: object, body: Any = None, *, key: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {by}", "Idempotency-Key": key or str(uuid4())}
        if self.position is not None and method == "GET":
            headers["Restu-Position"] = self.position
        answer = self.raw(method, path, json=body, headers=headers)
        self.position = answer.headers.get("Restu-Position", self.position)
        return answer

    def raw(self, method: str, path: str, **rest: Any) -> httpx.Response:
        return self._portal.call(partial(self._client.request, method, path, **rest))

    def get(self, path: str, by: object) -> Any:
        return self.ask("GET", path, by)

    def post(self, path: str, by: object, body: Any = None, *, key: str | None = None) -> Any:
        return self.ask("POST", path, by, body, key=key)

    def put(self, path: str, by: object, body: Any) -> Any:
        return self.ask("PUT", path, by, body)

    def see(self, position: int) -> None:
        """Whatever is asked next shows at least this position."""
        self.position = str(position)
