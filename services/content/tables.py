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
from datetime import datetime
from uuid import UUID

from chassis.database import Database, Write, WriteMissed
from chassis.vault import Vault

_SECRET = UUID("0b6f4c5e-52b1-5d7f-8d09-6a5a5f0f4c11")


class EntriesTaken(WriteMissed):
    """Another replica, or an earlier try, has made an item of one of the entries. Nothing was saved."""


class FeedAddressTaken(WriteMissed):
    """A feed with this address is followed already. Nothing was saved."""


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
