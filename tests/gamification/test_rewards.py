"""Rewards: given what was earned and made, when somebody redeems, fulfils or refunds, then what is recorded.

The property runs any order of commands: no stock and no redeeming below nothing, each thing once, and the sum of a
ledger's entries is its balance.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import NotFound
from chassis.event_store import Work
from contracts.values import Network
from services.gamification.application import Rewards
from services.gamification.domain import (
    GamificationError,
    Ledger,
    NotEnoughPoints,
    NotTakingPart,
    OutOfStock,
    Redemption,
    RedemptionSettled,
    Reward,
    RewardRetired,
    StockInvalid,
    Worth,
)
from services.gamification.rules import Rules
from tests.gamification.kept import Kept

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ADMINISTRATOR = UUID(int=99)
RULES = Rules.read()


@dataclass
class Shop:
    """Commands on one store, and what they led to."""

    store: Kept = field(default_factory=Kept)
    rewards: Rewards = field(default_factory=lambda: Rewards(RULES, cast(Any, NoVault())))

    def ledger(self, who: UUID) -> Any:
        return self.store.load([who]).get(who)

    def reward(self, reward: UUID) -> Any:
        return self.store.load([reward])[reward]

    def make(self, *, points: int = 10, stock: int = 3) -> UUID:
        def command(work: Work) -> UUID:
            return work.add(Reward(id=uuid4(), points=points, stock=stock, made_by=ADMINISTRATOR, at=NOW)).id

        made: UUID = self.store.run(command)
        return made

    def earn(self, who: UUID, points: int, post: UUID | None = None) -> None:
        def command(work: Work) -> None:
            ledger = work.find(Ledger, who) or work.add(Ledger(id=who, at=NOW))
            ledger.award(
                post or uuid4(),
                Worth(points, "as-promised"),
                network=Network.MASTODON,
                promised=points,
                own_words=0,
                day=TODAY,
                at=NOW,
            )

        self.store.run(command)

    def lose(self, who: UUID, post: UUID) -> None:
        self.store.run(lambda work: work.get(Ledger, who).reverse(post, rule="post-removed", at=NOW))

    def redeem(self, who: UUID, reward: UUID, redemption: UUID | None = None) -> UUID:
        told = self.store.run(
            self.rewards.redeem, redemption_id=redemption or uuid4(), reward_id=reward, advocate_id=who, at=NOW
        )
        return UUID(told["redemption_id"])

    def refund(self, redemption: UUID) -> None:
        self.store.run(self.rewards.refund, redemption_id=redemption, by=ADMINISTRATOR, at=NOW)

    def give_back(self, redemption: UUID, who: UUID) -> None:
        self.store.run(self.rewards.give_back, redemption_id=redemption, advocate_id=who, at=NOW)

    def fulfil(self, redemption: UUID) -> None:
        self.store.run(self.rewards.fulfil, redemption_id=redemption, by=ADMINISTRATOR, at=NOW)

    def erase(self, who: UUID) -> None:
        self.store.run(self.rewards.refund_erased, advocate_id=who, at=NOW)


class NoVault:
    """No words are asked for here."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_redeeming_takes_points_and_stock_and_begins_a_redemption(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    shop.earn(who, 25)
    before = len(shop.store.events)
    redemption = shop.redeem(who, reward)
    taken, spent, redeemed = shop.store.events[before:]
    assert (type(taken), taken.redemption_id, taken.stock) == (Reward.Taken, redemption, 2)
    assert (type(spent), spent.entry_id, spent.balance) == (Ledger.Spent, uuid5(redemption, "spending"), 15)
    assert (spent.spending.reward_id, spent.spending.points, spent.rule) == (reward, 10, "reward-redeemed")
    assert (type(redeemed), redeemed.originator_id, redeemed.points) == (Redemption.Redeemed, redemption, 10)


def test_what_is_spent_changes_no_place_on_a_leaderboard(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10)
    shop.earn(who, 25)
    totals = dict(shop.ledger(who).totals)
    shop.redeem(who, reward)
    assert shop.ledger(who).totals == totals


def test_nobody_spends_what_they_do_not_have(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    with pytest.raises(NotEnoughPoints) as refused:
        shop.redeem(who, reward)
    assert (refused.value.balance, refused.value.points) == (0, 10)
    shop.earn(who, 9)
    with pytest.raises(NotEnoughPoints):
        shop.redeem(who, reward)
    assert shop.reward(reward).stock == 3


def test_nothing_is_redeemed_on_a_negative_balance_until_it_has_risen(shop: Shop) -> None:
    who, reward, post = uuid4(), shop.make(points=10), uuid4()
    shop.earn(who, 10, post)
    shop.redeem(who, reward)
    shop.lose(who, post)
    assert shop.ledger(who).balance == -10
    shop.earn(who, 19)
    with pytest.raises(NotEnoughPoints):
        shop.redeem(who, reward)
    shop.earn(who, 1)
    shop.redeem(who, reward)
    assert shop.ledger(who).balance == 0


def test_who_has_left_redeems_nothing_and_keeps_what_was_redeemed(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10)
    shop.earn(who, 30)
    before = shop.redeem(who, reward)
    shop.store.run(lambda work: work.get(Ledger, who).change_listing(active=False, at=NOW))
    with pytest.raises(NotTakingPart):
        shop.redeem(who, reward)
    shop.fulfil(before)


def test_the_last_one_is_redeemed_once(shop: Shop) -> None:
    reward = shop.make(points=1, stock=1)
    first, second = uuid4(), uuid4()
    for who in (first, second):
        shop.earn(who, 5)
    shop.redeem(first, reward)
    with pytest.raises(OutOfStock):
        shop.redeem(second, reward)
    assert shop.ledger(second).balance == 5
    shop.store.run(shop.rewards.change_stock, reward_id=reward, change=1, by=ADMINISTRATOR, at=NOW)
    shop.redeem(second, reward)


def test_a_stock_is_never_below_none_and_a_change_of_nothing_is_none(shop: Shop) -> None:
    reward = shop.make(stock=3)
    before = len(shop.store.events)
    with pytest.raises(StockInvalid):
        shop.store.run(shop.rewards.change_stock, reward_id=reward, change=-4, by=ADMINISTRATOR, at=NOW)
    with pytest.raises(StockInvalid):
        shop.store.run(shop.rewards.change_stock, reward_id=reward, change=1_000_000, by=ADMINISTRATOR, at=NOW)
    shop.store.run(shop.rewards.change_stock, reward_id=reward, change=0, by=ADMINISTRATOR, at=NOW)
    assert len(shop.store.events) == before


def test_a_retired_reward_is_over_but_for_what_was_redeemed(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    shop.earn(who, 30)
    redemption = shop.redeem(who, reward)
    shop.store.run(shop.rewards.retire, reward_id=reward, by=ADMINISTRATOR, at=NOW)
    with pytest.raises(RewardRetired):
        shop.redeem(who, reward)
    with pytest.raises(RewardRetired):
        shop.store.run(shop.rewards.change_stock, reward_id=reward, change=1, by=ADMINISTRATOR, at=NOW)
    with pytest.raises(RewardRetired):
        shop.store.run(shop.rewards.retire, reward_id=reward, by=ADMINISTRATOR, at=NOW)
    shop.refund(redemption)
    assert (shop.reward(reward).stock, shop.ledger(who).balance) == (3, 30)


def test_a_refund_brings_points_and_stock_back_once(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    shop.earn(who, 10)
    redemption = shop.redeem(who, reward)
    shop.refund(redemption)
    for again in (shop.refund, shop.fulfil):
        with pytest.raises(RedemptionSettled):
            again(redemption)
    assert (shop.reward(reward).stock, shop.ledger(who).balance) == (3, 10)
    refunded = next(each for each in shop.store.events if isinstance(each, Ledger.Refunded))
    assert (refunded.entry_id, refunded.reverses) == (uuid5(redemption, "refund"), uuid5(redemption, "spending"))


def test_what_is_given_back_is_there_again_and_says_so(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    shop.earn(who, 10)
    redemption = shop.redeem(who, reward)
    shop.give_back(redemption, who)
    assert (shop.reward(reward).stock, shop.ledger(who).balance) == (3, 10)
    ended = next(each for each in shop.store.events if isinstance(each, Redemption.Refunded))
    assert (ended.rule, ended.refunded_by) == ("reward-given-back", who)
    with pytest.raises(RedemptionSettled):
        shop.give_back(redemption, who)


def test_only_what_is_ones_own_and_not_handed_over_is_given_back(shop: Shop) -> None:
    who, other, reward = uuid4(), uuid4(), shop.make(points=10, stock=3)
    shop.earn(who, 10)
    redemption = shop.redeem(who, reward)
    before = len(shop.store.events)
    told = []
    for wish in ((redemption, other), (uuid4(), who), (reward, who)):
        with pytest.raises(NotFound) as refusal:
            shop.give_back(*wish)
        told.append(str(refusal.value))
    assert len(set(told)) == 1, "nobody learns that it is there"
    assert len(shop.store.events) == before
    shop.fulfil(redemption)
    with pytest.raises(RedemptionSettled):
        shop.give_back(redemption, who)
    assert (shop.reward(reward).stock, shop.ledger(who).balance) == (2, 0)


def test_what_was_fulfilled_is_for_good(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    shop.earn(who, 10)
    redemption = shop.redeem(who, reward)
    shop.fulfil(redemption)
    for again in (shop.refund, shop.fulfil):
        with pytest.raises(RedemptionSettled):
            again(redemption)
    assert (shop.reward(reward).stock, shop.ledger(who).balance) == (2, 0)


def test_an_erased_person_waits_for_nothing_more(shop: Shop) -> None:
    who, reward = uuid4(), shop.make(points=10, stock=3)
    shop.erase(who)
    shop.earn(who, 30)
    had, open_, refunded = (shop.redeem(who, reward) for _ in range(3))
    shop.fulfil(had)
    shop.refund(refunded)
    shop.erase(who)
    shop.erase(who)
    assert (shop.reward(reward).stock, shop.ledger(who).balance) == (2, 20)
    (ended,) = (
        each for each in shop.store.events if isinstance(each, Redemption.Refunded) and each.originator_id == open_
    )
    assert (ended.rule, ended.refunded_by) == ("person-erased", None)


def test_an_id_of_something_else_is_not_found(shop: Shop) -> None:
    who, reward = uuid4(), shop.make()
    shop.earn(who, 30)
    with pytest.raises(NotFound):
        shop.redeem(who, who)
    with pytest.raises(NotFound):
        shop.refund(reward)
    with pytest.raises(NotFound):
        shop.fulfil(uuid4())


PEOPLE = [UUID(int=number) for number in (1, 2, 3)]
POSTS = [UUID(int=number) for number in range(10, 16)]
REDEMPTIONS = [UUID(int=number) for number in range(20, 28)]

commands = st.one_of(
    st.tuples(st.just("earn"), st.sampled_from(PEOPLE), st.sampled_from(POSTS), st.integers(1, 40)),
    st.tuples(st.just("lose"), st.sampled_from(PEOPLE), st.sampled_from(POSTS)),
    st.tuples(st.just("redeem"), st.sampled_from(PEOPLE), st.sampled_from(REDEMPTIONS)),
    st.tuples(st.just("refund"), st.sampled_from(REDEMPTIONS)),
    st.tuples(st.just("fulfil"), st.sampled_from(REDEMPTIONS)),
    st.tuples(st.just("stock"), st.integers(-4, 4)),
    st.tuples(st.just("erase"), st.sampled_from(PEOPLE)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(commands, max_size=40), st.integers(0, 4))
def test_whatever_happens_in_whatever_order_nothing_is_given_that_is_not_there(
    history: list[tuple[Any, ...]], stock: int
) -> None:
    shop = Shop()
    reward = shop.make(points=10, stock=stock)
    used: set[UUID] = set()
    for name, *arguments in history:
        if name == "redeem" and arguments[1] in used:
            continue  # its id is random
        with contextlib.suppress(GamificationError, NotFound):
            _do(shop, reward, name, *arguments)
            used.update(arguments[1:] if name == "redeem" else ())
        assert shop.reward(reward).stock >= 0
    events = shop.store.events
    redeemed = [each for each in events if isinstance(each, Redemption.Redeemed)]
    refunded = [each for each in events if isinstance(each, Redemption.Refunded)]
    changes = sum(each.change for each in events if isinstance(each, Reward.StockChanged))
    assert len({each.originator_id for each in refunded}) == len(refunded), "each comes back once"
    assert shop.reward(reward).stock == stock + changes - len(redeemed) + len(refunded)
    assert all(each.balance >= 0 for each in events if isinstance(each, Ledger.Spent)), "nobody redeems below nothing"
    for who in PEOPLE:
        assert _sum_of_entries(events, who) == (shop.ledger(who).balance if shop.ledger(who) else 0)


def _do(shop: Shop, reward: UUID, name: str, *arguments: Any) -> None:
    match name, *arguments:
        case "earn", who, post, points:
            shop.earn(who, points, uuid5(who, str(post)))
        case "lose", who, post:
            shop.lose(who, uuid5(who, str(post)))
        case "redeem", who, redemption:
            shop.redeem(who, reward, redemption)
        case "stock", change:
            shop.store.run(shop.rewards.change_stock, reward_id=reward, change=change, by=ADMINISTRATOR, at=NOW)
        case _:
            getattr(shop, name)(*arguments)


def _sum_of_entries(events: Sequence[Any], who: UUID) -> int:
    total = 0
    for each in events:
        if each.originator_id != who:
            continue
        match each:
            case Ledger.Booked():
                total += each.entry.points
            case Ledger.Spent():
                total -= each.spending.points
            case Ledger.Refunded():
                total += each.spending.points
    return total
