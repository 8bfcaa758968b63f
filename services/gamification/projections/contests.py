"""Contests, with their winners once they are closed, or when they were called off. Ids, times and numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pymongo import InsertOne, UpdateOne
from pymongo.operations import IndexModel

from chassis.projection import Batch, Handler
from services.gamification.domain import Contest

CONTESTS = "contests"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {CONTESTS: [IndexModel([("position", -1)])]}


def _opened(event: Contest.Opened, batch: Batch) -> None:
    document = {
        "_id": event.originator_id,
        "position": batch.position,
        "opens_at": event.opens_at,
        "closes_at": event.closes_at,
        "places": event.places,
        "ranked": event.ranked,
        "closed_at": None,
        "called_off_at": None,
        "winners": [],
    }
    batch.add(CONTESTS, InsertOne(document))


def _closed(event: Contest.Closed, batch: Batch) -> None:
    now = {"closed_at": event.at, "winners": [asdict(winner) for winner in event.winners]}
    batch.add(CONTESTS, UpdateOne({"_id": event.originator_id}, {"$set": now}))


def _called_off(event: Contest.CalledOff, batch: Batch) -> None:
    batch.add(CONTESTS, UpdateOne({"_id": event.originator_id}, {"$set": {"called_off_at": event.at}}))


HANDLERS: Mapping[type, Handler] = {
    Contest.Opened: _opened,
    Contest.Closed: _closed,
    Contest.CalledOff: _called_off,
}
