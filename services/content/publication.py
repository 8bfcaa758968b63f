"""What content says in public. Feeds are its own business."""

from __future__ import annotations

from typing import Any

from chassis.relay import Published
from contracts.content import (
    ActivityClosed,
    ActivityOffered,
    ContentCurated,
    ContentRetired,
    ContentRevised,
    OfferAudience,
)
from contracts.event import IntegrationEvent
from services.content.domain import Item, LostItem


def translate(event: Any) -> Published | None:
    """The integration event of a domain event, or nothing."""
    said = _said(event)
    return Published.of(said, event.at) if said is not None else None


def _said(event: Any) -> IntegrationEvent | None:
    match event:
        case Item.Curated() | Item.Restated():
            return _curated(event)
        case Item.Revised() | Item.ExpiryChanged() | Item.Classified():
            return _revised(event)
        case Item.Retired() | LostItem.Retired():
            reason = event.reason if isinstance(event, Item.Retired) else "restored"
            return ContentRetired(item_id=event.originator_id, reason=reason, retired_at=event.at)
        case Item.Offered() | Item.OfferedAgain():
            return _offered(event)
        case Item.Closed() | Item.Lost():
            return _closed(event)
        case _:
            return None


def _curated(event: Item.Curated | Item.Restated) -> ContentCurated:
    return ContentCurated(
        item_id=event.originator_id,
        revision_id=event.revision.id,
        digest=event.revision.digest,
        source=event.source,
        curated_by=event.curated_by,
        curated_at=event.curated_at if isinstance(event, Item.Restated) else event.at,
        expires_at=event.expires_at,
        topics=event.about.topics,
        language=event.about.language,
    )


def _revised(event: Item.Revised | Item.ExpiryChanged | Item.Classified) -> ContentRevised:
    """Another expiry, language or topics alone keep the revision's id, so that approvals of it stand."""
    return ContentRevised(
        item_id=event.originator_id,
        revision_id=event.revision.id,
        digest=event.revision.digest,
        revised_at=event.at,
        expires_at=event.expires_at,
        topics=event.about.topics,
        language=event.about.language,
    )


def _offered(event: Item.Offered | Item.OfferedAgain) -> ActivityOffered:
    offer = event.offer
    return ActivityOffered(
        item_id=event.originator_id,
        activity_id=offer.id,
        kind=offer.kind,
        network=offer.network,
        opens_at=offer.window.opens_at,
        closes_at=offer.window.closes_at,
        audience=OfferAudience(everyone=offer.audience.everyone, groups=offer.audience.groups),
        points=offer.points,
        own_words=offer.own_words,
        priority=offer.priority,
        offered_at=event.at,
        offered_by=event.offered_by,
    )


def _closed(event: Item.Closed | Item.Lost) -> ActivityClosed:
    reason = event.reason if isinstance(event, Item.Closed) else "restored"
    return ActivityClosed(item_id=event.originator_id, activity_id=event.activity_id, reason=reason, closed_at=event.at)
