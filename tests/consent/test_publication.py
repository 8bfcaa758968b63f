"""What is said in public: one event for one, signed ones byte for byte, and never a word of a decline."""

from __future__ import annotations

from uuid import uuid4

from chassis.live import LiveEvent
from contracts.values import LapseReason
from services.consent.domain import Advocate, Approval, Offering, Preferences, Refusal
from services.consent.projections import handlers
from services.consent.publication import LIVE, OFFERS, live, translate
from tests.consent.domain.given import AT, PARTIES, an_approval, basis, released

EXACT = f'{{"advocate_id":"{PARTIES.advocate_id}","id":"{uuid4()}","odd":1.50,"at":"2026-11-23T10:00:00.345Z"}}'


def test_what_was_signed_passes_byte_for_byte() -> None:
    approval = an_approval()
    approval.approve(basis(), exact=EXACT, at=AT)
    approval.grant(uuid4(), exact=EXACT, at=AT)
    for event in approval.collect_events():
        published = translate(event)
        assert published is not None
        assert published.data == EXACT.encode()
        assert published.key == PARTIES.advocate_id


def test_only_what_others_need_is_said() -> None:
    approval, approval_id, release_id = released()
    approval.withdraw(approval_id, at=AT)
    approval.returned(approval_id, release_id, at=AT)
    approval.approve(basis(), exact=EXACT, at=AT)
    approval.lapse(LapseReason.WINDOW_OVER, at=AT)
    approval.refuse(uuid4(), approval_id, Refusal("withdrawn"), at=AT)
    approval.published(uuid4(), uuid4(), digest="d" * 64, at=AT)
    said = {type(event).__name__: translate(event) for event in approval.collect_events()}
    assert {name: each.event_type.split(".")[1] for name, each in said.items() if each is not None} == {
        "Withdrawn": "ApprovalWithdrawn",
        "Approved": "ActivityApproved",
        "Lapsed": "ApprovalLapsed",
        "Refused": "ReleaseRefused",
    }


def test_screens_are_told_ids_of_ones_own_approvals() -> None:
    approval, approval_id, release_id = released()
    approval.published(approval_id, release_id, digest="d" * 64, at=AT)
    [event] = approval.collect_events()
    told = live(event)
    assert told is not None
    assert told.person == PARTIES.advocate_id
    assert told.data == {
        "approval_id": str(approval_id),
        "activity_id": str(PARTIES.activity_id),
        "account_id": str(PARTIES.account_id),
        "state": "published",
    }


def test_a_refused_release_is_no_news_to_a_screen() -> None:
    approval = an_approval()
    approval.refuse(uuid4(), uuid4(), Refusal("unknown-approval"), at=AT)
    [event] = approval.collect_events()
    assert isinstance(event, Approval.Refused)
    assert live(event) is None


def test_what_is_said_of_a_person_is_told_to_themselves() -> None:
    advocate = Advocate(id=uuid4(), at=AT)
    advocate.change_groups(frozenset({uuid4()}), at=AT)
    advocate.prefer(Preferences(), at=AT)
    told = [live(event) for event in advocate.collect_events()][1:]
    assert told == [LiveEvent(type="person-changed", person=advocate.id)] * 2


def test_everything_that_a_view_shows_is_told() -> None:
    nothing_is_offered_yet = {Offering.Stated}
    they_see_nothing_more = {Advocate.Left}
    told = {*LIVE, *OFFERS, Advocate.GroupsChanged}
    assert set(handlers()) - told == nothing_is_offered_yet | they_see_nothing_more
