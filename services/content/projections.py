"""The curator's view: one document an item, and a count of items a day, so that a page is found without sorting all.

Documents hold ids, times and numbers. `items`: by item id, with its activities. `days`: by the day (UTC) on which items
were curated, how many of them are active and how many retired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import InsertOne, UpdateOne
from pymongo.operations import IndexModel

from chassis.live import LiveEvent
from chassis.projection import Batch, Handler
from services.content.domain import About, Feed, Item, Offer, Suggestion, Topic

ITEMS = "items"
DAYS = "days"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    ITEMS: [IndexModel([("day", -1)]), IndexModel([("state", 1), ("day", -1)])],
    DAYS: [],
}

SHAPE = 1
"""What documents are like: raised by a release whose queries could not read those of before."""


def _curated(event: Item.Curated, batch: Batch) -> None:
    day = day_of(event.at)
    document = {
        "_id": event.originator_id,
        "day": day,
        "position": batch.position,
        "state": "active",
        "revision_id": event.revision.id,
        "source": event.source,
        "curated_by": event.curated_by,
        "curated_at": event.at,
        "revised_at": None,
        "expires_at": event.expires_at,
        **_about(event.about),
        "retired_at": None,
        "retired_because": None,
        "activities": [],
    }
    batch.add(ITEMS, InsertOne(document))
    batch.add(DAYS, UpdateOne({"_id": day}, {"$inc": {"active": 1, "retired": 0}}, upsert=True))


def _revised(event: Item.Revised | Item.ExpiryChanged | Item.Classified, batch: Batch) -> None:
    now: dict[str, Any] = {"revision_id": event.revision.id, "expires_at": event.expires_at, **_about(event.about)}
    if isinstance(event, Item.Revised):
        now["revised_at"] = event.at
    batch.add(ITEMS, UpdateOne({"_id": event.originator_id}, {"$set": now}))


def _retired(event: Item.Retired, batch: Batch) -> None:
    now = {"state": "retired", "retired_at": event.at, "retired_because": event.reason}
    batch.add(ITEMS, UpdateOne({"_id": event.originator_id}, {"$set": now}))
    batch.add(DAYS, UpdateOne({"_id": day_of(event.curated_at)}, {"$inc": {"active": -1, "retired": 1}}))


def _offered(event: Item.Offered, batch: Batch) -> None:
    offered = {"offered_at": event.at, "offered_by": event.offered_by, "closed_at": None}
    activity = {**_terms(event.offer), **offered}
    batch.add(ITEMS, UpdateOne({"_id": event.originator_id}, {"$push": {"activities": activity}}))


def _closed(event: Item.Closed, batch: Batch) -> None:
    batch.add(
        ITEMS,
        UpdateOne(
            {"_id": event.originator_id, "activities.activity_id": event.activity_id},
            {"$set": {"activities.$.closed_at": event.at}},
        ),
    )


HANDLERS: Mapping[type, Handler] = {
    Item.Curated: _curated,
    Item.Revised: _revised,
    Item.ExpiryChanged: _revised,
    Item.Classified: _revised,
    Item.Retired: _retired,
    Item.Offered: _offered,
    Item.Closed: _closed,
}


_ELSEWHERE: Mapping[type, tuple[str, str]] = {
    **dict.fromkeys(
        (Suggestion.Made, Suggestion.Accepted, Suggestion.Declined), ("suggestion-changed", "suggestion_id")
    ),
    **dict.fromkeys((Feed.Added, Feed.Paused, Feed.Resumed, Feed.Removed), ("source-changed", "feed_id")),
    **dict.fromkeys((Topic.Added, Topic.Renamed, Topic.Archived, Topic.TakenUp), ("topic-changed", "topic_id")),
}
"""What is no view and looks different all the same: the live event's type, and what it calls the id."""


def live(event: Any) -> LiveEvent | None:
    """Tells screens which item, suggestion, feed or topic looks different now."""
    if type(event) in HANDLERS:
        return LiveEvent(type="item-changed", data={"item_id": str(event.originator_id)})
    if (told := _ELSEWHERE.get(type(event))) is not None:
        what, name = told
        return LiveEvent(type=what, data={name: str(event.originator_id)})
    return None


def day_of(at: datetime) -> str:
    """The day of a UTC time, as text that sorts."""
    return at.strftime("%Y-%m-%d")


def _about(about: About) -> dict[str, Any]:
    return {"topics": list(about.topics), "language": about.language}


def _terms(offer: Offer) -> dict[str, Any]:
    return {
        "activity_id": offer.id,
        "kind": offer.kind.value,
        "network": offer.network.value,
        "opens_at": offer.window.opens_at,
        "closes_at": offer.window.closes_at,
        "everyone": offer.audience.everyone,
        "groups": list(offer.audience.groups),
        "points": offer.points,
        "own_words": offer.own_words,
        "priority": offer.priority,
    }
