"""Idempotent commands: the first answer to an Idempotency-Key, stored in the transaction of what it did.

The scope of a key is (subject, operation, key). A repeat gets the first answer; the same key for another request is
refused; of two at once the second waits for the first by the unique index. Answers hold ids and codes only and are
kept for seven days.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import rfc8785

from chassis.database import Database, Write
from chassis.errors import KeyReused


class TwinFirst(Exception):
    """Another request with the same key was saved first."""


@dataclass(frozen=True, slots=True)
class Request:
    """One client's wish: who, what, under which key, and a fingerprint of everything that was asked."""

    subject: UUID
    operation: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, subject: UUID, operation: str, key: str, body: Any) -> Request:
        """A request whose fingerprint is the SHA-256 over the body's canonical JSON."""
        return cls(subject, operation, key, hashlib.sha256(rfc8785.dumps(body)).hexdigest())


class Answers:
    """The table of first answers."""

    TABLE: ClassVar[str] = "answers"

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the table and forgets answers older than seven days."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS answers (subject uuid NOT NULL, operation text NOT NULL, key text NOT NULL, "
            "fingerprint text NOT NULL, answer jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(), "
            "PRIMARY KEY (subject, operation, key))",
            "CREATE INDEX IF NOT EXISTS answers_at ON answers (at)",
            "DELETE FROM answers WHERE at < now() - interval '7 days'",
        )

    def find(self, request: Request) -> dict[str, Any] | None:
        """The first answer, or None. Raises KeyReused when it was for another request."""
        row = self._database.fetch_one(
            "SELECT fingerprint, answer FROM answers WHERE subject = %s AND operation = %s AND key = %s",
            (request.subject, request.operation, request.key),
        )
        if row is None:
            return None
        if row["fingerprint"] != request.fingerprint:
            raise KeyReused("this Idempotency-Key belongs to another request; nothing was done, use a new key")
        answer: dict[str, Any] = row["answer"]
        return answer

    def record(self, request: Request, answer: dict[str, Any]) -> Write:
        """Stores the answer with the command's own events."""
        return Write(
            "INSERT INTO answers (subject, operation, key, fingerprint, answer) VALUES (%s, %s, %s, %s, %s)",
            (request.subject, request.operation, request.key, request.fingerprint, json.dumps(answer)),
        )
