"""The tables of dead letters and parked keys, and what others put into their transactions about them."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import LiteralString
from uuid import UUID

from psycopg.rows import DictRow
from pydantic import ValidationError

from chassis.database import Database, Write, WriteMissed
from chassis.errors import NotFound, Refused
from contracts.envelope import Envelope, Header

Key = tuple[str, str]
"""A topic and a subject in it."""

_SELECT: LiteralString = (
    'SELECT id, state, topic, partition, "offset", reason, at, headers, data, key FROM dead_letters '
)


class KeyParked(WriteMissed, Refused):
    """An earlier event about this waits for repair: what is asked now might rest on something unknown."""

    code = "parked"
    status = 503


class QueueMoved(WriteMissed):
    """The queue of a parked key changed meanwhile. Nothing was saved."""


class State(StrEnum):
    """What is the matter with a dead letter."""

    FOREIGN = "foreign"
    DEAD = "dead"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One kept message. Foreign ones have no envelope."""

    id: int
    state: State
    topic: str
    partition: int
    offset: int
    reason: str
    at: datetime
    envelope: Envelope | None


class DeadLetters:
    """The tables of dead letters and parked keys of one service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the tables."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS dead_letters (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
            'state text NOT NULL, topic text NOT NULL, partition int NOT NULL, "offset" bigint NOT NULL, key text, '
            "sequence bigint, headers json, data bytea, digest text NOT NULL, reason text NOT NULL, "
            "at timestamptz NOT NULL DEFAULT now())",
            'CREATE UNIQUE INDEX IF NOT EXISTS dead_letters_place ON dead_letters (topic, partition, "offset", digest)',
            "CREATE INDEX IF NOT EXISTS dead_letters_key ON dead_letters (topic, key, sequence)",
            "CREATE TABLE IF NOT EXISTS parked_keys (topic text NOT NULL, key text NOT NULL, "
            "version bigint NOT NULL DEFAULT 0, PRIMARY KEY (topic, key))",
            "CREATE INDEX IF NOT EXISTS parked_keys_key ON parked_keys (key)",
        )

    def parked(self, *keys: UUID) -> bool:
        """Whether an event about any of the keys waits, in any topic. Raises Unavailable."""
        return bool(self._database.fetch("SELECT 1 FROM parked_keys WHERE key = ANY(%s) LIMIT 1", (_texts(keys),)))

    def guard(self, *keys: UUID) -> Write:
        """A condition in a command's transaction: none of the keys is parked, else KeyParked and nothing is saved."""
        sql = "SELECT 1 FROM parked_keys WHERE " + " OR ".join(["key = ANY(%s)"] * len(keys))  # noqa: S608 - placeholders
        return Write(sql, _texts(keys), rows=0, missed=KeyParked, columns=True)

    def parked_among(self, keys: Iterable[Key]) -> set[Key]:
        """Which of the keys are parked in their own topic."""
        wanted = list(keys)
        rows = self._database.fetch(
            "SELECT topic, key FROM parked_keys WHERE (topic, key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))",
            ([topic for topic, _ in wanted], [key for _, key in wanted]),
        )
        return {(row["topic"], row["key"]) for row in rows}

    def counts(self) -> tuple[int, int]:
        """How many dead or foreign letters and how many parked keys there are."""
        row = self._database.fetch_one(
            "SELECT (SELECT count(*) FROM dead_letters WHERE state <> 'queued') AS letters, "
            "(SELECT count(*) FROM parked_keys) AS keys"
        )
        return (row["letters"], row["keys"]) if row is not None else (0, 0)

    def bury(self, topic: str, offset: int, envelope: Envelope, error: Exception) -> list[Write]:
        """Keeps an event that fails for good and parks its key."""
        return [
            Write(
                "INSERT INTO parked_keys (topic, key) VALUES (%s, %s) "
                "ON CONFLICT (topic, key) DO UPDATE SET version = parked_keys.version + 1",
                (topic, envelope.subject),
            ),
            _insert(State.DEAD, topic, offset, envelope, describe(error)),
        ]

    def queue(self, topic: str, offset: int, envelope: Envelope) -> list[Write]:
        """Keeps an event behind the dead letter of its key. Raises QueueMoved when the key is parked no longer."""
        return [
            Write(
                "UPDATE parked_keys SET version = version + 1 WHERE topic = %s AND key = %s",
                (topic, envelope.subject),
                rows=1,
                missed=QueueMoved,
            ),
            _insert(State.QUEUED, topic, offset, envelope, "waits behind an earlier event of its key"),
        ]

    def foreign(self, topic: str, partition: int, offset: int, value: bytes, reason: str) -> Write:
        """Notes a message that is not ours; noting it again changes nothing."""
        return Write(
            'INSERT INTO dead_letters (state, topic, partition, "offset", digest, reason) '
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (State.FOREIGN, topic, partition, offset, hashlib.sha256(value).hexdigest(), reason),
        )

    def oldest(self, limit: int = 1000, after: int = 0, *, queued: bool = True) -> list[DeadLetter]:
        """The oldest letters first, behind the id `after`. Not `queued`: without those that wait for another one."""
        rows = self._database.fetch(
            _SELECT + "WHERE id > %s AND (%s OR state <> 'queued') ORDER BY id LIMIT %s", (after, queued, limit)
        )
        return [_letter(row) for row in rows]

    def about(self, topic: str, key: str) -> list[DeadLetter]:
        """The letters of one key, in the order of their sequences."""
        rows = self._database.fetch(_SELECT + "WHERE topic = %s AND key = %s ORDER BY sequence", (topic, key))
        return [_letter(row) for row in rows]

    def unreadable(self, topic: str, partition: int) -> list[int]:
        """The foreign letters of a partition, oldest first: what they spoke of, or of whom, cannot be told."""
        rows = self._database.fetch(
            "SELECT id FROM dead_letters WHERE topic = %s AND partition = %s AND state = %s ORDER BY id",
            (topic, partition, State.FOREIGN),
        )
        return [row["id"] for row in rows]

    def show(self, identifier: int) -> DeadLetter:
        """One letter. Raises NotFound."""
        row = self._database.fetch_one(_SELECT + "WHERE id = %s", (identifier,))
        if row is None:
            raise NotFound(f"there is no dead letter {identifier}: it is settled already, or never was")
        return _letter(row)

    def queue_of(self, topic: str, key: str) -> tuple[int, Sequence[DeadLetter]]:
        """The version of a parked key's queue and its letters, in the order of their sequences."""
        row = self._database.fetch_one("SELECT version FROM parked_keys WHERE topic = %s AND key = %s", (topic, key))
        if row is None:
            raise NotFound("this key is not parked any more")
        return row["version"], self.about(topic, key)

    def remove(self, letters: Iterable[int]) -> Write:
        """Removes letters that are done with."""
        wanted = list(letters)
        return Write("DELETE FROM dead_letters WHERE id = ANY(%s)", (wanted,), rows=len(wanted), missed=QueueMoved)

    def unpark(self, topic: str, key: str, version: int) -> Write:
        """Parks the key no longer, unless its queue has changed since `version`."""
        return Write(
            "DELETE FROM parked_keys WHERE topic = %s AND key = %s AND version = %s",
            (topic, key, version),
            rows=1,
            missed=QueueMoved,
        )

    def still_parked(self, topic: str, key: str, version: int) -> Write:
        """The key stays parked; its queue has not changed since `version`."""
        return Write(
            "UPDATE parked_keys SET version = version + 1 WHERE topic = %s AND key = %s AND version = %s",
            (topic, key, version),
            rows=1,
            missed=QueueMoved,
        )

    def condemn(self, identifier: int, error: Exception) -> Write:
        """A queued event turns out to fail for good itself."""
        return Write(
            "UPDATE dead_letters SET state = %s, reason = %s WHERE id = %s",
            (State.DEAD, describe(error), identifier),
        )

    def drop_foreign(self, identifier: int) -> None:
        """Forgets a foreign message; one that is forgotten already stays so."""
        self._database.transact([Write("DELETE FROM dead_letters WHERE id = %s", (identifier,))])


def describe(error: Exception) -> str:
    """What went wrong, without any value: kinds of errors, field names, our own codes and messages."""
    if isinstance(error, ValidationError):
        found = (f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['type']}" for each in error.errors())
        return f"the body is wrong: {', '.join(found)}"[:500]
    code = getattr(error, "code", None)
    if isinstance(code, str):  # a named error of ours: its message is in our own words
        return f"{code}: {error}"[:500]
    where = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}" + (f" in {where[-1].name}, line {where[-1].lineno}" if where else "")


def _insert(state: State, topic: str, offset: int, envelope: Envelope, reason: str) -> Write:
    headers = [[name, value.decode()] for name, value in envelope.headers()]
    return Write(
        'INSERT INTO dead_letters (state, topic, partition, "offset", key, sequence, headers, data, digest, reason) '
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            state,
            topic,
            envelope.partition,
            offset,
            envelope.subject,
            envelope.sequence,
            json.dumps(headers),
            envelope.data,
            hashlib.sha256(envelope.data).hexdigest(),
            reason,
        ),
    )


def _letter(row: DictRow) -> DeadLetter:
    envelope = None
    if row["headers"] is not None:
        headers: list[Header] = [(name, value.encode()) for name, value in row["headers"]]
        envelope = Envelope.read(headers, row["key"].encode(), bytes(row["data"]))
    return DeadLetter(
        row["id"],
        State(row["state"]),
        row["topic"],
        row["partition"],
        row["offset"],
        row["reason"],
        row["at"],
        envelope,
    )


def _texts(keys: Iterable[UUID]) -> list[str]:
    return [str(key) for key in keys]
