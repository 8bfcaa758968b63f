"""The pool of connections on real PostgreSQL: it is back as soon as the server is."""

from __future__ import annotations

import time
from contextlib import closing
from threading import Thread

import psycopg
from psycopg import sql

from chassis.database import Database
from chassis.errors import Unavailable
from tests.servers import Servers

REFUSED_SECONDS = 4.0
"""By then the library's own pause would be one of 4 s, and the next 8 s."""
BACK_SECONDS = 2.0


def test_a_server_that_let_nobody_in_for_some_seconds_is_used_again_at_once(
    servers: Servers, postgres_dsn: str
) -> None:
    database = Database(postgres_dsn)
    database.open()
    database.fetch("SELECT 1")
    allowed: list[float] = []

    def refuse() -> None:
        name = postgres_dsn.rsplit("/", 1)[1]
        change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        with closing(psycopg.connect(servers.postgres.dsn(), autocommit=True)) as connection:
            connection.execute(change.format(sql.Identifier(name), sql.SQL("false")))
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            time.sleep(REFUSED_SECONDS)
            connection.execute(change.format(sql.Identifier(name), sql.SQL("true")))
            allowed.append(time.monotonic())

    refusing = Thread(target=refuse)
    refusing.start()
    while not (_answers(database) and allowed):
        time.sleep(0.01)
    took = time.monotonic() - allowed[0]
    refusing.join()
    database.close()

    assert took < BACK_SECONDS


def _answers(database: Database) -> bool:
    try:
        database.fetch("SELECT 1")
    except Unavailable:
        return False
    return True
