"""Training: which steps an advocate has done, and how long each took by our own clock.

Measured is the time from the last start to the completion, at most LONGEST: a page that was left open is no training.
Each step is completed once. It earns no points, so that nobody is paid for pretending.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from services.gamification.domain.errors import StepNotStarted

LONGEST = timedelta(minutes=30)


class Training(Aggregate):
    """An advocate's training; its id follows from the advocate's (`training_id`)."""

    TOPIC = "gamification.Training"

    class Created(Aggregate.Created):
        """What begins it."""

        TOPIC = "gamification.Training.Created"

    class Begun(Created):
        """There is something to remember."""

        TOPIC = "gamification.Training.Begun"

        advocate_id: UUID
        at: datetime

    class StepStarted(Aggregate.Event):
        """The advocate reads it, perhaps not for the first time."""

        TOPIC = "gamification.Training.StepStarted"

        advocate_id: UUID
        step: str
        at: datetime

    class StepCompleted(Aggregate.Event):
        """The advocate has done it, in so many seconds."""

        TOPIC = "gamification.Training.StepCompleted"

        advocate_id: UUID
        step: str
        seconds: int
        at: datetime

    advocate_id: UUID
    started: dict[str, datetime]
    completed: dict[str, int]

    @event(Begun)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name
        advocate_id: UUID,
        at: datetime,
    ) -> None:
        del at
        self.advocate_id = advocate_id
        self.started = {}
        self.completed = {}

    def start(self, step: str, *, at: datetime) -> None:
        """Its time begins, also where it had begun before. What was completed stays as it was."""
        if step not in self.completed:
            self._step_started(advocate_id=self.advocate_id, step=step, at=at)

    def complete(self, step: str, *, at: datetime) -> int:
        """How many seconds it took; the first time counts. Raises StepNotStarted."""
        if step not in self.completed:
            if step not in self.started:
                raise StepNotStarted("this step was not started; start it, read it, then complete it")
            took = min(max(at - self.started[step], timedelta()), LONGEST)
            self.learn_completed(step, int(took.total_seconds()), at=at)
        return self.completed[step]

    def learn_completed(self, step: str, seconds: int, *, at: datetime) -> None:
        """It was done, in so many seconds, also where only our own topic still says so; once."""
        if step not in self.completed:
            self._step_completed(advocate_id=self.advocate_id, step=step, seconds=seconds, at=at)

    @event(StepStarted)
    def _step_started(self, *, advocate_id: UUID, step: str, at: datetime) -> None:
        del advocate_id
        self.started[step] = at

    @event(StepCompleted)
    def _step_completed(self, *, advocate_id: UUID, step: str, seconds: int, at: datetime) -> None:
        del advocate_id, at
        self.completed[step] = seconds


def training_id(advocate_id: UUID) -> UUID:
    """An advocate's one training."""
    return uuid5(advocate_id, "training")
