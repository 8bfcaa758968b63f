"""Two commands of the shop at once: one of the two is first (tests/at_once.py), so that nothing is given twice.

`tests/races` shows the last one in stock on real servers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.event_store import Work
from contracts.values import Network
from services.gamification.domain import (
    GamificationError,
    Ledger,
    NotEnoughPoints,
    Redemption,
    Reward,
    Spending,
    Worth,
)
from tests.at_once import Command, Memory, Outcome, Steps, orders, race, serial

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANNA, BEN, NOBODY = uuid4(), uuid4(), uuid4()
CUP, POT, BAG = uuid4(), uuid4(), uuid4()
PRICE = 10
RULE = "reward-redeemed"
WAITING = uuid4()
"""A redemption of Anna's that is open."""


def redeem(who: UUID, reward_id: UUID, redemption: UUID | None = None) -> Command:
    redemption_id = redemption or uuid4()

    def steps(work: Work) -> Steps:
        reward = work.get(Reward, reward_id)
        yield
        reward.take(redemption_id, at=NOW)
        ledger = work.find(Ledger, who)
        yield
        if ledger is None:
            raise NotEnoughPoints(balance=0, points=reward.points)
        ledger.spend(redemption_id, Spending(reward_id, reward.points), rule=RULE, at=NOW)
        work.add(Redemption(id=redemption_id, advocate_id=who, reward_id=reward_id, points=reward.points, at=NOW))
        return "redeemed"

    return steps


def refund(work: Work) -> Steps:
    redemption = work.get(Redemption, WAITING)
    yield
    redemption.refund(rule="reward-refunded", by=NOBODY, at=NOW)
    ledger, reward = work.get(Ledger, ANNA), work.get(Reward, BAG)
    yield
    ledger.refund(WAITING, rule="reward-refunded", at=NOW)
    reward.put_back(WAITING, at=NOW)
    return "refunded"


def fulfil(work: Work) -> Steps:
    redemption = work.get(Redemption, WAITING)
    yield
    redemption.fulfil(by=NOBODY, at=NOW)
    return "fulfilled"


def take_away(work: Work) -> Steps:
    reward = work.get(Reward, CUP)
    yield
    reward.change_stock(-1, by=NOBODY, at=NOW)
    return "taken away"


def retire(work: Work) -> Steps:
    reward = work.get(Reward, CUP)
    yield
    reward.retire(by=NOBODY, at=NOW)
    return "retired"


def _begin(work: Work) -> Steps:
    for who, points in ((ANNA, 2 * PRICE), (BEN, 2 * PRICE)):
        ledger = work.add(Ledger(id=who, at=NOW))
        facts: dict[str, Any] = {"network": Network.MASTODON, "promised": points, "own_words": 0}
        ledger.award(uuid4(), Worth(points, "as-promised"), day=date(2026, 11, 23), at=NOW, **facts)
    for reward in (CUP, POT, BAG):
        work.add(Reward(id=reward, points=PRICE, stock=1, made_by=NOBODY, at=NOW))
    yield
    return "begun"


_STARTING = Memory(GamificationError)
_STARTING.do(_begin)
_STARTING.do(redeem(ANNA, BAG, WAITING))
BEGUN = _STARTING.log


def shop() -> Memory:
    """One cup, one pot, and no bag: Anna waits for it, and can pay for one thing more; Ben for two."""
    return Memory(GamificationError, list(BEGUN))


COMMANDS: dict[str, Command] = {
    "Anna redeems the cup": redeem(ANNA, CUP),
    "Ben redeems the cup": redeem(BEN, CUP),
    "Anna redeems the pot": redeem(ANNA, POT),
    "Ben redeems the bag": redeem(BEN, BAG),
    "somebody without points redeems": redeem(NOBODY, CUP),
    "refund": refund,
    "fulfil": fulfil,
    "take away": take_away,
    "retire": retire,
}
DONE = frozenset({"redeemed", "refunded", "fulfilled", "taken away", "retired"})
REDEEMED = ["Reward.Taken", "Ledger.Spent", "Redemption.Redeemed"]


@settings(deadline=None, max_examples=200)
@given(one=st.sampled_from(sorted(COMMANDS)), other=st.sampled_from(sorted(COMMANDS)), order=orders)
def test_any_two_commands_at_once_are_as_one_after_the_other(one: str, other: str, order: list[bool]) -> None:
    outcome = race(shop(), COMMANDS[one], COMMANDS[other], order)
    assert _decided(outcome) in map(_decided, serial(shop, COMMANDS[one], COMMANDS[other]))


@settings(deadline=None, max_examples=100)
@given(order=orders)
def test_of_two_who_redeem_the_last_one_one_has_it(order: list[bool]) -> None:
    assert race(shop(), redeem(ANNA, CUP), redeem(BEN, CUP), order) in [
        Outcome(("redeemed", "out-of-stock"), REDEEMED),
        Outcome(("out-of-stock", "redeemed"), REDEEMED),
    ]


@settings(deadline=None, max_examples=100)
@given(order=orders)
def test_of_two_tabs_in_which_somebody_spends_the_same_points_one_does(order: list[bool]) -> None:
    assert race(shop(), redeem(ANNA, CUP), redeem(ANNA, POT), order) in [
        Outcome(("redeemed", "not-enough-points"), REDEEMED),
        Outcome(("not-enough-points", "redeemed"), REDEEMED),
    ]


@settings(deadline=None, max_examples=100)
@given(order=orders)
def test_what_is_refunded_is_not_handed_over(order: list[bool]) -> None:
    answers = race(shop(), refund, fulfil, order).answers
    assert answers in [("refunded", "redemption-settled"), ("redemption-settled", "fulfilled")]


def _decided(outcome: Outcome) -> tuple[list[bool], list[str]]:
    """Who was refused and what happened. Where two reasons hold, the one that is named may be the other's."""
    return [answer in DONE for answer in outcome.answers], outcome.happened
