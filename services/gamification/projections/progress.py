"""Everybody's own way up: `progress`, what their posts count towards; `milestones`, each badge and level they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pymongo import InsertOne, ReplaceOne
from pymongo.operations import IndexModel

from chassis.projection import Batch, Handler
from services.gamification.domain import Progress

PROGRESS = "progress"
MILESTONES = "milestones"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    PROGRESS: [],
    MILESTONES: [IndexModel([("advocate", 1)])],
}


def _counted(event: Progress.Counted | Progress.Uncounted, batch: Batch) -> None:
    advocate = event.advocate_id
    batch.add(PROGRESS, ReplaceOne({"_id": advocate}, {"_id": advocate, "counts": event.counts}, upsert=True))


def _earned(event: Progress.BadgeEarned, batch: Batch) -> None:
    _milestone(event, event.badge, batch)


def _reached(event: Progress.LevelReached, batch: Batch) -> None:
    _milestone(event, event.rung, batch)


def _milestone(event: Progress.BadgeEarned | Progress.LevelReached, code: str, batch: Batch) -> None:
    document = {
        "_id": f"{event.advocate_id}/{code}",
        "advocate": event.advocate_id,
        "code": code,
        "post_id": event.post_id,
        "at": event.at,
    }
    batch.add(MILESTONES, InsertOne(document))


HANDLERS: Mapping[type, Handler] = {
    Progress.Counted: _counted,
    Progress.Uncounted: _counted,
    Progress.BadgeEarned: _earned,
    Progress.LevelReached: _reached,
}
