"""An advocate's accounts and posts, from the views; handles and links come from the vault as the answer is made."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.projection import Collection
from chassis.vault import Vault
from contracts.values import Network
from services.publisher import kinds
from services.publisher.retention import fresh
from services.publisher.schedule import Code, Reason, Slot, explain

MOST = 200
"""Posts in one answer: the ones that changed last."""
LANGUAGES = ("en", "id")

_PLAIN = (
    "approval_id",
    "activity_id",
    "account_id",
    "item_id",
    "kind",
    "network",
    "choice",
    "points",
    "opens_at",
    "closes_at",
    "state",
    "slot_at",
    "reason",
    "retry_at",
    "resolution",
    "by_hand",
    "reported_at",
    "handed_over_at",
    "attempted_at",
    "published_at",
    "found_by",
    "uncertain_at",
    "removed_at",
    "removal_reason",
    "changed_at",
)


class AccountViews:
    """Accounts of one advocate."""

    def __init__(self, accounts: Collection, vault: Vault) -> None:
        self._accounts = accounts
        self._vault = vault

    async def of(self, advocate_id: UUID) -> list[dict[str, Any]]:
        """Their accounts, the connected ones first, the latest first."""
        found = await self._accounts.find({"advocate_id": advocate_id}).to_list(None)
        found.sort(key=lambda account: (account["connected"], account["connected_at"]), reverse=True)
        profiles = await asyncio.to_thread(self._vault.open_many, [account["_id"] for account in found], kinds.PROFILE)
        return [_account(account, profiles.get(account["_id"])) for account in found]


class PostViews:
    """Posts of one advocate."""

    def __init__(self, posts: Collection, vault: Vault) -> None:
        self._posts = posts
        self._vault = vault

    async def of(self, advocate_id: UUID, state: str | None) -> list[dict[str, Any]]:
        """Their posts, what changed last first, at most `MOST`."""
        chosen: dict[str, Any] = {"advocate_id": advocate_id}
        if state is not None:
            chosen["state"] = state
        found = await self._posts.find(chosen).to_list(None)
        found.sort(key=lambda post: (post["changed_at"], post["_id"]), reverse=True)
        return await self._shown(found[:MOST])

    async def one(self, advocate_id: UUID, post_id: UUID) -> dict[str, Any]:
        """One of their posts. Raises NotFound."""
        return (await self._shown([await self._theirs(advocate_id, post_id)]))[0]

    async def engagement(self, advocate_id: UUID, post_id: UUID, *, at: datetime) -> list[dict[str, Any]]:
        """What others had done with one of their posts, over time, as long as it may be kept. Raises NotFound."""
        found = await self._theirs(advocate_id, post_id)
        counted = await asyncio.to_thread(self._vault.open, post_id, kinds.ENGAGEMENT)
        return fresh(counted["seen"], Network(found["network"]), at) if counted is not None else []

    async def _theirs(self, advocate_id: UUID, post_id: UUID) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = await self._posts.find_one({"_id": post_id})
        if found is None or found["advocate_id"] != advocate_id:
            raise NotFound("there is no such post of yours")
        return found

    async def _shown(self, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        links = await asyncio.to_thread(self._vault.open_many, [post["_id"] for post in found], kinds.LINK)
        accounts = list({post["account_id"] for post in found})
        profiles = await asyncio.to_thread(self._vault.open_many, accounts, kinds.PROFILE)
        return [_post(post, links.get(post["_id"]), profiles.get(post["account_id"])) for post in found]


def _account(account: Mapping[str, Any], profile: Mapping[str, Any] | None) -> dict[str, Any]:
    same = ("network", "connected", "connected_at", "disconnected_at", "disconnected_because")
    told = profile or {}
    opened = {name: told.get(name) for name in ("handle", "server", "max_characters", "characters_per_url")}
    return {"account_id": account["_id"], **{name: account[name] for name in same}, **opened}


def _post(post: Mapping[str, Any], link: Mapping[str, Any] | None, profile: Mapping[str, Any] | None) -> dict[str, Any]:
    because = [reason["code"] for reason in post["because"]]
    return {
        "post_id": post["_id"],
        **{name: post[name] for name in _PLAIN},
        "because": because,
        "explained": _explained(post),
        "handle": profile["handle"] if profile is not None else None,
        "link": link["url"] if link is not None else None,
    }


def _explained(post: Mapping[str, Any]) -> dict[str, str] | None:
    if post["slot_at"] is None or post["zone"] is None:
        return None
    reasons = tuple(Reason(Code(reason["code"]), reason["numbers"]) for reason in post["because"])
    slot = Slot(post["slot_at"], post["zone"], reasons)
    return {language: explain(slot, language) for language in LANGUAGES}
