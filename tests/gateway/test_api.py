"""The gateway's own routes: what they answer, and that those which pass /api on leave them alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from chassis.errors import Refused
from chassis.http import add_error_tree
from chassis.keys import JWKS_PATH
from contracts.values import Role
from services.gateway.api import Gateway, routes
from services.gateway.limits import Limits
from services.gateway.pages import PAGES
from services.gateway.sessions import Opened, Session
from services.gateway.settings import GatewaySettings

SARI = UUID("3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f")
SESSION = Session(b"digest", SARI, frozenset({Role.CURATOR, Role.ADVOCATE}), "proof")
HEARD = "consent:4,content:2"
PERSON = {"person_id": str(SARI), "name": "Sari", "roles": ["advocate", "curator"]}

KEY = {"kty": "OKP", "crv": "Ed25519", "x": "eA", "kid": "thumbprint"}

MANY, FEW = 20, 5


class OneSession:
    """The table with one session in it."""

    def find(self, tokens: Sequence[str], _: datetime) -> dict[str, Session]:
        return {token: SESSION for token in tokens if token == "token"}

    def open(self, person: UUID, *_: object) -> Opened | None:
        return Opened("token", SESSION) if person == SARI else None


class Consent:
    """What consent answers inside."""

    def get(self, service: str, path: str) -> Any:
        if path == JWKS_PATH:
            return {"keys": [{**KEY, "service": service}]}
        return [PERSON] if path == "/internal/personas" else {**PERSON, "active": True}


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    nowhere = {"postgres_dsn": "", "sealing_keys_file": Path(), "signing_keys_file": Path(), "demo": True}
    limits = {"requests_per_minute": MANY, "sign_ins_per_minute": FEW}
    settings = GatewaySettings.model_validate(nowhere | limits)
    gateway = Gateway(
        settings=settings,
        sessions=cast(Any, OneSession()),
        limits=Limits(settings),
        proxy=cast(Any, None),
        hub=cast(Any, SimpleNamespace(heard=HEARD)),
        peers=cast(Any, Consent()),
        clock=lambda: datetime.now(UTC),
        health=cast(Any, None),
        letters=cast(Any, None),
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


async def test_a_page_learns_without_an_error_whether_somebody_is_signed_in(door: httpx.AsyncClient) -> None:
    assert (await door.get("/auth/session")).json() == {"me": None, "ways": ["persona"], "heard": None}
    await door.post("/auth/persona", json={"person_id": str(SARI)})

    signed_in = {"me": {**PERSON, "csrf": "proof"}, "ways": ["persona"], "heard": HEARD}
    assert (await door.get("/auth/session")).json() == signed_in


async def test_who_is_signed_in_is_given_the_public_keys_of_who_signs(door: httpx.AsyncClient) -> None:
    assert (await door.get("/api/keys")).status_code == 401
    await door.post("/auth/persona", json={"person_id": str(SARI)})

    told = (await door.get("/api/keys")).json()
    assert told == {"keys": [{**KEY, "service": "consent"}, {**KEY, "service": "publisher"}]}


@pytest.mark.parametrize("path", ["/api/health", "/api/dead-letters"])
async def test_how_services_are_is_for_administrators(door: httpx.AsyncClient, path: str) -> None:
    assert (await door.get(path)).status_code == 401
    await door.post("/auth/persona", json={"person_id": str(SARI)})
    assert (await door.get(path)).json()["code"] == "forbidden"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_a_page_needs_no_session_and_is_not_passed_on(door: httpx.AsyncClient, page: Any) -> None:
    assert (await door.get(page.path)).content == page.content()


async def asked(door: httpx.AsyncClient, times: int, path: str, body: object = None, **cookies: str) -> httpx.Response:
    """The last answer of so many; those before it were not refused for being too many."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    method = "GET" if body is None else "POST"
    for _ in range(times - 1):
        assert (await door.request(method, path, json=body, headers=headers)).status_code != 429
    return await door.request(method, path, json=body, headers=headers)


def is_asked_to_wait(answer: httpx.Response, each: float) -> bool:
    told = (answer.status_code, answer.json()["code"], answer.headers["content-type"])
    assert told == (429, "too-many-requests", "application/problem+json")
    assert answer.headers["retry-after"] == str(answer.json()["retry_after"])
    return 1 <= int(answer.headers["retry-after"]) <= each


async def test_a_person_may_ask_so_often_a_minute(door: httpx.AsyncClient) -> None:
    assert is_asked_to_wait(await asked(door, MANY + 1, "/auth/me", restu="token"), 60 / MANY)


async def test_an_address_without_a_session_may_ask_so_often_and_a_person_there_is_not_held_up(
    door: httpx.AsyncClient,
) -> None:
    assert is_asked_to_wait(await asked(door, MANY + 1, "/auth/me", restu="guessed"), 60 / MANY)
    assert is_asked_to_wait(await door.get("/auth/personas"), 60 / MANY)
    assert (await asked(door, 1, "/auth/me", restu="token")).status_code == 200


async def test_an_address_may_sign_in_so_often_whether_or_not_it_succeeds(door: httpx.AsyncClient) -> None:
    stranger = {"person_id": "00000000-0000-4000-8000-000000000000"}
    assert (await asked(door, FEW, "/auth/persona", stranger)).status_code == 403
    assert is_asked_to_wait(await door.post("/auth/persona", json={"person_id": str(SARI)}), 60 / FEW)
