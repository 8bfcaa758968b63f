"""Passing on: whatever bytes come, the service is asked with them, or nothing is asked and the answer says so."""

from __future__ import annotations

from uuid import UUID

import httpcore
import pytest
from joserfc.jwk import OKPKey
from starlette.requests import Request
from starlette.responses import Response
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
        self.requests: list[httpcore.Request] = []
        self.answer = httpcore.Response(200)
        monkeypatch.setattr(httpcore.AsyncHTTPConnection, "handle_async_request", self._answer)
        issuer = TokenIssuer("gateway", {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]})
        self.proxy = Proxy(dict.fromkeys(SERVICES, "http://inside.test"), issuer)

    async def pass_on(self, path: str, *headers: tuple[bytes, bytes], body: Message = WHOLE) -> Response:
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
        return await self.proxy.pass_on("consent", path, Request(scope, receive), SOMEBODY)

    async def _answer(self, request: httpcore.Request) -> httpcore.Response:
        self.requests.append(request)
        return self.answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


@pytest.mark.parametrize(
    "name", [b"idempotency-key", b"accept", b"accept-language", b"content-type", b"restu-position"]
)
async def test_a_header_that_is_not_ascii_reaches_the_service_as_it_came(asked: Asked, name: bytes) -> None:
    await asked.pass_on("me", (name, b"\xc3\xa9\xff"))

    (request,) = asked.requests
    assert dict(request.headers)[name] == b"\xc3\xa9\xff"


@pytest.mark.parametrize("path", ["a\0b", "a\nb", "a\x7fb", "a?b", "a#b", "a/../b", "../internal/personas", "a//b"])
async def test_an_address_that_cannot_be_is_nowhere_and_nobody_is_asked(asked: Asked, path: str) -> None:
    with pytest.raises(NotFound):
        await asked.pass_on(path)

    assert asked.requests == []


async def test_a_request_that_breaks_off_is_not_passed_on(asked: Asked) -> None:
    with pytest.raises(Unavailable):
        await asked.pass_on("me", body=BROKEN_OFF)

    assert asked.requests == []


async def test_only_what_a_browser_needs_of_an_answer_is_passed_on(asked: Asked) -> None:
    headers = [
        (b"Content-Type", b"application/problem+json"),
        (b"Restu-Position", b"7"),
        (b"Set-Cookie", b"a=b"),
        (b"Date", b"today"),
    ]
    asked.answer = httpcore.Response(409, headers=headers, content=b"{}")

    told = await asked.pass_on("approvals")

    assert (told.status_code, bytes(told.body)) == (409, b"{}")
    assert dict(told.headers) == {
        "content-type": "application/problem+json",
        "restu-position": "7",
        "content-length": "2",
    }


async def test_a_service_that_is_away_is_said_to_be(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> httpcore.Response:
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.AsyncHTTPConnection, "handle_async_request", away)

    with pytest.raises(Unavailable, match="consent does not answer"):
        await asked.pass_on("me")


async def test_a_request_has_the_length_of_its_body_and_the_name_of_its_service(asked: Asked) -> None:
    await asked.pass_on("me")

    (request,) = asked.requests
    headers = {name.lower(): value for name, value in request.headers}
    assert (headers[b"host"], headers[b"content-length"]) == (b"inside.test", b"2")
    assert request.url.target == b"/v1/me"


async def test_a_service_that_does_not_accept_our_token_does_not_end_anybodys_session(asked: Asked) -> None:
    asked.answer = httpcore.Response(401)

    with pytest.raises(Unavailable):
        await asked.pass_on("me")
