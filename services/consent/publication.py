"""What consent says in public of what happened inside, and what it tells the screens of whom it concerns.

Translation is pure and final: the same domain event gives the same integration event for ever. Approvals and grants
pass through as the exact JSON that was signed. A decline is no event: there is nothing to translate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.live import LiveEvent
from chassis.relay import Published
from contracts.consent import (
    ActivityApproved,
    AdvocateJoined,
    AdvocateLeft,
    ApprovalLapsed,
    ApprovalWithdrawn,
    GroupsChanged,
    PersonErased,
    PreferencesChanged,
    ReleaseGranted,
    ReleaseRefused,
    RolesChanged,
)
from contracts.event import IntegrationEvent
from services.consent.domain import Advocate, Approval, Offering


def translate(event: Any) -> Published | None:
    """The integration event of a domain event, or None."""
    match event:
        case Approval.Approved():
            return Published.signed(ActivityApproved, event.exact, at=event.at)
        case Approval.Granted():
            return Published.signed(ReleaseGranted, event.exact, at=event.at)
    say = _SAID.get(type(event))
    return Published.of(say(event), at=event.at) if say is not None else None


def _withdrawn(event: Approval.Withdrawn) -> ApprovalWithdrawn:
    return ApprovalWithdrawn(
        advocate_id=event.parties.advocate_id,
        approval_id=event.approval_id,
        activity_id=event.parties.activity_id,
        account_id=event.parties.account_id,
        replaced_by=event.replaced_by,
        withdrawn_at=event.at,
    )


def _lapsed(event: Approval.Lapsed) -> ApprovalLapsed:
    return ApprovalLapsed(
        advocate_id=event.parties.advocate_id,
        approval_id=event.approval_id,
        activity_id=event.parties.activity_id,
        account_id=event.parties.account_id,
        reason=event.reason,
        lapsed_at=event.at,
    )


def _refused(event: Approval.Refused) -> ReleaseRefused:
    return ReleaseRefused(
        advocate_id=event.parties.advocate_id,
        release_id=event.release_id,
        approval_id=event.approval_id,
        reason=event.refusal.reason,
        final=event.refusal.final,
        retry_at=event.refusal.retry_at,
        refused_at=event.at,
    )


def _joined(event: Advocate.Joined) -> AdvocateJoined:
    return AdvocateJoined(advocate_id=event.originator_id, joined_at=event.at)


def _left(event: Advocate.Left) -> AdvocateLeft:
    return AdvocateLeft(advocate_id=event.originator_id, left_at=event.at)


def _erased(event: Advocate.Erased) -> PersonErased:
    return PersonErased(advocate_id=event.originator_id, erased_at=event.at)


def _roles_changed(event: Advocate.RolesChanged) -> RolesChanged:
    return RolesChanged(advocate_id=event.originator_id, roles=event.roles, changed_at=event.at)


def _groups_changed(event: Advocate.GroupsChanged) -> GroupsChanged:
    return GroupsChanged(advocate_id=event.originator_id, groups=event.groups, changed_at=event.at)


def _preferences_changed(event: Advocate.PreferencesChanged) -> PreferencesChanged:
    chosen = event.preferences
    return PreferencesChanged(
        advocate_id=event.originator_id,
        language=chosen.language,
        time_zone=chosen.time_zone,
        quiet_from=chosen.quiet_from,
        quiet_to=chosen.quiet_to,
        weekdays=chosen.weekdays,
        spacing_minutes=chosen.spacing_minutes,
        daily_cap=chosen.daily_cap,
        listed=chosen.listed,
        changed_at=event.at,
    )


_SAID: dict[type, Callable[[Any], IntegrationEvent]] = {
    Approval.Withdrawn: _withdrawn,
    Approval.Lapsed: _lapsed,
    Approval.Refused: _refused,
    Advocate.Joined: _joined,
    Advocate.Left: _left,
    Advocate.Erased: _erased,
    Advocate.RolesChanged: _roles_changed,
    Advocate.GroupsChanged: _groups_changed,
    Advocate.PreferencesChanged: _preferences_changed,
}

OFFERS = (Offering.Restated, Offering.Revised, Offering.Retired, Offering.Offered, Offering.Closed)

LIVE: dict[type, str] = {
    Approval.Approved: "approved",
    Approval.Withdrawn: "withdrawn",
    Approval.WithdrawalNoted: "withdrawal-noted",
    Approval.Lapsed: "lapsed",
    Approval.Granted: "released",
    Approval.Returned: "returned",
    Approval.Published: "published",
    Approval.HandedOver: "handed-over",
    Approval.Failed: "failed",
    Approval.Uncertain: "uncertain",
    Approval.Resolved: "resolved",
}


def live(event: Any) -> LiveEvent | None:
    """What a screen may want to know: one's own approvals, groups and preferences to oneself, offers to everybody."""
    if (state := LIVE.get(type(event))) is not None:
        approval_id = event.basis.approval_id if isinstance(event, Approval.Approved) else event.approval_id
        data = {
            "approval_id": str(approval_id),
            "activity_id": str(event.parties.activity_id),
            "account_id": str(event.parties.account_id),
            "state": state,
        }
        return LiveEvent(type="approval", person=event.parties.advocate_id, data=data)
    if isinstance(event, OFFERS):
        return LiveEvent(type="feed", data={"item_id": str(event.originator_id)})
    if isinstance(event, (Advocate.GroupsChanged, Advocate.PreferencesChanged)):
        return LiveEvent(type="person-changed", person=event.originator_id)
    return None
