"""How PostgreSQL finds the rows of what a service asks: by an index, or by looking through a table.

    with asked() as statements:
        ...                                     # whatever asks the database
    assert looked_through(database, statements) == {"feeds"}

Told are the tables that no index helps with, whatever is in them: PostgreSQL is forbidden to look through a table where
there is any other way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.sql import Composable

from chassis.database import Database

_READS = ("SELECT", "WITH", "UPDATE", "DELETE", "INSERT", "(SELECT")
_BY_INDEX = ("Index Scan", "Index Only Scan")


@contextmanager
def asked() -> Iterator[dict[str, Any]]:
    """Every statement that is executed meanwhile, with some values it had."""
    statements: dict[str, Any] = {}
    real = psycopg.Cursor.execute

    def execute(cursor: Any, query: Any, params: Any = None, **more: Any) -> Any:
        text = query.as_string(cursor) if isinstance(query, Composable) else str(query)
        if text.lstrip().upper().startswith(_READS):
            statements.setdefault(text, params)
        return real(cursor, query, params, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        yield statements


def looked_through(database: Database, statements: Mapping[str, Any]) -> set[str]:
    """The tables that one of the statements looks through from end to end."""
    return {table for tables in by_statement(database, statements).values() for table in tables}


def by_statement(database: Database, statements: Mapping[str, Any]) -> dict[str, set[str]]:
    """The same for each statement that does."""
    found = {text: set(_whole(_plan(database, text, params))) for text, params in statements.items()}
    return {text: tables for text, tables in found.items() if tables}


def _plan(database: Database, text: str, params: Any) -> Any:
    with database.transaction() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        row = cursor.execute("EXPLAIN (FORMAT JSON) " + text, params).fetchone()
        assert row is not None
        return row["QUERY PLAN"][0]["Plan"]


def _whole(plan: Mapping[str, Any], *, few: bool = False) -> Iterator[str]:
    """`few`: what is asked for ends after some rows, so that an index read from its start is no look through all."""
    kind = plan["Node Type"]
    if kind == "Seq Scan" or (kind in _BY_INDEX and "Index Cond" not in plan and not few):
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _whole(part, few=kind == "Limit" or (few and kind in ("Subquery Scan", "LockRows")))
