"""What gamification takes over from its own topic after an older database was put back (decisions.md 25).

Every movement of points, with its amount as it was booked then: reading the publisher's topic again awards nothing
twice, for the entries are known. The words of a post are nobody's here; its network and its share of own words are read
from the publication again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from chassis.event_store import Work
from chassis.restoring.plan import Evidence, Plan
from contracts.consent import PersonErased
from contracts.gamification import PointsAwarded, PointsReversed
from contracts.publisher import PostPublished
from services.gamification.domain import Entry, Ledger


def plan() -> Plan:
    """Gamification's plan."""
    return Plan(
        facts={PointsAwarded: awarded, PointsReversed: reversed_},
        erasure=PersonErased,
        evidence={PostPublished: "post_id"},
        asks=_post,
    )


def awarded(work: Work, event: PointsAwarded, _: str, evidence: Evidence) -> None:
    """Points were awarded."""
    entry = Entry(event.entry_id, event.post_id, event.points, event.rule, event.period)
    envelope = evidence.find(PostPublished, event.post_id)
    post = PostPublished.model_validate_json(envelope.data) if envelope is not None else None
    _ledger(work, event.advocate_id, event.awarded_at).learn(
        entry,
        network=post.network if post is not None else None,
        promised=post.points if post is not None else event.points,
        own_words=post.own_words if post is not None else 0,
        at=event.awarded_at,
    )


def reversed_(work: Work, event: PointsReversed, _: str, __: Evidence) -> None:
    """Points were taken back."""
    entry = Entry(event.entry_id, event.post_id, event.points, event.rule, event.period, reverses=event.reverses)
    ledger = _ledger(work, event.advocate_id, event.reversed_at)
    ledger.learn(entry, network=None, promised=0, own_words=0, at=event.reversed_at)


def _ledger(work: Work, advocate_id: UUID, at: datetime) -> Ledger:
    return work.find(Ledger, advocate_id) or work.add(Ledger(id=advocate_id, at=at))


def _post(event: PointsAwarded | PointsReversed) -> Iterable[UUID]:
    return (event.post_id,) if isinstance(event, PointsAwarded) else ()
