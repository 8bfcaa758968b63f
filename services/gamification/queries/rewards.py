"""What the shop shows: rewards with their words, and redemptions, one's own or everybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis.projection import Collection
from chassis.vault import Vault
from services.gamification.domain import State
from services.gamification.words import REWARD

PAGE = 50
MOST_REWARDS = 500
"""Rewards shown at once: nobody looks through more."""


class Shop:
    """`rewards` and `redemptions` are the projection's collections. Words are opened when an answer is made."""

    def __init__(self, rewards: Collection, redemptions: Collection, vault: Vault) -> None:
        self._rewards = rewards
        self._redemptions = redemptions
        self._vault = vault

    async def rewards(self, *, retired: bool) -> dict[str, Any]:
        """The rewards that can be redeemed, or those that were retired, newest first."""
        found = self._rewards.find({"retired": retired}).sort("position", -1).limit(MOST_REWARDS)
        documents = await found.to_list(None)
        words = await self._words(document["_id"] for document in documents)
        return {"rewards": [{**_reward(document), **words[document["_id"]]} for document in documents]}

    async def mine(self, advocate: UUID, after: int | None) -> dict[str, Any]:
        """The advocate's own redemptions before the cursor, newest first."""
        wanted: dict[str, Any] = {"advocate": advocate}
        if after is not None:
            wanted["position"] = {"$lt": after}
        return await self._page(wanted, order=-1)

    async def all_in(self, state: State, after: int | None) -> dict[str, Any]:
        """Everybody's redemptions in a state behind the cursor, oldest first: who waits longest comes first."""
        wanted: dict[str, Any] = {"state": state.value}
        if after is not None:
            wanted["position"] = {"$gt": after}
        return await self._page(wanted, order=1)

    async def _page(self, wanted: Mapping[str, Any], *, order: int) -> dict[str, Any]:
        found = self._redemptions.find(dict(wanted)).sort("position", order).limit(PAGE + 1)
        documents = await found.to_list(None)
        page = documents[:PAGE]
        words = await self._words({document["reward_id"] for document in page})
        return {
            "redemptions": [_redemption(document, words[document["reward_id"]]["title"]) for document in page],
            "next": page[-1]["position"] if len(documents) > PAGE else None,
        }

    async def _words(self, rewards: Iterable[UUID]) -> dict[UUID, dict[str, str | None]]:
        """Title and words by reward; null where a restore has lost them."""
        wanted = list(rewards)
        found = await asyncio.to_thread(self._vault.open_many, wanted, REWARD) if wanted else {}
        return {each: found.get(each) or {"title": None, "words": None} for each in wanted}


def _reward(document: Mapping[str, Any]) -> dict[str, Any]:
    shown = ("points", "stock", "retired", "made_at")
    return {"reward_id": document["_id"], **{name: document[name] for name in shown}}


def _redemption(document: Mapping[str, Any], title: str | None) -> dict[str, Any]:
    shown = ("reward_id", "points", "state", "redeemed_at", "settled_at")
    return {
        "redemption_id": document["_id"],
        "advocate_id": document["advocate"],
        "title": title,
        **{name: document[name] for name in shown},
    }
