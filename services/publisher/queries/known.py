"""Accounts for other services, read from the events themselves: consent decides on them. Blocking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.vault import Vault
from contracts.networks import load
from contracts.values import Kind, Network
from services.publisher import kinds
from services.publisher.domain.account import Account
from services.publisher.networks.protocol import Credentials
from services.publisher.networks.protocol import Network as Connector


class Known:
    """Connected accounts, with what their server allows."""

    def __init__(self, store: EventStore, vault: Vault, connectors: Mapping[Network, Connector]) -> None:
        self._store = store
        self._vault = vault
        self._connectors = connectors

    def account(self, account_id: UUID) -> dict[str, Any]:
        """An account; its handle and lengths are in the vault. Raises NotFound, also when they are erased."""
        account = self._store.load([account_id]).get(account_id)
        profile = self._vault.open(account_id, kinds.PROFILE)
        if not isinstance(account, Account) or profile is None:
            raise NotFound(f"there is no account {account_id}")
        return {
            "account_id": account_id,
            "advocate_id": account.advocate_id,
            "network": account.network,
            "handle": profile["handle"],
            "max_characters": profile["max_characters"],
            "characters_per_url": profile["characters_per_url"],
            **self._permitted(account),
            "connected": account.connected,
        }

    def _permitted(self, account: Account) -> dict[str, Any]:
        """What its owner has permitted on the network, among what is performed there."""
        row = self._vault.open(account.id, kinds.CREDENTIALS)
        if row is None:
            return {"kinds": [], "images": False}
        credentials = Credentials(row["access_token"], tuple(row["scopes"]))
        connector = self._connectors[account.network]
        permitted = [kind for kind in load(account.network).performed if connector.permitted(kind, credentials)]
        return {"kinds": permitted, "images": connector.permitted(Kind.POST, credentials, images=True)}
