"""Idempotent commands: the first answer to an Idempotency-Key, stored in the transaction of what it did.

The scope of a key is (subject, operation, key). A repeat gets the first answer; the same key for another request is
refused; of two at once the second waits for the first by the unique index. Answers hold ids and codes only and are
kept for seven days.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from chassis.database import Database, Write, array
from chassis.errors import KeyReused
from chassis.signing import digest


class TwinFirst(Exception):
    """Another request with the same key was saved first."""


Scope = tuple[UUID, str, str]
"""Subject, operation, key."""


@dataclass(frozen=True, slots=True)
class Request:
    """One client's wish: who, what, under which key, and a fingerprint of everything that was asked."""

    subject: UUID
    operation: str
    key: str
    fingerprint: str

    @property
    def scope(self) -> Scope:
        """What the key is unique in."""
        return self.subject, self.operation, self.key

    @classmethod
    def of(cls, subject: UUID, operation: str, key: str, body: Any) -> Request:
        """A request whose fingerprint is the SHA-256 over the body's canonical JSON."""
        return cls(subject, operation, key, digest(body))


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer under a key, and the fingerprint of the request that got it."""

    fingerprint: str
    answer: dict[str, Any]

    def to(self, request: Request) -> dict[str, Any]:
        """The answer to a repeat. Raises KeyReused when the first request was another one."""
        if self.fingerprint != request.fingerprint:
            raise KeyReused("this Idempotency-Key belongs to another request; nothing was done, use a new key")
        return self.answer


class Answers:
    """The table of first answers."""

    TABLE: ClassVar[str] = "answers"

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the table."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS answers (subject uuid NOT NULL, operation text NOT NULL, key text NOT NULL, "
            "fingerprint text NOT NULL, answer jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(), "
            "PRIMARY KEY (subject, operation, key))",
            "CREATE INDEX IF NOT EXISTS answers_at ON answers (at)",
        )

    @staticmethod
    def forget_old() -> Write:
        """Deletes answers that are older than seven days."""
        return Write("DELETE FROM answers WHERE at < now() - interval '7 days'")

    def find(self, request: Request) -> dict[str, Any] | None:
        """The first answer, or None. Raises KeyReused when it was for another request."""
        first = self.find_all([request]).get(request.scope)
        return first.to(request) if first is not None else None

    def find_all(self, requests: Sequence[Request]) -> dict[Scope, Answer]:
        """The first answers to those that have one, by scope, with one query. Raises Unavailable."""
        if not requests:
            return {}
        rows = self._database.fetch(
            "SELECT subject, operation, key, fingerprint, answer "
            "FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS asked (subject, operation, key) "
            "JOIN answers USING (subject, operation, key)",
            [array(column) for column in zip(*(request.scope for request in requests), strict=True)],
        )
        return {
            (row["subject"], row["operation"], row["key"]): Answer(row["fingerprint"], row["answer"]) for row in rows
        }

    def record(self, request: Request, answer: dict[str, Any]) -> Write:
        """Stores the answer with the command's own events."""
        return Write(
            "INSERT INTO answers (subject, operation, key, fingerprint, answer) "
            "SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::jsonb[])",
            (request.subject, request.operation, request.key, request.fingerprint, json.dumps(answer)),
            columns=True,
        )

    @staticmethod
    def forget(subject: UUID) -> Write:
        """Deletes what was answered to an erased person, and the fingerprints of what they asked."""
        return Write("DELETE FROM answers WHERE subject = %s", (subject,))
