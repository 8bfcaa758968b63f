"""How the services are, for administrators: asked at once, each time somebody looks, and never made up.

A service that does not answer in time is `silent`; a figure that it does not tell is None. Of several replicas behind
one address it is the one that answers that is told of. Dead letters are listed and no more: settling them is the
command line's (docs/decisions/0043).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import httpx
from pydantic import BaseModel

from chassis import figures
from chassis.consumer import Consumer
from chassis.errors import Unavailable
from chassis.internal import trust
from chassis.peers import PeerRefused, Peers
from chassis.repair import listed
from contracts.event import Timestamp

PATIENCE_SECONDS = 3.0
OLDEST = 50
OURSELVES = "gateway"


class Why(BaseModel):
    """Why a service is not ready: which part of it, and what it says."""

    part: str
    detail: str


class Figures(BaseModel):
    """How far a service is behind, in events or seconds, and what waits. Null: it has no such part, or does not tell.

    `missing`: how many topics' parts stand still because an event is truly missing.
    """

    to_publish: int | None = None
    publishing_late_seconds: int | None = None
    to_apply: int | None = None
    missing: int | None = None
    to_show: int | None = None
    showing_late_seconds: int | None = None
    dead_letters: int | None = None
    parked_keys: int | None = None


class ServiceHealth(BaseModel):
    """One service. `figures` is null when it does not tell them: nothing is known then, which does not mean 0."""

    service: str
    state: Literal["ready", "not-ready", "silent"]
    why: list[Why]
    figures: Figures | None


class HealthOut(BaseModel):
    """Every service, as it was at `asked_at`."""

    asked_at: Timestamp
    services: list[ServiceHealth]


class DeadLetterOut(BaseModel):
    """An event that could not be applied, or a message that is none (`foreign`, without type and key)."""

    id: int
    state: str
    topic: str
    partition: int
    offset: int
    reason: str
    at: Timestamp
    type: str | None
    key: str | None
    sequence: int | None


class ServiceLetters(BaseModel):
    """The oldest letters of one service, and how many wait. Null: it does not answer, so that is not known."""

    service: str
    waiting: int | None
    parked_keys: int | None
    letters: list[DeadLetterOut]


class DeadLettersOut(BaseModel):
    """What waits in every service."""

    services: list[ServiceLetters]


class Health:
    """Asks every service how it is. One per process; `close` it."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = dict(addresses)
        self._client = httpx.AsyncClient(
            timeout=PATIENCE_SECONDS, trust_env=False, verify=trust(self._addresses.values())
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def look(self) -> list[ServiceHealth]:
        """Every service, asked side by side; takes PATIENCE_SECONDS at most. Never raises."""
        return list(await asyncio.gather(*(self._service(each) for each in self._addresses)))

    async def _service(self, service: str) -> ServiceHealth:
        (state, why), told = await asyncio.gather(self._readiness(service), self._figures(service))
        return ServiceHealth(service=service, state=state, why=why, figures=told)

    async def _readiness(self, service: str) -> tuple[Literal["ready", "not-ready", "silent"], list[Why]]:
        """Ready is only who says so."""
        try:
            answer = await self._get(service, "/readyz")
            told = answer.json()
            if answer.is_success and told["ready"] is True:
                return "ready", []
            return "not-ready", [_why(str(reason)) for reason in told["reasons"]]
        except (httpx.HTTPError, TimeoutError, ValueError, LookupError, TypeError):
            return "silent", []

    async def _figures(self, service: str) -> Figures | None:
        try:
            answer = await self._get(service, "/metrics")
            return Figures(**figures.read(answer.text.splitlines())) if answer.is_success else None
        except (httpx.HTTPError, TimeoutError, ValueError):
            return None

    async def _get(self, service: str, path: str) -> httpx.Response:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._client.get(self._addresses[service] + path)


class Letters:
    """Lists the dead letters of the services and of the gateway itself. Blocking."""

    def __init__(self, services: Sequence[str], peers: Peers, own: Consumer) -> None:
        self._services = services
        self._peers = peers
        self._own = own

    def look(self) -> list[dict[str, Any]]:
        """The oldest of each. Never raises: of who does not answer, nothing is known."""
        return [{"service": each, **self._of(each)} for each in (*self._services, OURSELVES)]

    def _of(self, service: str) -> dict[str, Any]:
        try:
            if service == OURSELVES:
                return listed(self._own, OLDEST, queued=False)
            told: dict[str, Any] = self._peers.get(service, f"/internal/dead-letters?queued=false&limit={OLDEST}")
        except (Unavailable, PeerRefused):
            return {"waiting": None, "parked_keys": None, "letters": []}
        return told


def _why(reason: str) -> Why:
    part, _, detail = reason.partition(": ")
    return Why(part=part, detail=detail)
