"""One service's PostgreSQL database: a pool, idempotent schema steps, and writes that travel in one transaction.

A `Write` is one statement that another module wants in the transaction of somebody's events: a vault row, a timer, a
consumer position. Where it says how many rows it must touch, any other number undoes the whole transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.rows import DictRow, dict_row
from psycopg_pool import PoolTimeout
from psycopg_pool.base import AttemptWithBackoff

from chassis.errors import Unavailable

CLOSE_SECONDS = 1.0


class WriteMissed(Exception):
    """A write touched another number of rows than it had to: somebody else was first. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class Write:
    """One parametrised statement; `rows` is the number of rows it must touch, None = any; else `missed` is raised.

    A `columns` statement takes each of its parameters as an array (`unnest`): the params are one row of them, and rows
    of several transactions' worth that are committed together go to the server as one statement.
    """

    sql: LiteralString
    params: Sequence[Any] = ()
    rows: int | None = None
    missed: type[WriteMissed] = WriteMissed
    columns: bool = False

    def run(self, connection: Connection[DictRow] | Cursor[DictRow]) -> Cursor[DictRow]:
        """Executes it by itself; `check` afterwards."""
        return connection.execute(self.sql, [array([value]) for value in self.params] if self.columns else self.params)

    def check(self, cursor: Cursor[DictRow], times: int = 1) -> None:
        """Raises `missed` when it touched other rows than it had to, `times` over."""
        if self.rows is not None and cursor.rowcount != self.rows * times:
            raise self.missed(self.sql)


def run_all(
    connection: Connection[DictRow], groups: Iterable[Sequence[Write]]
) -> list[tuple[Write, int, Cursor[DictRow]]]:
    """Executes the writes of several transactions' worth, group by group, each in its order.

    Neighbours whose groups are alike, statement by statement, are written together: the rows of their `columns`
    statements at once. What is to be checked: the write, how many times it was done, and its cursor.
    """
    done: list[tuple[Write, int, Cursor[DictRow]]] = []
    for _, alike in groupby(groups, key=lambda writes: [write.sql for write in writes]):
        for those in zip(*alike, strict=True):
            if those[0].columns:
                columns = [array(column) for column in zip(*(write.params for write in those), strict=True)]
                done.append((those[0], len(those), connection.execute(those[0].sql, columns)))
            else:
                done += [(write, 1, write.run(connection)) for write in those]
    return done


class _EverySecond(AttemptWithBackoff):
    """An attempt to connect that is repeated each second."""

    DELAY_BACKOFF = 1.0


class _Pool(ConnectionPool[Connection[DictRow]]):
    """The library's pool, which is back within a second of its server: the library's own pauses double without end."""

    def _add_connection(
        self,
        attempt: AttemptWithBackoff | None,
        growing: bool = False,  # noqa: FBT001, FBT002 - the library's
    ) -> None:
        super()._add_connection(attempt or _EverySecond(timeout=self.reconnect_timeout), growing)


def array(values: Iterable[Any]) -> str:
    """Ids, numbers, texts, times, bytes and None as PostgreSQL's text of an array; the statement says of what type.

    An id is for a `uuid[]`; where it is to be a text it comes as one. The driver's own arrays cost ten times
    as much for each value, and a shared commit has thousands.
    """
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, UUID):
        return value.hex  # a `uuid[]` is read without dashes too, and they take longer than all the rest
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bytes):
        return '"\\\\x' + value.hex() + '"'
    if isinstance(value, datetime):
        return '"' + value.isoformat() + '"'
    raise TypeError(f"no array holds a {type(value).__name__}")


class Datastore(PostgresDatastore):
    """The library's datastore over our own pool, so that a service has one pool and any libpq setting works."""

    def __init__(self, dsn: str, *, pool_size: int) -> None:
        super().__init__("", "", 5432, "", "", lock_timeout=5)
        self.pool = _Pool(
            dsn,
            connection_class=Connection[DictRow],
            kwargs={"row_factory": dict_row, "autocommit": True, "connect_timeout": 5, "keepalives_idle": 5},
            min_size=1,
            max_size=pool_size,
            timeout=10.0,
            open=False,
        )

    def register_type_adapters(self) -> None:
        """None: they serve the library's database functions, which are not used, and asking for them would connect."""


class Database:
    """The pool and its few helpers. Opens no connection before `open()`; every error of the server is Unavailable."""

    def __init__(self, dsn: str, *, pool_size: int = 12) -> None:
        self.dsn = dsn
        self.datastore = Datastore(dsn, pool_size=pool_size)

    def open(self) -> None:
        """Opens the pool; connections are made in the background and again after the server was away."""
        self.datastore.pool.open()

    def close(self) -> None:
        """Closes all connections; one that is just being made to a server that is away is not waited for."""
        self.datastore.pool.close(timeout=CLOSE_SECONDS)

    def migrate(self, *statements: LiteralString) -> None:
        """Runs idempotent schema statements, one replica at a time."""
        with self.transaction() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('restu schema'))")
            for statement in statements:
                cursor.execute(statement)

    @contextmanager
    def connection(self) -> Iterator[Connection[DictRow]]:
        """A pooled connection in autocommit mode. Raises Unavailable when the server does not answer."""
        try:
            with self.datastore.pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise Unavailable("the database does not answer; nothing was saved by this step") from error

    @contextmanager
    def transaction(self) -> Iterator[Cursor[DictRow]]:
        """A cursor in one transaction: committed at the end, undone by any exception."""
        with self.connection() as connection, connection.transaction(), connection.cursor() as cursor:
            yield cursor

    def fetch(self, sql: LiteralString, params: Sequence[Any] = ()) -> list[DictRow]:
        """All rows of one query."""
        with self.connection() as connection:
            return connection.execute(sql, params).fetchall()

    def fetch_one(self, sql: LiteralString, params: Sequence[Any] = ()) -> DictRow | None:
        """The first row of one query, or None."""
        with self.connection() as connection:
            return connection.execute(sql, params).fetchone()

    def transact(self, writes: Iterable[Write]) -> None:
        """All writes in one transaction. Raises a write's `missed` when it touched other rows than it had to."""
        with self.transaction() as cursor:
            for write in writes:
                write.check(write.run(cursor))
