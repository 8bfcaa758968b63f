"""Everybody's own training: one document for each step that somebody has started or done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.operations import IndexModel

from chassis.projection import Batch, Handler
from services.gamification.domain import Training

TRAINING = "training"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {TRAINING: [IndexModel([("advocate", 1)])]}


def _started(event: Training.StepStarted, batch: Batch) -> None:
    _set(event, {"started_at": event.at}, batch)


def _completed(event: Training.StepCompleted, batch: Batch) -> None:
    _set(event, {"completed_at": event.at, "seconds": event.seconds}, batch)


def _set(event: Training.StepStarted | Training.StepCompleted, now: Mapping[str, Any], batch: Batch) -> None:
    change = {"advocate": event.advocate_id, "step": event.step, **now}
    batch.add(TRAINING, UpdateOne({"_id": f"{event.advocate_id}/{event.step}"}, {"$set": change}, upsert=True))


HANDLERS: Mapping[type, Handler] = {Training.StepStarted: _started, Training.StepCompleted: _completed}
