"""Rests between batches: in proportion to the work, none for what comes alone or stands in a backlog."""

from __future__ import annotations

import pytest

from chassis.rest import Rest
from tests.clocks import Hand


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def rest(hand: Hand) -> Rest:
    return Rest(times=2.0, most=0.25, now=hand)


def work(rest: Rest, hand: Hand, seconds: float, *, more: bool = False) -> float:
    """The rest behind a batch that took so long."""
    rest.begin()
    hand.at += seconds
    rest.end(more=more)
    return rest.left


def test_one_rests_twice_as_long_as_one_worked_and_never_long(rest: Rest, hand: Hand) -> None:
    assert work(rest, hand, 0.01) == pytest.approx(0.02)
    assert work(rest, hand, 0.1) == pytest.approx(0.2)
    assert work(rest, hand, 5.0) == pytest.approx(0.25)


def test_what_comes_alone_is_not_delayed(rest: Rest, hand: Hand) -> None:
    assert rest.left == 0.0
    work(rest, hand, 0.01)
    hand.at += 0.02
    assert rest.left == 0.0


def test_there_is_no_rest_in_a_backlog(rest: Rest, hand: Hand) -> None:
    assert work(rest, hand, 0.1, more=True) == 0.0


async def test_a_rest_ends(rest: Rest) -> None:
    rest = Rest(times=1.0)
    rest.begin()
    rest.end()
    await rest.take()
    assert rest.left == 0.0
