"""Personal data: one table per service, encrypted, deletable. Events, views, logs and traces hold only its ids.

A value is sealed with AES-256-GCM under the first settings key; every listed key opens. The row's id and kind are
authenticated with it, so a row cannot be moved. Erasing a person deletes the rows and remembers the person's id for
ever: a later `put` for that person stores nothing, so that late events and restores cannot bring the data back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.database import Database, Write

_NONCE_BYTES = 12
_TAG_BYTES = 4  # which key sealed a row: the first bytes of the key's own digest


class Unreadable(Exception):
    """A row that none of the keys opens: a key is missing from the settings, or the row was tampered with."""


class _Key:
    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("a sealing key has 32 bytes")
        self.tag = sha256(b"restu sealing key" + key).digest()[:_TAG_BYTES]
        self.cipher = AESGCM(key)


class Vault:
    """Seals and opens one service's personal data. `keys`: 32 bytes each, the first seals, all open."""

    def __init__(self, database: Database, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one sealing key")
        self._database = database
        self._keys = [_Key(key) for key in keys]

    def migrate(self) -> None:
        """Makes the tables; what an older copy of them brought back of the erased is deleted again."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS vault (id uuid NOT NULL, kind text NOT NULL, person uuid, "
            "value bytea NOT NULL, PRIMARY KEY (id, kind))",
            "CREATE INDEX IF NOT EXISTS vault_person ON vault (person)",
            "CREATE TABLE IF NOT EXISTS erased (person uuid PRIMARY KEY)",
            "DELETE FROM vault USING erased WHERE vault.person = erased.person",  # it may be put back from a backup
        )

    def put(self, identifier: UUID, kind: str, value: Any, *, person: UUID | None) -> Write:
        """Stores or replaces a value (anything JSON can hold); nothing when the person is erased."""
        return Write(
            "INSERT INTO vault (id, kind, person, value) SELECT * "
            "FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::bytea[]) AS new (id, kind, person, value) "
            "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE erased.person = new.person) "
            "ON CONFLICT (id, kind) DO UPDATE SET value = excluded.value, person = excluded.person",
            (identifier, kind, person, self._seal(identifier, kind, value)),
            columns=True,
        )

    def delete(self, identifier: UUID, kind: str) -> Write:
        """Deletes one value."""
        return Write("DELETE FROM vault WHERE id = %s AND kind = %s", (identifier, kind))

    def erase(self, person: UUID) -> tuple[Write, Write]:
        """Deletes everything of a person, and remembers for ever that nothing of theirs is stored again."""
        return (
            Write("INSERT INTO erased (person) VALUES (%s) ON CONFLICT DO NOTHING", (person,)),
            Write("DELETE FROM vault WHERE person = %s", (person,)),
        )

    def open(self, identifier: UUID, kind: str) -> Any | None:
        """One value, or None when there is none (never stored, or erased). Raises Unreadable."""
        return self.open_many([identifier], kind).get(identifier)

    def open_many(self, identifiers: Iterable[UUID], kind: str) -> dict[UUID, Any]:
        """All values of a kind that exist, by id, with one query. Raises Unreadable."""
        rows = self._database.fetch(
            "SELECT id, value FROM vault WHERE id = ANY(%s) AND kind = %s", (list(identifiers), kind)
        )
        return {row["id"]: self._unseal(row["id"], kind, bytes(row["value"])) for row in rows}

    def erased_among(self, people: Iterable[UUID]) -> set[UUID]:
        """Which of these people are erased."""
        rows = self._database.fetch("SELECT person FROM erased WHERE person = ANY(%s)", (list(people),))
        return {row["person"] for row in rows}

    def reseal(self, batch: int = 500) -> int:
        """Seals up to `batch` rows of older keys under the first key; how many it did (0 = finished)."""
        with self._database.transaction() as cursor:
            rows = cursor.execute(
                "SELECT id, kind, value FROM vault WHERE substring(value from 1 for 4) <> %s LIMIT %s "
                "FOR UPDATE SKIP LOCKED",
                (self._keys[0].tag, batch),
            ).fetchall()
            for row in rows:
                value = self._unseal(row["id"], row["kind"], bytes(row["value"]))
                cursor.execute(
                    "UPDATE vault SET value = %s WHERE id = %s AND kind = %s",
                    (self._seal(row["id"], row["kind"], value), row["id"], row["kind"]),
                )
        return len(rows)

    def _seal(self, identifier: UUID, kind: str, value: Any) -> bytes:
        key = self._keys[0]
        nonce = os.urandom(_NONCE_BYTES)
        return key.tag + nonce + key.cipher.encrypt(nonce, msgspec.json.encode(value), _bound_to(identifier, kind))

    def _unseal(self, identifier: UUID, kind: str, sealed: bytes) -> Any:
        tag, nonce = sealed[:_TAG_BYTES], sealed[_TAG_BYTES : _TAG_BYTES + _NONCE_BYTES]
        for key in self._keys:
            if key.tag == tag:
                try:
                    plain = key.cipher.decrypt(nonce, sealed[_TAG_BYTES + _NONCE_BYTES :], _bound_to(identifier, kind))
                except InvalidTag:
                    break
                return msgspec.json.decode(plain)
        raise Unreadable(f"the vault row {identifier} ({kind}) opens with none of the sealing keys")


def _bound_to(identifier: UUID, kind: str) -> bytes:
    return identifier.bytes + kind.encode()
