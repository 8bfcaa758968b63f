"""Training: started and completed by advocates themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from services.gamification.curriculum import Curriculum
from services.gamification.domain import Training, UnknownStep, training_id


class Trainings:
    """One method per command. Each answers with codes and numbers only."""

    def __init__(self, curriculum: Curriculum) -> None:
        self._curriculum = curriculum

    def start(self, work: Work, *, advocate_id: UUID, step: str, at: datetime) -> dict[str, Any]:
        """The step's time begins. Raises UnknownStep."""
        self._check(step)
        training_of(work, advocate_id, at).start(step, at=at)
        return {"step": step}

    def complete(self, work: Work, *, advocate_id: UUID, step: str, at: datetime) -> dict[str, Any]:
        """The step is done. Raises UnknownStep, StepNotStarted."""
        self._check(step)
        return {"step": step, "seconds": training_of(work, advocate_id, at).complete(step, at=at)}

    def _check(self, step: str) -> None:
        if step not in self._curriculum.codes:
            raise UnknownStep("there is no such step of training")


def training_of(work: Work, advocate_id: UUID, at: datetime) -> Training:
    """An advocate's training, begun where there is none."""
    identifier = training_id(advocate_id)
    return work.find(Training, identifier) or work.add(Training(id=identifier, advocate_id=advocate_id, at=at))
