"""One aggregate decides: given what happened, when somebody asks, then this is recorded or refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.values import LapseReason, Window
from services.consent.domain import Approval, ApprovalError, Parties, Refusal, State, UnknownApproval
from services.consent.domain.errors import (
    AlreadyApproved,
    AlreadyPublished,
    BeingReleased,
    NotStanding,
    OutcomeUncertain,
    PreviewUsed,
)
from tests.consent.domain.given import (
    AT,
    HOUR,
    PARTIES,
    an_approval,
    basis,
    released,
    standing,
    uncertain,
    what_happened,
)


def test_the_same_three_ids_are_the_same_aggregate() -> None:
    assert (
        Approval(parties=PARTIES, at=AT).id
        == PARTIES.aggregate_id
        == Parties(PARTIES.advocate_id, PARTIES.activity_id, PARTIES.account_id).aggregate_id
    )
    assert Parties(PARTIES.activity_id, PARTIES.advocate_id, PARTIES.account_id).aggregate_id != PARTIES.aggregate_id


def test_approving_stands() -> None:
    approval = an_approval()
    given = basis()

    approval.approve(given, exact='{"a":1}', at=AT)

    [event] = approval.collect_events()
    assert isinstance(event, Approval.Approved)
    assert (event.basis, event.exact, event.replaces, event.parties) == (given, '{"a":1}', None, PARTIES)
    assert approval.state_of(given.approval_id) is State.STANDING


def test_two_tabs_make_one_approval() -> None:
    approval, _ = standing()
    with pytest.raises(AlreadyApproved):
        approval.approve(basis(), exact="{}", at=AT)
    assert what_happened(approval) == []


def test_a_preview_is_good_for_one_approval() -> None:
    approval, approval_id = standing()
    approval.withdraw(approval_id, at=AT)
    with pytest.raises(PreviewUsed):
        approval.approve(basis(approval_id), exact="{}", at=AT)


def test_replacing_withdraws_and_approves() -> None:
    approval, first = standing()
    second = basis()

    approval.replace(first, second, exact="{}", at=AT)

    withdrawn, approved = approval.collect_events()
    assert isinstance(withdrawn, Approval.Withdrawn)
    assert isinstance(approved, Approval.Approved)
    assert withdrawn.replaced_by == second.approval_id
    assert approved.replaces == first
    assert approval.state_of(first) is State.WITHDRAWN
    assert approval.state_of(second.approval_id) is State.STANDING


def test_only_what_stands_is_replaced() -> None:
    approval, first = standing()
    approval.withdraw(first, at=AT)
    with pytest.raises(NotStanding) as refused:
        approval.replace(first, basis(), exact="{}", at=AT)
    assert refused.value.state == "withdrawn"
    with pytest.raises(UnknownApproval):
        approval.replace(uuid4(), basis(), exact="{}", at=AT)


def test_what_is_on_its_way_is_not_replaced() -> None:
    approval, approval_id, _ = released()
    with pytest.raises(BeingReleased):
        approval.replace(approval_id, basis(), exact="{}", at=AT)
    with pytest.raises(BeingReleased):
        approval.approve(basis(), exact="{}", at=AT)


def test_withdrawing_ends_it_and_withdrawing_twice_changes_nothing() -> None:
    approval, approval_id = standing()
    approval.withdraw(approval_id, at=AT)
    assert what_happened(approval) == ["Withdrawn"]
    approval.withdraw(approval_id, at=AT)
    assert what_happened(approval) == []
    assert approval.refusal(approval_id, at=AT) == Refusal("withdrawn")


def test_after_withdrawing_one_may_approve_again() -> None:
    approval, approval_id = standing()
    approval.withdraw(approval_id, at=AT)
    approval.approve(basis(), exact="{}", at=AT)
    assert what_happened(approval) == ["Withdrawn", "Approved"]


def test_withdrawing_during_a_release_is_noted_and_decided_when_it_is_returned() -> None:
    approval, approval_id, release_id = released()

    approval.withdraw(approval_id, at=AT)
    approval.withdraw(approval_id, at=AT)
    assert what_happened(approval) == ["WithdrawalNoted"]

    approval.returned(approval_id, release_id, at=AT)
    assert what_happened(approval) == ["Returned", "Withdrawn"]


def test_a_withdrawal_that_was_noted_too_late_does_not_hide_a_publication() -> None:
    approval, approval_id, release_id = released()
    approval.withdraw(approval_id, at=AT)

    assert approval.published(approval_id, release_id, digest="d" * 64, at=AT)

    assert approval.state_of(approval_id) is State.PUBLISHED
    with pytest.raises(AlreadyPublished):
        approval.withdraw(approval_id, at=AT)


def test_a_lapse_during_a_release_is_noted_and_decided_when_it_is_returned() -> None:
    approval, approval_id, release_id = released()

    approval.lapse(LapseReason.CONTENT_REVISED, at=AT)
    approval.lapse(LapseReason.ADVOCATE_LEFT, at=AT)
    assert what_happened(approval) == ["LapseNoted"]

    approval.returned(approval_id, release_id, at=AT)
    events = approval.collect_events()
    assert [type(each).__name__ for each in events] == ["Returned", "Lapsed"]
    assert isinstance(events[1], Approval.Lapsed)
    assert events[1].reason is LapseReason.CONTENT_REVISED


def test_what_is_withdrawn_during_a_release_does_not_lapse_too() -> None:
    approval, approval_id, release_id = released()
    approval.withdraw(approval_id, at=AT)
    approval.lapse(LapseReason.CONTENT_REVISED, at=AT)
    approval.returned(approval_id, release_id, at=AT)
    assert what_happened(approval) == ["WithdrawalNoted", "Returned", "Withdrawn"]


def test_a_returned_approval_stands_again() -> None:
    approval, approval_id, release_id = released()
    approval.returned(approval_id, release_id, at=AT)
    assert approval.refusal(approval_id, at=AT) is None
    approval.grant(uuid4(), exact="{}", at=AT)
    assert what_happened(approval) == ["Returned", "Granted"]


def test_only_the_open_release_is_returned() -> None:
    approval, approval_id, release_id = released()
    approval.returned(approval_id, uuid4(), at=AT)
    approval.returned(uuid4(), release_id, at=AT)
    assert what_happened(approval) == []
    assert approval.state_of(approval_id) is State.RELEASED


def test_lapsing_ends_what_stands_and_nothing_else() -> None:
    approval, approval_id = standing()
    approval.lapse(LapseReason.WINDOW_OVER, at=AT)
    approval.lapse(LapseReason.WINDOW_OVER, at=AT)
    assert what_happened(approval) == ["Lapsed"]
    with pytest.raises(NotStanding):
        approval.withdraw(approval_id, at=AT)
    assert approval.refusal(approval_id, at=AT) == Refusal("lapsed")


def test_one_release_at_a_time() -> None:
    approval, approval_id, _ = released()
    assert approval.refusal(approval_id, at=AT) == Refusal("already-released")
    with pytest.raises(NotStanding):
        approval.grant(uuid4(), exact="{}", at=AT)


def test_an_approval_nobody_knows_is_refused() -> None:
    approval = an_approval()
    assert approval.refusal(uuid4(), at=AT) == Refusal("unknown-approval")


@pytest.mark.parametrize(
    ("after_opening", "refusal"),
    [
        (timedelta(milliseconds=-1), Refusal("too-early", final=False, retry_at=AT)),
        (timedelta(0), None),
        (HOUR - timedelta(seconds=60, milliseconds=1), None),
        (HOUR - timedelta(seconds=60), Refusal("window-over")),
        (HOUR, Refusal("window-over")),
    ],
)
def test_the_window_decides_to_the_millisecond(after_opening: timedelta, refusal: Refusal | None) -> None:
    approval = an_approval()
    given = basis(window=Window(AT, AT + HOUR))
    approval.approve(given, exact="{}", at=AT)
    assert approval.refusal(given.approval_id, at=AT + after_opening) == refusal
    if refusal is not None:
        with pytest.raises(NotStanding):
            approval.grant(uuid4(), exact="{}", at=AT + after_opening)


def test_published_is_for_ever() -> None:
    approval, approval_id, release_id = released()
    assert approval.published(approval_id, release_id, digest="d" * 64, at=AT)
    assert approval.published(approval_id, release_id, digest="d" * 64, at=AT)
    assert what_happened(approval) == ["Published"]
    with pytest.raises(AlreadyPublished):
        approval.approve(basis(), exact="{}", at=AT)
    assert approval.refusal(approval_id, at=AT) == Refusal("already-published")


@pytest.mark.parametrize("wrong", ["digest", "release"])
def test_a_publication_that_fits_no_release_is_recorded_and_named(wrong: str) -> None:
    approval, approval_id, release_id = released()
    digest = "e" * 64 if wrong == "digest" else "d" * 64
    assert not approval.published(approval_id, uuid4() if wrong == "release" else release_id, digest=digest, at=AT)
    assert approval.state_of(approval_id) is State.PUBLISHED


def test_a_publication_after_a_withdrawal_is_recorded_and_named() -> None:
    approval, approval_id, release_id = released()
    approval.returned(approval_id, release_id, at=AT)
    approval.withdraw(approval_id, at=AT)
    assert not approval.published(approval_id, release_id, digest="d" * 64, at=AT)
    assert approval.state_of(approval_id) is State.PUBLISHED


def test_a_publication_of_an_approval_that_was_lost_blocks_others() -> None:
    approval, second = standing()
    assert not approval.published(uuid4(), uuid4(), digest="d" * 64, at=AT)
    assert what_happened(approval) == ["Published", "Lapsed"]
    assert approval.state_of(second) is State.LAPSED
    with pytest.raises(AlreadyPublished):
        approval.approve(basis(), exact="{}", at=AT)


def test_after_a_failure_one_may_approve_again() -> None:
    approval, approval_id, release_id = released()
    approval.failed(approval_id, release_id, reason="rejected", at=AT)
    approval.approve(basis(), exact="{}", at=AT)
    assert what_happened(approval) == ["Failed", "Approved"]
    assert approval.refusal(approval_id, at=AT) == Refusal("failed")


def test_what_was_never_released_can_fail() -> None:
    approval, approval_id = standing()
    approval.failed(approval_id, None, reason="no-slot", at=AT)
    assert what_happened(approval) == ["Failed"]


def test_a_failure_that_crosses_a_withdrawal_changes_nothing() -> None:
    approval, approval_id = standing()
    approval.withdraw(approval_id, at=AT)
    what_happened(approval)
    approval.failed(approval_id, None, reason="no-slot", at=AT)
    assert what_happened(approval) == []


def test_what_was_noted_during_one_release_does_not_haunt_the_next() -> None:
    approval, approval_id, release_id = released()
    approval.withdraw(approval_id, at=AT)
    approval.failed(approval_id, release_id, reason="rejected", at=AT)
    _, second = standing(approval)
    again = uuid4()
    approval.grant(again, exact="{}", at=AT)
    approval.returned(second, again, at=AT)
    assert approval.state_of(second) is State.STANDING


def test_no_doubt_is_cast_on_what_is_published_or_was_answered() -> None:
    for outcome in ("published", "not-posted", "posted-reported"):
        approval, approval_id, release_id = uncertain()
        if outcome == "published":
            approval.published(approval_id, release_id, digest="d" * 64, at=AT)
        else:
            approval.resolved(approval_id, release_id, outcome=outcome, at=AT)  # type: ignore[arg-type]
        before = what_happened(approval)
        approval.uncertain(approval_id, release_id, at=AT)
        assert len(before) == 1
        assert what_happened(approval) == []


def test_a_failure_of_another_release_leaves_the_open_one_alone() -> None:
    approval, approval_id, _ = released()
    approval.failed(approval_id, uuid4(), reason="rejected", at=AT)
    assert approval.state_of(approval_id) is State.RELEASED


def test_doubt_blocks_until_the_person_says_that_it_is_not_there() -> None:
    approval, approval_id, release_id = uncertain()
    with pytest.raises(OutcomeUncertain):
        approval.approve(basis(), exact="{}", at=AT)
    with pytest.raises(OutcomeUncertain):
        approval.withdraw(approval_id, at=AT)
    assert approval.refusal(approval_id, at=AT) == Refusal("uncertain")

    approval.resolved(approval_id, release_id, outcome="not-posted", at=AT)
    approval.approve(basis(), exact="{}", at=AT)
    assert what_happened(approval) == ["Resolved", "Approved"]


def test_what_the_person_reports_as_posted_is_not_posted_again() -> None:
    approval, approval_id, release_id = uncertain()
    approval.resolved(approval_id, release_id, outcome="posted-reported", at=AT)
    with pytest.raises(AlreadyPublished):
        approval.approve(basis(), exact="{}", at=AT)
    assert approval.state_of(approval_id) is State.REPORTED


def test_found_after_the_person_said_not_posted_the_second_approval_lapses() -> None:
    approval, first, release_id = uncertain()
    approval.resolved(first, release_id, outcome="not-posted", at=AT)
    _, second = standing(approval)

    assert approval.published(first, release_id, digest="d" * 64, at=AT)

    events = approval.collect_events()
    assert [type(each).__name__ for each in events] == ["Published", "Lapsed"]
    assert isinstance(events[1], Approval.Lapsed)
    assert (events[1].approval_id, events[1].reason) == (second, LapseReason.ALREADY_PUBLISHED)


def test_found_while_the_second_approval_is_on_its_way_it_lapses_when_returned() -> None:
    approval, first, release_id = uncertain()
    approval.resolved(first, release_id, outcome="not-posted", at=AT)
    _, second = standing(approval)
    again = uuid4()
    approval.grant(again, exact="{}", at=AT)
    approval.published(first, release_id, digest="d" * 64, at=AT)
    approval.returned(second, again, at=AT)
    assert what_happened(approval) == ["Granted", "Published", "LapseNoted", "Returned", "Lapsed"]


def test_a_second_thought_about_not_posted_counts() -> None:
    approval, first, release_id = uncertain()
    approval.resolved(first, release_id, outcome="not-posted", at=AT)
    _, second = standing(approval)
    approval.resolved(first, release_id, outcome="posted-reported", at=AT)
    assert what_happened(approval) == ["Resolved", "Lapsed"]
    assert approval.state_of(second) is State.LAPSED


def test_doubt_about_an_approval_that_was_lost_blocks_what_stands() -> None:
    approval, second = standing()
    approval.uncertain(uuid4(), uuid4(), at=AT)
    assert approval.refusal(second, at=AT) == Refusal("uncertain")
    with pytest.raises(NotStanding):
        approval.grant(uuid4(), exact="{}", at=AT)


def test_an_unknown_approval_is_refused_on_the_aggregate_of_its_ids() -> None:
    approval = an_approval()
    approval.refuse(uuid4(), uuid4(), Refusal("unknown-approval"), at=AT)
    assert what_happened(approval) == ["Refused"]


def test_every_error_has_a_code_and_a_sentence() -> None:
    approval, approval_id = standing()
    with pytest.raises(ApprovalError) as refused:
        approval.approve(basis(), exact="{}", at=AT)
    assert refused.value.code == "already-approved"
    assert refused.value.status == 409
    assert "withdraw" in str(refused.value)
    assert approval.state_of(approval_id) is State.STANDING
