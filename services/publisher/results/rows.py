"""The rows that are counted: what each person approved and published, who is in which group, what was offered to whom.

Ids, days and codes, written in the transaction of the event that they follow from, so that nothing is counted twice or
forgotten. What an erased person did has no row, also where it is told late or an older table was put back. Numbers that
a network told are not here: they are in the vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.database import Database, Write
from contracts.consent import GroupsChanged
from contracts.content import ActivityOffered
from services.publisher.domain.post import Post
from services.publisher.results.weeks import Week


def migrate(database: Database) -> None:
    """Makes the tables, behind the vault's; what an older copy of them brought back of the erased is deleted again."""
    database.migrate(
        "CREATE TABLE IF NOT EXISTS deeds (post uuid PRIMARY KEY, person uuid NOT NULL, activity uuid NOT NULL, "
        "item uuid NOT NULL, network text NOT NULL, kind text NOT NULL, approved_in date NOT NULL, "
        "published_at timestamptz, published_in date, cell uuid)",
        "CREATE INDEX IF NOT EXISTS deeds_person ON deeds (person, published_at)",
        "CREATE INDEX IF NOT EXISTS deeds_approved ON deeds (approved_in)",
        "CREATE INDEX IF NOT EXISTS deeds_published ON deeds (published_in)",
        "CREATE INDEX IF NOT EXISTS deeds_activity ON deeds (activity)",
        "CREATE TABLE IF NOT EXISTS members (person uuid PRIMARY KEY, groups uuid[] NOT NULL DEFAULT '{}', "
        "here boolean NOT NULL DEFAULT true)",
        "CREATE INDEX IF NOT EXISTS members_groups ON members USING gin (groups)",
        "CREATE TABLE IF NOT EXISTS offers (activity uuid PRIMARY KEY, item uuid NOT NULL, network text NOT NULL, "
        "kind text NOT NULL, opens_at timestamptz NOT NULL, closes_at timestamptz NOT NULL, everyone boolean NOT NULL, "
        "groups uuid[] NOT NULL)",
        "CREATE INDEX IF NOT EXISTS offers_closes ON offers (closes_at)",
        "CREATE INDEX IF NOT EXISTS offers_item ON offers (item)",
        "CREATE TABLE IF NOT EXISTS piloted (pilot uuid NOT NULL, person uuid NOT NULL, first date NOT NULL, "
        "until date NOT NULL, PRIMARY KEY (pilot, person))",
        "CREATE INDEX IF NOT EXISTS piloted_person ON piloted (person)",
        "CREATE INDEX IF NOT EXISTS piloted_until ON piloted (until)",
        "DELETE FROM deeds USING erased WHERE deeds.person = erased.person",
        "DELETE FROM members USING erased WHERE members.person = erased.person",
        "DELETE FROM piloted USING erased WHERE piloted.person = erased.person",
    )


class Deeds:
    """What people approved and published. `zone` is the organisation's, whose weeks are counted."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def approved(self, post: Post) -> Write:
        """Somebody approved an activity, and may yet think better of it."""
        approval = post.approval
        return Write(
            "INSERT INTO deeds (post, person, activity, item, network, kind, approved_in) SELECT * "
            "FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::date[]) "
            "AS new (post, person, activity, item, network, kind, approved_in) "
            "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE erased.person = new.person) ON CONFLICT (post) DO NOTHING",
            (
                post.id,
                post.advocate_id,
                post.activity_id,
                approval.item_id,
                approval.network.value,
                approval.kind.value,
                str(Week.of(approval.approved_at, self._zone).monday),
            ),
            columns=True,
        )

    def published(self, post: UUID, at: datetime) -> Write:
        """It is on the network."""
        return Write(
            "UPDATE deeds SET published_at = %s, published_in = %s WHERE post = %s",
            (at, Week.of(at, self._zone).monday, post),
        )

    @staticmethod
    def undone(post: UUID) -> Write:
        """It was taken back, lapsed, failed or was taken down: it counts no more."""
        return Write("DELETE FROM deeds WHERE post = %s", (post,))


class Members:
    """Who takes part, and in which groups."""

    @staticmethod
    def joined(person: UUID) -> Write:
        """Somebody takes part."""
        return Write(
            "INSERT INTO members (person) SELECT * FROM unnest(%s::uuid[]) AS new (person) "
            "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE erased.person = new.person) "
            "ON CONFLICT (person) DO UPDATE SET here = true",
            (person,),
            columns=True,
        )

    @staticmethod
    def grouped(event: GroupsChanged) -> Write:
        """Somebody is in these groups now."""
        return Write(
            "INSERT INTO members (person, groups) "
            "SELECT * FROM (VALUES (%s::uuid, %s::uuid[])) AS new (person, groups) "
            "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE erased.person = new.person) "
            "ON CONFLICT (person) DO UPDATE SET groups = excluded.groups",
            (event.advocate_id, list(event.groups)),
        )

    @staticmethod
    def left(person: UUID) -> Write:
        """Somebody takes part no longer; what they published counts still."""
        return Write("UPDATE members SET here = false WHERE person = %s", (person,))


def offered(event: ActivityOffered) -> Write:
    """An activity is offered to an audience. Its terms never change."""
    return Write(
        "INSERT INTO offers (activity, item, network, kind, opens_at, closes_at, everyone, groups) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (activity) DO NOTHING",
        (
            event.activity_id,
            event.item_id,
            event.network.value,
            event.kind.value,
            event.opens_at,
            event.closes_at,
            event.audience.everyone,
            list(event.audience.groups),
        ),
    )


def piloted(pilot: UUID, person: UUID, first: Week, until: Week) -> Write:
    """Somebody is in a pilot from a week up to, not including, another."""
    return Write(
        "INSERT INTO piloted (pilot, person, first, until) SELECT * "
        "FROM unnest(%s::uuid[], %s::uuid[], %s::date[], %s::date[]) AS new (pilot, person, first, until) "
        "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE erased.person = new.person) ON CONFLICT DO NOTHING",
        (pilot, person, str(first.monday), str(until.monday)),
        columns=True,
    )


def strangers(database: Database, people: Iterable[UUID]) -> list[UUID]:
    """Those of these people who do not take part, or of whom nobody has told us yet."""
    found = database.fetch(
        "SELECT person FROM unnest(%s::uuid[]) AS named (person) "
        "WHERE NOT EXISTS (SELECT 1 FROM members WHERE members.person = named.person AND here) ORDER BY person",
        (list(people),),
    )
    return [row["person"] for row in found]


def pilot_ends(pilot: UUID, until: Week) -> Write:
    """A pilot ends before this week."""
    return Write("UPDATE piloted SET until = %s WHERE pilot = %s", (until.monday, pilot))


def forgotten(person: UUID) -> tuple[Write, ...]:
    """Nothing of a person is counted any more."""
    return (
        Write("DELETE FROM piloted WHERE person = %s", (person,)),
        Write("DELETE FROM deeds WHERE person = %s", (person,)),
        Write("DELETE FROM members WHERE person = %s", (person,)),
    )
