"""One API call from arrival to answer: token, scopes, rate limits, faults, handler, headers, numbers.

Guarantees: a handler runs only for a call that may do what it asks; a fault that is met changes exactly what it
says, and a handler never knows of it; every answer to a signed-in call carries the rate-limit headers. Everything
that is refused is JSON of the form {"error": ...} with the HTTP status that Mastodon uses.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import tokens
from sandbox.faults import Effect, Fault
from sandbox.limits import ADDRESSES, DELETES, REQUESTS, STATUSES, LimitExceeded, Standing
from sandbox.network import Network
from sandbox.params import MAX_BODY, Params, parse_id, read_params
from sandbox.statuses import Refused, not_found
from sandbox.tokens import Token
from sandbox.transport import CutConnection

log = logging.getLogger("sandbox")

LOOPBACK = ("127.0.0.1", "::1")
BUCKETS = {"post": STATUSES, "reblog": STATUSES, "delete": DELETES, "unreblog": DELETES}

Handler = Callable[["Call"], Awaitable[Response]]


@dataclass(frozen=True)
class Operation:
    """An API method: its name among the faults, who may call it, and what it does.

    `needs` is "user" (a person's token), "token" (any token) or "nobody"; `scopes` are alternatives. A token that
    is given to a method that needs none must still have one of them.
    """

    name: str
    handler: Handler
    needs: Literal["user", "token", "nobody"] = "nobody"
    scopes: tuple[str, ...] = ()
    max_body: int = MAX_BODY


@dataclass(frozen=True)
class Call:
    """What a handler gets."""

    network: Network
    request: Request
    params: Params
    token: Token | None
    ignores_key: bool = False
    drops_media: bool = False

    @property
    def viewer(self) -> int | None:
        """The account that calls, if any."""
        return self.token.account_id if self.token else None

    @property
    def user(self) -> int:
        """The account that calls; only for operations that need a user."""
        if self.viewer is None:
            raise Refused(422, "This method requires an authenticated user")
        return self.viewer

    @property
    def path_id(self) -> int:
        """The id in the path; raises `Refused` (404) when it cannot be one."""
        found = parse_id(self.request.path_params["id"])
        if found is None:
            raise not_found()
        return found

    @property
    def key(self) -> str | None:
        """The Idempotency-Key, if one was sent and is listened to."""
        return None if self.ignores_key else self.request.headers.get("idempotency-key") or None


def endpoint(network: Network, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """The operation as a Starlette endpoint."""

    async def answer(request: Request) -> Response:
        started = time.perf_counter()
        response = await _answer(network, operation, request)
        status = "cut" if isinstance(response, CutConnection) else str(response.status_code)
        network.metrics.requests.labels(operation.name, status).inc()
        network.metrics.seconds.labels(operation.name).observe(time.perf_counter() - started)
        return response

    return answer


async def _answer(network: Network, operation: Operation, request: Request) -> Response:
    owner: tuple[list[str], str] | None = None
    try:
        params = await read_params(request, operation.max_body)
        token = await _token(network, request)
        owner = _count(network, operation, request, token)
        _authorise(operation, token)
        response = await _perform(network, operation, request, params, token)
    except Refused as refusal:
        response = refused(refusal.status, str(refusal))
    except LimitExceeded as exceeded:
        return _too_many(exceeded.standing)
    except Exception:
        log.exception("%s failed", operation.name)
        response = refused(500, "Internal Server Error")
    if owner is not None and "x-ratelimit-limit" not in response.headers:
        response.headers.update(network.limits.closest(*owner).headers())
    return response


async def _token(network: Network, request: Request) -> Token | None:
    """The token that was sent; an unknown one counts as none, as in Mastodon."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        return None
    return await network.store.run(tokens.token_by_value, value.strip())


def _count(
    network: Network, operation: Operation, request: Request, token: Token | None
) -> tuple[list[str], str] | None:
    """Count the call against its limits and give those it is told about.

    Calls without an account are counted by address, except from this machine, which Mastodon exempts too.
    """
    if token is None or token.account_id is None or token.is_revoked:
        address = request.client.host if request.client else ""
        if address not in LOOPBACK:
            network.limits.use(ADDRESSES, address)
        return None
    account, names = str(token.account_id), [REQUESTS]
    network.limits.use(REQUESTS, account)
    bucket = BUCKETS.get(operation.name)
    if bucket is not None:
        names.append(bucket)
        if bucket == DELETES:
            network.limits.use(DELETES, account)
    return names, account


def _authorise(operation: Operation, token: Token | None) -> None:
    if token is not None and token.is_revoked:
        raise Refused(401, "The access token was revoked")
    if token is None:
        if operation.needs != "nobody":
            raise Refused(401, "The access token is invalid")
        return
    if operation.scopes and not token.allows(*operation.scopes):
        raise Refused(403, "This action is outside the authorized scopes")
    if operation.needs == "user" and token.account_id is None:
        raise Refused(422, "This method requires an authenticated user")


async def _perform(
    network: Network, operation: Operation, request: Request, params: Params, token: Token | None
) -> Response:
    effect = network.faults.meet(operation.name, token.account_id if token else None)
    call = Call(network, request, params, token, effect.ignores_key, effect.drops_media)
    _note(network, operation, effect)
    response = await _with_outcome(call, operation, effect.outcome)
    if effect.delay:
        await asyncio.sleep(effect.delay)
    return response


async def _with_outcome(call: Call, operation: Operation, fault: Fault | None) -> Response:
    if fault is None:
        return await operation.handler(call)
    if fault.kind == "rate-limit":
        limit = call.network.limits.rules[REQUESTS].limit
        raise LimitExceeded(Standing(limit, 0, fault.ends_at or time.time()))
    if fault.kind == "refuse":
        raise Refused(403, "This action is not allowed")
    if fault.kind == "maintenance":
        raise Refused(503, "The network is under maintenance, please try again later")
    if fault.kind == "error-before":
        return refused(500, "Internal Server Error")
    if fault.kind == "token-revoked":
        if call.token is not None:
            await call.network.store.run(tokens.revoke, call.token.digest)
        raise Refused(401, "The access token was revoked")
    if fault.kind == "accept-late":
        call.network.later(fault.seconds, lambda: operation.handler(call))
        return CutConnection()
    await operation.handler(call)
    return CutConnection() if fault.kind == "cut-after" else refused(500, "Internal Server Error")


def _note(network: Network, operation: Operation, effect: Effect) -> None:
    kinds = [effect.outcome.kind] if effect.outcome else []
    kinds += ["slow"] if effect.delay else []
    kinds += ["ignore-key"] if effect.ignores_key else []
    kinds += ["drop-media"] if effect.drops_media else []
    for kind in kinds:
        network.metrics.faults.labels(kind).inc()
        log.info("fault %s on %s", kind, operation.name)


def refused(status: int, message: str) -> Response:
    """An answer of the form {"error": message}."""
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{message}"'
    return JSONResponse({"error": message}, status, headers)


def _too_many(standing: Standing) -> Response:
    return JSONResponse({"error": "Too many requests"}, 429, standing.headers())
