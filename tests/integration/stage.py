"""One of each role on a running stack, somebody to whom things belong, and requests as their browsers send them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from contracts.values import Role
from restu.demo.browser import Person
from services.gateway.security import HEADERS, UNKEPT
from tests.contracts.access import KEY, OWNER, Operation
from tests.integration.town import Advocate, Town

NOBODY = "nobody"
CALLERS = (NOBODY, *Role)
OWNED = frozenset({"account_id", "approval_id", "state"})
"""What names a thing of one person in a query or a body."""
ENDING = frozenset({"post_consent_me_leave", "post_consent_me_erase", "post_auth_sign_out"})
"""After these a caller is no longer there: each call has somebody of its own."""


@dataclass(frozen=True)
class Wish:
    """What is filled in: the values of the path's names and of the query, the body; bytes are sent as they are."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def elsewhere(self) -> Wish:
        """The same about a thing that is not there."""
        body = _moved(self.body) if isinstance(self.body, dict) else self.body
        return Wish({name: _another(name) for name in self.path}, _moved(self.query), body)


@dataclass(frozen=True)
class Answer:
    """What came back; an endless answer is not read."""

    status: int
    headers: httpx.Headers
    body: Any

    @property
    def code(self) -> str:
        """Why it was refused, for programs."""
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""


@dataclass
class Stage:
    """The people and the door; the owner has an account on the network, an approval, and the post it led to."""

    town: Town
    people: dict[str, Person]
    owner: Advocate
    approval_id: str
    post_id: str
    client: httpx.AsyncClient

    async def caller(self, who: str, operation: Operation) -> Person | None:
        """Who calls: None is nobody."""
        if who == NOBODY:
            return None
        if who == OWNER:
            return self.owner.person
        return await self.somebody(Role(who)) if operation.said["operationId"] in ENDING else self.people[who]

    async def somebody(self, role: Role = Role.ADVOCATE) -> Person:
        """Somebody new, signed in."""
        return await self.town.signed_up(f"Some {role}", [role])

    async def newcomer(self, role: Role = Role.ADVOCATE) -> str:
        """Somebody who takes part from now on."""
        body = {"name": f"Some {role}", "email": f"{uuid4().hex}@example.org", "roles": [role], "groups": []}
        return str((await self.town.administrator.post("/api/consent/people", body))["person_id"])

    async def ask(
        self, operation: Operation, wish: Wish, person: Person | None, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Answer:
        """Calls an operation as a person's browser would; `headers` take the place of the usual ones, empty: none."""
        sent = {"Origin": self.town.gateway.address, "Sec-Fetch-Site": "same-origin"}
        if person is not None:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
            sent["Restu-CSRF"] = person.csrf
        if operation.keyed:
            sent[KEY] = str(uuid4())
        answer = await self.send(operation.method, operation.path.format(**wish.path), wish, {**sent, **headers})
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == UNKEPT
        return answer

    async def send(self, method: str, address: str, wish: Wish, headers: dict[str, str]) -> Answer:
        """One request, with these headers and no other cookie than theirs."""
        self.client.cookies.clear()
        sent = {name: value for name, value in headers.items() if value}
        data, document = (wish.body, None) if isinstance(wish.body, bytes) else (None, wish.body)
        async with self.client.stream(
            method, address, params=wish.query, content=data, json=document, headers=sent
        ) as answer:
            endless = answer.headers.get("content-type", "").startswith("text/event-stream")
            body = None if endless or not await answer.aread() else _read(answer)
            return Answer(answer.status_code, answer.headers, body)


def _read(answer: httpx.Response) -> Any:
    return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text


def _moved(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _another(name) if name in OWNED else value for name, value in values.items()}


def _another(name: str) -> str:
    """What could be there, and is not."""
    return uuid4().hex * 2 if name == "digest" else str(uuid4())


@asynccontextmanager
async def stage_in(town: Town) -> AsyncIterator[Stage]:
    """One of each role, and the owner, whose post is published when this is ready."""
    owner = await town.advocate("Olu Owner", f"{uuid4().hex}@example.org", f"olu{uuid4().hex[:8]}")
    activity = await town.offer("Our learning lab opens", "https://example.org/lab", "Our learning lab is open.")
    approval_id = await town.approve(owner, activity, "Our learning lab is open, and I helped to build it.")
    async with httpx.AsyncClient(base_url=town.gateway.address, timeout=20.0, trust_env=False) as client:
        stage = Stage(town, {}, owner, approval_id, "", client)
        people = await asyncio.gather(*(stage.somebody(role) for role in Role))
        stage.people = dict(zip(Role, people, strict=True))
        stage.post_id = (await town.post_is(owner, approval_id, "published"))["post_id"]
        yield stage
