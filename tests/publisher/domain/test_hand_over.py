"""What its author publishes: given what happened, when something is asked, then this is recorded or refused.

And whatever happens in whatever order: it is never attempted or published by us, and reported at most once.
"""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.values import Network, timestamp, unconnected_account
from services.publisher.domain.errors import NotNow, NotPublished, NotToHandOver, PublisherError, WindowOver
from services.publisher.domain.post import Post, State, events
from tests.publisher.domain.test_post import APPROVAL, AT, HASH, RELEASE, SECOND, approval, grant

ADVOCATE = UUID(int=1)
OWN = {"network": "x", "account_id": str(unconnected_account(ADVOCATE, Network.X))}


def accepted(**more: Any) -> Post:
    return Post.accept(approval(**{**OWN, **more}), at=AT)


def to_hand_over() -> Post:
    post = accepted()
    post.prepare(at=AT)
    return post


def reported() -> Post:
    post = to_hand_over()
    post.report(at=AT)
    return post


def requested() -> Post:
    post = reported()
    post.request_release(RELEASE, at=AT)
    return post


def granted() -> Post:
    post = requested()
    post.take_grant(grant(account_id=OWN["account_id"]), approval_hash=HASH, sequence="7".zfill(20), at=AT + SECOND)
    return post


def handed_over() -> Post:
    post = granted()
    post.hand_over("{}", at=AT + SECOND)
    return post


def what_happened(post: Post) -> list[str]:
    return [type(each).__name__ for each in post.collect_events()]


def test_from_the_approval_to_the_report() -> None:
    post = granted()
    report = post.hand_over_report(UUID(int=9), grant_hash=HASH, at=AT + SECOND)
    post.hand_over(json.dumps(report), at=AT + SECOND)
    assert post.state is State.HANDED_OVER
    assert report["approval_id"] == str(APPROVAL)
    assert report["release_id"] == str(RELEASE)
    assert report["account_id"] == OWN["account_id"]
    assert (report["grant_hash"], report["grant_sequence"]) == (HASH, "7".zfill(20))
    assert (report["reported_at"], report["requested_at"]) == (timestamp(AT), timestamp(AT))
    assert report["handed_over_at"] == timestamp(AT + SECOND)
    assert not {"published_at", "attempted_at", "found_by"} & set(report)
    assert what_happened(post) == ["Accepted", "Prepared", "Reported", "ReleaseRequested", "Granted", "HandedOver"]


def test_it_has_no_slot_and_no_attempt() -> None:
    with pytest.raises(NotNow, match="its author publishes this"):
        accepted().schedule(AT, "UTC", (), at=AT)
    with pytest.raises(NotNow, match="its author publishes this"):
        granted().start_attempt(uuid4(), intent_digest=HASH, look_up_at=AT, at=AT + SECOND)


def test_what_we_publish_is_handed_over_to_nobody() -> None:
    ours = Post.accept(approval(), at=AT)
    with pytest.raises(NotNow, match="from a connected account"):
        ours.prepare(at=AT)
    with pytest.raises(NotToHandOver):
        ours.report(at=AT)


@pytest.mark.parametrize("given", [accepted, reported, requested, granted, handed_over])
def test_only_what_waits_for_its_author_is_reported(given: Any) -> None:
    with pytest.raises(NotToHandOver):
        given().report(at=AT)


def test_what_is_over_is_not_reported() -> None:
    with pytest.raises(WindowOver):
        to_hand_over().report(at=AT + timedelta(hours=1))


def test_consent_is_not_asked_before_its_author_has_reported() -> None:
    with pytest.raises(NotNow):
        to_hand_over().request_release(RELEASE, at=AT)


def test_what_was_returned_is_still_reported() -> None:
    post = requested()
    post.return_release("out-of-time", None, at=AT + 60 * SECOND)
    post.request_release(uuid4(), at=AT + 61 * SECOND)
    assert what_happened(post)[-2:] == ["ReleaseReturned", "ReleaseRequested"]


@pytest.mark.parametrize("given", [to_hand_over, reported, requested, granted])
def test_it_ends_with_its_approval(given: Any) -> None:
    post = given()
    assert post.end("withdrawn", at=AT + SECOND)
    assert post.state is State.ENDED


def test_what_is_handed_over_ends_no_more_and_is_not_ours_to_take_down() -> None:
    post = handed_over()
    assert not post.end("withdrawn", at=AT + SECOND)
    with pytest.raises(NotPublished, match="only you can remove it"):
        post.ask_removal(at=AT + SECOND)


def test_a_grant_lost_with_a_store_is_no_doubt() -> None:
    assert not granted().doubt_lost_attempt(at=AT + SECOND)


def test_what_our_topic_says_was_handed_over_stays_so_after_a_restore() -> None:
    post = accepted()
    post.learn(Post.ReleaseRequested, at=AT, release_id=RELEASE)
    post.learn(Post.HandedOver, at=AT + SECOND, report="{}")
    assert post.state is State.HANDED_OVER
    assert not post.end("consent-restored", at=AT + SECOND)


def test_what_was_asked_for_when_a_store_was_lost_waits_for_its_author_again() -> None:
    post = accepted()
    post.learn(Post.ReleaseRequested, at=AT, release_id=RELEASE)
    post.return_release("out-of-time", None, at=AT + 60 * SECOND)
    post.prepare(at=AT + 60 * SECOND)
    assert post.state is State.TO_HAND_OVER


class AnyOrder(RuleBasedStateMachine):
    """Everything that can be asked of a post, at any time, by whoever."""

    @initialize()
    def begin(self) -> None:
        self.now = AT
        self.post = accepted()
        self.log: list[Any] = []
        self.releases: list[UUID] = []

    def _try(self, command: Any, *args: Any, **more: Any) -> None:
        with contextlib.suppress(PublisherError):
            command(*args, at=self.now, **more)
        self.log.extend(self.post.collect_events())

    @rule(seconds=st.integers(min_value=0, max_value=1200))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def prepare(self) -> None:
        self._try(self.post.prepare)

    @rule()
    def schedule(self) -> None:
        self._try(self.post.schedule, self.now, "UTC", ())

    @rule()
    def report(self) -> None:
        self._try(self.post.report)

    @rule()
    def request(self) -> None:
        self.releases.append(uuid4())
        self._try(self.post.request_release, self.releases[-1])

    @rule(late=st.integers(min_value=0, max_value=90), pick=st.integers(min_value=0, max_value=9))
    def grant(self, late: int, pick: int) -> None:
        if self.post.release is None:
            return
        release = self.post.release.id if pick else uuid4()
        exact = grant(
            self.post.release.requested_at, release_id=str(release), account_id=OWN["account_id"], approval_hash=HASH
        )
        self.now += timedelta(seconds=late)
        self._try(self.post.take_grant, exact, approval_hash=HASH, sequence="0" * 20)

    @rule()
    def refuse(self) -> None:
        self._try(self.post.refuse, "parked", None)

    @rule()
    def give_back(self) -> None:
        self._try(self.post.return_release, "out-of-time", None)

    @rule()
    def attempt(self) -> None:
        self._try(self.post.start_attempt, uuid4(), intent_digest=HASH, look_up_at=self.now)

    @rule()
    def publish(self) -> None:
        self._try(self.post.publish, "{}", published_at=self.now, found_by="look-up")

    @rule()
    def become_uncertain(self) -> None:
        self._try(self.post.become_uncertain)

    @rule()
    def lose(self) -> None:
        self._try(self.post.doubt_lost_attempt)

    @rule()
    def hand_over(self) -> None:
        self._try(self.post.hand_over, "{}")

    @rule()
    def fail(self) -> None:
        self._try(self.post.fail, "window-over")

    @rule()
    def end(self) -> None:
        self._try(self.post.end, "withdrawn")

    @rule()
    def take_down(self) -> None:
        self._try(self.post.ask_removal)

    @invariant()
    def nothing_is_attempted_or_published_by_us(self) -> None:
        ours = (events.Scheduled, events.AttemptStarted, events.AttemptRepeated, events.Published)
        assert not [each for each in self.log if isinstance(each, (*ours, events.BecameUncertain, events.RemovalAsked))]

    @invariant()
    def it_is_handed_over_at_most_once_and_then_nothing_happens(self) -> None:
        places = [place for place, each in enumerate(self.log) if isinstance(each, events.HandedOver)]
        assert not places or places == [len(self.log) - 1]

    @invariant()
    def it_is_handed_over_under_a_grant_of_what_its_author_reported(self) -> None:
        if any(isinstance(each, events.HandedOver) for each in self.log):
            before = [type(each) for each in self.log]
            assert events.Reported in before
            assert before[-2] is events.Granted


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
