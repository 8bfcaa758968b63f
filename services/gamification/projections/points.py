"""Everybody's own entries and totals, and of those who are shown the board with its histogram.

`entries`: every movement. `totals`: one document an advocate: the points of each period, and what is left to spend.
`board`: (period, points, advocate) of everybody who is shown and has points; `bands`: how many of them are in a band.
The same for each group that they are in, but for contests, under the period's scope (bands.py). `members`: who is in
which groups. People without points are in no board and no band. A move touches the board and the bands it leaves and
enters, in the projection's one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.operations import IndexModel

from chassis.projection import Batch, Handler
from services.gamification.bands import BALANCE, band_id, bands_of, place_id, scope_of
from services.gamification.domain import Ledger, has_groups

ENTRIES = "entries"
TOTALS = "totals"
BOARD = "board"
BANDS = "bands"
MEMBERS = "members"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    ENTRIES: [IndexModel([("advocate", 1), ("position", -1)])],
    TOTALS: [],
    BOARD: [IndexModel([("period", 1), ("points", 1), ("advocate", 1)])],
    BANDS: [IndexModel([("period", 1), ("level", 1), ("band", 1)])],
    MEMBERS: [],
}

_BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("post_id", "redemption_id", "reward_id", "period", "reverses", "network")),
    "promised": 0,
    "own_words": 0,
}
"""What an entry does not have."""


def _booked(event: Ledger.Booked, batch: Batch) -> None:
    advocate, entry = event.originator_id, event.entry
    about = {
        "post_id": entry.post_id,
        "period": entry.period,
        "reverses": entry.reverses,
        "network": event.network.value if event.network is not None else None,
        "promised": event.promised,
        "own_words": event.own_words,
    }
    _entry(batch, entry.id, advocate, points=entry.points, rule=entry.rule, at=event.at, **about)
    _totals(batch, advocate, {**event.totals, BALANCE: event.balance})
    for period, total in event.totals.items() if event.shown else ():
        _move(batch, period, event.groups, advocate, before=total - entry.points, after=total)


def _spent(event: Ledger.Spent, batch: Batch) -> None:
    about = {"redemption_id": event.redemption_id, "reward_id": event.spending.reward_id}
    points = -event.spending.points
    _entry(batch, event.entry_id, event.originator_id, points=points, rule=event.rule, at=event.at, **about)
    _totals(batch, event.originator_id, {BALANCE: event.balance})


def _refunded(event: Ledger.Refunded, batch: Batch) -> None:
    about = {
        "redemption_id": event.redemption_id,
        "reward_id": event.spending.reward_id,
        "reverses": event.reverses,
    }
    points = event.spending.points
    _entry(batch, event.entry_id, event.originator_id, points=points, rule=event.rule, at=event.at, **about)
    _totals(batch, event.originator_id, {BALANCE: event.balance})


def _listing_changed(event: Ledger.ListingChanged, batch: Batch) -> None:
    shown = event.listed and event.active
    if shown == event.was_shown:
        return
    for period, points in event.totals.items():
        before, after = (0, points) if shown else (points, 0)
        _move(batch, period, event.groups, event.originator_id, before=before, after=after)


def _groups_changed(event: Ledger.GroupsChanged, batch: Batch) -> None:
    advocate, now, before = event.originator_id, set(event.groups), set(event.before)
    document = {"_id": str(advocate), "groups": list(event.groups)}
    batch.add(MEMBERS, ReplaceOne({"_id": str(advocate)}, document, upsert=True))
    for period, points in event.totals.items():
        if not has_groups(period):
            continue
        for group in sorted(before - now):
            _move_in(batch, scope_of(period, group), str(advocate), points, 0)
        for group in sorted(now - before):
            _move_in(batch, scope_of(period, group), str(advocate), 0, points)


def _entry(batch: Batch, identifier: UUID, advocate: UUID, **about: Any) -> None:
    document = {**_BLANK, "_id": identifier, "advocate": str(advocate), "position": batch.position, **about}
    batch.add(ENTRIES, InsertOne(document))


def _totals(batch: Batch, advocate: UUID, totals: Mapping[str, int]) -> None:
    batch.add(TOTALS, UpdateOne({"_id": str(advocate)}, {"$set": dict(totals)}, upsert=True))


def _move(batch: Batch, period: str, groups: Iterable[UUID], advocate: UUID, *, before: int, after: int) -> None:
    """From some points to others, on everybody's board and those of the groups, where there are some."""
    for group in (None, *(groups if has_groups(period) else ())):
        _move_in(batch, scope_of(period, group), str(advocate), before, after)


def _move_in(batch: Batch, period: str, advocate: str, before: int, after: int) -> None:
    """On one board; none and fewer are no place on it."""
    place = place_id(period, advocate)
    if after > 0:
        document = {"_id": place, "period": period, "points": after, "advocate": advocate}
        batch.add(BOARD, ReplaceOne({"_id": place}, document, upsert=True))
    else:
        batch.add(BOARD, DeleteOne({"_id": place}))
    leaves = set(bands_of(before)) if before > 0 else set()
    enters = set(bands_of(after)) if after > 0 else set()
    for level, band in sorted(leaves - enters):
        batch.add(BANDS, UpdateOne({"_id": band_id(period, level, band)}, {"$inc": {"people": -1}}))
    for level, band in sorted(enters - leaves):
        identity = {"period": period, "level": level, "band": band}
        change = {"$inc": {"people": 1}, "$setOnInsert": identity}
        batch.add(BANDS, UpdateOne({"_id": band_id(period, level, band)}, change, upsert=True))


HANDLERS: Mapping[type, Handler] = {
    Ledger.Booked: _booked,
    Ledger.Spent: _spent,
    Ledger.Refunded: _refunded,
    Ledger.ListingChanged: _listing_changed,
    Ledger.GroupsChanged: _groups_changed,
}
