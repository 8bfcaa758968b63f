"""What our own topic tells after an older database was put back is known again, once, whatever of it was there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from chassis.event_store import Work
from chassis.restoring.plan import Evidence, Plan
from chassis.timers import Timers
from contracts.gamification import (
    BadgeEarned,
    ContestCalledOff,
    ContestClosed,
    ContestOpened,
    ContestWinner,
    LevelReached,
    PointsAwarded,
    PointsReversed,
    RewardFulfilled,
    RewardRedeemed,
    RewardRefunded,
)
from services.gamification.domain import (
    CALENDAR,
    Calendar,
    Contest,
    Ledger,
    Progress,
    Redemption,
    Reward,
    Span,
    State,
    Winner,
    of_contest,
    progress_id,
)
from services.gamification.publication import translate
from services.gamification.restoration import plan
from services.gamification.rules import Rules
from tests.gamification.kept import Kept

NOW = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
WHO, REWARD = uuid4(), uuid4()
unused: Any = None  # no database is asked for
PLAN: Plan = plan(Rules.read(), ZoneInfo("Asia/Jakarta"), Timers(unused))


@pytest.fixture
def store() -> Kept:
    kept = Kept()
    kept.run(lambda work: work.add(Reward(id=REWARD, points=10, stock=2, made_by=uuid4(), at=NOW)))
    return kept


def take_over(store: Kept, *events: Any) -> None:
    def facts(work: Work) -> None:
        for event in events:
            PLAN.facts[type(event)](work, event, "", Evidence())

    store.run(facts)


def awarded(points: int = 30, rule: str = "as-promised") -> PointsAwarded:
    about = {"entry_id": uuid4(), "post_id": uuid4(), "rule": rule, "period": "2026-12"}
    return PointsAwarded(advocate_id=WHO, points=points, awarded_at=NOW, **about)


def redeemed(*, reward: UUID = REWARD) -> RewardRedeemed:
    return RewardRedeemed(
        advocate_id=WHO, redemption_id=uuid4(), reward_id=reward, entry_id=uuid4(), points=10, redeemed_at=NOW
    )


def settled(of: RewardRedeemed) -> tuple[RewardFulfilled, RewardRefunded]:
    about: dict[str, Any] = {"advocate_id": WHO, "redemption_id": of.redemption_id, "reward_id": of.reward_id}
    refunded = RewardRefunded(**about, entry_id=uuid4(), points=10, rule="reward-refunded", refunded_at=NOW)
    return RewardFulfilled(**about, fulfilled_at=NOW), refunded


def found(store: Kept, identifier: UUID) -> Any:
    return store.load([identifier])[identifier]


def test_points_count_again_in_every_period_of_their_day(store: Kept) -> None:
    earned, lost = awarded(), awarded(7)
    reversed_ = PointsReversed(
        **{name: getattr(lost, name) for name in ("advocate_id", "post_id", "period")},
        entry_id=uuid4(),
        points=-7,
        rule="post-removed",
        reverses=lost.entry_id,
        reversed_at=NOW,
    )
    take_over(store, earned, lost, reversed_)
    take_over(store, earned, lost, reversed_)
    ledger: Ledger = found(store, WHO)
    assert ledger.totals == {"2026-W49": 30, "2026-12": 30, "2026-Q4": 30, "all": 30}
    assert date(2026, 12, 1).isocalendar().week == 49
    assert ledger.balance == 30


def test_redemptions_are_as_far_as_they_were(store: Kept) -> None:
    had, back, open_ = redeemed(), redeemed(), redeemed()
    events = [awarded(), had, settled(had)[0], back, settled(back)[1], open_]
    take_over(store, *events)
    take_over(store, *events)
    states = [found(store, each.redemption_id).state for each in (had, back, open_)]
    assert states == [State.FULFILLED, State.REFUNDED, State.OPEN]
    assert found(store, WHO).balance == 10
    assert found(store, REWARD).stock == 0


def test_of_a_stock_that_was_larger_since_none_is_left(store: Kept) -> None:
    take_over(store, *(redeemed() for _ in range(4)))
    assert found(store, REWARD).stock == 0
    assert found(store, WHO).balance == -40


def test_a_redemption_of_a_reward_that_is_lost_can_still_be_refunded(store: Kept) -> None:
    lost = redeemed(reward=uuid4())
    take_over(store, awarded(), lost, settled(lost)[1])
    assert found(store, WHO).balance == 30
    assert found(store, REWARD).stock == 2


def test_badges_and_levels_are_had_again_and_not_earned_twice(store: Kept) -> None:
    post = uuid4()
    badge = BadgeEarned(advocate_id=WHO, badge="first-post", post_id=post, earned_at=NOW)
    level = LevelReached(advocate_id=WHO, level=1, rung="reacting", post_id=post, reached_at=NOW)
    take_over(store, badge, level)
    take_over(store, badge, level)
    progress: Progress = found(store, progress_id(WHO))
    assert (progress.badges, progress.level, progress.version) == ({"first-post"}, 1, 3)


def test_a_contest_is_there_again_and_its_winners_stay_who_they_were(store: Kept) -> None:
    over, running = (
        ContestOpened(contest_id=uuid4(), opens_at=NOW, closes_at=NOW + timedelta(days=1), places=1, opened_at=NOW)
        for _ in range(2)
    )
    won = ContestWinner(advocate_id=WHO, rank=1, points=30)
    closed = ContestClosed(contest_id=over.contest_id, winners=(won,), closed_at=NOW)
    for _ in range(2):
        take_over(store, over, closed, running)
    contest: Contest = found(store, over.contest_id)
    assert (contest.over, contest.version) == (True, 2)
    assert not contest.close([(uuid4(), 99)], at=NOW + timedelta(days=2))
    assert not found(store, running.contest_id).over
    (event,) = (each for each in store.events if isinstance(each, Contest.Closed))
    assert event.winners == (Winner(WHO, 1, 30),)


def test_a_contest_that_was_called_off_is_closed_no_more(store: Kept) -> None:
    opened = ContestOpened(contest_id=uuid4(), opens_at=NOW, closes_at=NOW + timedelta(days=1), places=1, opened_at=NOW)
    for _ in range(2):
        take_over(store, opened, ContestCalledOff(contest_id=opened.contest_id, called_off_at=NOW))
    contest: Contest = found(store, opened.contest_id)
    assert (contest.over, contest.version) == (True, 2)
    assert not contest.close([(uuid4(), 99)], at=NOW + timedelta(days=2))


def test_points_count_again_in_a_contest_that_is_held(store: Kept) -> None:
    contest = uuid4()

    def enter(work: Work) -> None:
        span = Span(NOW - timedelta(days=1), NOW + timedelta(days=1))
        work.add(Calendar(id=CALENDAR, at=NOW)).enter(contest, span, at=NOW)

    store.run(enter)
    take_over(store, awarded(), awarded(rule="handed-over"))
    assert found(store, WHO).totals[of_contest(contest)] == 30, "what was reported counts in none"
    take_over(store, ContestOpened(contest_id=contest, opens_at=NOW, closes_at=NOW, places=1, opened_at=NOW))
    take_over(store, ContestCalledOff(contest_id=contest, called_off_at=NOW), awarded())
    assert found(store, WHO).totals[of_contest(contest)] == 30


def test_every_public_event_is_taken_over(store: Kept) -> None:
    had = redeemed()
    take_over(store, awarded(), had, settled(had)[0])
    said = [public.event_type for event in store.events if (public := translate(event)) is not None]
    assert said == ["restu.PointsAwarded.v1", "restu.RewardRedeemed.v1", "restu.RewardFulfilled.v1"]
    assert isinstance(found(store, had.redemption_id), Redemption)
