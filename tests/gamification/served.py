"""A replica of gamification's rewards as a process of its own: `python -m tests.gamification.served DSN PORT`.

Its event store is real, there is no Kafka; who calls, and whether they administrate, stands in the bearer token.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from fastapi import FastAPI

from chassis.auth import Caller
from chassis.clock import system_clock
from chassis.database import Database
from chassis.event_store import EventStore
from chassis.http import Readiness, add_error_tree, caller_of, serve, service_app
from chassis.settings import Settings
from chassis.vault import Vault
from contracts.values import Role
from services.gamification.api import reward_routes
from services.gamification.application import Rewards
from services.gamification.domain import GamificationError
from services.gamification.rules import Rules

KEYS = [b"k" * 32]


def read(authorization: str | None) -> Caller:
    who, _, role = (authorization or "").removeprefix("Bearer ").partition(":")
    return Caller("gateway", UUID(who), frozenset({Role.ADVOCATE, *([Role(role)] if role else ())}))


def build(dsn: str) -> FastAPI:
    database = Database(dsn)
    store, vault = EventStore(database), Vault(database, KEYS)

    @asynccontextmanager
    async def live() -> AsyncIterator[None]:
        database.open()
        store.open()
        vault.migrate()
        yield
        store.close()
        database.close()

    app = service_app("gamification", readiness=Readiness(), keys=None, lifespan=live)
    add_error_tree(app, GamificationError)
    who = caller_of(cast(Any, SimpleNamespace(read=read, read_known=read)))
    app.include_router(reward_routes(store=store, rewards=Rewards(Rules.read(), vault), clock=system_clock, who=who))
    return app


if __name__ == "__main__":
    unused: Any = "unused"
    serve(
        build(sys.argv[1]),
        Settings(port=int(sys.argv[2]), postgres_dsn="", sealing_keys_file=unused, signing_keys_file=unused),
    )
