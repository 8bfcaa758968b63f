"""One ledger an advocate: every movement of points is an entry, each cause is booked once.

The ledger also knows whether its owner is shown to others, and its events carry the totals they lead to, so that a
leaderboard can be kept from the events alone. Ids and numbers only; what a post was worth is decided before (rules.py).
Nothing here is refused: what was booked already, or never, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from contracts.values import Network


@dataclass(frozen=True, slots=True)
class Worth:
    """What a post earns, and the rule that says so."""

    points: int
    rule: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of points, in the month in which they were earned. `reverses`: the entry it takes back."""

    id: UUID
    post_id: UUID
    points: int
    rule: str
    period: str
    reverses: UUID | None = None


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
        """Points came or went. `total` is the period's, `balance` that of all time, `shown` whether others see it."""

        TOPIC = "gamification.Ledger.Booked"

        entry: Entry
        network: Network | None
        promised: int
        own_words: int
        total: int
        balance: int
        shown: bool
        at: datetime

    class ListingChanged(Aggregate.Event):
        """Whether the advocate wants to be listed and takes part; with the `totals` that this shows or hides."""

        TOPIC = "gamification.Ledger.ListingChanged"

        listed: bool
        active: bool
        was_shown: bool
        totals: dict[str, int]
        at: datetime

    listed: bool
    active: bool
    entries: dict[UUID, Entry]
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
        self.entries = {}
        self.totals = {}
        self.balance = 0

    @property
    def shown(self) -> bool:
        """Whether others see the advocate on leaderboards."""
        return self.listed and self.active

    def award(
        self, post_id: UUID, worth: Worth, *, network: Network, promised: int, own_words: int, period: str, at: datetime
    ) -> bool:
        """Books what a post earned; False when it was booked before, or is worth nothing."""
        entry = Entry(award_id(post_id), post_id, worth.points, worth.rule, period)
        if worth.points <= 0 or entry.id in self.entries:
            return False
        self._book(entry, network=network, promised=promised, own_words=own_words, at=at)
        return True

    def reverse(self, post_id: UUID, *, rule: str, at: datetime) -> bool:
        """Takes back what a post earned, in the period in which it was earned; False when there is nothing to take."""
        award = self.entries.get(award_id(post_id))
        identifier = reversal_id(post_id)
        if award is None or identifier in self.entries:
            return False
        entry = Entry(identifier, post_id, -award.points, rule, award.period, reverses=award.id)
        self._book(entry, network=None, promised=0, own_words=0, at=at)
        return True

    def learn(self, entry: Entry, *, network: Network | None, promised: int, own_words: int, at: datetime) -> None:
        """Books what our own topic says was booked, after an older store was put back; once, like everything here."""
        if entry.id not in self.entries:
            self._book(entry, network=network, promised=promised, own_words=own_words, at=at)

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
            totals={period: total for period, total in self.totals.items() if total} if turns else {},
            at=at,
        )
        return True

    def _book(self, entry: Entry, *, network: Network | None, promised: int, own_words: int, at: datetime) -> None:
        self._booked(
            entry=entry,
            network=network,
            promised=promised,
            own_words=own_words,
            total=self.totals.get(entry.period, 0) + entry.points,
            balance=self.balance + entry.points,
            shown=self.shown,
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
        total: int,
        balance: int,
        shown: bool,
        at: datetime,
    ) -> None:
        del network, promised, own_words, shown, at
        self.entries[entry.id] = entry
        self.totals[entry.period] = total
        self.balance = balance

    @event(ListingChanged)
    def _listing_changed(
        self, *, listed: bool, active: bool, was_shown: bool, totals: dict[str, int], at: datetime
    ) -> None:
        del was_shown, totals, at
        self.listed = listed
        self.active = active


def award_id(post_id: UUID) -> UUID:
    """The one entry that a publication can make."""
    return uuid5(post_id, "award")


def reversal_id(post_id: UUID) -> UUID:
    """The one entry that a removal can make."""
    return uuid5(post_id, "reversal")
