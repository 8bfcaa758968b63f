"""What an approval needs of everything it rests on, together: the offer, the person, the account, the time.

Approve and release ask the same questions; approve answers a person with an error, release and the sweep end the
approval for a reason. All the aggregates asked here are version-checked in the save (decisions.md 2). Where a person
publishes themselves no account is connected: its id follows from person and network, and there is none to ask.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contracts.values import LapseReason, Network, Window, is_unconnected, unconnected_account
from services.consent.domain.account import Account
from services.consent.domain.advocate import Advocate
from services.consent.domain.approval import Approval
from services.consent.domain.errors import AccountNotYours
from services.consent.domain.offering import Offering, Terms
from services.consent.domain.windows import check_grantable


def check_possible(
    advocate: Advocate,
    offering: Offering,
    account: Account | None,
    *,
    account_id: UUID,
    activity_id: UUID,
    revision_id: UUID,
    at: datetime,
) -> Terms:
    """The activity's terms, when this person may do it on this account now. Raises a ConsentError."""
    advocate.check_active()
    terms = offering.check_open(activity_id, revision_id=revision_id, groups=advocate.groups, at=at)
    _check_account(account, account_id, advocate_id=advocate.id, network=terms.network)
    return terms


def check_approvable(
    advocate: Advocate,
    offering: Offering,
    account: Account | None,
    *,
    account_id: UUID,
    activity_id: UUID,
    revision_id: UUID,
    window: Window,
    at: datetime,
) -> Terms:
    """As `check_possible`, and the window is still one in which something can go out. Raises a ConsentError."""
    terms = check_possible(
        advocate,
        offering,
        account,
        account_id=account_id,
        activity_id=activity_id,
        revision_id=revision_id,
        at=at,
    )
    check_grantable(window, at=at, ends_at=offering.ends_at(activity_id))
    return terms


def reason_to_lapse(
    approval: Approval,
    advocate: Advocate | None,
    offering: Offering | None,
    account: Account | None,
    *,
    at: datetime,
) -> LapseReason | None:
    """Why what stands on `approval` no longer counts, or None. What is missing counts as gone."""
    standing = approval.standing
    if standing is None:
        return None
    if (reason := _person_or_account_gone(approval, advocate, account)) is not None:
        return reason
    if offering is None or advocate is None:
        return LapseReason.CONTENT_RETIRED
    if at >= standing.window.closes_at:
        return LapseReason.WINDOW_OVER
    return offering.over(approval.parties.activity_id, revision_id=standing.revision_id, groups=advocate.groups, at=at)


def _check_account(account: Account | None, account_id: UUID, *, advocate_id: UUID, network: Network) -> None:
    if account is not None:
        account.check(advocate_id=advocate_id, network=network)
    elif account_id != unconnected_account(advocate_id, network):
        raise AccountNotYours("there is no such account of yours")


def _person_or_account_gone(
    approval: Approval, advocate: Advocate | None, account: Account | None
) -> LapseReason | None:
    if advocate is None or advocate.erased:
        return LapseReason.PERSON_ERASED
    if advocate.left:
        return LapseReason.ADVOCATE_LEFT
    if is_unconnected(approval.parties.account_id, approval.parties.advocate_id):
        return None
    if account is None or account.gone or account.advocate_id != approval.parties.advocate_id:
        return LapseReason.ACCOUNT_GONE
    return None
