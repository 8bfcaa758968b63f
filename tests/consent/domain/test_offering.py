"""What is offered: a change of the item counts for all its activities at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.values import Audience, Kind, LapseReason, Window
from services.consent.domain import UNTOLD, About, OfferError, Offering
from services.consent.domain.errors import (
    ActivityClosed,
    ActivityNotOpen,
    ContentRetired,
    ContentRevised,
    NotInAudience,
)
from tests.consent.domain.given import AT, HOUR, an_offering, terms, what_happened


def check(offering: Offering, activity_id: object, **changes: object) -> object:
    asked = {"revision_id": offering.revision_id, "groups": frozenset(), "at": AT, **changes}
    return offering.check_open(activity_id, **asked)  # type: ignore[arg-type]


def test_an_open_offer_gives_its_terms() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id, points=7)
    assert check(offering, activity_id) == terms(points=7)


def test_a_revision_counts_at_once_for_every_activity_of_the_item() -> None:
    first, second = uuid4(), uuid4()
    offering = an_offering(first)
    offering.offer(second, terms(), at=AT)
    before = offering.revision_id
    offering.revise(revision_id=uuid4(), expires_at=None, at=AT)
    for activity_id in (first, second):
        with pytest.raises(ContentRevised):
            check(offering, activity_id, revision_id=before)
        check(offering, activity_id)


def test_the_same_revision_told_again_changes_nothing_and_may_move_the_expiry() -> None:
    offering = an_offering(uuid4())
    offering.revise(revision_id=offering.revision_id, expires_at=None, at=AT)
    assert what_happened(offering) == []
    offering.revise(revision_id=offering.revision_id, expires_at=AT + HOUR, at=AT)
    assert what_happened(offering) == ["Revised"]


def test_what_an_item_is_about_moves_without_touching_approvals() -> None:
    activity_id = uuid4()
    offering, about = an_offering(activity_id), About((uuid4(),), "id")
    before = offering.revision_id
    for _ in range(2):
        offering.revise(revision_id=before, expires_at=None, at=AT, about=about)
    assert what_happened(offering) == ["Revised"]
    assert offering.about == about
    check(offering, activity_id, revision_id=before)
    offering.restate(revision_id=before, expires_at=None, at=AT)
    assert offering.about == UNTOLD


def test_a_retired_item_offers_nothing() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id)
    offering.retire(at=AT)
    offering.retire(at=AT)
    assert what_happened(offering) == ["Retired"]
    with pytest.raises(ContentRetired):
        check(offering, activity_id)


def test_an_expired_item_offers_nothing() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id, expires_at=AT + HOUR)
    check(offering, activity_id, at=AT + HOUR - timedelta(milliseconds=1))
    with pytest.raises(ContentRetired):
        check(offering, activity_id, at=AT + HOUR)
    assert offering.ends_at(activity_id) == AT + HOUR


def test_a_closed_activity_is_over() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id)
    offering.close(activity_id, at=AT)
    offering.close(activity_id, at=AT)
    offering.close(uuid4(), at=AT)
    assert what_happened(offering) == ["Closed"]
    with pytest.raises(ActivityClosed):
        check(offering, activity_id)


def test_an_unknown_activity_is_not_offered() -> None:
    with pytest.raises(ActivityClosed):
        check(an_offering(uuid4()), uuid4())


def test_before_and_after_its_window_nothing_is_open() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id, window=Window(AT, AT + HOUR))
    with pytest.raises(ActivityNotOpen) as early:
        check(offering, activity_id, at=AT - timedelta(milliseconds=1))
    assert early.value.opens_at == "2026-11-23T10:00:00.000Z"
    check(offering, activity_id, at=AT)
    with pytest.raises(ActivityClosed):
        check(offering, activity_id, at=AT + HOUR)


def test_only_the_audience_is_asked() -> None:
    activity_id, sales, support = uuid4(), uuid4(), uuid4()
    offering = an_offering(activity_id, audience=Audience(everyone=False, groups=(sales,)))
    check(offering, activity_id, groups=frozenset({sales, support}))
    for groups in (frozenset({support}), frozenset()):
        with pytest.raises(NotInAudience):
            check(offering, activity_id, groups=groups)


def test_what_a_restored_content_states_no_longer_is_closed() -> None:
    kept, lost = uuid4(), uuid4()
    offering = an_offering(kept)
    offering.offer(lost, terms(), at=AT)
    offering.restate(revision_id=uuid4(), expires_at=None, at=AT)
    offering.offer(kept, terms(), at=AT)
    check(offering, kept)
    with pytest.raises(ActivityClosed):
        check(offering, lost)


def test_an_offer_told_twice_is_one() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id)
    offering.offer(activity_id, terms(), at=AT)
    assert what_happened(offering) == []


@pytest.mark.parametrize(
    ("kind", "asked", "network", "needed"),
    [(Kind.POST, 0, 20, 0), (Kind.POST, 10, 20, 20), (Kind.POST, 60, 20, 60), (Kind.REPOST, 60, 20, 0)],
)
def test_own_words_are_needed_where_the_offer_asks_for_them(kind: Kind, asked: int, network: int, needed: int) -> None:
    assert terms(kind=kind, own_words=asked).own_words_needed(network, identical_text=True) == needed


@pytest.mark.parametrize(
    ("kind", "asked", "needed"), [(Kind.POST, 0, 20), (Kind.POST, 10, 20), (Kind.POST, 60, 60), (Kind.REPOST, 0, 0)]
)
def test_own_words_are_always_needed_where_nobody_may_post_what_others_post(
    kind: Kind, asked: int, needed: int
) -> None:
    assert terms(kind=kind, own_words=asked).own_words_needed(20, identical_text=False) == needed


def test_every_reason_that_ends_an_offer_has_an_error() -> None:
    activity_id = uuid4()
    offering = an_offering(activity_id)
    assert offering.over(activity_id, revision_id=uuid4(), groups=frozenset(), at=AT) is LapseReason.CONTENT_REVISED
    with pytest.raises(OfferError) as refused:
        check(offering, activity_id, revision_id=uuid4())
    assert refused.value.code == LapseReason.CONTENT_REVISED.value
