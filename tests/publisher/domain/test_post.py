"""A post's rules: given what happened, when something is asked, then this is recorded or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.values import timestamp
from services.publisher.domain.errors import (
    AlreadyResolved,
    GrantExpired,
    GrantMismatch,
    NotNow,
    NotPublished,
    NotUncertain,
    WindowOver,
)
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import MOST_REPEATS, REPEATABLE_FOR, Post, State, events

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
APPROVAL, RELEASE, ATTEMPT = uuid4(), uuid4(), uuid4()
HASH = "a" * 64

Step = Callable[[Post], Any]


def approval(**more: Any) -> str:
    data = {
        "approval_id": str(APPROVAL),
        "advocate_id": str(UUID(int=1)),
        "activity_id": str(UUID(int=2)),
        "account_id": str(UUID(int=3)),
        "item_id": str(UUID(int=4)),
        "kind": "post",
        "network": "mastodon",
        "preview_digest": "d" * 64,
        "choice": "now",
        "opens_at": timestamp(AT),
        "closes_at": timestamp(AT + timedelta(hours=1)),
        "picked_at": None,
        "own_words": 40,
        "points": 10,
        "approved_at": timestamp(AT),
        **more,
    }
    return json.dumps(data)


def grant(requested_at: datetime = AT, /, **more: Any) -> str:
    cited = json.loads(approval())
    names = ("approval_id", "advocate_id", "activity_id", "account_id", "preview_digest")
    data = {name: cited[name] for name in names}
    data |= {"release_id": str(RELEASE), "approval_hash": HASH, "requested_at": timestamp(requested_at), **more}
    return json.dumps(data)


def scheduled(post: Post) -> None:
    post.schedule(AT, "UTC", (), at=AT)


def requested(post: Post) -> None:
    scheduled(post)
    post.request_release(RELEASE, at=AT)


def granted(post: Post) -> None:
    requested(post)
    post.take_grant(grant(), approval_hash=HASH, sequence="0" * 20, at=AT + SECOND)


def attempting(post: Post) -> None:
    granted(post)
    post.start_attempt(ATTEMPT, intent_digest=HASH, look_up_at=AT + 40 * SECOND, at=AT + 2 * SECOND)


def repeated(post: Post) -> None:
    attempting(post)
    post.repeat_attempt(look_up_at=AT + 80 * SECOND, at=AT + 40 * SECOND)


def uncertain(post: Post) -> None:
    attempting(post)
    post.become_uncertain(at=AT + 41 * SECOND)


def published(post: Post) -> None:
    attempting(post)
    publish(post)


def failed(post: Post) -> None:
    scheduled(post)
    post.fail("account-gone", at=AT)


def ended(post: Post) -> None:
    scheduled(post)
    post.end("withdrawn", at=AT)


def publish(post: Post) -> None:
    post.publish("{}", published_at=AT + 3 * SECOND, found_by="answer", at=AT + 3 * SECOND)


def given(step: Step | None = None) -> Post:
    """A post in the state that the step leads to, with nothing pending."""
    post = Post.accept(approval(), at=AT)
    if step is not None:
        step(post)
    post.collect_events()
    return post


def then(post: Post) -> list[str]:
    return [type(event).__name__ for event in post.collect_events()]


def test_the_same_approval_is_the_same_post() -> None:
    assert given().id == given().id == post_id(APPROVAL)


def test_a_grant_of_our_own_young_release_is_taken() -> None:
    post = given(requested)
    post.take_grant(grant(), approval_hash=HASH, sequence="00000000000000000007", at=AT + 59 * SECOND)
    assert post.state is State.GRANTED
    assert post.grant == grant()
    assert post.grant_sequence == "00000000000000000007"
    assert then(post) == ["Granted"]


@pytest.mark.parametrize(
    "field", ["approval_id", "advocate_id", "activity_id", "account_id", "preview_digest", "approval_hash"]
)
def test_a_grant_that_cites_something_else_is_not_used(field: str) -> None:
    post = given(requested)
    other = "f" * 64 if field in {"preview_digest", "approval_hash"} else str(uuid4())
    with pytest.raises(GrantMismatch):
        post.take_grant(grant(**{field: other}), approval_hash=HASH, sequence="0", at=AT)
    assert then(post) == []


def test_a_grant_of_another_request_time_is_not_used() -> None:
    with pytest.raises(GrantMismatch):
        given(requested).take_grant(grant(AT + SECOND), approval_hash=HASH, sequence="0", at=AT)


def test_a_grant_of_another_release_is_not_ours() -> None:
    with pytest.raises(NotNow):
        given(requested).take_grant(grant(release_id=str(uuid4())), approval_hash=HASH, sequence="0", at=AT)


def test_a_grant_is_good_for_less_than_sixty_seconds() -> None:
    post = given(requested)
    with pytest.raises(GrantExpired):
        post.take_grant(grant(), approval_hash=HASH, sequence="0", at=AT + 60 * SECOND)


def test_an_attempt_starts_within_sixty_seconds_of_the_request() -> None:
    post = given(granted)
    with pytest.raises(GrantExpired):
        post.start_attempt(ATTEMPT, intent_digest=HASH, look_up_at=AT, at=AT + 60 * SECOND)
    post.start_attempt(ATTEMPT, intent_digest=HASH, look_up_at=AT, at=AT + 59 * SECOND)
    assert then(post) == ["AttemptStarted"]


def test_a_grant_serves_one_attempt() -> None:
    with pytest.raises(NotNow):
        given(attempting).start_attempt(uuid4(), intent_digest=HASH, look_up_at=AT, at=AT + 3 * SECOND)


@pytest.mark.parametrize("state", [None, scheduled, requested, uncertain, published, failed, ended])
def test_without_a_grant_nothing_is_attempted(state: Step | None) -> None:
    with pytest.raises(NotNow):
        given(state).start_attempt(ATTEMPT, intent_digest=HASH, look_up_at=AT, at=AT + SECOND)


@pytest.mark.parametrize("state", [None, scheduled, requested, granted, published, failed, ended])
def test_without_an_attempt_or_twice_nothing_is_published(state: Step | None) -> None:
    post = given(state)
    with pytest.raises(NotNow):
        publish(post)
    assert then(post) == []


@pytest.mark.parametrize("state", [attempting, repeated, uncertain])
def test_after_an_attempt_it_is_published_once(state: Step) -> None:
    post = given(state)
    publish(post)
    assert then(post) == ["Published"]
    with pytest.raises(NotNow):
        publish(post)


def test_a_post_that_was_said_not_to_be_there_can_be_found_later() -> None:
    post = given(uncertain)
    post.resolve("not-posted", at=AT + timedelta(hours=1))
    post.publish("{}", published_at=AT, found_by="look-up", at=AT + timedelta(hours=2))
    assert then(post) == ["Resolved", "Published"]


def test_a_publication_cites_grant_request_and_attempt() -> None:
    post = given(attempting)
    identifier = uuid4()
    data = post.publication(identifier, grant_hash=HASH, published_at=AT + 3 * SECOND, found_by="look-up")
    assert data == {
        "id": str(identifier),
        "post_id": str(post.id),
        "approval_id": str(APPROVAL),
        "release_id": str(RELEASE),
        "advocate_id": str(UUID(int=1)),
        "activity_id": str(UUID(int=2)),
        "account_id": str(UUID(int=3)),
        "item_id": str(UUID(int=4)),
        "kind": "post",
        "network": "mastodon",
        "preview_digest": "d" * 64,
        "grant_hash": HASH,
        "grant_sequence": "0" * 20,
        "own_words": 40,
        "points": 10,
        "requested_at": "2026-11-23T10:00:00.000Z",
        "attempted_at": "2026-11-23T10:00:02.000Z",
        "published_at": "2026-11-23T10:00:03.000Z",
        "found_by": "look-up",
    }


@pytest.mark.parametrize("state", [requested, granted, attempting])
def test_a_returned_release_needs_another_slot_and_another_release(state: Step) -> None:
    post = given(state)
    post.return_release("rate-limited", AT + timedelta(minutes=5), at=AT + 9 * SECOND)
    assert (post.state, post.release, post.grant, post.attempt, post.returns) == (State.ACCEPTED, None, None, None, 1)
    scheduled(post)
    post.request_release(uuid4(), at=AT + timedelta(minutes=5))
    assert then(post) == ["ReleaseReturned", "Scheduled", "ReleaseRequested"]


def test_a_late_grant_of_a_returned_release_is_not_ours() -> None:
    post = given(requested)
    post.return_release("out-of-time", None, at=AT + 60 * SECOND)
    scheduled(post)
    post.request_release(uuid4(), at=AT + 90 * SECOND)
    assert not post.awaits(RELEASE)
    with pytest.raises(NotNow):
        post.take_grant(grant(), approval_hash=HASH, sequence="0", at=AT + 90 * SECOND)


@pytest.mark.parametrize("state", [uncertain, published, failed, ended])
def test_what_may_have_happened_or_is_over_is_neither_returned_nor_failed(state: Step) -> None:
    post = given(state)
    with pytest.raises(NotNow):
        post.return_release("rate-limited", None, at=AT)
    with pytest.raises(NotNow):
        post.fail("rejected", at=AT)
    assert then(post) == []


def test_a_repeated_attempt_is_never_denied() -> None:
    post = given(repeated)
    with pytest.raises(NotNow):
        post.return_release("rate-limited", None, at=AT + 50 * SECOND)
    with pytest.raises(NotNow):
        post.fail("unprocessable", at=AT + 50 * SECOND)


def test_a_repeat_waits_until_nothing_is_under_way_and_ends_with_the_window() -> None:
    post = given(attempting)
    with pytest.raises(NotNow):
        post.repeat_attempt(look_up_at=AT, at=AT + 39 * SECOND)
    with pytest.raises(WindowOver):
        post.repeat_attempt(look_up_at=AT, at=AT + timedelta(hours=1))


def test_an_attempt_is_repeated_a_few_times_only() -> None:
    post = given(attempting)
    for number in range(MOST_REPEATS):
        post.repeat_attempt(look_up_at=AT + (number + 2) * 40 * SECOND, at=AT + (number + 1) * 40 * SECOND)
    with pytest.raises(NotNow):
        post.repeat_attempt(look_up_at=AT, at=AT + timedelta(minutes=30))


def test_an_attempt_of_long_ago_is_not_repeated() -> None:
    post = given(attempting)
    assert post.attempt is not None
    with pytest.raises(NotNow):
        post.repeat_attempt(look_up_at=AT, at=post.attempt.started_at + REPEATABLE_FOR)
    post.repeat_attempt(look_up_at=AT, at=post.attempt.started_at + REPEATABLE_FOR - SECOND)


def test_nothing_is_released_in_the_windows_last_minute() -> None:
    post = given(scheduled)
    post.request_release(RELEASE, at=AT + timedelta(minutes=59) - SECOND)
    other = given(scheduled)
    with pytest.raises(WindowOver):
        other.request_release(RELEASE, at=AT + timedelta(minutes=59))


@pytest.mark.parametrize(
    ("state", "recorded"),
    [
        (None, ["Ended"]),
        (scheduled, ["Ended"]),
        (requested, ["Ended"]),
        (granted, ["ReleaseReturned", "Ended"]),
        (attempting, []),
        (uncertain, []),
        (published, []),
        (failed, []),
        (ended, []),
    ],
)
def test_an_approval_that_ends_ends_its_post_until_it_is_attempted(state: Step | None, recorded: list[str]) -> None:
    post = given(state)
    assert post.end("withdrawn", at=AT + 5 * SECOND) is bool(recorded)
    assert then(post) == recorded


def test_a_failure_names_its_release() -> None:
    post = given(attempting)
    post.fail("unprocessable", at=AT + 3 * SECOND)
    [event] = post.collect_events()
    assert isinstance(event, events.Failed)
    assert (event.release_id, event.reason) == (RELEASE, "unprocessable")


def test_a_failure_before_any_release_names_none() -> None:
    post = given(scheduled)
    post.fail("no-slot", at=AT)
    [event] = post.collect_events()
    assert isinstance(event, events.Failed)
    assert event.release_id is None


def test_only_what_is_uncertain_is_resolved_and_only_once() -> None:
    with pytest.raises(NotUncertain):
        given(attempting).resolve("not-posted", at=AT)
    post = given(uncertain)
    post.resolve("posted-reported", at=AT)
    with pytest.raises(AlreadyResolved):
        post.resolve("not-posted", at=AT)
    assert then(post) == ["Resolved"]
    assert post.state is State.UNCERTAIN


def test_only_a_published_post_is_taken_down() -> None:
    with pytest.raises(NotPublished):
        given(uncertain).ask_removal(at=AT)
    post = given(published)
    assert post.ask_removal(at=AT)
    assert not post.ask_removal(at=AT)
    post.removal_failed("reconnect", at=AT)
    assert post.ask_removal(at=AT)
    post.remove(at=AT)
    assert not post.ask_removal(at=AT)
    assert then(post) == ["RemovalAsked", "RemovalFailed", "RemovalAsked", "Removed"]


def test_a_removal_nobody_asked_for_is_not_recorded() -> None:
    with pytest.raises(NotNow):
        given(published).remove(at=AT)
    with pytest.raises(NotNow):
        given(published).removal_failed("gone", at=AT)


@pytest.mark.parametrize("broken", ["[]", "{}", '{"approval_id": 7}', "nonsense"])
def test_what_is_no_approval_makes_no_post(broken: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Post.accept(broken, at=AT)
