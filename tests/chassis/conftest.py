"""One event store for all tests of the pipeline, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import sql

from chassis.database import Database
from chassis.event_store import EventStore
from tests.chassis.pipeline import TRACE
from tests.servers import Servers


@pytest.fixture(scope="session")
def pipeline_database(servers: Servers) -> Iterator[Database]:
    """A database of its own."""
    database = Database(servers.postgres_dsn())
    database.open()
    yield database
    database.close()


@pytest.fixture
def store(pipeline_database: Database) -> Iterator[EventStore]:
    """An open store without an event, and whatever other tables there are without a row.

    It is a new one: a store that knew of more events would take its emptied database for an older one.
    """
    store = EventStore(pipeline_database, trace=lambda: TRACE)
    store.open()
    empty(pipeline_database)
    yield store
    store.close()


def empty(database: Database) -> None:
    """Empties every table; numbers start again."""
    rows = database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = sql.SQL(", ").join(sql.Identifier(row["tablename"]) for row in rows)
    with database.transaction() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
