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
def pipeline_store(servers: Servers) -> Iterator[EventStore]:
    """An open store in a database of its own."""
    database = Database(servers.postgres_dsn())
    database.open()
    store = EventStore(database, trace=lambda: TRACE)
    store.open()
    yield store
    store.close()
    database.close()


@pytest.fixture
def store(pipeline_store: EventStore) -> EventStore:
    """The store without an event, and whatever other tables there are without a row."""
    empty(pipeline_store.database)
    pipeline_store._known = 0  # it would take the emptied database for an older one, and end the process
    return pipeline_store


def empty(database: Database) -> None:
    """Empties every table; numbers start again."""
    rows = database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = sql.SQL(", ").join(sql.Identifier(row["tablename"]) for row in rows)
    with database.transaction() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
