"""What content shows. Words are opened from the vault in bulk when an answer is made; views hold ids and numbers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from chassis.errors import Invalid, NotFound
from chassis.event_store import EventStore
from chassis.projection import Collection
from chassis.vault import Vault
from contracts.values import Kind
from services.content.domain import Item
from services.content.suggested import KIND as SUGGESTION
from services.content.suggested import REASON
from services.content.tables import SuggestionRow, SuggestionRows, Tables, TopicRows
from services.content.targets import TARGET
from services.content.words import KIND, TOPIC, WHY

PAGE = 50
"""Items on one page."""

State = Literal["active", "retired"]
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)\.(\d{1,19})")


class Activities:
    """Activities for other services, read from the events themselves: consent decides on them. Blocking."""

    def __init__(self, store: EventStore, vault: Vault, tables: Tables) -> None:
        self._store = store
        self._vault = vault
        self._tables = tables

    def find(self, activity_id: UUID) -> dict[str, Any]:
        """An activity with the item's words of now. Raises NotFound."""
        item, words = self._offered(activity_id)
        offer = item.offers[activity_id]
        return {
            "activity_id": activity_id,
            "item_id": item.id,
            "revision_id": item.revision.id,
            "kind": offer.kind,
            "network": offer.network,
            "language": item.about.language,
            "title": words["title"],
            "link": words["link"],
            "target": self._vault.open(activity_id, TARGET) if offer.kind.aim else None,
            "messages": [
                {"language": message["language"], "text": message["text"]}
                for message in words["messages"]
                if message["network"] == offer.network
            ],
            "image": words["image_url"] is not None,
            "reason": self._vault.open(activity_id, WHY),
        }

    def image(self, activity_id: UUID) -> str | None:
        """The address of the image that the item of an activity names; None where it names none. Raises NotFound."""
        _, words = self._offered(activity_id)
        address: str | None = words["image_url"]
        return address

    def _offered(self, activity_id: UUID) -> tuple[Item, dict[str, Any]]:
        item_id = self._tables.items_of([activity_id]).get(activity_id)
        item = self._store.load([item_id]).get(item_id) if item_id is not None else None
        if not isinstance(item, Item) or (words := self._vault.open(item.revision.id, KIND)) is None:
            raise NotFound(f"there is no activity {activity_id}")
        return item, words


class SuggestionLists:
    """Suggestions: what waits, for curators, and one's own. Rows, opened from the vault. Blocking."""

    def __init__(self, rows: SuggestionRows, vault: Vault) -> None:
        self._rows = rows
        self._vault = vault

    def waiting(self, after: UUID | None) -> dict[str, Any]:
        """What nobody has settled, oldest first, and the cursor behind it."""
        rows = self._rows.waiting(after, PAGE + 1)
        page = rows[:PAGE]
        return {"suggestions": self._shown(page), "next": page[-1].id if len(rows) > PAGE else None}

    def own(self, person: UUID) -> dict[str, Any]:
        """A person's latest suggestions, newest first, with what became of them."""
        return {"suggestions": self._shown(self._rows.of(person, PAGE))}

    def _shown(self, rows: Sequence[SuggestionRow]) -> list[dict[str, Any]]:
        ids = [row.id for row in rows]
        words, reasons = self._vault.open_many(ids, SUGGESTION), self._vault.open_many(ids, REASON)
        return [
            {
                "suggestion_id": row.id,
                "suggested_by": row.person,
                "suggested_at": row.at,
                "state": "waiting" if row.settled_at is None else "declined" if row.item is None else "accepted",
                "settled_at": row.settled_at,
                "item_id": row.item,
                **words[row.id],
                "declined_because": reasons.get(row.id),
            }
            for row in rows
            if row.id in words  # an erasure may fall between the two reads
        ]


class TopicLists:
    """The programme's topics, with their names. Blocking."""

    def __init__(self, rows: TopicRows, vault: Vault) -> None:
        self._rows = rows
        self._vault = vault

    def all(self) -> dict[str, Any]:
        """Every topic, by name."""
        rows = self._rows.all()
        names = self._vault.open_many([row.id for row in rows], TOPIC)
        topics = [
            {"topic_id": row.id, "name": names[row.id], "archived": row.archived, "added_at": row.added_at}
            for row in rows
            if row.id in names  # it may be renamed between the two reads, never unnamed
        ]
        return {"topics": sorted(topics, key=lambda topic: str(topic["name"]).casefold())}


class Items:
    """The curator's view. `items` and `days` are the projection's collections."""

    def __init__(self, items: Collection, days: Collection, vault: Vault, suggestions: SuggestionRows) -> None:
        self._items = items
        self._days = days
        self._vault = vault
        self._suggestions = suggestions

    async def one(self, item_id: UUID, at: datetime) -> dict[str, Any]:
        """One item. Raises NotFound."""
        document = await self._items.find_one({"_id": item_id})
        if document is None:
            raise NotFound(f"there is no item {item_id}")
        return (await self._shown([document], at))[0]

    async def page(self, state: State | None, after: str | None, at: datetime) -> dict[str, Any]:
        """The items curated before the cursor, newest first, and the cursor behind them. Raises Invalid."""
        day, position = _read_cursor(after)
        days = await self._days_with_items(state, day)
        chosen: dict[str, Any] = {"day": {"$in": days}}
        found = await self._items.find({"state": state, **chosen} if state else chosen).to_list(None)
        found.sort(key=lambda document: (document["day"], document["position"]), reverse=True)
        if day is not None:
            found = [document for document in found if (document["day"], document["position"]) < (day, position)]
        page = found[:PAGE]
        more = len(found) > PAGE
        return {
            "items": await self._shown(page, at),
            "next": f"{page[-1]['day']}.{page[-1]['position']}" if more else None,
        }

    async def _days_with_items(self, state: State | None, upto: str | None) -> list[str]:
        """The newest days, up to one, that hold more than a page together; all items of `upto` may be used up."""
        counts = {
            document["_id"]: document[state] if state else document["active"] + document["retired"]
            async for document in self._days.find({})
        }
        days, items = [], 0
        for day in sorted(counts, reverse=True):
            if upto is not None and day > upto:
                continue
            if counts[day] and items <= PAGE:
                days.append(day)
                items += counts[day] if day != upto else 0
        return days

    async def _shown(self, documents: Sequence[Mapping[str, Any]], at: datetime) -> list[dict[str, Any]]:
        revisions = [document["revision_id"] for document in documents]
        offered = [activity for document in documents for activity in document["activities"]]
        words = await asyncio.to_thread(self._vault.open_many, revisions, KIND)
        told = await asyncio.to_thread(self._told, offered) if offered else {}
        credit = await asyncio.to_thread(self._suggestions.suggesters, [document["_id"] for document in documents])
        return [
            {
                **_item(document, words.get(document["revision_id"]), told, at),
                "suggested_by": credit.get(document["_id"]),
            }
            for document in documents
        ]

    def _told(self, activities: Sequence[Mapping[str, Any]]) -> Mapping[UUID, dict[str, str | None]]:
        """What the vault holds of activities: what they are done to, and what is said for them."""
        ids = [activity["activity_id"] for activity in activities]
        aimed = [activity["activity_id"] for activity in activities if Kind(activity["kind"]).aim]
        targets = self._vault.open_many(aimed, TARGET) if aimed else {}
        reasons = self._vault.open_many(ids, WHY)
        return {each: {"target": targets.get(each), "reason": reasons.get(each)} for each in ids}


def _item(
    document: Mapping[str, Any],
    words: Mapping[str, Any] | None,
    told: Mapping[UUID, dict[str, str | None]],
    at: datetime,
) -> dict[str, Any]:
    # Rows of the release before have a language of their own, which was guessed.
    readable = {name: value for name, value in (words or {}).items() if name not in ("salt", "language")}
    plain = ("revision_id", "state", "source", "curated_by", "curated_at", "revised_at", "expires_at", "retired_at")
    return {
        "item_id": document["_id"],
        **{name: document[name] for name in plain},
        "retired_because": document["retired_because"],
        "words": {**readable, "language": document["language"]} if readable else None,
        "topics": document["topics"],
        "activities": [
            {**_activity(activity, at, over=document["state"] == "retired"), **told[activity["activity_id"]]}
            for activity in document["activities"]
        ],
    }


def _activity(activity: Mapping[str, Any], at: datetime, *, over: bool) -> dict[str, Any]:
    state = "open" if activity["opens_at"] <= at else "upcoming"
    if activity["closed_at"] is not None:
        state = "closed"
    elif over or activity["closes_at"] <= at:
        state = "over"
    audience = {"everyone": activity["everyone"], "groups": activity["groups"]}
    terms = ("activity_id", "kind", "network", "opens_at", "closes_at", "points", "own_words", "priority", "offered_by")
    return {
        **{name: activity[name] for name in (*terms, "offered_at", "closed_at")},
        "state": state,
        "audience": audience,
    }


def _read_cursor(after: str | None) -> tuple[str | None, int]:
    if after is None:
        return None, 0
    match = _CURSOR.fullmatch(after)
    if match is None:
        raise Invalid("this is no cursor of ours: take the one named `next` on the page before")
    return match[1], int(match[2])
