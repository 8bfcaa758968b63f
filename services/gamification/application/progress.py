"""What posts count towards: load, call, done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chassis.event_store import Work
from contracts.values import Kind, Network
from services.gamification.domain import Progress, progress_id
from services.gamification.ladder import Ladder


class Climbing:
    """One method per command."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder

    def count(
        self,
        work: Work,
        *,
        advocate_id: UUID,
        post_id: UUID,
        kind: Kind,
        network: Network,
        own_words: int,
        at: datetime,
    ) -> None:
        """Counts a published post towards levels and badges."""
        if towards := self._ladder.towards(kind=kind, network=network, own_words=own_words):
            progress_of(work, advocate_id, at).count(post_id, towards, self._ladder.goals, at=at)

    def uncount(self, work: Work, *, advocate_id: UUID, post_id: UUID, at: datetime) -> None:
        """A removed post counts no more; what was earned with it stays."""
        if (progress := work.find(Progress, progress_id(advocate_id))) is not None:
            progress.uncount(post_id, at=at)


def progress_of(work: Work, advocate_id: UUID, at: datetime) -> Progress:
    """An advocate's progress, begun where there is none."""
    identifier = progress_id(advocate_id)
    return work.find(Progress, identifier) or work.add(Progress(id=identifier, advocate_id=advocate_id, at=at))
