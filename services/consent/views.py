"""Consent's views: what is offered, every approval with its receipt, who is in which group. Ids, times, numbers only.

`offers` has one document per activity, `items` one per content item, `approvals` one per approval, `members` one per
person who is in groups and takes part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pymongo import ASCENDING, IndexModel

OFFERS = "offers"
ITEMS = "items"
APPROVALS = "approvals"
MEMBERS = "members"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    OFFERS: [IndexModel([("item_id", ASCENDING)]), IndexModel([("open", ASCENDING), ("closes_at", ASCENDING)])],
    ITEMS: [],
    MEMBERS: [],
    APPROVALS: [
        IndexModel([("advocate_id", ASCENDING), ("approved_at", ASCENDING)]),
        IndexModel([("advocate_id", ASCENDING), ("activity_id", ASCENDING)]),
    ],
}

SHAPE = 1
"""What documents are like: raised by a release whose queries could not read those of before."""

SHOWN = ("kind", "network", "choice", "own_words", "points", "preview_digest", "opens_at", "closes_at", "picked_at")
"""Fields of the signed approval that the view shows as they are."""
