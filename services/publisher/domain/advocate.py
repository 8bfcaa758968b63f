"""What the publisher keeps of an advocate: how their posts are spread, which accounts they have, whether they left.

Public methods check the rules and raise a PublisherError; the private event methods only record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.publisher.domain.errors import AdvocateGone
from services.publisher.domain.ids import advocate_record_id


@dataclass(frozen=True, slots=True)
class Preferences:
    """How posts are spread. Times are minutes after local midnight, weekdays count from Monday = 0."""

    time_zone: str
    quiet_from: int
    quiet_to: int
    weekdays: tuple[int, ...]
    spacing_minutes: int
    daily_cap: int


class Advocate(Aggregate):
    """One advocate, as far as publishing needs to know them."""

    TOPIC = "publisher.Advocate"

    class Created(Aggregate.Created):
        """What begins an advocate."""

        TOPIC = "publisher.Advocate.Created"

    class Noted(Created):
        """The publisher heard of the advocate for the first time."""

        TOPIC = "publisher.Advocate.Noted"

        advocate_id: UUID
        at: datetime

    class PreferencesSet(Aggregate.Event):
        """How this advocate's posts are spread from now on."""

        TOPIC = "publisher.Advocate.PreferencesSet"

        preferences: Preferences
        at: datetime

    class AccountAdded(Aggregate.Event):
        """The advocate has one more account."""

        TOPIC = "publisher.Advocate.AccountAdded"

        account_id: UUID
        at: datetime

    class AccountRemoved(Aggregate.Event):
        """The advocate no longer has this account."""

        TOPIC = "publisher.Advocate.AccountRemoved"

        account_id: UUID
        at: datetime

    class Left(Aggregate.Event):
        """The advocate takes part no longer."""

        TOPIC = "publisher.Advocate.Left"

        at: datetime

    class Erased(Aggregate.Event):
        """The person behind the id is forgotten."""

        TOPIC = "publisher.Advocate.Erased"

        at: datetime

    advocate_id: UUID
    preferences: Preferences | None
    accounts: tuple[UUID, ...]
    left: bool
    erased: bool

    @event(Noted)
    def __init__(self, *, advocate_id: UUID, at: datetime) -> None:
        del at
        self.advocate_id = advocate_id
        self.preferences = None
        self.accounts = ()
        self.left = False
        self.erased = False

    @staticmethod
    def create_id(advocate_id: UUID, at: datetime) -> UUID:
        """The id that follows from the advocate's."""
        del at
        return advocate_record_id(advocate_id)

    def prefer(self, preferences: Preferences, *, at: datetime) -> None:
        """Spreads posts like this from now on."""
        if preferences != self.preferences:
            self._preferences_set(preferences=preferences, at=at)

    def check_here(self) -> None:
        """Raises AdvocateGone."""
        if self.left or self.erased:
            raise AdvocateGone("you no longer take part, so no account can be connected")

    def add_account(self, account_id: UUID, *, at: datetime) -> None:
        """One more account. Raises AdvocateGone."""
        self.check_here()
        self._account_added(account_id=account_id, at=at)

    def learn_account(self, account_id: UUID, *, at: datetime) -> None:
        """The account that our own topic tells of after an older store was put back, whoever left since."""
        if account_id not in self.accounts:
            self._account_added(account_id=account_id, at=at)

    def remove_account(self, account_id: UUID, *, at: datetime) -> None:
        """One account less."""
        if account_id in self.accounts:
            self._account_removed(account_id=account_id, at=at)

    def leave(self, *, at: datetime) -> None:
        """Takes part no longer."""
        if not self.left:
            self._left(at=at)

    def erase(self, *, at: datetime) -> None:
        """Is forgotten; nothing is looked up for them any more."""
        if not self.erased:
            self._erased(at=at)

    @event(PreferencesSet)
    def _preferences_set(self, *, preferences: Preferences, at: datetime) -> None:
        del at
        self.preferences = preferences

    @event(AccountAdded)
    def _account_added(self, *, account_id: UUID, at: datetime) -> None:
        del at
        self.accounts = (*self.accounts, account_id)

    @event(AccountRemoved)
    def _account_removed(self, *, account_id: UUID, at: datetime) -> None:
        del at
        self.accounts = tuple(each for each in self.accounts if each != account_id)

    @event(Left)
    def _left(self, *, at: datetime) -> None:
        del at
        self.left = True

    @event(Erased)
    def _erased(self, *, at: datetime) -> None:
        del at
        self.erased = True
