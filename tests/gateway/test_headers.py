"""Every answer of the gateway is hardened, whichever route it comes from, the refusals and what nobody expected too."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest.mock import AsyncMock

import httpx
import pytest
from fastapi import Request, Response
from fastapi.routing import APIRoute, iter_route_contexts

from chassis.errors import Refused
from chassis.http import MAX_BODY_BYTES, Readiness, ServiceApp, add_error_tree, service_app
from services.gateway.api import LARGEST_UPLOAD, METHODS, Gateway, routes
from services.gateway.limits import Limits
from services.gateway.pages import PAGES
from services.gateway.security import Door
from services.gateway.settings import GatewaySettings

US = "https://restu.example.org"
HARDENED = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Broken:
    """Sessions that cannot be looked up, and nobody expects it."""

    def find(self, *_: object) -> None:
        raise RuntimeError("nobody expects this")


class Passing:
    """A proxy that answers how large the body was."""

    async def pass_on(self, _service: str, _path: str, request: Request, _session: object) -> Response:
        return Response(str(len(await request.body())), 201)


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    yield


@pytest.fixture
def app() -> ServiceApp:
    nowhere = {"postgres_dsn": "", "sealing_keys_file": Path(), "signing_keys_file": Path(), "public_url": US}
    settings = GatewaySettings.model_validate(nowhere)
    # Demo mode is never served under such a name; its routes are to be seen all the same.
    gateway = Gateway(
        settings=settings.model_copy(update={"demo": True}),
        sessions=cast(Any, Broken()),
        limits=Limits(settings.model_copy(update={"sign_ins_per_minute": 1})),
        proxy=cast(Any, Passing()),
        hub=cast(Any, None),
        peers=cast(Any, None),
        clock=lambda: datetime.now(UTC),
        health=cast(Any, None),
        letters=cast(Any, None),
    )
    app = service_app("gateway", readiness=Readiness(), keys=None, lifespan=nothing)
    add_error_tree(app, Refused)
    app.include_router(routes(gateway))
    app.around = partial(Door, hosts=settings.hosts, secure=settings.secure)
    return app


@pytest.fixture
async def door(app: ServiceApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=US) as client:
        yield client


def is_hardened(answer: httpx.Response) -> bool:
    assert {name: answer.headers.get(name) for name in HARDENED} == HARDENED, answer.request.url
    assert not answer.headers.keys() & {"server", "x-powered-by"}
    return True


async def test_every_route_by_every_method(app: ServiceApp, door: httpx.AsyncClient) -> None:
    found = (context.original_route for context in iter_route_contexts(app.router.routes))
    paths = {route.path for route in found if isinstance(route, APIRoute)}
    assert {page.path for page in PAGES} | {"/auth/me", "/api/events", "/readyz"} <= paths
    for path in sorted(paths):
        for method in (*METHODS, "OPTIONS", "TRACE"):
            assert is_hardened(await door.request(method, re.sub(r"{[^}]*}", "consent", path)))


@pytest.mark.parametrize(
    ("status", "method", "path", "more"),
    [
        (200, "GET", "/livez", {}),
        (401, "GET", "/auth/me", {}),
        (403, "POST", "/auth/persona", {"json": {"person_id": "0" * 32}, "headers": {"Origin": "https://evil.test"}}),
        (404, "GET", "/nowhere.txt", {}),
        (404, "GET", "/api/nowhere", {"headers": {}}),
        (405, "DELETE", "/auth/me", {}),
        (413, "POST", "/auth/persona", {"content": b" " * (MAX_BODY_BYTES + 1)}),
        (421, "GET", "/auth/me", {"headers": {"Host": "evil.test"}}),
        (422, "POST", "/auth/persona", {"json": {}}),
        (500, "GET", "/auth/me", {"headers": {"Cookie": "__Host-restu=token"}}),
    ],
)
async def test_every_kind_of_answer(
    door: httpx.AsyncClient, status: int, method: str, path: str, more: dict[str, Any]
) -> None:
    answer = await door.request(method, path, **more)

    assert answer.status_code == status
    assert is_hardened(answer)
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("size", "wanted", "status"),
    [
        (300 * 1024, "POST /api/consent/images", 201),
        (LARGEST_UPLOAD, "POST /api/consent/images", 201),
        (LARGEST_UPLOAD + 1, "POST /api/consent/images", 413),
        (300 * 1024, "PUT /api/consent/images", 413),
        (300 * 1024, "POST /api/consent/images/", 413),
        (300 * 1024, "POST /api/consent/previews", 413),
        (300 * 1024, "GET /livez", 413),
    ],
)
async def test_only_images_may_be_large(
    door: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, size: int, wanted: str, status: int
) -> None:
    monkeypatch.setattr(Gateway, "session", AsyncMock())

    answer = await door.request(*wanted.split(), content=bytes(size))

    assert answer.status_code == status
    assert is_hardened(answer)
    if status == 413:
        assert answer.headers["content-type"] == "application/problem+json"
    else:
        assert answer.content == str(size).encode()


async def test_being_asked_to_wait(door: httpx.AsyncClient) -> None:
    refused = {"json": {"person_id": "0" * 32}, "headers": {"Origin": "https://evil.test"}}
    assert (await door.post("/auth/persona", **cast(Any, refused))).status_code == 403
    answer = await door.post("/auth/persona", **cast(Any, refused))
    assert answer.status_code == 429
    assert is_hardened(answer)
    assert answer.headers["retry-after"] == "60"
