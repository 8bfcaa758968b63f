"""The part of the client API that is about accounts: who somebody is, and who follows whom."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from sandbox import accounts, entities
from sandbox.call import Call
from sandbox.entities import Json
from sandbox.params import parse_id
from sandbox.statuses import Refused, not_found


async def verify_credentials(call: Call) -> Response:
    """The calling account."""

    def read(connection: sqlite3.Connection) -> Json:
        row = accounts.by_id(connection, call.user)
        if row is None:
            raise not_found()
        return entities.credential_account(connection, row, call.network.base_url)

    return JSONResponse(await call.network.store.run(read))


async def read_account(call: Call) -> Response:
    """One account by id."""
    return await _account(call, lambda connection: accounts.by_id(connection, call.path_id))


async def follow(call: Call) -> Response:
    """Follow."""
    return await _following(call, follows=True)


async def unfollow(call: Call) -> Response:
    """Follow no more."""
    return await _following(call, follows=False)


async def relationships(call: Call) -> Response:
    """What accounts are to the calling one; those that do not exist are left out."""
    wanted = [parse_id(text) for text in call.params.texts("id")]

    def read(connection: sqlite3.Connection) -> list[Json]:
        there = [target for target in wanted if target is not None and accounts.by_id(connection, target) is not None]
        return [entities.relationship(connection, call.user, target) for target in there]

    return JSONResponse(await call.network.store.run(read))


async def look_up_account(call: Call) -> Response:
    """One account by name, with or without this network's domain."""
    name, _, domain = call.params.text("acct").removeprefix("@").partition("@")
    if domain.lower() not in ("", call.network.settings.domain.lower()):
        raise not_found()
    return await _account(call, lambda connection: accounts.by_username(connection, name))


async def _account(call: Call, find: Callable[[sqlite3.Connection], sqlite3.Row | None]) -> Response:
    def read(connection: sqlite3.Connection) -> Json:
        row = find(connection)
        if row is None:
            raise not_found()
        return entities.account(connection, row, call.network.base_url)

    return JSONResponse(await call.network.store.run(read))


async def _following(call: Call, *, follows: bool) -> Response:
    def change(connection: sqlite3.Connection) -> Json:
        if accounts.by_id(connection, call.path_id) is None:
            raise not_found()
        if call.path_id == call.user:
            raise Refused(403, "This action is not allowed")
        accounts.set_following(connection, call.user, call.path_id, follows=follows)
        return entities.relationship(connection, call.user, call.path_id)

    return JSONResponse(await call.network.store.run(change))
