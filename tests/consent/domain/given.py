"""Words for given/when/then on consent's aggregates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from contracts.values import Audience, Kind, Network, Window
from services.consent.domain import UNTOLD, Approval, Basis, Offering, Parties, Terms

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARTIES = Parties(uuid4(), uuid4(), uuid4())
WINDOW = Window(AT, AT + HOUR)


def basis(approval_id: UUID | None = None, *, window: Window = WINDOW, revision: UUID | None = None) -> Basis:
    return Basis(
        approval_id=approval_id or uuid4(),
        item_id=uuid4(),
        revision_id=revision or uuid4(),
        window=window,
        digest="d" * 64,
        hash="h" * 64,
    )


def an_approval() -> Approval:
    approval = Approval(parties=PARTIES, at=AT)
    approval.collect_events()
    return approval


def standing(approval: Approval | None = None) -> tuple[Approval, UUID]:
    approval = approval or an_approval()
    given = basis()
    approval.approve(given, exact="{}", at=AT)
    approval.collect_events()
    return approval, given.approval_id


def released() -> tuple[Approval, UUID, UUID]:
    approval, approval_id = standing()
    release_id = uuid4()
    approval.grant(release_id, exact="{}", at=AT)
    approval.collect_events()
    return approval, approval_id, release_id


def uncertain() -> tuple[Approval, UUID, UUID]:
    approval, approval_id, release_id = released()
    approval.uncertain(approval_id, release_id, at=AT)
    approval.collect_events()
    return approval, approval_id, release_id


def what_happened(aggregate: Any) -> list[str]:
    return [type(each).__name__ for each in aggregate.collect_events()]


def terms(**changes: Any) -> Terms:
    given: dict[str, Any] = {
        "kind": Kind.POST,
        "network": Network.MASTODON,
        "window": Window(AT, AT + 24 * HOUR),
        "audience": Audience(everyone=True),
        "points": 10,
        "own_words": 0,
    }
    return Terms(**{**given, **changes})


def an_offering(activity_id: UUID, *, expires_at: datetime | None = None, **changes: Any) -> Offering:
    offering = Offering(id=uuid4(), revision_id=uuid4(), expires_at=expires_at, at=AT, about=UNTOLD)
    offering.offer(activity_id, terms(**changes), at=AT)
    offering.collect_events()
    return offering
