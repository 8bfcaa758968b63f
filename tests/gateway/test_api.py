"""The gateway's own routes: what they answer, and that those which pass /api on leave them alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from chassis.errors import Refused
from chassis.http import add_error_tree
from contracts.values import Role
from services.gateway.api import Gateway, routes
from services.gateway.pages import PAGES
from services.gateway.sessions import Opened, Session
from services.gateway.settings import GatewaySettings

SARI = UUID("3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f")
SESSION = Session(b"digest", SARI, frozenset({Role.CURATOR, Role.ADVOCATE}), "proof")
PERSON = {"person_id": str(SARI), "name": "Sari", "roles": ["advocate", "curator"]}


class OneSession:
    """The table with one session in it."""

    def find(self, token: str, _: datetime) -> Session | None:
        return SESSION if token == "token" else None

    def open(self, person: UUID, *_: object) -> Opened | None:
        return Opened("token", SESSION) if person == SARI else None


class Consent:
    """What consent answers inside."""

    def get(self, _: str, path: str) -> Any:
        return [PERSON] if path == "/internal/personas" else {**PERSON, "active": True}


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    nowhere = {"postgres_dsn": "", "sealing_keys_file": Path(), "signing_keys_file": Path(), "demo": True}
    gateway = Gateway(
        settings=GatewaySettings.model_validate(nowhere),
        sessions=cast(Any, OneSession()),
        proxy=cast(Any, None),
        hub=cast(Any, None),
        peers=cast(Any, Consent()),
        clock=lambda: datetime.now(UTC),
    )
    app = FastAPI(openapi_url=None)
    add_error_tree(app, Refused)
    app.include_router(routes(gateway))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8080") as client:
        yield client


async def test_nobody_is_signed_in_without_a_session(door: httpx.AsyncClient) -> None:
    answer = await door.get("/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_one_learns_who_one_is_and_what_changes_carry(door: httpx.AsyncClient) -> None:
    assert (await door.get("/auth/personas")).json() == [PERSON]
    signed_in = await door.post("/auth/persona", json={"person_id": str(SARI)})

    assert signed_in.json() == {"person_id": str(SARI), "roles": ["advocate", "curator"], "csrf": "proof"}
    assert (await door.get("/auth/me")).json() == {**PERSON, "csrf": "proof"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_a_page_needs_no_session_and_is_not_passed_on(door: httpx.AsyncClient, page: Any) -> None:
    assert (await door.get(page.path)).content == page.content()
