"""Server-side sessions and what the gateway knows of people: their roles, and whether they take part.

A session is a random token in the browser and its SHA-256 in the table. It ends by itself after its lifetime, by
signing out, and in the same transaction in which the gateway learns that the person left, was erased or has other
roles. Blocking: call it from a thread.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Database, Write
from contracts.values import Role


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person. `id` is the token's digest; `csrf` is what a page of ours sends back with each change."""

    id: bytes
    person: UUID
    roles: frozenset[Role]
    csrf: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session and the token that only the browser keeps."""

    token: str
    session: Session


class Sessions:
    """The tables `sessions` and `people`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the tables and forgets sessions that are over."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS people (person uuid PRIMARY KEY, roles text[] NOT NULL DEFAULT '{}', "
            "active boolean NOT NULL DEFAULT true)",
            "CREATE TABLE IF NOT EXISTS sessions (id bytea PRIMARY KEY, person uuid NOT NULL, "
            "ends_at timestamptz NOT NULL)",
            "CREATE INDEX IF NOT EXISTS sessions_person ON sessions (person)",
            "CREATE INDEX IF NOT EXISTS sessions_ends_at ON sessions (ends_at)",
            "DELETE FROM sessions WHERE ends_at < now()",
        )

    def open(self, person: UUID, at: datetime, lifetime: timedelta) -> Opened | None:
        """A new session, or None when the person does not take part."""
        token = secrets.token_urlsafe(32)
        with self._database.transaction() as cursor:
            # The row lock orders this against the consumer's change of the same person.
            row = cursor.execute(
                "SELECT roles FROM people WHERE person = %s AND active FOR SHARE", (person,)
            ).fetchone()
            if row is None:
                return None
            cursor.execute(
                "INSERT INTO sessions (id, person, ends_at) VALUES (%s, %s, %s)", (_id(token), person, at + lifetime)
            )
        return Opened(token, _session(token, person, row["roles"]))

    def find(self, tokens: Sequence[str], at: datetime) -> dict[str, Session]:
        """The sessions of these tokens, each while it lasts and its person takes part."""
        asked = {_id(token): token for token in tokens}
        rows = self._database.fetch(
            "SELECT s.id, s.person, p.roles FROM sessions s JOIN people p USING (person) "
            "WHERE s.id = ANY(%s) AND s.ends_at > %s AND p.active",
            (list(asked), at),
        )
        found = ((asked[bytes(row["id"])], row) for row in rows)
        return {token: _session(token, row["person"], row["roles"]) for token, row in found}

    def lasting(self, ids: Iterable[bytes], at: datetime) -> set[bytes]:
        """Which of these sessions still last."""
        rows = self._database.fetch(
            "SELECT s.id FROM sessions s JOIN people p USING (person) "
            "WHERE s.id = ANY(%s) AND s.ends_at > %s AND p.active",
            (list(ids), at),
        )
        return {bytes(row["id"]) for row in rows}

    def close(self, session: Session) -> None:
        """Signs out."""
        self._database.transact([Write("DELETE FROM sessions WHERE id = %s", (session.id,))])


def joined(person: UUID) -> tuple[Write, ...]:
    """The person takes part; roles may have come before."""
    return (
        Write(
            "INSERT INTO people (person, roles) VALUES (%s, %s) ON CONFLICT (person) DO NOTHING",
            (person, [Role.ADVOCATE]),
        ),
    )


def roles_changed(person: UUID, roles: Iterable[Role]) -> tuple[Write, ...]:
    """The person has these roles now; whoever is signed in signs in again."""
    return (
        Write(
            "INSERT INTO people (person, roles) VALUES (%s, %s) "
            "ON CONFLICT (person) DO UPDATE SET roles = excluded.roles",
            (person, sorted(roles)),
        ),
        _end_all(person),
    )


def gone(person: UUID) -> tuple[Write, ...]:
    """The person no longer takes part."""
    return (
        Write(
            "INSERT INTO people (person, active) VALUES (%s, false) ON CONFLICT (person) DO UPDATE SET active = false",
            (person,),
        ),
        _end_all(person),
    )


def csrf_matches(session: Session, sent: str | None) -> bool:
    """Whether the page that sends this change could read what only our own pages can."""
    return sent is not None and hmac.compare_digest(session.csrf.encode(), sent.encode())


def _end_all(person: UUID) -> Write:
    return Write("DELETE FROM sessions WHERE person = %s", (person,))


def _session(token: str, person: UUID, roles: Iterable[str]) -> Session:
    csrf = hmac.new(token.encode(), b"restu csrf", hashlib.sha256).hexdigest()
    return Session(_id(token), person, frozenset(Role(role) for role in roles), csrf)


def _id(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
