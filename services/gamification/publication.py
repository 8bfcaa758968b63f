"""What gamification says in public: movements of points, levels, training, contests, what became of redemptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chassis.relay import Published
from contracts.event import IntegrationEvent
from contracts.gamification import (
    BadgeEarned,
    ContestCalledOff,
    ContestClosed,
    ContestOpened,
    ContestWinner,
    LevelReached,
    PointsAwarded,
    PointsReversed,
    RewardFulfilled,
    RewardRedeemed,
    RewardRefunded,
    TrainingStepCompleted,
)
from services.gamification.domain import Contest, Ledger, Progress, Redemption, Training, refund_id, spending_id

Said = tuple[IntegrationEvent, datetime]


def translate(event: Any) -> Published | None:
    """The integration event of a domain event, or nothing."""
    if (say := _SAYS.get(type(event))) is None:
        return None
    said, at = say(event)
    return Published.of(said, at)


def _booked(event: Ledger.Booked) -> Said:
    entry = event.entry
    moved: dict[str, Any] = {
        "advocate_id": event.originator_id,
        "entry_id": entry.id,
        "post_id": entry.post_id,
        "points": entry.points,
        "rule": entry.rule,
        "period": entry.period,
    }
    if entry.reverses is None:
        return PointsAwarded(**moved, awarded_at=event.at), event.at
    return PointsReversed(**moved, reverses=entry.reverses, reversed_at=event.at), event.at


def _earned(event: Progress.BadgeEarned) -> Said:
    said = BadgeEarned(advocate_id=event.advocate_id, badge=event.badge, post_id=event.post_id, earned_at=event.at)
    return said, event.at


def _reached(event: Progress.LevelReached) -> Said:
    said = LevelReached(
        advocate_id=event.advocate_id,
        level=event.level,
        rung=event.rung,
        post_id=event.post_id,
        reached_at=event.at,
    )
    return said, event.at


def _trained(event: Training.StepCompleted) -> Said:
    said = TrainingStepCompleted(
        advocate_id=event.advocate_id, step=event.step, seconds=event.seconds, completed_at=event.at
    )
    return said, event.at


def _opened(event: Contest.Opened) -> Said:
    said = ContestOpened(
        contest_id=event.originator_id,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        places=event.places,
        opened_at=event.at,
    )
    return said, event.at


def _closed(event: Contest.Closed) -> Said:
    winners = tuple(
        ContestWinner(advocate_id=winner.advocate_id, rank=winner.rank, points=winner.points)
        for winner in event.winners
    )
    return ContestClosed(contest_id=event.originator_id, winners=winners, closed_at=event.at), event.at


def _called_off(event: Contest.CalledOff) -> Said:
    return ContestCalledOff(contest_id=event.originator_id, called_off_at=event.at), event.at


def _redeemed(event: Redemption.Redeemed) -> Said:
    said = RewardRedeemed(
        advocate_id=event.advocate_id,
        redemption_id=event.originator_id,
        reward_id=event.reward_id,
        entry_id=spending_id(event.originator_id),
        points=event.points,
        redeemed_at=event.at,
    )
    return said, event.at


def _fulfilled(event: Redemption.Fulfilled) -> Said:
    said = RewardFulfilled(
        advocate_id=event.advocate_id,
        redemption_id=event.originator_id,
        reward_id=event.reward_id,
        fulfilled_at=event.at,
    )
    return said, event.at


def _refunded(event: Redemption.Refunded) -> Said:
    said = RewardRefunded(
        advocate_id=event.advocate_id,
        redemption_id=event.originator_id,
        reward_id=event.reward_id,
        entry_id=refund_id(event.originator_id),
        points=event.points,
        rule=event.rule,
        refunded_at=event.at,
    )
    return said, event.at


_SAYS: Mapping[type, Callable[[Any], Said]] = {
    Ledger.Booked: _booked,
    Progress.BadgeEarned: _earned,
    Progress.LevelReached: _reached,
    Training.StepCompleted: _trained,
    Contest.Opened: _opened,
    Contest.Closed: _closed,
    Contest.CalledOff: _called_off,
    Redemption.Redeemed: _redeemed,
    Redemption.Fulfilled: _fulfilled,
    Redemption.Refunded: _refunded,
}
