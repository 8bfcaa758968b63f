"""One ledger an advocate: every movement of points is an entry, each cause is booked once.

What posts earn counts in the periods of the day of publication and in contests; what is spent and refunded moves the
balance alone, so that nobody's place on a leaderboard depends on what they treat themselves to. A balance can become
negative, when points are taken back that were spent; then nothing is redeemed until it has risen.

The ledger also knows whether its owner is shown to others and in which groups they are, and its events carry the totals
they lead to, so that leaderboards, also those of groups, can be kept from the events alone. Ids and numbers only; what
a post was worth is decided before (rules.py). What was booked already, or never, changes nothing; only spending is
refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import Network
from services.gamification.domain.entries import (
    Entry,
    Spending,
    Worth,
    award_id,
    refund_id,
    reversal_id,
    spending_id,
)
from services.gamification.domain.errors import NotEnoughPoints, NotTakingPart
from services.gamification.domain.periods import ALL_TIME, month_of, of_contest, periods_of, week_of


class Ledger(Aggregate):
    """An advocate's points; its id is the advocate's."""

    TOPIC = "gamification.Ledger"

    class Created(Aggregate.Created):
        """What begins a ledger."""

        TOPIC = "gamification.Ledger.Created"

    class Opened(Created):
        """There is something to remember about an advocate."""

        TOPIC = "gamification.Ledger.Opened"

        at: datetime

    class Booked(Aggregate.Event):
        """Points came or went. `totals`: what they lead to in each of the entry's periods; `shown`: to others."""

        TOPIC = "gamification.Ledger.Booked"
        class_version = 2

        entry: Entry
        network: Network | None
        promised: int
        own_words: int
        totals: dict[str, int]
        balance: int
        shown: bool
        groups: tuple[UUID, ...]
        at: datetime

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """What was booked before there were other periods counts in its month and in all time."""
            month = state["entry"]["period"]
            state["entry"]["periods"] = [month, ALL_TIME]
            state["totals"] = {month: state.pop("total"), ALL_TIME: state["balance"]}
            state["groups"] = []

    class Spent(Aggregate.Event):
        """Points went for a reward; `balance` is what is left to spend."""

        TOPIC = "gamification.Ledger.Spent"

        entry_id: UUID
        redemption_id: UUID
        spending: Spending
        rule: str
        balance: int
        at: datetime

    class Refunded(Aggregate.Event):
        """What was spent is back. `reverses`: the entry of the spending."""

        TOPIC = "gamification.Ledger.Refunded"

        entry_id: UUID
        redemption_id: UUID
        spending: Spending
        rule: str
        reverses: UUID
        balance: int
        at: datetime

    class ListingChanged(Aggregate.Event):
        """Whether the advocate wants to be listed and takes part; with the `totals` that this shows or hides."""

        TOPIC = "gamification.Ledger.ListingChanged"
        class_version = 2

        listed: bool
        active: bool
        was_shown: bool
        totals: dict[str, int]
        groups: tuple[UUID, ...]
        at: datetime

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Months were all there was: together they are all time."""
            state["groups"] = []
            if state["totals"]:
                state["totals"][ALL_TIME] = sum(state["totals"].values())

    class GroupsChanged(Aggregate.Event):
        """All groups the advocate is in now, and was in `before`; with the `totals` that this shows there or hides."""

        TOPIC = "gamification.Ledger.GroupsChanged"

        groups: tuple[UUID, ...]
        before: tuple[UUID, ...]
        totals: dict[str, int]
        at: datetime

    listed: bool
    active: bool
    groups: tuple[UUID, ...]
    entries: dict[UUID, Entry]
    spent: dict[UUID, Spending]
    refunded: set[UUID]
    totals: dict[str, int]
    balance: int

    @event(Opened)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; the advocate's id
        at: datetime,
    ) -> None:
        del at
        self.listed = True
        self.active = True
        self.groups = ()
        self.entries = {}
        self.spent = {}
        self.refunded = set()
        self.totals = {}
        self.balance = 0

    @property
    def shown(self) -> bool:
        """Whether others see the advocate on leaderboards."""
        return self.listed and self.active

    def award(
        self,
        post_id: UUID,
        worth: Worth,
        *,
        network: Network,
        promised: int,
        own_words: int,
        day: date,
        contests: Iterable[UUID] = (),
        a_week: int | None = None,
        at: datetime,
    ) -> bool:
        """Books what a post earned on a day, also for contests; False when it was booked before, or earned nothing.

        `a_week`: how often its rule earns something in the week of that day; then False, too.
        """
        periods = (*periods_of(day), *map(of_contest, contests))
        entry = Entry(award_id(post_id), post_id, worth.points, worth.rule, month_of(day), periods)
        if worth.points <= 0 or entry.id in self.entries:
            return False
        if a_week is not None and self._earned_by(worth.rule, week_of(day)) >= a_week:
            return False
        self._book(entry, network=network, promised=promised, own_words=own_words, at=at)
        return True

    def reverse(self, post_id: UUID, *, rule: str, at: datetime) -> bool:
        """Takes back what a post earned, in the periods in which it was earned; False when there is nothing to take."""
        award = self.entries.get(award_id(post_id))
        identifier = reversal_id(post_id)
        if award is None or identifier in self.entries:
            return False
        entry = Entry(identifier, post_id, -award.points, rule, award.period, award.periods, reverses=award.id)
        self._book(entry, network=None, promised=0, own_words=0, at=at)
        return True

    def spend(self, redemption_id: UUID, spending: Spending, *, rule: str, at: datetime) -> None:
        """Pays for a reward. Raises NotTakingPart, NotEnoughPoints."""
        if not self.active:
            raise NotTakingPart("who has left redeems nothing more")
        if self.balance < spending.points:
            raise NotEnoughPoints(balance=self.balance, points=spending.points)
        self._spend(redemption_id, spending, rule, at)

    def refund(self, redemption_id: UUID, *, rule: str, at: datetime) -> bool:
        """What was spent comes back; False when it is back, or was never spent."""
        spending = self.spent.get(redemption_id)
        if spending is None or redemption_id in self.refunded:
            return False
        self._refunded(
            entry_id=refund_id(redemption_id),
            redemption_id=redemption_id,
            spending=spending,
            rule=rule,
            reverses=spending_id(redemption_id),
            balance=self.balance + spending.points,
            at=at,
        )
        return True

    def redemptions(self) -> Iterator[UUID]:
        """Those whose points are spent and not back, whether fulfilled or not."""
        return (each for each in self.spent if each not in self.refunded)

    def learn(self, entry: Entry, *, network: Network | None, promised: int, own_words: int, at: datetime) -> None:
        """Books what our own topic says was booked, after an older store was put back; once, like everything here."""
        if entry.id not in self.entries:
            self._book(entry, network=network, promised=promised, own_words=own_words, at=at)

    def learn_spent(self, redemption_id: UUID, spending: Spending, *, rule: str, at: datetime) -> None:
        """Books what our own topic says was spent, whatever the balance is, after an older store was put back; once."""
        if redemption_id not in self.spent:
            self._spend(redemption_id, spending, rule, at)

    def change_listing(self, *, listed: bool | None = None, active: bool | None = None, at: datetime) -> bool:
        """Notes a wish or a fact about being shown; None = as before. False when nothing is different."""
        now_listed = self.listed if listed is None else listed
        now_active = self.active if active is None else active
        if (now_listed, now_active) == (self.listed, self.active):
            return False
        turns = (now_listed and now_active) != self.shown
        self._listing_changed(
            listed=now_listed,
            active=now_active,
            was_shown=self.shown,
            totals=self._places() if turns else {},
            groups=self.groups,
            at=at,
        )
        return True

    def change_groups(self, groups: tuple[UUID, ...], *, at: datetime) -> bool:
        """Notes in which groups the advocate is. False when nothing is different."""
        if set(groups) == set(self.groups):
            return False
        self._groups_changed(groups=groups, before=self.groups, totals=self._places() if self.shown else {}, at=at)
        return True

    def _earned_by(self, rule: str, week: str) -> int:
        """How often a rule has earned something in a week, also where it was taken back since."""
        return sum(entry.rule == rule and week in entry.periods for entry in self.entries.values())

    def _places(self) -> dict[str, int]:
        return {period: total for period, total in self.totals.items() if total}

    def _book(self, entry: Entry, *, network: Network | None, promised: int, own_words: int, at: datetime) -> None:
        self._booked(
            entry=entry,
            network=network,
            promised=promised,
            own_words=own_words,
            totals={period: self.totals.get(period, 0) + entry.points for period in entry.periods},
            balance=self.balance + entry.points,
            shown=self.shown,
            groups=self.groups,
            at=at,
        )

    def _spend(self, redemption_id: UUID, spending: Spending, rule: str, at: datetime) -> None:
        self._spent(
            entry_id=spending_id(redemption_id),
            redemption_id=redemption_id,
            spending=spending,
            rule=rule,
            balance=self.balance - spending.points,
            at=at,
        )

    @event(Booked)
    def _booked(
        self,
        *,
        entry: Entry,
        network: Network | None,
        promised: int,
        own_words: int,
        totals: dict[str, int],
        balance: int,
        shown: bool,
        groups: tuple[UUID, ...],
        at: datetime,
    ) -> None:
        del network, promised, own_words, shown, groups, at
        self.entries[entry.id] = entry
        self.totals.update(totals)
        self.balance = balance

    @event(Spent)
    def _spent(
        self, *, entry_id: UUID, redemption_id: UUID, spending: Spending, rule: str, balance: int, at: datetime
    ) -> None:
        del entry_id, rule, at
        self.spent[redemption_id] = spending
        self.balance = balance

    @event(Refunded)
    def _refunded(
        self,
        *,
        entry_id: UUID,
        redemption_id: UUID,
        spending: Spending,
        rule: str,
        reverses: UUID,
        balance: int,
        at: datetime,
    ) -> None:
        del entry_id, spending, rule, reverses, at
        self.refunded.add(redemption_id)
        self.balance = balance

    @event(ListingChanged)
    def _listing_changed(
        self,
        *,
        listed: bool,
        active: bool,
        was_shown: bool,
        totals: dict[str, int],
        groups: tuple[UUID, ...],
        at: datetime,
    ) -> None:
        del was_shown, totals, groups, at
        self.listed = listed
        self.active = active

    @event(GroupsChanged)
    def _groups_changed(
        self, *, groups: tuple[UUID, ...], before: tuple[UUID, ...], totals: dict[str, int], at: datetime
    ) -> None:
        del before, totals, at
        self.groups = groups
