"""Looks for what is left of people who were erased: in every table of every service, in every view, at the door."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import psycopg
from psycopg import sql
from pymongo import MongoClient

from tests.faults import gone
from tests.faults.load import Crowd
from tests.faults.looking import SERVICES, records, statuses
from tests.integration.town import RunningStack

DATABASES = (*SERVICES, "gateway")


async def remains(crowd: Crowd) -> list[str]:
    """Everything that should not be there of anybody who was erased."""
    if not crowd.gone:
        return []
    stack = crowd.town.stack
    rows = await asyncio.to_thread(everything, stack)
    posts, told = await statuses(stack), await records(stack, "consent")
    found = []
    for who, person in crowd.gone:
        found += [*gone.left(who, rows), *gone.published_late(who, posts, told)]
        if (await person.client.get("/auth/me")).status_code != httpx.codes.UNAUTHORIZED:
            found.append(f"{who.journal.username} was erased, and is still signed in")
    return found


def everything(stack: RunningStack) -> dict[str, bytes]:
    """All rows of all tables and of all views, as text, by name."""
    return {**_tables(stack), **_views(stack)}


def _tables(stack: RunningStack) -> dict[str, bytes]:
    found = {}
    for service in DATABASES:
        with psycopg.connect(stack.database(service)) as connection:
            tables = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            )
            for (table,) in tables.fetchall():
                rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()
                found[f"{service}.{table}"] = b"\n".join(_bytes(value) for row in rows for value in row)
    return found


def _views(stack: RunningStack) -> dict[str, bytes]:
    found = {}
    client: MongoClient[dict[str, Any]] = MongoClient(stack.views(), uuidRepresentation="standard")
    with client:
        for service in SERVICES:
            database = client[f"restu_{service}"]
            for name in database.list_collection_names():
                found[f"view {service}.{name}"] = b"\n".join(repr(each).encode() for each in database[name].find())
    return found


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
