"""Counting a week, once, when it is over; and nine days later what readers did with its posts at the age of a week.

What is counted stays as it is, whoever leaves, is erased or takes a post down later: otherwise the difference between
two looks would tell about them. Of fewer than five people no number is stored. What is known only after a week was
counted is in no report. Safe to repeat; a week that was missed is counted later.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Cursor
from psycopg.types.json import Jsonb

from chassis.database import Database, Write
from chassis.vault import Vault
from contracts.values import Network
from services.publisher import kinds
from services.publisher.domain.ids import WEEKS
from services.publisher.results.cells import Cell, Deed, cells_of, in_fives, summed
from services.publisher.results.engagement import AGE, LATE
from services.publisher.results.people import count_people
from services.publisher.results.weeks import Week
from services.publisher.retention import kept_for_ever

SETTLE = timedelta(hours=1)
"""From the end of a week until it is counted: what is on its way arrives."""
MEASURED = AGE + LATE + SETTLE
"""From the end of a week until nobody looks at its posts at the age of a week any more."""
FIRST_LOOK = timedelta(minutes=10)
"""From a start to the first count of followers of accounts that were connected before there was such a count."""
AT_ONCE = 500


class Closing:
    """Counts weeks. Blocking. `zone` is the organisation's."""

    def __init__(self, database: Database, vault: Vault, zone: ZoneInfo) -> None:
        self._database = database
        self._vault = vault
        self._zone = zone

    def migrate(self) -> None:
        """Makes the tables, and has the weeks counted from now on, and the followers of every account."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS weeks (week date PRIMARY KEY, measured boolean NOT NULL DEFAULT false)",
            "CREATE TABLE IF NOT EXISTS cells (week date NOT NULL, scope text NOT NULL, id uuid NOT NULL, item uuid, "
            "network text, kind text, people int NOT NULL, posts int NOT NULL, engagement jsonb, "
            "PRIMARY KEY (week, scope, id))",
            "CREATE INDEX IF NOT EXISTS cells_id ON cells (id, week)",
            "CREATE TABLE IF NOT EXISTS uptake (week date NOT NULL, scope text NOT NULL, id uuid NOT NULL, "
            "among int, approved int, published int, PRIMARY KEY (week, scope, id))",
            "CREATE INDEX IF NOT EXISTS uptake_id ON uptake (id, week)",
        )
        self._database.transact(
            [
                Write(
                    "INSERT INTO due (kind, id, at, not_before) VALUES (%s, %s, now(), now()) ON CONFLICT DO NOTHING",
                    (kinds.COUNT, WEEKS),
                ),
                Write(
                    "INSERT INTO due (kind, id, at, not_before) SELECT %s, account_id, soon, soon "
                    "FROM identities, (SELECT now() + %s AS soon) AS s ON CONFLICT DO NOTHING",
                    (kinds.SAMPLE, FIRST_LOOK),
                ),
            ]
        )

    def count(self, at: datetime) -> datetime:
        """Counts what is over and not counted; when there is something to count again."""
        week = self._first() or Week.of(at, self._zone)
        while week.ends(self._zone) + SETTLE <= at:
            self._close(week)
            week = week.later(1)
        next_time = week.ends(self._zone) + SETTLE
        for closed in self._unmeasured():
            if (ripe := closed.ends(self._zone) + MEASURED) <= at:
                self._measure(closed)
            else:
                next_time = min(next_time, ripe)
        return next_time

    def is_done(self, until: Week) -> bool:
        """Whether all weeks before this one that are ever counted are, and what readers did in them, too."""
        first = self._first()
        return (first is None or first >= until) and all(week >= until for week in self._unmeasured())

    def _first(self) -> Week | None:
        """The first week that is not counted yet; None before there is anything to count."""
        row = self._database.fetch_one(
            "SELECT coalesce((SELECT max(week) + 7 FROM weeks), (SELECT min(approved_in) FROM deeds)) AS week"
        )
        return Week(row["week"]) if row is not None and row["week"] is not None else None

    def _unmeasured(self) -> list[Week]:
        return [
            Week(row["week"]) for row in self._database.fetch("SELECT week FROM weeks WHERE NOT measured ORDER BY 1")
        ]

    def _close(self, week: Week) -> None:
        with self._database.transaction() as cursor:
            new = cursor.execute("INSERT INTO weeks (week) VALUES (%s) ON CONFLICT DO NOTHING", (week.monday,)).rowcount
            if not new:
                return
            count_people(cursor, week, self._zone)
            for cell in cells_of(_deeds(cursor, week), _pilots(cursor, week)):
                _keep(cursor, week, cell)

    def _measure(self, week: Week) -> None:
        rows = self._database.fetch(
            "SELECT cell, post, person, network FROM deeds WHERE published_in = %s AND cell IS NOT NULL", (week.monday,)
        )
        counted: defaultdict[UUID, list[tuple[UUID, Any]]] = defaultdict(list)
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            seen = self._vault.open_many(
                [row["post"] for row in part if kept_for_ever(Network(row["network"]))], kinds.ENGAGEMENT
            )
            for row in part:
                counted[row["cell"]].append((row["person"], seen.get(row["post"])))
        with self._database.transaction() as cursor:
            for cell, posts in counted.items():
                cursor.execute(
                    "UPDATE cells SET engagement = %s WHERE week = %s AND id = %s",
                    (Jsonb(summed(posts)), week.monday, cell),
                )
            cursor.execute("UPDATE weeks SET measured = true WHERE week = %s", (week.monday,))


def _deeds(cursor: Cursor[Any], week: Week) -> list[Deed]:
    rows = cursor.execute(
        "SELECT post, person, activity, item, network, kind FROM deeds WHERE published_in = %s ORDER BY post",
        (week.monday,),
    )
    return [Deed(**row) for row in rows]


def _pilots(cursor: Cursor[Any], week: Week) -> dict[UUID, UUID]:
    rows = cursor.execute("SELECT person, pilot FROM piloted WHERE first <= %s AND until > %s", (week.monday,) * 2)
    return {row["person"]: row["pilot"] for row in rows}


def _keep(cursor: Cursor[Any], week: Week, cell: Cell) -> None:
    cursor.execute(
        "INSERT INTO cells (week, scope, id, item, network, kind, people, posts) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            week.monday,
            cell.scope.value,
            cell.id,
            cell.common("item"),
            cell.common("network"),
            cell.common("kind"),
            in_fives(cell.people),
            len(cell.deeds),
        ),
    )
    cursor.execute("UPDATE deeds SET cell = %s WHERE post = ANY(%s)", (cell.id, [deed.post for deed in cell.deeds]))
