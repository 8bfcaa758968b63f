"""What consent answers: the feed, approvals and receipts out of the views, people out of the store and the vault.

Words come from content by revision and from the vault, when they are answered, and are not kept. Each query gives a
person what is theirs; whose it is comes from the caller's token.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from services.consent.facts import ActivityFacts, Facts
from services.consent.feed import EVERYTHING, Only, ordered, priority
from services.consent.kinds import GROUP, OPENING, PERSON
from services.consent.tables import Tables, spelled
from services.consent.views import APPROVALS, ITEMS, OFFERS, SHOWN

MOST = 500
"""Open offers that a feed looks at, soonest-closing first."""
ERASED = "[erased]"


@dataclass(frozen=True, slots=True)
class Feed:
    """An advocate's open activities."""

    store: EventStore
    tables: Tables
    facts: Facts
    projection: Projection

    async def page(
        self, person: UUID, *, at: datetime, after: UUID | None, limit: int, only: Only = EVERYTHING
    ) -> dict[str, Any]:
        """What this person may do now, in the order of `feed.ordered`; `next` continues, `left_out` is counted."""
        advocate, declined = await asyncio.to_thread(self._person, person)
        offers = [offer for offer in await self._offers(advocate.groups, at) if offer["_id"] not in declined]
        wanted, left_out = only.of(offers)
        page = _behind(ordered(wanted, advocate.preferences, at), after)[: limit + 1]
        shown, more = page[:limit], len(page) > limit
        words, mine = await asyncio.gather(
            asyncio.to_thread(self.facts.activities, [(offer["_id"], offer["revision_id"]) for offer in shown]),
            self._mine(person, [offer["_id"] for offer in shown]),
        )
        activities = [_card(offer, words.get(offer["_id"]), mine[offer["_id"]]) for offer in shown]
        return {"activities": activities, "left_out": left_out, "next": str(shown[-1]["_id"]) if more else None}

    def _person(self, person: UUID) -> tuple[Advocate, set[UUID]]:
        advocate = self.store.load([person]).get(person)
        if not isinstance(advocate, Advocate):
            raise NotFound("this person does not take part")
        advocate.check_active()
        return advocate, self.tables.declined(person)

    async def _offers(self, groups: frozenset[UUID], at: datetime) -> list[Document]:
        audience = [{"everyone": True}, {"groups": {"$in": list(groups)}}]
        query = {"open": True, "closes_at": {"$gt": at}, "$or": audience}
        found = await self.projection.collection(OFFERS).find(query).sort("closes_at", 1).to_list(MOST)
        ids = list({offer["item_id"] for offer in found})
        items = {each["_id"]: each async for each in self.projection.collection(ITEMS).find({"_id": {"$in": ids}})}
        offers = []
        for offer in found:
            item = items.get(offer["item_id"])
            if item is None:  # the view is being built again
                continue
            ends_at = min(offer["closes_at"], item["expires_at"] or offer["closes_at"])
            if offer["opens_at"] <= at < ends_at:
                about = {"topics": item.get("topics", []), "language": item.get("language")}
                offers.append({**offer, "closes_at": ends_at, "revision_id": item["revision_id"], **about})
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


@dataclass(frozen=True, slots=True)
class Directory:
    """People and groups, with their names out of the vault. Blocking."""

    store: EventStore
    vault: Vault
    tables: Tables

    def person(self, person_id: UUID) -> dict[str, Any]:
        """What other services may know of a person. Raises NotFound."""
        advocate = self._advocates([person_id]).get(person_id)
        if advocate is None:
            raise NotFound("there is no such person")
        return {
            "person_id": str(person_id),
            "name": self._names([person_id], PERSON).get(person_id, ERASED),
            "roles": sorted(role.value for role in advocate.roles),
            "active": advocate.active,
        }

    def found(self, person_id: UUID) -> dict[str, Any]:
        """Who an operator asks for by id, also when they are erased. Raises NotFound."""
        advocate = self._advocates([person_id]).get(person_id)
        if advocate is None:
            raise NotFound(f"there is no person {person_id}")
        return _found(advocate, self.vault.open(person_id, PERSON))

    def found_by(self, email: str) -> list[dict[str, Any]]:
        """Who has this address, and who had it and left: several where it passed on, none of the erased."""
        here, left = self.tables.with_address(email), self.tables.without_address()
        known = self.vault.open_many([*here, *left], PERSON)
        had_it = [each for each in left if each in known and spelled(known[each]["email"]) == spelled(email)]
        ids = [*here, *sorted(had_it)]
        advocates = self._advocates(ids)
        return [_found(advocates[each], known.get(each)) for each in ids]

    def me(self, person_id: UUID) -> dict[str, Any]:
        """A person's own page. Raises NotFound."""
        advocate = self._advocates([person_id]).get(person_id)
        if advocate is None:
            raise NotFound("there is no such person")
        known = self.vault.open(person_id, PERSON) or {"name": ERASED, "email": ERASED}
        return {**_person(advocate, known), "groups": self._groups(advocate.groups), "preferences": _chosen(advocate)}

    def people(self, *, after: UUID | None, limit: int, among: Sequence[UUID] | None = None) -> dict[str, Any]:
        """Everybody (among these) who is or was here and not erased, by id; `next` continues behind the page."""
        ids = self.tables.people(after, limit, among)
        advocates = self._advocates(ids)
        known = self.vault.open_many(ids, PERSON)
        people = [
            {
                **_person(advocates[each], known.get(each, {"name": ERASED, "email": ERASED})),
                "groups": sorted(str(group) for group in advocates[each].groups),
            }
            for each in ids
        ]
        return {"people": people, "next": str(ids[-1]) if len(ids) == limit else None}

    def personas(self, limit: int) -> list[dict[str, Any]]:
        """Who takes part now, with their names: for the demo's sign-in."""
        ids = self.tables.people(None, limit)
        names = self._names(ids, PERSON)
        return [
            {
                "person_id": str(advocate.id),
                "name": names.get(advocate.id, ERASED),
                "roles": sorted(role.value for role in advocate.roles),
            }
            for advocate in self._advocates(ids).values()
            if advocate.active
        ]

    def names(self, ids: Sequence[UUID]) -> dict[str, str]:
        """The names of those who take part and let themselves be listed."""
        listed = [each.id for each in self._advocates(ids).values() if each.active and each.preferences.listed]
        return {str(person): name for person, name in self._names(listed, PERSON).items()}

    def authors(self, ids: Sequence[UUID]) -> dict[str, str]:
        """The names of these people, also of those who left or are not listed; of the erased there are none."""
        return {str(person): name for person, name in self._names(ids, PERSON).items()}

    def groups(self) -> list[dict[str, Any]]:
        """All groups."""
        return self._groups(self.tables.groups())

    def _groups(self, ids: Iterable[UUID]) -> list[dict[str, Any]]:
        wanted = list(ids)
        names = self._names(wanted, GROUP)
        return [{"group_id": str(each), "name": names.get(each, ERASED)} for each in wanted]

    def _names(self, ids: Sequence[UUID], kind: str) -> dict[UUID, str]:
        return {identifier: value["name"] for identifier, value in self.vault.open_many(ids, kind).items()}

    def _advocates(self, ids: Sequence[UUID]) -> dict[UUID, Advocate]:
        found = self.store.load(list(ids))
        return {each: advocate for each, advocate in found.items() if isinstance(advocate, Advocate)}


def _behind(offers: list[Document], after: UUID | None) -> list[Document]:
    places = {offer["_id"]: number for number, offer in enumerate(offers)}
    return offers[places[after] + 1 :] if after is not None and after in places else offers


def _card(offer: Document, words: ActivityFacts | None, mine: Sequence[Document]) -> dict[str, Any]:
    """One activity of the feed; `content` is null while content does not answer."""
    content = None
    if words is not None:
        content = {
            "title": words.title,
            "language": words.language,
            "link": words.link,
            "target": words.target,
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
        "priority": priority(offer),
        "topics": [str(topic) for topic in offer["topics"]],
        "by_hand": load(offer["network"]).hands_over(Kind(offer["kind"])),
        "content": content,
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


def _person(advocate: Advocate, known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person_id": str(advocate.id),
        "name": known["name"],
        "email": known["email"],
        "roles": sorted(role.value for role in advocate.roles),
        "active": advocate.active,
        "joined_at": timestamp(advocate.joined_at),
    }


def _found(advocate: Advocate, known: Mapping[str, Any] | None) -> dict[str, Any]:
    state = "erased" if advocate.erased else "left" if advocate.left else "taking part"
    return {**_person(advocate, known or {"name": ERASED, "email": ERASED}), "state": state}


def _chosen(advocate: Advocate) -> dict[str, Any]:
    chosen = advocate.preferences
    return {
        "language": chosen.language,
        "time_zone": chosen.time_zone,
        "quiet_from": chosen.quiet_from,
        "quiet_to": chosen.quiet_to,
        "weekdays": list(chosen.weekdays),
        "spacing_minutes": chosen.spacing_minutes,
        "daily_cap": chosen.daily_cap,
        "listed": chosen.listed,
        "country": chosen.country,
        "topics": [str(topic) for topic in chosen.topics],
        "languages": list(chosen.languages),
    }
