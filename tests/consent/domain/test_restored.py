"""What our own topic says after a restore: it fits whatever the store knew, and blocks what could publish again."""

from __future__ import annotations

from uuid import uuid4

import pytest

from contracts.values import LapseReason
from services.consent.domain import Refusal, State
from services.consent.domain.errors import AlreadyApproved, AlreadyPublished, BeingReleased
from tests.consent.domain.given import AT, an_approval, basis, released, standing, what_happened


def test_an_approval_that_was_lost_stands_once() -> None:
    approval, lost = an_approval(), basis()
    assert approval.learn_approval(lost, exact="{}", replaces=None, at=AT)
    assert not approval.learn_approval(lost, exact="{}", replaces=None, at=AT)
    assert what_happened(approval) == ["Approved"]
    with pytest.raises(AlreadyApproved):
        approval.approve(basis(), exact="{}", at=AT)


def test_whatever_stood_before_a_lost_approval_had_ended() -> None:
    approval, first, release = released()
    lost = basis()
    approval.learn_approval(lost, exact="{}", replaces=None, at=AT)
    assert what_happened(approval) == ["Failed", "Approved"]

    approval.uncertain(first, release, at=AT)  # the publisher's topic, read again, tells how
    approval.resolved(first, release, outcome="not-posted", at=AT)

    assert approval.state_of(first) is State.NOT_POSTED
    assert approval.state_of(lost.approval_id) is State.STANDING


def test_a_lost_grant_is_on_its_way_until_its_outcome_is_read() -> None:
    approval, approval_id = standing()
    release = uuid4()
    approval.learn_grant(approval_id, release, exact="{}", at=AT)
    approval.learn_grant(approval_id, release, exact="{}", at=AT)
    approval.lapse(LapseReason.CONSENT_RESTORED, at=AT)
    assert what_happened(approval) == ["Granted", "LapseNoted"]
    with pytest.raises(BeingReleased):
        approval.approve(basis(), exact="{}", at=AT)

    approval.returned(approval_id, release, at=AT)

    assert approval.state_of(approval_id) is State.LAPSED


def test_a_second_lost_grant_means_that_the_first_was_returned() -> None:
    approval, approval_id, first = released()
    second = uuid4()
    approval.learn_grant(approval_id, second, exact="{}", at=AT)
    assert what_happened(approval) == ["Returned", "Granted"]
    approval.returned(approval_id, first, at=AT)
    assert what_happened(approval) == []


def test_what_was_published_under_a_lost_approval_fits_and_blocks() -> None:
    approval, lost, release = an_approval(), basis(), uuid4()
    approval.learn_approval(lost, exact="{}", replaces=None, at=AT)
    approval.learn_grant(lost.approval_id, release, exact="{}", at=AT)
    assert approval.published(lost.approval_id, release, digest=lost.digest, at=AT)
    with pytest.raises(AlreadyPublished):
        approval.approve(basis(), exact="{}", at=AT)


@pytest.mark.parametrize("reason", [None, LapseReason.WINDOW_OVER])
def test_a_lost_end_ends_what_stands_and_nothing_else(reason: LapseReason | None) -> None:
    approval, approval_id = standing()
    approval.learn_end(uuid4(), reason=reason, at=AT)
    assert what_happened(approval) == []
    approval.learn_end(approval_id, reason=reason, at=AT)
    approval.learn_end(approval_id, reason=reason, at=AT)
    assert what_happened(approval) == ["Withdrawn" if reason is None else "Lapsed"]


def test_a_lost_refusal_is_not_given_twice() -> None:
    approval, approval_id = standing()
    release = uuid4()
    approval.learn_refusal(release, approval_id, Refusal("parked", final=False, retry_at=AT), at=AT)
    approval.learn_refusal(release, approval_id, Refusal("lapsed"), at=AT)
    assert what_happened(approval) == ["Refused"]
    assert release in approval.answered
