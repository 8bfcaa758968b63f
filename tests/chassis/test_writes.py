"""Statements over columns: what goes to the server as one array comes back value by value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, LiteralString

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from chassis.database import Write, array, run_all
from chassis.event_store import EventStore

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
TIME = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - they get a zone
KINDS: list[tuple[LiteralString, st.SearchStrategy[Any]]] = [
    ("SELECT %s::text[] AS back", TEXT),
    ("SELECT %s::uuid[] AS back", st.uuids()),
    ("SELECT %s::bigint[] AS back", st.integers(-(2**63), 2**63 - 1)),
    ("SELECT %s::bytea[] AS back", st.binary()),
    ("SELECT %s::timestamptz[] AS back", TIME),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0].split("::")[1].split("[")[0])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_array_comes_back_as_it_was(
    store: EventStore, kind: tuple[LiteralString, st.SearchStrategy[Any]], data: st.DataObject
) -> None:
    sql, values = kind
    sent = data.draw(st.lists(st.none() | values, max_size=5))

    row = store.database.fetch_one(sql, (array(sent),))

    assert row is not None
    assert row["back"] == sent


def test_what_no_array_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        array([1.5])


def test_neighbours_that_are_alike_are_one_statement_and_others_keep_their_order(store: EventStore) -> None:
    database = store.database
    database.migrate("CREATE TABLE IF NOT EXISTS lamps (name text PRIMARY KEY, lit int NOT NULL)")

    def hang(name: str) -> Write:
        return Write("INSERT INTO lamps SELECT * FROM unnest(%s::text[], %s::int[])", (name, 0), columns=True)

    def light(name: str) -> Write:
        return Write("UPDATE lamps SET lit = lit + 1 WHERE name = %s", (name,), rows=1)

    groups = [[hang("a"), light("a")], [hang("b"), light("b")], [light("a")], [hang("c"), light("c")]]
    with database.connection() as connection:
        done = run_all(connection, groups)

    assert [(write.sql.split()[0], times) for write, times, _ in done] == [
        ("INSERT", 2),
        ("UPDATE", 1),
        ("UPDATE", 1),
        ("UPDATE", 1),
        ("INSERT", 1),
        ("UPDATE", 1),
    ]
    rows = database.fetch("SELECT name, lit FROM lamps ORDER BY name")
    assert [(row["name"], row["lit"]) for row in rows] == [("a", 2), ("b", 1), ("c", 1)]
