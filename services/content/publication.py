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
from services.content.domain import Item


def translate(event: Any) -> Published | None:
    """The integration event of a domain event, or nothing."""
    match event:
        case Item.Curated():
            return Published.of(_curated(event), event.at)
        case Item.Revised() | Item.ExpiryChanged():
            return Published.of(_revised(event), event.at)
        case Item.Retired():
            retired = ContentRetired(item_id=event.originator_id, reason=event.reason, retired_at=event.at)
            return Published.of(retired, event.at)
        case Item.Offered():
            return Published.of(_offered(event), event.at)
        case Item.Closed():
            return Published.of(_closed(event), event.at)
    return None


def _curated(event: Item.Curated) -> ContentCurated:
    return ContentCurated(
        item_id=event.originator_id,
        revision_id=event.revision.id,
        digest=event.revision.digest,
        source=event.source,
        curated_by=event.curated_by,
        curated_at=event.at,
        expires_at=event.expires_at,
    )


def _revised(event: Item.Revised | Item.ExpiryChanged) -> ContentRevised:
    """Another expiry alone keeps the revision's id, so that approvals of it stand."""
    return ContentRevised(
        item_id=event.originator_id,
        revision_id=event.revision.id,
        digest=event.revision.digest,
        revised_at=event.at,
        expires_at=event.expires_at,
    )


def _offered(event: Item.Offered) -> ActivityOffered:
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
        offered_at=event.at,
    )


def _closed(event: Item.Closed) -> ActivityClosed:
    return ActivityClosed(
        item_id=event.originator_id, activity_id=event.activity_id, reason=event.reason, closed_at=event.at
    )
