"""The control API under /control: accounts, statuses with the deleted ones, likes, follows, faults, limits, reset.

Guarantees: it answers only callers on this machine that name it by a loopback address, and no web page of another
site (Host and Origin are checked); input is checked before anything changes. Refuses with {"error": ...}: 400 or
422 for input, 403 for callers from elsewhere, 404 for what does not exist, 409 for a name that is taken.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import accounts, entities, standing, store, tokens
from sandbox.call import LOOPBACK, refused
from sandbox.control_page import control_page
from sandbox.entities import Json
from sandbox.faults import KINDS, OPERATIONS, Fault
from sandbox.limits import Rule
from sandbox.network import Network, log
from sandbox.params import parse_id
from sandbox.statuses import Refused, not_found

LONGEST_WAIT = 3_600.0


class Control:
    """The control API over one network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def page(self, _request: Request) -> Response:
        """GET /control: what there is."""
        return control_page(self._network.base_url)

    async def create_account(self, request: Request) -> Response:
        """POST /control/accounts."""
        body = await _body(request)
        username = _text(body, "username")
        password = _text(body, "password", accounts.new_password())
        display_name = _text(body, "display_name", "")

        def make(connection: sqlite3.Connection) -> Json:
            account_id = accounts.create(connection, username, password, display_name)
            return self._account(connection, account_id) | {"password": password}

        try:
            made = await self._network.store.run(make)
        except accounts.NameTaken as error:
            raise Refused(409, str(error)) from error
        except accounts.AccountError as error:
            raise Refused(422, str(error)) from error
        return JSONResponse(made, 201)

    async def list_accounts(self, _request: Request) -> Response:
        """GET /control/accounts."""

        def read(connection: sqlite3.Connection) -> list[Json]:
            rows = connection.execute("SELECT id FROM accounts ORDER BY id").fetchall()
            return [self._account(connection, row["id"]) for row in rows]

        return JSONResponse(await self._network.store.run(read))

    async def set_password(self, request: Request) -> Response:
        """POST /control/accounts/{name}/password."""
        password = _text(await _body(request), "password", accounts.new_password())

        def change(connection: sqlite3.Connection) -> Json:
            account_id = self._find(connection, request.path_params["name"])
            accounts.set_password(connection, account_id, password)
            return self._account(connection, account_id) | {"password": password}

        try:
            return JSONResponse(await self._network.store.run(change))
        except accounts.AccountError as error:
            raise Refused(422, str(error)) from error

    async def give_token(self, request: Request) -> Response:
        """POST /control/accounts/{name}/tokens: a token without the walk through a browser."""
        body = await _body(request)
        scopes = tokens.parse_scopes(_text(body, "scopes", "read write"))
        app_name = _text(body, "app", "control")
        if not scopes:
            raise Refused(422, f"scopes takes some of {', '.join(tokens.SCOPES)}, separated by spaces.")

        def make(connection: sqlite3.Connection) -> Json:
            account_id = self._find(connection, request.path_params["name"])
            app, _secret = tokens.add_app(connection, app_name, None, (tokens.OUT_OF_BAND,), scopes)
            token, _at = tokens.add_token(connection, app.id, account_id, scopes)
            return {"access_token": token, "scope": " ".join(scopes), "account_id": str(account_id)}

        return JSONResponse(await self._network.store.run(make), 201)

    async def count_tokens(self, request: Request) -> Response:
        """GET /control/accounts/{name}/tokens: how many are good; the tokens themselves are known to nobody."""

        def read(connection: sqlite3.Connection) -> int:
            return tokens.count_good(connection, self._find(connection, request.path_params["name"]))

        return JSONResponse({"good": await self._network.store.run(read)})

    async def revoke_tokens(self, request: Request) -> Response:
        """DELETE /control/accounts/{name}/tokens."""

        def change(connection: sqlite3.Connection) -> int:
            return tokens.revoke_all(connection, self._find(connection, request.path_params["name"]))

        return JSONResponse({"revoked": await self._network.store.run(change)})

    async def list_statuses(self, request: Request) -> Response:
        """GET /control/statuses: every row as it was written, deleted ones too, oldest first."""
        name = request.query_params.get("account")

        def read(connection: sqlite3.Connection) -> list[Json]:
            wanted = self._find(connection, name) if name else None
            return standing.statuses(connection, self._network.base_url, wanted)

        return JSONResponse(await self._network.store.run(read))

    async def list_likes(self, _request: Request) -> Response:
        """GET /control/likes: who likes which post now."""
        return JSONResponse(await self._network.store.run(standing.likes, self._network.base_url))

    async def list_follows(self, _request: Request) -> Response:
        """GET /control/follows: who follows whom now."""
        return JSONResponse(await self._network.store.run(standing.follows, self._network.base_url))

    async def order_fault(self, request: Request) -> Response:
        """POST /control/faults."""
        body = await _body(request)
        kind = _text(body, "kind")
        if kind not in KINDS:
            raise Refused(422, f"kind takes one of {', '.join(KINDS)}.")
        operations = body.get("operations")
        if operations is not None and not (
            isinstance(operations, list) and operations and all(each in OPERATIONS for each in operations)
        ):
            raise Refused(422, f"operations takes a list of {', '.join(OPERATIONS)}.")
        name = _text(body, "account", "")
        count = None if "count" in body and body["count"] is None else int(_number(body, "count", 1, 1, 1e9))
        fault = self._network.faults.order(
            kind,
            account_id=await self._network.store.run(self._find, name) if name else None,
            operations=frozenset(operations) if operations is not None else None,
            count=count,
            seconds=_number(body, "seconds", 5.0, 0.0, LONGEST_WAIT),
            skip=int(_number(body, "skip", 0, 0, 1e9)),
        )
        return JSONResponse(_fault(fault), 201)

    async def list_faults(self, _request: Request) -> Response:
        """GET /control/faults: those in force, and how many late requests still wait."""
        faults = [_fault(fault) for fault in self._network.faults.all()]
        return JSONResponse({"faults": faults, "waiting": len(self._network.late)})

    async def remove_fault(self, request: Request) -> Response:
        """DELETE /control/faults/{id}."""
        fault_id = parse_id(request.path_params["id"])
        if fault_id is None or not self._network.faults.remove(fault_id):
            raise not_found()
        return JSONResponse({})

    async def clear_faults(self, _request: Request) -> Response:
        """DELETE /control/faults."""
        self._network.faults.clear()
        return JSONResponse({})

    async def limits(self, request: Request) -> Response:
        """GET and PUT /control/limits."""
        limits = self._network.limits
        if request.method == "PUT":
            body = await _body(request)
            if not set(body) <= set(limits.rules):
                raise Refused(422, f"The limits are {', '.join(limits.rules)}.")
            limits.change({name: _rule(value) for name, value in body.items()})
        return JSONResponse({name: {"limit": rule.limit, "period": rule.period} for name, rule in limits.rules.items()})

    async def reset(self, _request: Request) -> Response:
        """POST /control/reset: an empty network; what still waits is dropped."""
        for task in list(self._network.late):
            task.cancel()
        self._network.faults.clear()
        self._network.limits.forget()
        await self._network.store.run(store.empty)
        log.info("the network was reset")
        return JSONResponse({})

    def _account(self, connection: sqlite3.Connection, account_id: int) -> Json:
        row = accounts.by_id(connection, account_id)
        if row is None:
            raise not_found()
        shown = entities.account(connection, row, self._network.base_url)
        return {name: shown[name] for name in ("id", "username", "display_name", "url", "statuses_count")}

    def _find(self, connection: sqlite3.Connection, name: str) -> int:
        """The account of that name or id; raises `Refused` (404)."""
        row = accounts.by_username(connection, name)
        if row is None:
            account_id = parse_id(name)
            row = accounts.by_id(connection, account_id) if account_id is not None else None
        if row is None:
            raise Refused(404, f"There is no account {name[:60]}.")
        return int(row["id"])


def routes(network: Network) -> list[Route]:
    """All routes under /control."""
    control = Control(network)
    account = "/control/accounts/{name}"
    table: list[tuple[str, list[str], Callable[[Request], Awaitable[Response]]]] = [
        ("/control", ["GET"], control.page),
        ("/control/accounts", ["GET"], control.list_accounts),
        ("/control/accounts", ["POST"], control.create_account),
        (f"{account}/password", ["POST"], control.set_password),
        (f"{account}/tokens", ["POST"], control.give_token),
        (f"{account}/tokens", ["GET"], control.count_tokens),
        (f"{account}/tokens", ["DELETE"], control.revoke_tokens),
        ("/control/statuses", ["GET"], control.list_statuses),
        ("/control/likes", ["GET"], control.list_likes),
        ("/control/follows", ["GET"], control.list_follows),
        ("/control/faults", ["GET"], control.list_faults),
        ("/control/faults", ["POST"], control.order_fault),
        ("/control/faults", ["DELETE"], control.clear_faults),
        ("/control/faults/{id}", ["DELETE"], control.remove_fault),
        ("/control/limits", ["GET", "PUT"], control.limits),
        ("/control/reset", ["POST"], control.reset),
    ]
    return [Route(path, _guarded(handler), methods=methods) for path, methods, handler in table]


def _guarded(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if not _is_from_here(request):
            return refused(403, "The control API is only for this machine, by its loopback address.")
        try:
            return await handler(request)
        except Refused as refusal:
            return refused(refusal.status, str(refusal))

    return answer


def _is_from_here(request: Request) -> bool:
    """Whether a program on this machine calls, not a web page that a browser here happens to show."""
    host = request.headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    origin = request.headers.get("origin")
    return (
        request.client is not None
        and request.client.host in LOOPBACK
        and name in ("127.0.0.1", "localhost", "[::1]")
        and (origin is None or origin == f"{request.url.scheme}://{host}")
    )


async def _body(request: Request) -> dict[str, Any]:
    content = await request.body()
    if not content:
        return {}
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The body must be JSON.") from error
    if not isinstance(body, dict):
        raise Refused(400, "The body must be a JSON object.")
    return body


def _text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    value = body.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or (not value and default is None):
        raise Refused(422, f"{name} must be text.")
    return value


def _number(body: dict[str, Any], name: str, default: float, least: float, most: float) -> float:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise Refused(422, f"{name} must be a number from {least:g} to {most:g}.")
    return float(value)


def _rule(value: Any) -> Rule:
    if not isinstance(value, dict) or not set(value) == {"limit", "period"}:
        raise Refused(422, 'A limit is written {"limit": uses, "period": seconds}.')
    return Rule(int(_number(value, "limit", 0, 1, 1e9)), int(_number(value, "period", 0, 1, 1e9)))


def _fault(fault: Fault) -> Json:
    return {
        "id": fault.id,
        "kind": fault.kind,
        "account_id": None if fault.account_id is None else str(fault.account_id),
        "operations": sorted(fault.operations),
        "remaining": fault.remaining,
        "seconds": fault.seconds,
        "skip": fault.skip,
        "hits": fault.hits,
    }
