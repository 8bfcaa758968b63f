"""Consent's own PostgreSQL tables: indexes over its aggregates, and declines, rows because those can be deleted.

Every row is written in the transaction of the events it follows from, so an index is never behind the truth. Indexes
find things; what may be done is decided by the aggregates they lead to.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, LiteralString
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.database import Database, Write, WriteMissed
from chassis.idempotency import Answers
from services.consent.domain import AlreadyApproved, Approval, EmailTaken
from services.consent.texts import Texts

_STANDING: LiteralString = "SELECT approval, advocate, activity, account, item FROM standing WHERE "


class AddressTaken(WriteMissed, EmailTaken):
    """Somebody who takes part has this e-mail address; seen when the row was written."""

    def __str__(self) -> str:
        return "somebody who takes part has this e-mail address; nobody was added"


class ApprovalStands(WriteMissed, AlreadyApproved):
    """What is to be declined is approved; seen before, or when the decline was written."""

    def __str__(self) -> str:
        return "you have approved this activity; withdraw that approval first"


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One aggregate on which an approval stands or is released, and the ids it rests on."""

    approval: UUID
    advocate: UUID
    activity: UUID
    account: UUID
    item: UUID

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The aggregates that decide whether it still counts."""
        return self.approval, self.advocate, self.account, self.item


def derived_key(key: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose, from a sealing key: 32 bytes."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"restu consent {purpose}".encode()).derive(key)


def spelled(email: str) -> str:
    """An address as it is compared: in any case, however its letters are composed."""
    return unicodedata.normalize("NFC", email).strip().casefold()


class Tables:
    """Reads and writes of the tables. `sealing_keys` as in the settings: the first writes, all are recognised."""

    def __init__(self, database: Database, sealing_keys: Sequence[bytes]) -> None:
        self._database = database
        self._address_keys = [derived_key(key, "e-mail addresses") for key in sealing_keys]
        self.texts = Texts(database, [derived_key(key, "texts") for key in sealing_keys])

    def migrate(self) -> None:
        """Makes the tables."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS people (person uuid PRIMARY KEY, address bytea UNIQUE)",
            "CREATE TABLE IF NOT EXISTS groups (id uuid PRIMARY KEY, formed timestamptz NOT NULL)",
            "CREATE TABLE IF NOT EXISTS activities (activity uuid PRIMARY KEY, item uuid NOT NULL)",
            "CREATE TABLE IF NOT EXISTS approvals (id uuid PRIMARY KEY, aggregate uuid NOT NULL)",
            "CREATE TABLE IF NOT EXISTS declines (person uuid NOT NULL, activity uuid NOT NULL, "
            "at timestamptz NOT NULL, PRIMARY KEY (person, activity))",
            "CREATE TABLE IF NOT EXISTS standing (approval uuid PRIMARY KEY, advocate uuid NOT NULL, "
            "activity uuid NOT NULL, account uuid NOT NULL, item uuid NOT NULL, closes_at timestamptz NOT NULL)",
            "CREATE INDEX IF NOT EXISTS standing_advocate ON standing (advocate, approval)",
            "CREATE INDEX IF NOT EXISTS standing_account ON standing (account, approval)",
            "CREATE INDEX IF NOT EXISTS standing_item ON standing (item, approval)",
        )
        self.texts.migrate()

    # People and groups.

    def join(self, person: UUID, email: str) -> Write:
        """Lists a person. Raises AddressTaken when somebody who takes part has the address."""
        addresses = self.addresses(email)
        return Write(
            "INSERT INTO people (person, address) SELECT %s, %s "
            "WHERE NOT EXISTS (SELECT 1 FROM people WHERE address = ANY(%s)) ON CONFLICT (address) DO NOTHING",
            (person, addresses[0], addresses),
            rows=1,
            missed=AddressTaken,
        )

    def with_address(self, email: str) -> list[UUID]:
        """Who takes part under this address: one at most."""
        rows = self._database.fetch("SELECT person FROM people WHERE address = ANY(%s)", (self.addresses(email),))
        return [row["person"] for row in rows]

    def without_address(self) -> list[UUID]:
        """Who left and is not erased, and whose address was lost."""
        return [row["person"] for row in self._database.fetch("SELECT person FROM people WHERE address IS NULL")]

    def know(self, person: UUID) -> Write:
        """Lists a person whose address is lost."""
        return Write("INSERT INTO people (person) VALUES (%s) ON CONFLICT DO NOTHING", (person,))

    def addresses(self, email: str) -> list[bytes]:
        """What stands for an address in the table, under each key: the same for any spelling of its case."""
        return [hmac.digest(key, spelled(email).encode(), sha256) for key in self._address_keys]

    def private(self, words: str) -> str:
        """What stands for somebody's words where only sameness matters: nothing can be guessed from it."""
        return hmac.digest(self._address_keys[0], b"words " + words.encode(), sha256).hex()

    def leave(self, person: UUID) -> Write:
        """The address is free again; the person stays listed."""
        return Write("UPDATE people SET address = NULL WHERE person = %s", (person,))

    def forget(self, person: UUID) -> list[Write]:
        """Deletes everything about a person that is no id in an event."""
        return [
            Write("DELETE FROM people WHERE person = %s", (person,)),
            Write("DELETE FROM declines WHERE person = %s", (person,)),
            Answers.forget(person),
            self.texts.forget(person),
        ]

    def people(self, after: UUID | None, limit: int, among: Sequence[UUID] | None = None) -> list[UUID]:
        """Who is listed (of these), by id, behind `after`."""
        wanted = None if among is None else list(among)
        rows = self._database.fetch(
            "SELECT person FROM people WHERE (%s::uuid IS NULL OR person > %s) "
            "AND (%s::uuid[] IS NULL OR person = ANY(%s::uuid[])) ORDER BY person LIMIT %s",
            (after, after, wanted, wanted, limit),
        )
        return [row["person"] for row in rows]

    def listed(self, after: UUID | None, limit: int, *, taking_part: bool) -> list[UUID]:
        """Who is listed, by id, behind `after`; only those who take part and whose address is known, if asked for."""
        rows = self._database.fetch(
            "SELECT person FROM people WHERE (%s::uuid IS NULL OR person > %s) AND (address IS NOT NULL OR NOT %s) "
            "ORDER BY person LIMIT %s",
            (after, after, taking_part, limit),
        )
        return [row["person"] for row in rows]

    def count_taking_part(self) -> int:
        """How many take part whose address is known."""
        row = self._database.fetch_one("SELECT count(*) AS people FROM people WHERE address IS NOT NULL")
        return int(row["people"]) if row is not None else 0

    def form(self, group: UUID, at: datetime) -> Write:
        """Lists a group."""
        return Write("INSERT INTO groups (id, formed) VALUES (%s, %s) ON CONFLICT DO NOTHING", (group, at))

    def groups(self, limit: int = 1000) -> list[UUID]:
        """All groups, oldest first."""
        return [
            row["id"] for row in self._database.fetch("SELECT id FROM groups ORDER BY formed, id LIMIT %s", (limit,))
        ]

    # Activities and declines.

    def place(self, activity: UUID, item: UUID) -> Write:
        """Which item an activity belongs to."""
        return Write(
            "INSERT INTO activities (activity, item) VALUES (%s, %s) "
            "ON CONFLICT (activity) DO UPDATE SET item = excluded.item",
            (activity, item),
        )

    def item_of(self, activity: UUID) -> UUID | None:
        """The item of an activity, or None."""
        row = self._database.fetch_one("SELECT item FROM activities WHERE activity = %s", (activity,))
        return row["item"] if row is not None else None

    def decline(self, person: UUID, activity: UUID, at: datetime) -> Write:
        """The person does not want this one."""
        return Write(
            "INSERT INTO declines (person, activity, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (person, activity, at),
        )

    def undo_decline(self, person: UUID, activity: UUID) -> Write:
        """As if it had never been declined."""
        return Write(
            "DELETE FROM declines USING unnest(%s::uuid[], %s::uuid[]) AS gone (person, activity) "
            "WHERE declines.person = gone.person AND declines.activity = gone.activity",
            (person, activity),
            columns=True,
        )

    def declined(self, person: UUID) -> set[UUID]:
        """The activities that a person declined."""
        rows = self._database.fetch("SELECT activity FROM declines WHERE person = %s", (person,))
        return {row["activity"] for row in rows}

    # Approvals.

    def stand(self, approval: Approval) -> list[Write]:
        """An approval stands now on this aggregate."""
        basis = approval.standing
        assert basis is not None
        parties = approval.parties
        ids = (approval.id, parties.advocate_id, parties.activity_id, parties.account_id, basis.item_id)
        return [
            Write(
                "INSERT INTO standing (approval, advocate, activity, account, item, closes_at) SELECT * "
                "FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[]) "
                "ON CONFLICT (approval) DO UPDATE SET item = excluded.item, closes_at = excluded.closes_at",
                (*ids, basis.window.closes_at),
                columns=True,
            ),
            Write(
                "INSERT INTO approvals (id, aggregate) SELECT * FROM unnest(%s::uuid[], %s::uuid[])",
                (basis.approval_id, approval.id),
                columns=True,
            ),
        ]

    def fall(self, approval: UUID) -> Write:
        """Nothing stands on this aggregate any more."""
        return Write("DELETE FROM standing WHERE approval = %s", (approval,))

    def aggregate_of(self, approval_id: UUID) -> UUID | None:
        """The aggregate that one approval belongs to, or None."""
        row = self._database.fetch_one("SELECT aggregate FROM approvals WHERE id = %s", (approval_id,))
        return row["aggregate"] if row is not None else None

    def stands(self, person: UUID, activity: UUID) -> bool:
        """Whether the person has an approval of the activity, on any account, that stands or is released."""
        query: LiteralString = _STANDING + "advocate = %s AND activity = %s LIMIT 1"
        return bool(self._database.fetch(query, (person, activity)))

    def stands_not(self, person: UUID, activity: UUID) -> Write:
        """A condition in a decline's transaction: `stands` is false by then, else ApprovalStands: nothing is saved."""
        return Write(
            "SELECT 1 FROM standing JOIN unnest(%s::uuid[], %s::uuid[]) AS asked (advocate, activity) "
            "USING (advocate, activity)",
            (person, activity),
            rows=0,
            missed=ApprovalStands,
            columns=True,
        )

    def standing_on(self, subject: UUID, *, after: UUID | None, limit: int) -> list[StandingRow]:
        """What stands for an advocate, an account or an item, by aggregate id, behind `after`."""
        query: LiteralString = (
            _STANDING + "(advocate = %s OR account = %s OR item = %s) AND (%s::uuid IS NULL OR approval > %s) "
            "ORDER BY approval LIMIT %s"
        )
        return _rows(self._database.fetch(query, (subject, subject, subject, after, after, limit)))

    def standing(self, *, after: UUID | None, limit: int) -> list[StandingRow]:
        """Everything that stands, by aggregate id, behind `after`."""
        query: LiteralString = _STANDING + "%s::uuid IS NULL OR approval > %s ORDER BY approval LIMIT %s"
        return _rows(self._database.fetch(query, (after, after, limit)))


def _rows(found: Iterable[dict[str, Any]]) -> list[StandingRow]:
    return [StandingRow(**row) for row in found]
