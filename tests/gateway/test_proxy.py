"""Passing on: whatever bytes come, the service is asked with them, or nothing is asked and the answer says so."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest
from joserfc.jwk import OKPKey
from starlette.requests import Request
from starlette.types import Message

from chassis.auth import TokenIssuer
from chassis.errors import NotFound, Unavailable
from contracts.values import Role
from services.gateway.proxy import SERVICES, Proxy
from services.gateway.sessions import Session

SOMEBODY = Session(b"digest", UUID("3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f"), frozenset({Role.ADVOCATE}), "csrf")
WHOLE: Message = {"type": "http.request", "body": b"{}", "more_body": False}
BROKEN_OFF: Message = {"type": "http.disconnect"}


class Asked:
    """A proxy whose services only note what they were asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.requests: list[httpx.Request] = []
        self.status = 200
        inside = httpx.MockTransport(self._answer)
        outside = httpx.AsyncClient
        monkeypatch.setattr(httpx, "AsyncClient", lambda **_: outside(transport=inside))
        issuer = TokenIssuer("gateway", {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]})
        self.proxy = Proxy(dict.fromkeys(SERVICES, "http://inside.test"), issuer)

    async def pass_on(self, path: str, *headers: tuple[bytes, bytes], body: Message = WHOLE) -> None:
        async def receive() -> Message:
            return body

        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/api/consent/{path}",
            "query_string": b"",
            "headers": [(b"host", b"restu.test"), *headers],
            "server": ("restu.test", 80),
            "scheme": "http",
        }
        await self.proxy.pass_on("consent", path, Request(scope, receive), SOMEBODY)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


@pytest.mark.parametrize(
    "name", [b"idempotency-key", b"accept", b"accept-language", b"content-type", b"restu-position"]
)
async def test_a_header_that_is_not_ascii_reaches_the_service_as_it_came(asked: Asked, name: bytes) -> None:
    await asked.pass_on("me", (name, b"\xc3\xa9\xff"))

    (request,) = asked.requests
    assert dict(request.headers.raw)[name] == b"\xc3\xa9\xff"


@pytest.mark.parametrize("path", ["a\0b", "a\nb", "a\x7fb", "a?b", "a#b", "a/../b", "../internal/personas", "a//b"])
async def test_an_address_that_cannot_be_is_nowhere_and_nobody_is_asked(asked: Asked, path: str) -> None:
    with pytest.raises(NotFound):
        await asked.pass_on(path)

    assert asked.requests == []


async def test_a_request_that_breaks_off_is_not_passed_on(asked: Asked) -> None:
    with pytest.raises(Unavailable):
        await asked.pass_on("me", body=BROKEN_OFF)

    assert asked.requests == []


async def test_a_service_that_does_not_accept_our_token_does_not_end_anybodys_session(asked: Asked) -> None:
    asked.status = 401

    with pytest.raises(Unavailable):
        await asked.pass_on("me")
