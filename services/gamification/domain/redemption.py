"""Redemptions: one advocate's exchange of points for one of a reward. It is open, then fulfilled or refunded for good.

It begins, and is refunded, in one save with the advocate's ledger and the reward's stock, so that the three never tell
different stories.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.gamification.domain.errors import RedemptionSettled


class State(StrEnum):
    """How far a redemption is."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    REFUNDED = "refunded"


class Redemption(Aggregate):
    """One exchange."""

    TOPIC = "gamification.Redemption"

    class Created(Aggregate.Created):
        """What begins a redemption."""

        TOPIC = "gamification.Redemption.Created"

    class Redeemed(Created):
        """The points are spent, one of the reward is kept for the advocate."""

        TOPIC = "gamification.Redemption.Redeemed"

        advocate_id: UUID
        reward_id: UUID
        points: int
        at: datetime

    class Fulfilled(Aggregate.Event):
        """The advocate has it."""

        TOPIC = "gamification.Redemption.Fulfilled"

        advocate_id: UUID
        reward_id: UUID
        fulfilled_by: UUID | None
        at: datetime

    class Refunded(Aggregate.Event):
        """It comes to nothing: points and stock are back."""

        TOPIC = "gamification.Redemption.Refunded"

        advocate_id: UUID
        reward_id: UUID
        points: int
        rule: str
        refunded_by: UUID | None
        at: datetime

    advocate_id: UUID
    reward_id: UUID
    points: int
    state: State

    @event(Redeemed)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        advocate_id: UUID,
        reward_id: UUID,
        points: int,
        at: datetime,
    ) -> None:
        del at
        self.advocate_id = advocate_id
        self.reward_id = reward_id
        self.points = points
        self.state = State.OPEN

    def fulfil(self, *, by: UUID | None, at: datetime) -> None:
        """The advocate has it. Raises RedemptionSettled."""
        self._check_open()
        self._fulfilled(advocate_id=self.advocate_id, reward_id=self.reward_id, fulfilled_by=by, at=at)

    def refund(self, *, rule: str, by: UUID | None, at: datetime) -> None:
        """It comes to nothing. `by` None: not by a person. Raises RedemptionSettled."""
        self._check_open()
        self._refunded(
            advocate_id=self.advocate_id,
            reward_id=self.reward_id,
            points=self.points,
            rule=rule,
            refunded_by=by,
            at=at,
        )

    @property
    def open(self) -> bool:
        """Whether it waits to be fulfilled or refunded."""
        return self.state is State.OPEN

    def _check_open(self) -> None:
        if not self.open:
            raise RedemptionSettled(f"this redemption was {self.state} before; that is for good, nothing was changed")

    @event(Fulfilled)
    def _fulfilled(self, *, advocate_id: UUID, reward_id: UUID, fulfilled_by: UUID | None, at: datetime) -> None:
        del advocate_id, reward_id, fulfilled_by, at
        self.state = State.FULFILLED

    @event(Refunded)
    def _refunded(
        self,
        *,
        advocate_id: UUID,
        reward_id: UUID,
        points: int,
        rule: str,
        refunded_by: UUID | None,
        at: datetime,
    ) -> None:
        del advocate_id, reward_id, points, rule, refunded_by, at
        self.state = State.REFUNDED
