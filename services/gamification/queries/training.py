"""What an advocate sees of their own training. Nobody sees anybody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from chassis.projection import Collection
from services.gamification.curriculum import Curriculum


class TrainingView:
    """`training` is the projection's collection."""

    def __init__(self, training: Collection, curriculum: Curriculum) -> None:
        self._training = training
        self._curriculum = curriculum

    async def of(self, advocate: UUID) -> dict[str, Any]:
        """Every step there is, how far it is, and how long those that are done took together."""
        known = {document["step"]: document async for document in self._training.find({"advocate": advocate})}
        steps = [
            {
                **step.model_dump(),
                **{name: known.get(step.code, {}).get(name) for name in ("started_at", "completed_at", "seconds")},
            }
            for step in self._curriculum.steps
        ]
        return {"seconds": sum(step["seconds"] or 0 for step in steps), "steps": steps}
