"""Counting people in fives: of how many, how many approved and published. Smaller numbers never leave the database.

Of everyone, of each group and of each pilot: who did anything in the week. Of each activity that was offered in the
week: who has done it so far. A group is who is in it when the week is counted; who left since is in none.

Members are looked through once for everyone, once for their groups, and once for each audience that several activities
may have in common; acts are found by their week or activity. So a week costs what happened in it and what is open then,
however many weeks there were before.
"""

from __future__ import annotations

from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from psycopg import Cursor

from services.publisher.domain.programme import FEWEST_PEOPLE
from services.publisher.results.cells import Scope
from services.publisher.results.weeks import Week

_COUNTS: dict[Scope, LiteralString] = {
    Scope.EVERYONE: """
        SELECT '00000000-0000-0000-0000-000000000000'::uuid AS id,
            (SELECT count(*) FROM members WHERE here) AS among,
            count(DISTINCT d.person) FILTER (WHERE d.approved_in = %(week)s) AS approved,
            count(DISTINCT d.person) FILTER (WHERE d.published_in = %(week)s) AS published
        FROM deeds d WHERE d.approved_in = %(week)s OR d.published_in = %(week)s
    """,
    Scope.GROUP: """
        SELECT g.id, count(DISTINCT m.person) AS among,
            count(DISTINCT d.person) FILTER (WHERE d.approved_in = %(week)s) AS approved,
            count(DISTINCT d.person) FILTER (WHERE d.published_in = %(week)s) AS published
        FROM members m CROSS JOIN unnest(m.groups) AS g (id)
        LEFT JOIN deeds d ON d.person = m.person AND (d.approved_in = %(week)s OR d.published_in = %(week)s)
        WHERE m.here GROUP BY g.id
    """,
    Scope.PILOT: """
        SELECT p.pilot AS id, count(DISTINCT p.person) AS among,
            count(DISTINCT d.person) FILTER (WHERE d.approved_in = %(week)s) AS approved,
            count(DISTINCT d.person) FILTER (WHERE d.published_in = %(week)s) AS published
        FROM piloted p
        LEFT JOIN deeds d ON d.person = p.person AND (d.approved_in = %(week)s OR d.published_in = %(week)s)
        WHERE p.first <= %(week)s AND p.until > %(week)s GROUP BY p.pilot
    """,
    Scope.ACTIVITY: """
        WITH offered AS (
            SELECT activity, everyone, groups FROM offers WHERE closes_at > %(begins)s AND opens_at < %(ends)s
        ), audiences AS (
            SELECT a.groups, count(m.person) AS people
            FROM (SELECT DISTINCT groups FROM offered WHERE NOT everyone) AS a
            LEFT JOIN members m ON m.here AND m.groups && a.groups GROUP BY a.groups
        )
        SELECT o.activity AS id,
            CASE WHEN o.everyone THEN (SELECT count(*) FROM members WHERE here) ELSE a.people END AS among,
            d.approved, d.published
        FROM offered o LEFT JOIN audiences a ON NOT o.everyone AND a.groups = o.groups
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT person) AS approved,
                count(DISTINCT person) FILTER (WHERE published_in <= %(week)s) AS published
            FROM deeds WHERE activity = o.activity AND approved_in <= %(week)s
        ) AS d
    """,
}


def count_people(cursor: Cursor[Any], week: Week, zone: ZoneInfo) -> None:
    """Counts, in the transaction that closes the week."""
    for scope, counts in _COUNTS.items():
        cursor.execute(
            "INSERT INTO uptake (week, scope, id, among, approved, published) "  # noqa: S608 - our own statements
            "SELECT %(week)s, %(scope)s, id, nullif(among / %(five)s * %(five)s, 0), "
            "nullif(approved / %(five)s * %(five)s, 0), nullif(published / %(five)s * %(five)s, 0) "
            f"FROM ({counts}) AS counted",
            {
                "week": week.monday,
                "scope": scope.value,
                "five": FEWEST_PEOPLE,
                "begins": week.begins(zone),
                "ends": week.ends(zone),
            },
        )
