"""What an advocate sees of their own way up, with what explains each step. Nobody sees anybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.projection import Collection
from services.gamification.ladder import Ladder, Step


class Way:
    """`progress` and `milestones` are the projection's collections."""

    def __init__(self, progress: Collection, milestones: Collection, ladder: Ladder) -> None:
        self._progress = progress
        self._milestones = milestones
        self._ladder = ladder

    async def of(self, advocate: UUID) -> dict[str, Any]:
        """Every level and badge there is: what it takes, how much of it is done, and when it was reached."""
        counted = await self._progress.find_one({"_id": advocate})
        counts = counted["counts"] if counted is not None else {}
        had = {document["code"]: document async for document in self._milestones.find({"advocate": advocate})}
        levels = [_step(step, counts, had) for step in self._ladder.levels]
        return {
            "level": sum(step["reached_at"] is not None for step in levels),
            "levels": levels,
            "badges": [_step(step, counts, had) for step in self._ladder.badges],
        }


def _step(step: Step, counts: Mapping[str, int], had: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    milestone = had.get(step.code, {})
    return {
        "code": step.code,
        "title": step.title,
        "reason": step.reason,
        "posts": step.posts,
        "counted": counts.get(step.code, 0),
        "reached_at": milestone.get("at"),
        "post_id": milestone.get("post_id"),
    }
