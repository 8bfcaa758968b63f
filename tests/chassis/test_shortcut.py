"""Whatever is wrong or unusual about a command's request, it is answered as by a route without a shortcut."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from chassis import shortcut
from chassis.auth import Caller
from chassis.errors import Forbidden, Unauthenticated
from chassis.http import MAX_BODY_BYTES, IdempotencyKey, Readiness, caller_of, service_app
from chassis.shortcut import CommandRoute, Shortcuts


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=10)
    times: int = 1


def read(authorization: str | None) -> Caller:
    if authorization != "Bearer good":
        raise Unauthenticated("this needs a bearer token")
    return Caller("gateway", None, frozenset())


who = caller_of(SimpleNamespace(read=read, read_known=read))  # type: ignore[arg-type]


async def ask(body: Wish, key: IdempotencyKey, caller: Caller = who) -> Response:
    if body.text == "forbidden":
        raise Forbidden("not this")
    return JSONResponse({"text": body.text, "times": body.times, "key": key, "by": caller.issuer})


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    yield


def app_with(kind: type[APIRoute]) -> FastAPI:
    app = service_app("test", readiness=Readiness(), keys=None, lifespan=nothing)
    router = APIRouter(prefix="/v1")
    router.add_api_route("/ask", ask, methods=["POST"], response_model=Wish, route_class_override=kind)
    app.include_router(router)
    return app


async def asked(kind: type[APIRoute], method: str = "POST", path: str = "/v1/ask", **more: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app_with(kind))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path, **more)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


GOOD: dict[str, Any] = {
    "content": b'{"text": "hello", "times": 2}',
    "headers": {"content-type": "application/json", "idempotency-key": "12345678", "authorization": "Bearer good"},
}


def with_headers(**changed: str | None) -> dict[str, Any]:
    headers = {**GOOD["headers"], **{name.replace("_", "-"): value for name, value in changed.items()}}
    return {**GOOD, "headers": {name: value for name, value in headers.items() if value is not None}}


async def test_what_is_plain_goes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastapi.routing.solve_dependencies", None)  # the general way would end here
    answer = await asked(CommandRoute, **GOOD)
    assert answer.json() == {"text": "hello", "times": 2, "key": "12345678", "by": "gateway"}


@pytest.mark.parametrize(
    "request_",
    [
        GOOD,
        {**GOOD, "content": b'{"text": "forbidden"}'},
        {**GOOD, "content": b'{"text": "much too long a text"}'},
        {**GOOD, "content": b'{"text": "hello", "more": 1}'},
        {**GOOD, "content": b'{"text": "hello", "times": "3"}'},
        {**GOOD, "content": b'{"text": "hello"'},
        {**GOOD, "content": b'\xef\xbb\xbf{"text": "hello"}'},
        {**GOOD, "content": '{"text": "hello"}'.encode("utf-16")},
        {**GOOD, "content": b'{"text": "\\ud800"}'},
        {**GOOD, "content": b""},
        {**GOOD, "content": b'{"text": "' + b"x" * MAX_BODY_BYTES + b'"}'},
        with_headers(content_type=None),
        with_headers(content_type="text/plain"),
        with_headers(content_type="application/json; charset=utf-8"),
        with_headers(idempotency_key=None),
        with_headers(idempotency_key="short"),
        with_headers(idempotency_key="with a space in it"),
        with_headers(authorization=None),
        {**with_headers(authorization=None), "content": b"{}"},
        {**with_headers(authorization=None), "content": b"{"},
        {**GOOD, "headers": [*GOOD["headers"].items(), ("idempotency-key", "another one")]},
    ],
)
async def test_both_ways_lead_to_the_same_answer(request_: dict[str, Any]) -> None:
    one, other = await asked(CommandRoute, **request_), await asked(APIRoute, **request_)
    assert (one.status_code, one.headers, one.content) == (other.status_code, other.headers, other.content)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("path", ["/v1/ask/", "/v1/ask?more=1", "/v1/other", "/v1/ask"])
async def test_another_path_or_method_is_as_it_was(method: str, path: str) -> None:
    one, other = await asked(CommandRoute, method, path, **GOOD), await asked(APIRoute, method, path, **GOOD)
    assert (one.status_code, one.headers, one.content) == (other.status_code, other.headers, other.content)


@pytest.mark.parametrize(
    "parts", [(b'{"text": ', b'"hello"}'), (b'{"text": ', b'"hello"'), (b"{" * MAX_BODY_BYTES,) * 2]
)
async def test_a_body_may_come_in_parts(parts: tuple[bytes, ...]) -> None:
    one = await asked(CommandRoute, **{**GOOD, "content": chunks(*parts)})
    other = await asked(APIRoute, **{**GOOD, "content": chunks(*parts)})
    assert (one.status_code, one.headers, one.content) == (other.status_code, other.headers, other.content)


def test_the_route_stands_in_the_document_like_any_other() -> None:
    assert app_with(CommandRoute).openapi() == app_with(APIRoute).openapi()


def test_a_function_that_takes_other_things_has_no_shortcut() -> None:
    async def other(body: Wish) -> Response:
        raise AssertionError(body)

    router = APIRouter()
    router.add_api_route("/other", other, methods=["POST"], response_model=None, route_class_override=CommandRoute)
    with pytest.raises(TypeError):
        Shortcuts(router).matches({"type": "http", "method": "POST", "path": "/other"})


async def test_a_client_that_goes_away_in_the_middle_reaches_nothing() -> None:
    heard = iter([{"type": "http.request", "body": b'{"te', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(heard)

    messages = await shortcut._whole(receive)
    again = shortcut._again(messages, receive)
    assert [await again(), await again()] == messages
