"""What content shows. Words are opened from the vault in bulk when an answer is made; views hold ids and numbers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.vault import Vault
from contracts.values import Kind
from services.content.domain import Item
from services.content.tables import Tables
from services.content.words import KIND, TARGET


class Activities:
    """Activities for other services, read from the events themselves: consent decides on them. Blocking."""

    def __init__(self, store: EventStore, vault: Vault, tables: Tables) -> None:
        self._store = store
        self._vault = vault
        self._tables = tables

    def find(self, activity_id: UUID) -> dict[str, Any]:
        """An activity with the item's words of now. Raises NotFound."""
        item_id = self._tables.items_of([activity_id]).get(activity_id)
        item = self._store.load([item_id]).get(item_id) if item_id is not None else None
        if not isinstance(item, Item) or (words := self._vault.open(item.revision.id, KIND)) is None:
            raise NotFound(f"there is no activity {activity_id}")
        offer = item.offers[activity_id]
        return {
            "activity_id": activity_id,
            "item_id": item_id,
            "revision_id": item.revision.id,
            "kind": offer.kind,
            "network": offer.network,
            "language": words["language"],
            "title": words["title"],
            "link": words["link"],
            "target": self._vault.open(activity_id, TARGET) if offer.kind is Kind.REPOST else None,
            "messages": [
                {"language": message["language"], "text": message["text"]}
                for message in words["messages"]
                if message["network"] == offer.network
            ],
        }
