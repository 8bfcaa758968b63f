"""restu.gamification.v1, keyed by advocate id (contests: by contest id): points, levels, training, contests, rewards.

The balance of an advocate at any place of the stream is the sum of `points` in PointsAwarded, PointsReversed (negative)
and RewardRefunded, less those in RewardRedeemed.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.event import IntegrationEvent, Reason, Timestamp

TOPIC = "restu.gamification.v1"


class _GamificationEvent(IntegrationEvent):
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    advocate_id: UUID


class _LedgerEvent(_GamificationEvent):
    entry_id: UUID
    post_id: UUID
    points: int
    rule: Reason
    period: str


class PointsAwarded(_LedgerEvent):
    """Points for a published post; `period` is the month in the organisation's time zone."""

    TYPE: ClassVar[str] = "restu.PointsAwarded.v1"

    awarded_at: Timestamp


class PointsReversed(_LedgerEvent):
    """The post was removed: its points are taken back, in the period in which they were earned."""

    TYPE: ClassVar[str] = "restu.PointsReversed.v1"

    reverses: UUID
    reversed_at: Timestamp


class BadgeEarned(_GamificationEvent):
    """With this post, the advocate earned a badge; each once, and it stays."""

    TYPE: ClassVar[str] = "restu.BadgeEarned.v1"

    badge: Reason
    post_id: UUID
    earned_at: Timestamp


class LevelReached(_GamificationEvent):
    """With this post, the advocate reached the next level of the ladder; the first is 1. It stays."""

    TYPE: ClassVar[str] = "restu.LevelReached.v1"

    level: int
    rung: Reason
    post_id: UUID
    reached_at: Timestamp


class TrainingStepCompleted(_GamificationEvent):
    """The advocate has done a step of training, in so many measured seconds; each step once, and it earns no points."""

    TYPE: ClassVar[str] = "restu.TrainingStepCompleted.v1"

    step: Reason
    seconds: int
    completed_at: Timestamp


class _ContestEvent(IntegrationEvent):
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "contest_id"

    contest_id: UUID


class ContestOpened(_ContestEvent):
    """Who earns most by what is published from `opens_at` up to, not including, `closes_at`?"""

    TYPE: ClassVar[str] = "restu.ContestOpened.v1"

    opens_at: Timestamp
    closes_at: Timestamp
    places: int
    opened_at: Timestamp


class ContestWinner(BaseModel):
    """One who won; people with the same points share a rank."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    advocate_id: UUID
    rank: int
    points: int


class ContestClosed(_ContestEvent):
    """The contest is over and these have won. That never changes."""

    TYPE: ClassVar[str] = "restu.ContestClosed.v1"

    winners: tuple[ContestWinner, ...]
    closed_at: Timestamp


class ContestCalledOff(_ContestEvent):
    """The contest was ended before its winners were fixed: nobody has won. No point that was booked changes."""

    TYPE: ClassVar[str] = "restu.ContestCalledOff.v1"

    called_off_at: Timestamp


class _RedemptionEvent(_GamificationEvent):
    redemption_id: UUID
    reward_id: UUID


class RewardRedeemed(_RedemptionEvent):
    """So many points went for one of a reward."""

    TYPE: ClassVar[str] = "restu.RewardRedeemed.v1"

    entry_id: UUID
    points: int
    redeemed_at: Timestamp


class RewardFulfilled(_RedemptionEvent):
    """The advocate has what was redeemed."""

    TYPE: ClassVar[str] = "restu.RewardFulfilled.v1"

    fulfilled_at: Timestamp


class RewardRefunded(_RedemptionEvent):
    """The redemption came to nothing: its points are back, and so is what it had taken of the stock."""

    TYPE: ClassVar[str] = "restu.RewardRefunded.v1"

    entry_id: UUID
    points: int
    rule: Reason
    refunded_at: Timestamp


EVENTS: tuple[type[IntegrationEvent], ...] = (
    PointsAwarded,
    PointsReversed,
    BadgeEarned,
    LevelReached,
    TrainingStepCompleted,
    ContestOpened,
    ContestClosed,
    ContestCalledOff,
    RewardRedeemed,
    RewardFulfilled,
    RewardRefunded,
)
