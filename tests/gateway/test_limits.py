"""How much may be asked for: a minute's worth at once, then evenly, each for itself, and in bounded memory."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from services.gateway.limits import Limit, TooManyRequests, address_of
from tests.clocks import Hand


@pytest.fixture
def hand() -> Hand:
    return Hand()


def taken(limit: Limit, key: str, times: int) -> int:
    """How many of so many were given."""
    given = 0
    for _ in range(times):
        try:
            limit.take(key)
        except TooManyRequests:
            continue
        given += 1
    return given


def test_a_minute_s_worth_is_given_at_once_and_no_more(hand: Hand) -> None:
    limit = Limit(10, now=hand)

    assert taken(limit, "ann", 50) == 10


def test_what_is_refused_says_when_there_is_room_again_and_there_is(hand: Hand) -> None:
    limit = Limit(10, now=hand)
    taken(limit, "ann", 10)
    with pytest.raises(TooManyRequests) as refused:
        limit.take("ann")
    assert (refused.value.status, refused.value.retry_after) == (429, 6)

    hand.at += refused.value.retry_after

    assert taken(limit, "ann", 5) == 1


def test_room_comes_back_evenly_and_never_more_than_a_minute_s_worth(hand: Hand) -> None:
    limit = Limit(10, now=hand)
    taken(limit, "ann", 10)
    hand.at += 30
    assert taken(limit, "ann", 50) == 5
    hand.at += 3600
    assert taken(limit, "ann", 50) == 10


def test_asking_on_while_refused_takes_nothing(hand: Hand) -> None:
    limit = Limit(10, now=hand)
    taken(limit, "ann", 1000)
    hand.at += 60

    assert taken(limit, "ann", 50) == 10


def test_one_does_not_take_from_another(hand: Hand) -> None:
    limit = Limit(10, now=hand)
    taken(limit, "ann", 10)

    assert taken(limit, "budi", 50) == 10


def test_only_so_many_are_remembered_and_the_longest_silent_is_forgotten(hand: Hand) -> None:
    limit = Limit(1, most=2, now=hand)
    for each in ("ann", "budi", "citra"):
        limit.take(each)

    assert len(limit) == 2
    assert taken(limit, "citra", 1) == 0
    assert taken(limit, "budi", 1) == 0
    assert taken(limit, "ann", 1) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_what_one_customer_may_choose_of_an_address_does_not_count(one: str, other: str, *, same: bool) -> None:
    def asked_from(host: str) -> str:
        return address_of(Request({"type": "http", "client": (host, 1)}))

    assert (asked_from(one) == asked_from(other)) is same
