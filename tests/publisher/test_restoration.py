"""What the publisher does with an older database: given posts as they were, when our topic is read, then this is so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.values import Network, timestamp
from services.publisher.domain.account import Account, Parting
from services.publisher.domain.errors import NotNow
from services.publisher.domain.post import Post, State

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def a_post() -> Post:
    approval = {
        **{name: str(uuid4()) for name in ("approval_id", "advocate_id", "activity_id", "account_id", "item_id")},
        "kind": "post",
        "network": "mastodon",
        "preview_digest": "0" * 64,
        "choice": "now",
        "opens_at": timestamp(AT),
        "closes_at": timestamp(AT + timedelta(hours=1)),
        "own_words": 0,
        "points": 10,
        "approved_at": timestamp(AT),
    }
    post = Post.accept(json.dumps(approval), at=AT)
    post.collect_events()
    return post


def asked(post: Post) -> UUID:
    release = uuid4()
    post.learn(Post.ReleaseRequested, at=AT, release_id=release)
    return release


def test_a_release_whose_attempt_may_be_lost_is_uncertain_and_never_given_back() -> None:
    post = a_post()
    asked(post)
    assert post.doubt_lost_attempt(at=AT)
    assert post.state is State.UNCERTAIN
    with pytest.raises(NotNow):
        post.return_release("out-of-time", None, at=AT)
    assert not post.end("withdrawn", at=AT)
    assert not post.doubt_lost_attempt(at=AT)


def test_its_author_says_what_they_see() -> None:
    post = a_post()
    asked(post)
    post.doubt_lost_attempt(at=AT)
    post.resolve("not-posted", at=AT)
    assert post.resolution == "not-posted"


@pytest.mark.parametrize("state", [State.ACCEPTED, State.PUBLISHED, State.FAILED])
def test_what_was_not_under_way_is_not_in_doubt(state: State) -> None:
    post = a_post()
    if state is State.PUBLISHED:
        asked(post)
        post.learn(Post.Published, at=AT, publication="{}", published_at=AT, found_by="answer")
    elif state is State.FAILED:
        post.learn(Post.Failed, at=AT, release_id=None, reason="no-slot")
    assert not post.doubt_lost_attempt(at=AT)
    assert post.state is state


def test_what_our_topic_says_is_so_whatever_was_known() -> None:
    post = a_post()
    release = asked(post)
    post.learn(Post.ReleaseReturned, at=AT, release_id=release, reason="rate-limited", retry_at=None)
    states = [post.state]
    asked(post)
    post.learn(Post.Published, at=AT, publication="{}", published_at=AT, found_by="answer")
    states.append(post.state)
    post.learn(Post.Removed, at=AT)
    assert [*states, post.state] == [State.ACCEPTED, State.PUBLISHED, State.REMOVED]


def test_an_account_without_means_is_disconnected_once() -> None:
    account = Account(id=uuid4(), advocate_id=uuid4(), network=Network.MASTODON, at=AT)
    assert account.disconnect(reason=Parting.RESTORED, at=AT)
    assert not account.disconnect(reason=Parting.RESTORED, at=AT)
