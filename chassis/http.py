"""The HTTP edge of every service: problem documents (RFC 9457), health, metrics, keys, callers, idempotency.

A route returns its answer or raises an error of the service's tree (`chassis.errors.Refused`); whatever goes wrong
becomes `application/problem+json` with a stable `code`. Nothing of an unexpected error reaches the client.
Commands answer with the header `Restu-Position`; a query that is given it waits up to a second for its view.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from types import FrameType
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.telemetry import TelemetryConfig
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import ConfigDict
from pymongo.errors import PyMongoError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.auth import Caller, TokenReader
from chassis.errors import Invalid, Refused, Unavailable
from chassis.event_store import Conflict, Outcome
from chassis.keys import JWKS_PATH, OwnKeys
from chassis.settings import Settings
from chassis.shortcut import Shortcuts
from chassis.telemetry import HttpTelemetry

log = logging.getLogger(__name__)

POSITION = "Restu-Position"
MAX_BODY_BYTES = 256 * 1024
YOUNG_OBJECTS = 20_000
"""That the collector lets there be more of before it looks at them; a batch of 64 approvals makes about 10,000."""
# The framework's own telemetry would put messages of exceptions and values that were refused, so people's words,
# into traces and logs.
NO_NATIVE_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="The client's own name for this wish; repeating it gives the first answer.",
    ),
]
"""Required on commands."""

After = Annotated[
    int | None,
    Header(
        alias=POSITION,
        ge=0,
        lt=2**63,
        description="The position of one's own last command: the answer shows at least that.",
    ),
]
"""What a query may be given."""


def shown(*examples: dict[str, Any]) -> ConfigDict:
    """The configuration of a model that the OpenAPI document shows with these examples."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:
    """A problem document; `code` is for programs, `detail` for people."""
    body = {"type": f"urn:restu:problem:{code}", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    return JSONResponse({**body, "detail": detail, **more}, status, media_type="application/problem+json")


class Readiness:
    """Named checks; each gives a reason why the service is not ready, or None."""

    def __init__(self) -> None:
        self._checks: dict[str, Callable[[], str | None]] = {}

    def add(self, name: str, check: Callable[[], str | None]) -> None:
        """Adds a check, called in a thread for every look."""
        self._checks[name] = check

    def reasons(self) -> list[str]:
        """Why the service is not ready; empty when it is."""
        found = []
        for name, check in self._checks.items():
            try:
                reason = check()
            except Exception as error:  # noqa: BLE001 - whatever a check dies of is a reason
                reason = type(error).__name__
            if reason is not None:
                found.append(f"{name}: {reason}")
        return found


def caller_of(reader: TokenReader) -> Any:
    """The dependency that gives a route its Caller. Raises Unauthenticated.

    Give it as the parameter's default: an annotation that names a local variable is not seen by FastAPI.
    """

    async def read(request: Request) -> Caller:
        authorization = request.headers.get("authorization")
        # Only a signer who is not known yet is asked for its keys: that may take seconds, everything else none.
        if (caller := reader.read_known(authorization)) is not None:
            return caller
        return await asyncio.to_thread(reader.read, authorization)

    return Depends(read)


def add_error_tree(app: FastAPI, root: type[Exception]) -> None:
    """Maps a service's own errors: every class of the tree has `code` and `status`, its text is for people.

    Public attributes of an error (such as `retry_at`) become members of the problem document; `retry_after`, in whole
    seconds, is said by the header too.
    """
    app.add_exception_handler(root, _told)


async def _told(_: Request, error: Exception) -> JSONResponse:
    more = _members(error)
    told = problem(getattr(error, "status", 409), getattr(error, "code", "refused"), str(error), **more)
    if "retry_after" in more:
        told.headers["Retry-After"] = str(more["retry_after"])
    return told


def answer(response: Response, outcome: Outcome[Any]) -> Any:
    """A command's result, with its position in the header."""
    if outcome.position is not None:
        response.headers[POSITION] = str(outcome.position)
    return outcome.result


class ServiceApp(FastAPI):
    """A service's application. `around`: what stands around all of it, also around its answers to what nobody expected.

    What is added as middleware stands within the framework's own, which answers by itself where a body is too large or
    an error is unexpected.
    """

    around: Callable[[ASGIApp], ASGIApp] | None = None

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's, once."""
        stack = SmallBodies(super().build_middleware_stack(), larger=_own_limits(self))
        return self.around(stack) if self.around is not None else stack


class SmallBodies:
    """ASGI middleware: a body that is announced as too large is refused with a problem document, and not read.

    The framework refuses it too, but in plain text, and after a route that reads no body has done its work. One that is
    not announced it refuses as it refuses everything. `larger`: what the routes take that have a limit of their own, by
    method and path.
    """

    def __init__(self, app: ASGIApp, *, larger: Mapping[tuple[str, str], int]) -> None:
        self._app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if length.isdecimal() and int(length) > MAX_BODY_BYTES:
            most = self._larger.get((scope["method"], scope["path"]), MAX_BODY_BYTES)
            if int(length) > most:
                refusal = problem(413, _named(413), f"a request may have {most} bytes; nothing was done")
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _own_limits(app: FastAPI) -> dict[tuple[str, str], int]:
    """What the routes take that have a limit of their own, by method and path; their paths have no parameters."""
    routes = [context.original_route for context in iter_route_contexts(app.router.routes)]
    return {
        (method, route.path): route.max_body_size
        for route in routes
        if isinstance(route, APIRoute) and route.max_body_size is not None
        for method in route.methods or ()
    }


def service_app(
    title: str,
    *,
    readiness: Readiness,
    keys: OwnKeys | None,
    lifespan: Callable[[], AbstractAsyncContextManager[None]],
) -> ServiceApp:
    """A FastAPI application with everything that all services have; the caller adds its routers.

    `app.state.closing` lists what to call, from a signal handler, when the process is asked to end.
    """

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        async with lifespan():
            yield

    app = ServiceApp(
        title=f"Restu {title}",
        version="1",
        lifespan=live,
        openapi_url=None,  # one document has all services: contracts/openapi.json
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_BODY_BYTES,
        telemetry=NO_NATIVE_TELEMETRY,
    )
    app.state.closing = []
    app.add_middleware(HttpTelemetry)
    app.router.routes.append(Shortcuts(app.router))
    _add_errors(app)
    _add_health(app, readiness)
    if keys is not None:
        app.add_api_route(JWKS_PATH, keys.published, methods=["GET"], include_in_schema=False)
    return app


def serve(app: FastAPI, settings: Settings, *, trusted_proxies: Sequence[str] = ()) -> None:
    """Serves until SIGTERM or SIGINT; requests in flight are finished, open streams end at once.

    Who asks is the other end of the connection, or whom a trusted proxy there says it asks for (X-Forwarded-For).
    """
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=5,
    )
    # The collector stops every request while it looks: not through what is loaded by now, which stays to the end, and
    # not in the middle of a batch of commands, most of whose objects are gone soon after.
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    _Server(config, app.state.closing).run()


class _Server(uvicorn.Server):
    """Tells those who hold streams open that the end has come, before waiting for connections to close."""

    def __init__(self, config: uvicorn.Config, closing: list[Callable[[], None]]) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM or SIGINT."""
        for close in self._closing:
            close()
        super().handle_exit(sig, frame)


def _add_health(app: FastAPI, readiness: Readiness) -> None:
    @app.get("/livez", include_in_schema=False)
    async def livez() -> dict[str, bool]:
        return {"alive": True}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        reasons = await asyncio.to_thread(readiness.reasons)
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(await asyncio.to_thread(generate_latest), media_type=CONTENT_TYPE_LATEST)


def _members(error: object) -> dict[str, Any]:
    """What an error brings along for a problem document; nothing where there is none."""
    if not isinstance(error, Exception):
        return {}
    return {name: value for name, value in vars(error).items() if not name.startswith("_")}


def _what(error: dict[str, Any]) -> str:
    """What is wrong with a value, for a person: without the regular expression that it does not match."""
    if error["type"] == "string_pattern_mismatch":
        return "String has not the form that is asked for"
    told: str = error["msg"]
    return told.removeprefix("Value error, ")


def _named(status: int) -> str:
    """The code of a refusal that is the framework's."""
    return HTTPStatus(status).name.lower().replace("_", "-")


def _add_errors(app: FastAPI) -> None:
    add_error_tree(app, Refused)

    @app.exception_handler(PyMongoError)
    async def no_views(_: Request, error: PyMongoError) -> JSONResponse:
        log.warning("the view database does not answer", extra={"error": type(error).__name__})
        return problem(503, Unavailable.code, "the view database does not answer; please ask again")

    @app.exception_handler(Conflict)
    async def conflict(_: Request, error: Conflict) -> JSONResponse:
        return problem(409, "conflict", str(error))

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        # The value itself is left out: it may be somebody's words.
        wrong = [
            {**_members(e.get("ctx", {}).get("error")), "where": [str(part) for part in e["loc"]], "what": _what(e)}
            for e in error.errors()
        ]
        return problem(422, Invalid.code, "some of the request's values are not as they must be", errors=wrong)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        reply = problem(error.status_code, _named(error.status_code), error.detail)
        reply.headers.update(error.headers or {})
        return reply

    @app.exception_handler(Exception)
    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        log.error("unexpected error", exc_info=error)
        return problem(500, "internal", "something went wrong on our side; whether it was done is not known")
