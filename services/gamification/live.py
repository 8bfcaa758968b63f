"""What screens are told at once: one's own points, badges and levels to oneself, rewards and contests to everybody.

That places on leaderboards and in contests are others now is a hint to everybody: it says neither whose nor why; so is,
for the other administrators, that a reward was handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chassis.live import LiveEvent
from services.gamification.domain import ALL_TIME, Contest, Ledger, Progress, Redemption, Reward, Training

_STANDINGS = "standings-changed"
_REWARDS = "reward-changed"


def live(event: Any) -> LiveEvent | None:
    """The live event of a domain event, or nothing."""
    tell = TELLS.get(type(event))
    return tell(event) if tell is not None else None


def _booked(event: Ledger.Booked) -> LiveEvent:
    entry = event.entry
    data = {
        "entry_id": str(entry.id),
        "post_id": str(entry.post_id),
        "points": entry.points,
        "rule": entry.rule,
        "period": entry.period,
        "periods": list(entry.periods),
        "month_points": event.totals[entry.period],
        "total_points": event.totals[ALL_TIME],
        "balance": event.balance,
    }
    kind = "points-awarded" if entry.reverses is None else "points-reversed"
    return LiveEvent(type=kind, person=event.originator_id, data=data, hint=_STANDINGS if event.shown else None)


def _listed(event: Ledger.ListingChanged) -> LiveEvent:
    return LiveEvent(type="listing-changed", person=event.originator_id, hint=_STANDINGS)


def _grouped(event: Ledger.GroupsChanged) -> LiveEvent:
    return LiveEvent(type="grouping-changed", person=event.originator_id, hint=_STANDINGS)


def _spending(event: Ledger.Spent | Ledger.Refunded) -> LiveEvent:
    spent = isinstance(event, Ledger.Spent)
    data = {
        "entry_id": str(event.entry_id),
        "redemption_id": str(event.redemption_id),
        "reward_id": str(event.spending.reward_id),
        "points": -event.spending.points if spent else event.spending.points,
        "rule": event.rule,
        "balance": event.balance,
    }
    return LiveEvent(type="points-spent" if spent else "points-refunded", person=event.originator_id, data=data)


def _counted(event: Progress.Counted | Progress.Uncounted) -> LiveEvent:
    return LiveEvent(type="progress-changed", person=event.advocate_id, data={"post_id": str(event.post_id)})


def _earned(event: Progress.BadgeEarned) -> LiveEvent:
    data = {"badge": event.badge, "post_id": str(event.post_id)}
    return LiveEvent(type="badge-earned", person=event.advocate_id, data=data)


def _reached(event: Progress.LevelReached) -> LiveEvent:
    data = {"level": event.level, "rung": event.rung, "post_id": str(event.post_id)}
    return LiveEvent(type="level-reached", person=event.advocate_id, data=data)


def _trained(event: Training.StepStarted | Training.StepCompleted) -> LiveEvent:
    return LiveEvent(type="training-changed", person=event.advocate_id, data={"step": event.step})


def _fulfilled(event: Redemption.Fulfilled) -> LiveEvent:
    data = {"redemption_id": str(event.originator_id), "reward_id": str(event.reward_id)}
    return LiveEvent(type="reward-fulfilled", person=event.advocate_id, data=data, hint=_REWARDS)


def _reward(event: Any) -> LiveEvent:
    return LiveEvent(type=_REWARDS, data={"reward_id": str(event.originator_id)})


def _contest(event: Any) -> LiveEvent:
    return LiveEvent(type="contest-changed", data={"contest_id": str(event.originator_id)})


TELLS: Mapping[type, Callable[[Any], LiveEvent]] = {
    Ledger.Booked: _booked,
    Ledger.ListingChanged: _listed,
    Ledger.GroupsChanged: _grouped,
    Ledger.Spent: _spending,
    Ledger.Refunded: _spending,
    Progress.Counted: _counted,
    Progress.Uncounted: _counted,
    Progress.BadgeEarned: _earned,
    Progress.LevelReached: _reached,
    Training.StepStarted: _trained,
    Training.StepCompleted: _trained,
    Redemption.Fulfilled: _fulfilled,
    Contest.Opened: _contest,
    Contest.Closed: _contest,
    Contest.CalledOff: _contest,
    Reward.Made: _reward,
    Reward.StockChanged: _reward,
    Reward.Taken: _reward,
    Reward.PutBack: _reward,
    Reward.Retired: _reward,
}
