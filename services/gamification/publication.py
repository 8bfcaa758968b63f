"""What gamification says in public: every movement of points."""

from __future__ import annotations

from typing import Any

from chassis.live import LiveEvent
from chassis.relay import Published
from contracts.gamification import PointsAwarded, PointsReversed
from services.gamification.domain import Ledger


def translate(event: Any) -> Published | None:
    """The integration event of a domain event, or nothing."""
    if not isinstance(event, Ledger.Booked):
        return None
    entry = event.entry
    if entry.reverses is None:
        awarded = PointsAwarded(
            advocate_id=event.originator_id,
            entry_id=entry.id,
            post_id=entry.post_id,
            points=entry.points,
            rule=entry.rule,
            period=entry.period,
            awarded_at=event.at,
        )
        return Published.of(awarded, event.at)
    reversed_ = PointsReversed(
        advocate_id=event.originator_id,
        entry_id=entry.id,
        post_id=entry.post_id,
        points=entry.points,
        rule=entry.rule,
        period=entry.period,
        reverses=entry.reverses,
        reversed_at=event.at,
    )
    return Published.of(reversed_, event.at)


def live(event: Any) -> LiveEvent | None:
    """Tells the advocate's own screens that their points moved."""
    if not isinstance(event, Ledger.Booked):
        return None
    entry = event.entry
    kind = "points-awarded" if entry.reverses is None else "points-reversed"
    data = {
        "entry_id": str(entry.id),
        "post_id": str(entry.post_id),
        "points": entry.points,
        "rule": entry.rule,
        "period": entry.period,
        "month_points": event.total,
        "total_points": event.balance,
    }
    return LiveEvent(type=kind, person=event.originator_id, data=data)
