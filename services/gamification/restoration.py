"""What gamification takes over from its own topic after an older database was put back (decisions.md 25).

Every movement of points, with its amount as it was booked then: reading the publisher's topic again awards nothing
twice, for the entries are known. Every badge, level and step of training, every contest with its winners, and every
redemption with how far it is; what posts count towards is counted again from the publisher's topic. The words of a post
are nobody's here; its network and its share of own words are read from the publication again. A reward made since is
lost, so are words of contests and changes of stock: of a reward that is still there, what was redeemed since is taken
from the stock of then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.event_store import Work
from chassis.restoring.plan import Evidence, Plan
from chassis.timers import Timers
from contracts.consent import PersonErased
from contracts.gamification import (
    BadgeEarned,
    ContestCalledOff,
    ContestClosed,
    ContestOpened,
    LevelReached,
    PointsAwarded,
    PointsReversed,
    RewardFulfilled,
    RewardRedeemed,
    RewardRefunded,
    TrainingStepCompleted,
)
from contracts.publisher import PostHandedOver, PostPublished
from services.gamification.application import CLOSE, SETTLE, conclude, contests_at, give_back, progress_of, training_of
from services.gamification.domain import (
    ALL_TIME,
    Contest,
    Entry,
    Ledger,
    Redemption,
    Reward,
    Spending,
    Winner,
    of_contest,
    periods_of,
)
from services.gamification.rules import Rules, day_of


def plan(rules: Rules, zone: ZoneInfo, timers: Timers) -> Plan:
    """Gamification's plan."""
    facts = Facts(rules, zone, timers)
    return Plan(
        facts={
            PointsAwarded: facts.awarded,
            PointsReversed: facts.reversed,
            BadgeEarned: facts.earned,
            LevelReached: facts.reached,
            TrainingStepCompleted: facts.trained,
            ContestOpened: facts.opened,
            ContestClosed: facts.closed,
            ContestCalledOff: facts.called_off,
            RewardRedeemed: facts.redeemed,
            RewardFulfilled: facts.fulfilled,
            RewardRefunded: facts.refunded,
        },
        erasure=PersonErased,
        evidence={PostPublished: "post_id", PostHandedOver: "post_id"},
        asks=_post,
    )


class Facts:
    """Each fact by the event that tells it."""

    def __init__(self, rules: Rules, zone: ZoneInfo, timers: Timers) -> None:
        self._rules = rules
        self._zone = zone
        self._timers = timers

    def awarded(self, work: Work, event: PointsAwarded, _: str, evidence: Evidence) -> None:
        """Points were awarded."""
        post = _used(evidence, event.post_id)
        reported = event.rule == self._rules.handed_over.code  # also where the publisher's topic has lost the report
        contests = () if reported else contests_at(work, event.awarded_at)
        periods = (*periods_of(day_of(event.awarded_at, self._zone)), *map(of_contest, contests))
        entry = Entry(event.entry_id, event.post_id, event.points, event.rule, event.period, periods)
        _ledger(work, event.advocate_id, event.awarded_at).learn(
            entry,
            network=post.network if post is not None else None,
            promised=post.points if post is not None else event.points,
            own_words=post.own_words if post is not None else 0,
            at=event.awarded_at,
        )

    def reversed(self, work: Work, event: PointsReversed, _: str, __: Evidence) -> None:
        """Points were taken back."""
        ledger = _ledger(work, event.advocate_id, event.reversed_at)
        award = ledger.entries.get(event.reverses)
        periods = award.periods if award is not None else (event.period, ALL_TIME)
        entry = Entry(
            event.entry_id, event.post_id, event.points, event.rule, event.period, periods, reverses=event.reverses
        )
        ledger.learn(entry, network=None, promised=0, own_words=0, at=event.reversed_at)

    def earned(self, work: Work, event: BadgeEarned, _: str, __: Evidence) -> None:
        """A badge was earned."""
        progress_of(work, event.advocate_id, event.earned_at).earn(event.badge, event.post_id, at=event.earned_at)

    def reached(self, work: Work, event: LevelReached, _: str, __: Evidence) -> None:
        """A level was reached."""
        progress = progress_of(work, event.advocate_id, event.reached_at)
        progress.reach(event.level, event.rung, event.post_id, at=event.reached_at)

    def trained(self, work: Work, event: TrainingStepCompleted, _: str, __: Evidence) -> None:
        """A step of training was done."""
        training = training_of(work, event.advocate_id, event.completed_at)
        training.learn_completed(event.step, event.seconds, at=event.completed_at)

    def opened(self, work: Work, event: ContestOpened, _: str, __: Evidence) -> None:
        """There was a contest; its words are lost, and of its standings nobody knows what was booked before it."""
        if work.find(Contest, event.contest_id) is None:
            opens_at, closes_at, places = event.opens_at, event.closes_at, event.places
            work.add(
                Contest(
                    id=event.contest_id,
                    opens_at=opens_at,
                    closes_at=closes_at,
                    places=places,
                    ranked=False,
                    opened_by=None,
                    at=event.opened_at,
                )
            )
            work.write(self._timers.set(CLOSE, event.contest_id, closes_at + SETTLE))

    def closed(self, work: Work, event: ContestClosed, _: str, __: Evidence) -> None:
        """Some have won."""
        if (contest := work.find(Contest, event.contest_id)) is not None:
            winners = tuple(Winner(each.advocate_id, each.rank, each.points) for each in event.winners)
            contest.learn_closed(winners, at=event.closed_at)
            conclude(work, self._timers, event.contest_id, at=event.closed_at)

    def called_off(self, work: Work, event: ContestCalledOff, _: str, __: Evidence) -> None:
        """It was called off; why is lost."""
        if (contest := work.find(Contest, event.contest_id)) is not None:
            contest.learn_called_off(at=event.called_off_at)
            conclude(work, self._timers, event.contest_id, at=event.called_off_at)

    def redeemed(self, work: Work, event: RewardRedeemed, _: str, __: Evidence) -> None:
        """Points went for a reward."""
        if work.find(Redemption, event.redemption_id) is not None:
            return
        at = event.redeemed_at
        work.add(
            Redemption(
                id=event.redemption_id,
                advocate_id=event.advocate_id,
                reward_id=event.reward_id,
                points=event.points,
                at=at,
            )
        )
        spending, rule = Spending(event.reward_id, event.points), self._rules.redemption.code
        _ledger(work, event.advocate_id, at).learn_spent(event.redemption_id, spending, rule=rule, at=at)
        if (reward := work.find(Reward, event.reward_id)) is not None:
            reward.learn_taken(event.redemption_id, at=at)

    def fulfilled(self, work: Work, event: RewardFulfilled, _: str, __: Evidence) -> None:
        """It was handed over."""
        redemption = work.find(Redemption, event.redemption_id)
        if redemption is not None and redemption.open:
            redemption.fulfil(by=None, at=event.fulfilled_at)

    def refunded(self, work: Work, event: RewardRefunded, _: str, __: Evidence) -> None:
        """It came to nothing."""
        redemption = work.find(Redemption, event.redemption_id)
        if redemption is not None and redemption.open:
            give_back(work, redemption, rule=event.rule, by=None, at=event.refunded_at)


def _ledger(work: Work, advocate_id: UUID, at: datetime) -> Ledger:
    return work.find(Ledger, advocate_id) or work.add(Ledger(id=advocate_id, at=at))


def _used(evidence: Evidence, post_id: UUID) -> PostPublished | PostHandedOver | None:
    """What the publisher said of the post: published, or handed over."""
    if (envelope := evidence.find(PostPublished, post_id)) is not None:
        return PostPublished.model_validate_json(envelope.data)
    if (envelope := evidence.find(PostHandedOver, post_id)) is not None:
        return PostHandedOver.model_validate_json(envelope.data)
    return None


def _post(event: Any) -> Iterable[UUID]:
    return (event.post_id,) if isinstance(event, PointsAwarded) else ()
