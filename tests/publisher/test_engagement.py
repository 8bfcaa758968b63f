"""What a post's readers do: looked at a few times, kept as long as the network allows, gone with post and person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.consent import PersonErased
from contracts.networks import load
from contracts.values import Kind, Network, timestamp
from services.publisher import kinds, retention
from services.publisher.application import Pace
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import State
from services.publisher.networks.protocol import AuthExpired, Engagement, Rejected, Retryable
from tests.publisher.house import START, House


def published(house: House, person: UUID | None = None, **more: Any) -> UUID:
    ann = person or uuid4()
    approval = house.approve(ann, house.connect(ann), **more)
    house.settle()
    house.grant(approval)
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    return post_id(approval)


def seen(house: House, post: UUID) -> list[dict[str, Any]]:
    row = house.vault.open(post, kinds.ENGAGEMENT)
    return list(row["seen"]) if row is not None else []


def measuring(house: House) -> bool:
    return house.database.fetch_one("SELECT 1 FROM due WHERE kind = %s", (kinds.MEASURE,)) is not None


@pytest.mark.parametrize("kind", [Kind.POST, Kind.COMMENT])
def test_a_post_is_looked_at_often_at_first_and_then_no_more(house: House, kind: Kind) -> None:
    post = published(house, kind=kind)
    house.network.engagement = Engagement(likes=2, reposts=1, replies=0)
    house.pass_time(days=1)
    house.network.engagement = Engagement(likes=5, reposts=1, replies=3)
    house.pass_time(days=60)
    assert house.network.looks == [START + age for age in Pace().measure]
    counted = seen(house, post)
    first = {"at": timestamp(START + timedelta(minutes=10)), "likes": 2, "reposts": 1, "replies": 0, "views": None}
    assert counted[0] == first
    assert [each["likes"] for each in counted] == [2, 2, 2, 2, 2, 5, 5, 5, 5, 5]
    assert not measuring(house)


@pytest.mark.parametrize("kind", [Kind.REPOST, Kind.LIKE, Kind.FOLLOW])
def test_what_is_not_ones_own_is_not_counted(house: House, kind: Kind) -> None:
    published(house, kind=kind)
    house.pass_time(days=31)
    assert house.network.looks == []


def test_what_the_network_does_not_tell_is_not_zero(house: House) -> None:
    post = published(house)
    house.network.engagement = Engagement(likes=4)
    house.pass_time(minutes=10)
    assert [(each["likes"], each["reposts"], each["replies"]) for each in seen(house, post)] == [(4, None, None)]


def test_a_look_that_fails_is_left_out_and_nothing_is_asked_twice(house: House) -> None:
    post = published(house)
    house.network.measure_error = Retryable("unreachable")
    house.pass_time(minutes=30)
    assert (len(house.network.looks), seen(house, post)) == (1, [])
    house.network.measure_error = None
    house.pass_time(minutes=30)
    assert [each["at"] for each in seen(house, post)] == [timestamp(START + timedelta(hours=1))]


@pytest.mark.parametrize("error", [Rejected("not-found"), AuthExpired()])
def test_what_is_gone_is_not_asked_for_again(house: House, error: Exception) -> None:
    post = published(house)
    house.pass_time(minutes=10)
    house.network.measure_error = error
    house.pass_time(days=31)
    assert (len(house.network.looks), len(seen(house, post))) == (2, 1)
    assert not measuring(house)


def test_a_post_that_is_taken_down_takes_its_numbers_along(house: House) -> None:
    ann = uuid4()
    post = published(house, ann)
    house.pass_time(minutes=10)
    house.store.run(house.posts.take_down, by=ann, post=post, at=house.clock())
    house.settle()
    assert house.vault.open(post, kinds.ENGAGEMENT) is None
    assert not measuring(house)


def test_an_erased_person_keeps_no_numbers_and_nobody_looks(house: House) -> None:
    ann = uuid4()
    post = published(house, ann)
    house.pass_time(minutes=10)
    house.deliver(PersonErased.TYPE, {"advocate_id": str(ann), "erased_at": timestamp(house.clock())})
    house.pass_time(days=31)
    assert house.vault.open(post, kinds.ENGAGEMENT) is None
    assert len(house.network.looks) == 1
    assert not measuring(house)


def test_what_may_be_kept_for_days_only_is_deleted_after_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load(Network.MASTODON)
    two_days = rules.rules.retention.model_copy(update={"network_data_days": 2})
    strict = rules.model_copy(update={"rules": rules.rules.model_copy(update={"retention": two_days})})
    monkeypatch.setattr(retention, "load", lambda _: strict)
    post = published(house)
    for _ in range(33):
        house.pass_time(days=1)
        assert all(house.clock() - datetime.fromisoformat(each["at"]) < timedelta(days=2) for each in seen(house, post))
    assert house.network.looks == [START + age for age in Pace().measure]
    assert seen(house, post) == []
    assert not measuring(house)


@pytest.mark.parametrize("network", Network)
def test_every_network_s_data_is_shown_as_long_as_its_rules_allow(network: Network) -> None:
    days = load(network).rules.retention.network_data_days
    counted = [{"at": timestamp(START)}]
    for age in (timedelta(0), timedelta(days=1), timedelta(days=29), timedelta(days=400)):
        shown = retention.fresh(counted, network, START + age)
        assert bool(shown) == (days is None or age < timedelta(days=days))
    end = retention.first_end(counted, network)
    assert end == (None if days is None else START + timedelta(days=days))
