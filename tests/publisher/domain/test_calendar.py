"""An account's calendar stays small, and remembers doubts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.publisher.domain.calendar import KEPT, Calendar

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def given() -> Calendar:
    return Calendar(account_id=uuid4(), at=AT)


def test_a_post_has_one_slot() -> None:
    calendar, post = given(), uuid4()
    calendar.book(post, AT + DAY, at=AT)
    calendar.book(post, AT + 2 * DAY, at=AT)
    assert calendar.slots == {post: AT + 2 * DAY}
    assert calendar.others(post) == []
    assert calendar.others(uuid4()) == [AT + 2 * DAY]


def test_past_slots_are_kept_for_a_while_and_then_dropped() -> None:
    calendar, old, new, newest = given(), uuid4(), uuid4(), uuid4()
    calendar.book(old, AT, at=AT)
    calendar.book(new, AT + KEPT, at=AT + KEPT)
    assert set(calendar.slots) == {old, new}
    calendar.book(newest, AT + KEPT + DAY, at=AT + KEPT + DAY)
    assert set(calendar.slots) == {new, newest}


def test_a_freed_slot_is_free_and_freeing_twice_says_nothing() -> None:
    calendar, post = given(), uuid4()
    calendar.book(post, AT, at=AT)
    calendar.free(post)
    calendar.collect_events()
    calendar.free(post)
    assert calendar.slots == {}
    assert calendar.collect_events() == []


def test_a_doubt_is_known_to_the_next_post_of_the_activity_until_it_is_settled() -> None:
    calendar, post, activity = given(), uuid4(), uuid4()
    calendar.doubt(post, activity)
    calendar.doubt(post, activity)
    assert calendar.doubt_about(activity, but=uuid4()) == post
    assert calendar.doubt_about(activity, but=post) is None
    assert calendar.doubt_about(uuid4(), but=uuid4()) is None
    calendar.settle(post)
    calendar.settle(post)
    assert calendar.doubt_about(activity, but=uuid4()) is None
    assert len(calendar.collect_events()) == 3
