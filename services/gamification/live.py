"""What screens are told at once: one's own points to oneself, a reward's stock to everybody."""

from __future__ import annotations

from typing import Any

from chassis.live import LiveEvent
from services.gamification.domain import ALL_TIME, Ledger, Redemption, Reward


def live(event: Any) -> LiveEvent | None:
    """The live event of a domain event, or nothing."""
    match event:
        case Ledger.Booked():
            return _booked(event)
        case Ledger.Spent() | Ledger.Refunded():
            return _spending(event)
        case Redemption.Fulfilled():
            data = {"redemption_id": str(event.originator_id), "reward_id": str(event.reward_id)}
            return LiveEvent(type="reward-fulfilled", person=event.advocate_id, data=data)
        case Reward.Made() | Reward.StockChanged() | Reward.Taken() | Reward.PutBack() | Reward.Retired():
            return LiveEvent(type="reward-changed", data={"reward_id": str(event.originator_id)})
    return None


def _booked(event: Ledger.Booked) -> LiveEvent:
    entry = event.entry
    data = {
        "entry_id": str(entry.id),
        "post_id": str(entry.post_id),
        "points": entry.points,
        "rule": entry.rule,
        "period": entry.period,
        "month_points": event.totals[entry.period],
        "total_points": event.totals[ALL_TIME],
        "balance": event.balance,
    }
    kind = "points-awarded" if entry.reverses is None else "points-reversed"
    return LiveEvent(type=kind, person=event.originator_id, data=data)


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
