"""The publisher's own table: which external account is connected by whom, without naming it.

The key is an HMAC under a secret of ours over network, server and the account's id there, so that nobody who reads the
table can test who is in it (decisions.md 20). A row exists as long as the connection stands.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

import rfc8785

from chassis.database import Database, Write, WriteMissed
from chassis.vault import Vault
from services.publisher.domain.ids import IDENTITY_SECRET as SECRET_ID
from services.publisher.kinds import IDENTITY_SECRET


class IdentityMoved(WriteMissed):
    """Somebody else connected or disconnected the same external account first. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Which connection of whom an external account is."""

    account_id: UUID
    advocate_id: UUID


class Identities:
    """External accounts that are connected now."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def migrate(self) -> None:
        """Makes the table and, once for all replicas, the secret."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS identities (identity bytea PRIMARY KEY, account_id uuid UNIQUE NOT NULL, "
            "advocate_id uuid NOT NULL)",
            "CREATE INDEX IF NOT EXISTS identities_advocate ON identities (advocate_id)",
        )
        with self._database.transaction() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('restu identity secret'))")
            if self._vault.open(SECRET_ID, IDENTITY_SECRET) is None:
                self._database.transact(
                    [self._vault.put(SECRET_ID, IDENTITY_SECRET, secrets.token_hex(32), person=None)]
                )

    def of(self, network: str, server: str, remote_id: str) -> bytes:
        """The identity of an external account: 32 bytes."""
        secret = str(self._vault.open(SECRET_ID, IDENTITY_SECRET))
        return hmac.digest(bytes.fromhex(secret), rfc8785.dumps([network, server, remote_id]), "sha256")

    def owner(self, identity: bytes) -> Owner | None:
        """Who has it connected, if anybody."""
        row = self._database.fetch_one(
            "SELECT account_id, advocate_id FROM identities WHERE identity = %s", (identity,)
        )
        return Owner(row["account_id"], row["advocate_id"]) if row is not None else None

    def claim(self, identity: bytes, account_id: UUID, advocate_id: UUID, *, replacing: UUID | None) -> Write:
        """Connects it, in place of the connection that was seen, or of none. Misses with IdentityMoved."""
        if replacing is None:
            return Write(
                "INSERT INTO identities (identity, account_id, advocate_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (identity, account_id, advocate_id),
                rows=1,
                missed=IdentityMoved,
            )
        return Write(
            "UPDATE identities SET account_id = %s WHERE identity = %s AND account_id = %s",
            (account_id, identity, replacing),
            rows=1,
            missed=IdentityMoved,
        )

    def release(self, account_id: UUID) -> Write:
        """Disconnects it: anybody may connect it now."""
        return Write("DELETE FROM identities WHERE account_id = %s", (account_id,))
