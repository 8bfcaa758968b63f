"""Content's own rows beside its events: which item an activity is on, when a feed is asked, which entries it had.

They are written in the events' transaction. Nothing in them is readable: a feed's address and the server's answers are
in the vault, addresses and entries are recognised by an HMAC with a secret that only the vault holds.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Database, Write, WriteMissed
from chassis.vault import Vault
from services.content.domain import TooManySuggestions, TooManyTopics, TopicNameTaken

MOST_A_DAY = 10
"""Suggestions that one person makes within 24 hours."""
MOST_TOPICS = 200
"""Topics of a programme."""
_SECRET = UUID("0b6f4c5e-52b1-5d7f-8d09-6a5a5f0f4c11")


class EntriesTaken(WriteMissed):
    """Another replica, or an earlier try, has made an item of one of the entries. Nothing was saved."""


class FeedAddressTaken(WriteMissed):
    """A feed with this address is followed already. Nothing was saved."""


class SuggestionsUsedUp(WriteMissed, TooManySuggestions):
    """The person has made as many suggestions as a day takes; seen when one more was written."""

    def __str__(self) -> str:
        return f"you have suggested {MOST_A_DAY} things within a day; please suggest this one tomorrow"


class TopicNamed(WriteMissed, TopicNameTaken):
    """Another topic has the name; seen when it was written."""

    def __str__(self) -> str:
        return "another topic has this name; nothing was changed"


class TopicsUsedUp(WriteMissed, TooManyTopics):
    """The programme has as many topics as it may have; seen when one more was written."""

    def __str__(self) -> str:
        return f"a programme has at most {MOST_TOPICS} topics, so that people can choose; rename one that is archived"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """How a feed has fared. `failures` counts those in a row, `problem` is the last one's code."""

    id: UUID
    added_at: datetime
    polled_at: datetime | None
    failures: int
    problem: str | None


class Tables:
    """The rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the tables."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS activities (id uuid PRIMARY KEY, item uuid NOT NULL)",
            "CREATE TABLE IF NOT EXISTS feeds (id uuid PRIMARY KEY, address bytea NOT NULL UNIQUE, "
            "added_at timestamptz NOT NULL, polled_at timestamptz, failures int NOT NULL DEFAULT 0, problem text)",
            "CREATE TABLE IF NOT EXISTS feed_entries (entry bytea PRIMARY KEY, at timestamptz NOT NULL)",
        )

    def add_activity(self, activity: UUID, item: UUID) -> Write:
        """Notes which item an activity is on."""
        return Write("INSERT INTO activities (id, item) VALUES (%s, %s)", (activity, item))

    def items_of(self, activities: Iterable[UUID]) -> dict[UUID, UUID]:
        """The item of each activity that exists."""
        rows = self._database.fetch("SELECT id, item FROM activities WHERE id = ANY(%s)", (list(activities),))
        return {row["id"]: row["item"] for row in rows}

    def add_feed(self, feed: UUID, address: bytes, at: datetime) -> Write:
        """A feed under its address' fingerprint. Missed: FeedAddressTaken."""
        return Write(
            "INSERT INTO feeds (id, address, added_at) VALUES (%s, %s, %s) ON CONFLICT (address) DO NOTHING",
            (feed, address, at),
            rows=1,
            missed=FeedAddressTaken,
        )

    def polled(self, feed: UUID, at: datetime, *, failures: int, problem: str | None) -> Write:
        """How the last look at a feed went."""
        return Write(
            "UPDATE feeds SET polled_at = %s, failures = %s, problem = %s WHERE id = %s", (at, failures, problem, feed)
        )

    def remove_feed(self, feed: UUID) -> Write:
        """Forgets a feed's state; the entries it had are remembered, so that adding it again repeats nothing."""
        return Write("DELETE FROM feeds WHERE id = %s", (feed,))

    def feed(self, feed: UUID) -> FeedRow | None:
        """One feed's state, None when it is not followed."""
        row = self._database.fetch_one(
            "SELECT id, added_at, polled_at, failures, problem FROM feeds WHERE id = %s", (feed,)
        )
        return FeedRow(**row) if row is not None else None

    def feeds(self) -> list[FeedRow]:
        """Every feed that is followed, oldest first."""
        rows = self._database.fetch(
            "SELECT id, added_at, polled_at, failures, problem FROM feeds ORDER BY added_at, id"
        )
        return [FeedRow(**row) for row in rows]

    def known(self, entries: Iterable[bytes]) -> set[bytes]:
        """Those of the entries that were seen before."""
        rows = self._database.fetch("SELECT entry FROM feed_entries WHERE entry = ANY(%s)", (list(entries),))
        return {bytes(row["entry"]) for row in rows}

    def take(self, entries: list[bytes], at: datetime) -> Write:
        """Marks new entries as seen. Missed (one of them was seen by now): EntriesTaken."""
        return Write(
            "INSERT INTO feed_entries (entry, at) SELECT e, %s FROM unnest(%s::bytea[]) AS e ON CONFLICT DO NOTHING",
            (at, entries),
            rows=len(entries),
            missed=EntriesTaken,
        )


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One suggestion: whose, since when, and what became of it. Declined: settled without an item."""

    id: UUID
    person: UUID
    at: datetime
    settled_at: datetime | None
    item: UUID | None


class SuggestionRows:
    """Who suggested what, found by person and by what waits. Ids and times; a person's rows go with their erasure."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the table, behind the vault's: what an older copy brought back of the erased is deleted again."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS suggestions (id uuid PRIMARY KEY, person uuid NOT NULL, "
            "at timestamptz NOT NULL, settled_at timestamptz, item uuid UNIQUE)",
            "CREATE INDEX IF NOT EXISTS suggestions_person ON suggestions (person, at)",
            "CREATE INDEX IF NOT EXISTS suggestions_waiting ON suggestions (at, id) WHERE settled_at IS NULL",
            "DELETE FROM suggestions USING erased WHERE suggestions.person = erased.person",
        )

    def add(self, suggestion: UUID, person: UUID, at: datetime) -> list[Write]:
        """Lists a suggestion, unless its person was erased meanwhile. Missed: SuggestionsUsedUp."""
        return [
            Write(
                "INSERT INTO suggestions (id, person, at) SELECT %s, %s, %s "
                "WHERE (SELECT count(*) FROM suggestions WHERE person = %s AND at > %s) < %s",
                (suggestion, person, at, person, at - timedelta(days=1), MOST_A_DAY),
                rows=1,
                missed=SuggestionsUsedUp,
            ),
            Write(
                "DELETE FROM suggestions USING erased WHERE suggestions.id = %s AND suggestions.person = erased.person",
                (suggestion,),
            ),
        ]

    def settle(self, suggestion: UUID, at: datetime, item: UUID | None) -> Write:
        """It waits no longer: it became an item, or none."""
        return Write("UPDATE suggestions SET settled_at = %s, item = %s WHERE id = %s", (at, item, suggestion))

    def forget(self, person: UUID) -> Write:
        """Nobody suggested these."""
        return Write("DELETE FROM suggestions WHERE person = %s", (person,))

    def waiting(self, after: UUID | None, limit: int) -> list[SuggestionRow]:
        """What nobody has settled, oldest first, behind the suggestion `after`."""
        rows = self._database.fetch(
            "SELECT id, person, at, settled_at, item FROM suggestions WHERE settled_at IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM suggestions seen WHERE seen.id = %s AND (seen.at, seen.id) >= "
            "(suggestions.at, suggestions.id)) ORDER BY at, id LIMIT %s",
            (after, limit),
        )
        return [SuggestionRow(**row) for row in rows]

    def of(self, person: UUID, limit: int) -> list[SuggestionRow]:
        """A person's latest suggestions, newest first."""
        rows = self._database.fetch(
            "SELECT id, person, at, settled_at, item FROM suggestions WHERE person = %s ORDER BY at DESC, id LIMIT %s",
            (person, limit),
        )
        return [SuggestionRow(**row) for row in rows]

    def suggesters(self, items: Iterable[UUID]) -> dict[UUID, UUID]:
        """Who suggested the items, of those that somebody did."""
        rows = self._database.fetch("SELECT item, person FROM suggestions WHERE item = ANY(%s)", (list(items),))
        return {row["item"]: row["person"] for row in rows}


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic of the programme."""

    id: UUID
    added_at: datetime
    archived: bool


class TopicRows:
    """The topics there are. What stands for a name is a fingerprint: no two topics have the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the tables."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS topics (id uuid PRIMARY KEY, added_at timestamptz NOT NULL, "
            "archived boolean NOT NULL DEFAULT false)",
            "CREATE TABLE IF NOT EXISTS topic_names (name bytea PRIMARY KEY, topic uuid NOT NULL UNIQUE)",
        )

    def add(self, topic: UUID, mark: bytes, at: datetime) -> list[Write]:
        """Lists a topic under a name. Missed: TopicsUsedUp, TopicNamed."""
        return [
            Write(
                "INSERT INTO topics (id, added_at) SELECT %s, %s WHERE (SELECT count(*) FROM topics) < %s",
                (topic, at, MOST_TOPICS),
                rows=1,
                missed=TopicsUsedUp,
            ),
            self._name(topic, mark),
        ]

    def rename(self, topic: UUID, mark: bytes) -> list[Write]:
        """Another name. Missed: TopicNamed."""
        return [Write("DELETE FROM topic_names WHERE topic = %s", (topic,)), self._name(topic, mark)]

    def archive(self, topic: UUID, *, archived: bool) -> Write:
        """Whether it is archived."""
        return Write("UPDATE topics SET archived = %s WHERE id = %s", (archived, topic))

    def all(self) -> list[TopicRow]:
        """Every topic: at most a few hundred."""
        return [TopicRow(**row) for row in self._database.fetch("SELECT id, added_at, archived FROM topics")]

    def _name(self, topic: UUID, mark: bytes) -> Write:
        return Write(
            "INSERT INTO topic_names (name, topic) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING",
            (mark, topic),
            rows=1,
            missed=TopicNamed,
        )


class Fingerprints:
    """Recognises a text without keeping it. The secret is made once and lives in the vault."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def open(cls, database: Database, vault: Vault) -> Fingerprints:
        """The service's own, the same in every replica. Raises Unavailable, Unreadable."""
        with database.transaction() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('restu content secret'))")
            secret: str | None = vault.open(_SECRET, "secret")
            if secret is None:
                secret = secrets.token_hex(32)
                put = vault.put(_SECRET, "secret", secret, person=None)
                put.run(cursor)
        return cls(bytes.fromhex(secret))

    def of(self, *texts: str) -> bytes:
        """The fingerprint of some texts together: 32 bytes."""
        framed = b"".join(len(text.encode()).to_bytes(8, "big") + text.encode() for text in texts)
        return hmac.new(self._secret, framed, hashlib.sha256).digest()
