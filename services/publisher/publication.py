"""What the publisher says in public. Slots' bookings, grants, attempts and removals under way are its own business."""

from __future__ import annotations

from typing import Any

from chassis.relay import Published
from contracts.publisher import (
    AccountConnected,
    AccountDisconnected,
    PostFailed,
    PostHandedOver,
    PostPublished,
    PostRemoved,
    PostScheduled,
    PostUncertain,
    ReleaseRequested,
    ReleaseReturned,
    UncertaintyResolved,
)
from services.publisher.domain.account import Account
from services.publisher.domain.post import events


def translate(event: Any) -> Published | None:
    """The integration event of a domain event, or nothing."""
    match event:
        case Account.Connected() | Account.Disconnected():
            return _account(event)
        case events.Published():
            return Published.signed(PostPublished, event.publication, event.at)
        case events.HandedOver():
            return Published.signed(PostHandedOver, event.report, event.at)
        case events.ReleaseRequested() | events.ReleaseReturned() | events.BecameUncertain() | events.Resolved():
            return _release(event)
        case events.Scheduled() | events.Failed() | events.Removed():
            return _post(event)
    return None


def _account(event: Account.Connected | Account.Disconnected) -> Published:
    if isinstance(event, Account.Connected):
        connected = AccountConnected(
            advocate_id=event.advocate_id,
            account_id=event.originator_id,
            network=event.network,
            connected_at=event.at,
        )
        return Published.of(connected, event.at)
    disconnected = AccountDisconnected(
        advocate_id=event.advocate_id,
        account_id=event.originator_id,
        reason=event.reason.value,
        disconnected_at=event.at,
    )
    return Published.of(disconnected, event.at)


def _release(
    event: events.ReleaseRequested | events.ReleaseReturned | events.BecameUncertain | events.Resolved,
) -> Published:
    named = {**_named(event), "release_id": event.release_id}
    match event:
        case events.ReleaseRequested():
            return Published.of(ReleaseRequested(**named, requested_at=event.at), event.at)
        case events.ReleaseReturned():
            returned = ReleaseReturned(**named, reason=event.reason, retry_at=event.retry_at, returned_at=event.at)
            return Published.of(returned, event.at)
        case events.BecameUncertain():
            return Published.of(PostUncertain(**named, uncertain_at=event.at), event.at)
        case events.Resolved():
            resolved = UncertaintyResolved(**named, outcome=event.outcome, resolved_at=event.at)
            return Published.of(resolved, event.at)


def _post(event: events.Scheduled | events.Failed | events.Removed) -> Published:
    named = _named(event)
    match event:
        case events.Scheduled():
            because = tuple(reason.code for reason in event.because)
            scheduled = PostScheduled(**named, slot_at=event.slot_at, because=because, scheduled_at=event.at)
            return Published.of(scheduled, event.at)
        case events.Failed():
            failed = PostFailed(**named, release_id=event.release_id, reason=event.reason, failed_at=event.at)
            return Published.of(failed, event.at)
        case events.Removed():
            return Published.of(PostRemoved(**named, removed_at=event.at), event.at)


def _named(event: events.Event) -> dict[str, Any]:
    return {
        "advocate_id": event.advocate_id,
        "post_id": event.originator_id,
        "approval_id": event.approval_id,
        "activity_id": event.activity_id,
        "account_id": event.account_id,
    }
