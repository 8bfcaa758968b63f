"""How PostgreSQL finds the rows of what a service asks: by an index, or by looking through a table.

    with asked() as statements:
        ...                                     # whatever asks the database
    assert looked_through(database, statements, small=frozenset({"feeds"})) == {}

Told are the tables that no index helps with, however few rows they have in the test: PostgreSQL is forbidden to look
through a table where there is any other way. Its own tables are not told.
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
_OTHER_WAYS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""What PostgreSQL does for want of an index, or where tables are small."""
_IN_ORDER = ("enable_indexscan", "enable_indexonlyscan")
"""Of a small table it may read a whole index in its order rather than find rows and sort them."""


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


def looked_through(database: Database, statements: Mapping[str, Any], *, small: frozenset[str]) -> dict[str, set[str]]:
    """The statements that look through tables from end to end, with those tables; `small` ones may be."""
    found = {text: _tables(database, text, params) - small for text, params in statements.items()}
    return {text: tables for text, tables in found.items() if tables}


def _tables(database: Database, text: str, params: Any) -> set[str]:
    """What is looked through also where the rows may only be found by their conditions, and not in an index's order."""
    plans = (_plan(database, text, params, _OTHER_WAYS), _plan(database, text, params, (*_OTHER_WAYS, *_IN_ORDER)))
    return set.intersection(*(set(_whole(plan)) for plan in plans))


def _plan(database: Database, text: str, params: Any, without: tuple[str, ...]) -> Any:
    with database.transaction() as cursor:
        for way in without:
            cursor.execute(f"SET LOCAL {way} = off")
        row = cursor.execute("EXPLAIN (FORMAT JSON) " + text, params).fetchone()
        assert row is not None
        return row["QUERY PLAN"][0]["Plan"]


def _whole(plan: Mapping[str, Any], *, few: bool = False) -> Iterator[str]:
    """`few`: what is asked for ends after some rows, so that an index read from its start is no look through all."""
    kind = plan["Node Type"]
    whole = kind == "Seq Scan" or (kind in _BY_INDEX and "Index Cond" not in plan and not few)
    if whole and not plan["Relation Name"].startswith("pg_"):
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _whole(part, few=kind == "Limit" or (few and kind in ("Subquery Scan", "LockRows")))
