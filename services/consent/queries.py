"""What consent answers of activities: the feed, approvals and receipts, out of the views.

Words come from content by revision and from the vault, when they are answered, and are not kept. Each query gives a
person what is theirs; whose it is comes from the caller's token.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.projection import Document, Projection
from chassis.vault import Vault
from contracts.networks import load
from contracts.values import Kind, timestamp
from services.consent.domain import Advocate, UnknownApproval
from services.consent.extras import extras_of
from services.consent.facts import ActivityFacts, Facts
from services.consent.feed import EVERYTHING, Only, ordered
from services.consent.kinds import OPENING, PERSON
from services.consent.tables import Tables
from services.consent.views import APPROVALS, ITEMS, OFFERS, SHOWN

MOST = 500
"""Open offers that a feed looks at, soonest-closing first."""
MOST_DECLINED = 50
"""Declined activities that are shown again."""


@dataclass(frozen=True, slots=True)
class Feed:
    """An advocate's open activities, each with the name of who asks for it; the erased are nobody."""

    store: EventStore
    vault: Vault
    tables: Tables
    facts: Facts
    projection: Projection

    async def page(
        self, person: UUID, *, at: datetime, after: UUID | None, limit: int, only: Only = EVERYTHING
    ) -> dict[str, Any]:
        """What this person may do now, in the order of `feed.ordered`; `next` continues, `left_out` is counted.

        `after` continues where it was also when nothing can be done there any more: it was declined, or closed.
        """
        advocate, declined = await asyncio.to_thread(self._person, person)
        offers = [offer for offer in await self._offers(advocate.groups, at) if offer["_id"] not in declined]
        wanted, left_out = only.of(offers)
        place = [] if after is None or after in {offer["_id"] for offer in wanted} else await self._place(after)
        page = _behind(ordered([*wanted, *place], advocate.preferences, at), after)[: limit + 1]
        shown, more = page[:limit], len(page) > limit
        activities = await self._cards(person, shown)
        return {"activities": activities, "left_out": left_out, "next": str(shown[-1]["_id"]) if more else None}

    async def declined(self, person: UUID, *, at: datetime) -> dict[str, Any]:
        """What this person declined and may still take up, in the same order; at most MOST_DECLINED."""
        advocate, declined = await asyncio.to_thread(self._person, person)
        offers = [offer for offer in await self._offers(advocate.groups, at) if offer["_id"] in declined]
        shown = ordered(offers, advocate.preferences, at)[:MOST_DECLINED]
        return {"activities": await self._cards(person, shown)}

    async def _cards(self, person: UUID, shown: Sequence[Document]) -> list[dict[str, Any]]:
        words, mine, askers = await asyncio.gather(
            asyncio.to_thread(self.facts.activities, [(offer["_id"], offer["revision_id"]) for offer in shown]),
            self._mine(person, [offer["_id"] for offer in shown]),
            asyncio.to_thread(self._askers, shown),
        )
        return [_card(offer, words.get(offer["_id"]), mine[offer["_id"]], askers.get(offer["_id"])) for offer in shown]

    def _person(self, person: UUID) -> tuple[Advocate, set[UUID]]:
        advocate = self.store.load([person]).get(person)
        if not isinstance(advocate, Advocate):
            raise NotFound("this person does not take part")
        advocate.check_active()
        return advocate, self.tables.declined(person)

    def _askers(self, offers: Sequence[Document]) -> Mapping[UUID, dict[str, str]]:
        """Who asks for each, by activity; who was erased, or was never noted, is left out."""
        asking = {offer["_id"]: asker for offer in offers if (asker := offer["offered_by"]) is not None}
        known = self.vault.open_many(list(set(asking.values())), PERSON) if asking else {}
        self.facts.forget_reasons({activity for activity, asker in asking.items() if asker not in known})
        return {
            activity: {"person_id": str(asker), "name": known[asker]["name"]}
            for activity, asker in asking.items()
            if asker in known
        }

    async def _offers(self, groups: frozenset[UUID], at: datetime) -> list[Document]:
        audience = [{"everyone": True}, {"groups": {"$in": list(groups)}}]
        query = {"open": True, "closes_at": {"$gt": at}, "$or": audience}
        found = await self.projection.collection(OFFERS).find(query).sort("closes_at", 1).to_list(MOST)
        return [offer for offer in await self._described(found) if offer["opens_at"] <= at < offer["closes_at"]]

    async def _place(self, activity: UUID) -> list[Document]:
        return await self._described(await self.projection.collection(OFFERS).find({"_id": activity}).to_list(1))

    async def _described(self, found: Sequence[Document]) -> list[Document]:
        """With what their items are about, until when at most."""
        ids = list({offer["item_id"] for offer in found})
        items = {each["_id"]: each async for each in self.projection.collection(ITEMS).find({"_id": {"$in": ids}})}
        offers = []
        for offer in found:
            item = items.get(offer["item_id"])
            if item is None:  # the view is being built again
                continue
            ends_at = min(offer["closes_at"], item["expires_at"] or offer["closes_at"])
            about = {name: item[name] for name in ("revision_id", "topics", "language")}
            offers.append({**offer, "closes_at": ends_at, **about})
        return offers

    async def _mine(self, person: UUID, activities: Sequence[UUID]) -> Mapping[UUID, list[Document]]:
        query = {"advocate_id": person, "activity_id": {"$in": list(activities)}}
        found: dict[UUID, list[Document]] = defaultdict(list)
        async for approval in self.projection.collection(APPROVALS).find(query).sort("approved_at", 1):
            found[approval["activity_id"]].append(approval)
        return found


@dataclass(frozen=True, slots=True)
class Given:
    """An advocate's own approvals."""

    vault: Vault
    projection: Projection

    async def page(self, person: UUID, *, before: datetime | None, limit: int) -> dict[str, Any]:
        """This person's approvals, newest first; `next` is the time to continue before."""
        query: dict[str, Any] = {"advocate_id": person}
        if before is not None:
            query["approved_at"] = {"$lt": before}
        cursor = self.projection.collection(APPROVALS).find(query).sort("approved_at", -1)
        found = await cursor.to_list(limit)
        more = len(found) == limit
        return {
            "approvals": [_approval(each) for each in found],
            "next": timestamp(found[-1]["approved_at"]) if more else None,
        }

    async def one(self, person: UUID, approval_id: UUID) -> dict[str, Any]:
        """One approval of this person. Raises UnknownApproval."""
        return _approval(await self._theirs(person, approval_id))

    async def receipt(self, person: UUID, approval_id: UUID) -> dict[str, Any]:
        """The signed approval, byte for byte, and its opening. Raises UnknownApproval."""
        found = await self._theirs(person, approval_id)
        if found["receipt"] is None:
            raise UnknownApproval("this approval's receipt is not kept here any more; ask for the exported stream")
        opening = await asyncio.to_thread(self.vault.open, approval_id, OPENING)
        return {"type": "restu.ActivityApproved.v1", "event": found["receipt"], "opening": opening}

    async def _theirs(self, person: UUID, approval_id: UUID) -> Document:
        found = await self.projection.collection(APPROVALS).find_one({"_id": approval_id})
        if found is None or found["advocate_id"] != person:
            raise UnknownApproval("there is no such approval of yours")
        return found


def _behind(offers: list[Document], after: UUID | None) -> list[Document]:
    places = {offer["_id"]: number for number, offer in enumerate(offers)}
    return offers[places[after] + 1 :] if after is not None and after in places else offers


def _card(
    offer: Document, words: ActivityFacts | None, mine: Sequence[Document], asker: dict[str, str] | None
) -> dict[str, Any]:
    """One activity of the feed; `content` is null while content does not answer. Nobody's reason is no reason."""
    kind, rules = Kind(offer["kind"]), load(offer["network"])
    content = None
    if words is not None:
        content = {
            "title": words.title,
            "language": words.language,
            "link": words.link,
            "target": words.target,
            "image": words.image,
            "messages": [{"language": language, "text": text} for language, text in words.messages],
        }
    latest = {approval["account_id"]: approval for approval in mine}
    return {
        "activity_id": str(offer["_id"]),
        "item_id": str(offer["item_id"]),
        "revision_id": str(offer["revision_id"]),
        "kind": offer["kind"],
        "network": offer["network"],
        "opens_at": timestamp(offer["opens_at"]),
        "closes_at": timestamp(offer["closes_at"]),
        "offered_at": timestamp(offer["offered_at"]),
        "points": offer["points"],
        "own_words": offer["own_words"],
        "priority": offer["priority"],
        "topics": [str(topic) for topic in offer["topics"]],
        "by_hand": rules.hands_over(kind),
        "extras": extras_of(kind, rules),
        "content": content,
        "asked_by": {**asker, "reason": words.reason if words is not None else None} if asker is not None else None,
        "approvals": [
            {"account_id": str(account), "approval_id": str(approval["_id"]), "state": approval["state"]}
            for account, approval in latest.items()
        ],
    }


def _approval(found: Document) -> dict[str, Any]:
    return {
        "approval_id": str(found["_id"]),
        "activity_id": str(found["activity_id"]),
        "account_id": str(found["account_id"]),
        "item_id": _text(found.get("item_id")),
        "revision_id": _text(found.get("revision_id")),
        "state": found["state"],
        "reason": found.get("reason"),
        "withdrawal_noted": found.get("withdrawal_noted", False),
        "replaces": _text(found.get("replaces")),
        "replaced_by": _text(found.get("replaced_by")),
        "approved_at": timestamp(found["approved_at"]),
        "changed_at": timestamp(found["changed_at"]),
        **{name: found.get(name) for name in SHOWN},
    }


def _text(value: UUID | None) -> str | None:
    return str(value) if value is not None else None
