"""A PostgreSQL that runs and lets nobody in."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import ExitStack, suppress
from random import Random
from typing import LiteralString

import psycopg
from psycopg import sql

from restu.backups import Running
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.integration.town import RunningStack

SECONDS = (3.0, 8.0)
DATABASES = ("restu_content", "restu_consent", "restu_publisher", "restu_gamification", "restu_gateway")
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)"


async def refuse(crowd: Crowd, random: Random) -> float:
    """Every connection of every service is ended, and none is let in for some seconds."""
    with _superuser(crowd.town.stack) as connection:
        _allow(connection, "false")
        try:
            connection.execute(_END, ([*DATABASES],))
            await asyncio.sleep(random.uniform(*SECONDS))
        finally:
            _allow(connection, "true")
    return time.monotonic()


async def crowd_out(crowd: Crowd, random: Random) -> float:
    """Somebody else takes every connection that there is, and those of the services as they end, for some seconds."""
    with ExitStack() as taken:
        connection = taken.enter_context(_superuser(crowd.town.stack))
        upto = time.monotonic() + random.uniform(*SECONDS)
        while time.monotonic() < upto:
            with suppress(psycopg.OperationalError):
                while True:
                    taken.enter_context(await asyncio.to_thread(_superuser, crowd.town.stack))
            connection.execute(_END, ([*DATABASES],))
            await asyncio.sleep(0.1)
    return time.monotonic()


def _superuser(stack: RunningStack) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(Running.on(stack.home, os.environ, "").superuser, autocommit=True)


def _allow(connection: psycopg.Connection[tuple[object, ...]], allowed: LiteralString) -> None:
    for name in DATABASES:
        change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS " + allowed).format(sql.Identifier(name))
        connection.execute(change)


ROWS: dict[str, Fault] = {
    "PostgreSQL refuses connections": refuse,
    "PostgreSQL has no connection left": crowd_out,
}
