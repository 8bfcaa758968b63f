"""The organisation's programme: its pilots of leaders, and what an answer of a reader is worth to it.

A pilot is a group of people, five at least, watched for whole weeks that have not begun. Nobody is in two pilots at
once, and who is in one stays: otherwise two reports that differ by one person would tell about that person. One
aggregate decides that for all pilots. Names and sources are in the vault. Public methods check the rules and raise a
PublisherError; the private event methods only record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.publisher.domain.errors import PilotInvalid, PilotOver, PilotsOverlap

FEWEST_PEOPLE = 5
"""Nothing is reported about fewer (decisions 0039)."""
MOST_PEOPLE = 200
MOST_WEEKS = 26
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Goals:
    """What a pilot is to reach each week: so many of a hundred who publish, so many posts of all. None: no goal."""

    participation: int | None
    posts: int | None


@dataclass(frozen=True, slots=True)
class Pilot:
    """Who is watched from the first Monday up to, not including, the last one."""

    id: UUID
    members: frozenset[UUID]
    first: date
    until: date
    goals: Goals
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Prices:
    """What one answer of a reader is worth, in thousandths of the currency; None: nothing is said of it."""

    currency: str
    likes: int | None
    reposts: int | None
    replies: int | None
    views: int | None


class Programme(Aggregate):
    """The one programme."""

    TOPIC = "publisher.Programme"

    class Created(Aggregate.Created):
        """What begins the programme."""

        TOPIC = "publisher.Programme.Created"

    class Begun(Created):
        """There is a programme."""

        TOPIC = "publisher.Programme.Begun"

        at: datetime

    class PilotOpened(Aggregate.Event):
        """These people are watched in these weeks, now or later."""

        TOPIC = "publisher.Programme.PilotOpened"

        pilot_id: UUID
        members: tuple[UUID, ...]
        first: date
        until: date
        goals: Goals
        opened_by: UUID
        at: datetime

    class PilotShortened(Aggregate.Event):
        """A pilot ends sooner than was said."""

        TOPIC = "publisher.Programme.PilotShortened"

        pilot_id: UUID
        until: date
        at: datetime

    class PilotClosed(Aggregate.Event):
        """All of a pilot's weeks are counted and measured: its report stays as it is."""

        TOPIC = "publisher.Programme.PilotClosed"

        pilot_id: UUID
        at: datetime

    class PricesSet(Aggregate.Event):
        """From now on answers are worth this; where that is from is in the vault."""

        TOPIC = "publisher.Programme.PricesSet"

        prices_id: UUID
        prices: Prices
        set_by: UUID
        at: datetime

    pilots: dict[UUID, Pilot]
    prices: Prices | None
    prices_id: UUID | None
    priced_at: datetime | None

    @event(Begun)
    def __init__(self, *, id: UUID, at: datetime) -> None:  # noqa: A002 - the library's name
        del at
        self.pilots = {}
        self.prices = self.prices_id = self.priced_at = None

    def open_pilot(self, pilot: Pilot, *, running: date, by: UUID, at: datetime) -> None:
        """A new pilot; `running` is the Monday of the week that runs. Raises PilotInvalid, PilotsOverlap."""
        if not FEWEST_PEOPLE <= len(pilot.members) <= MOST_PEOPLE:
            raise PilotInvalid(f"a pilot has {FEWEST_PEOPLE} to {MOST_PEOPLE} people: of fewer nothing is reported")
        if pilot.first <= running:
            raise PilotInvalid("a pilot begins with a week that has not begun")
        if not pilot.first < pilot.until <= pilot.first + MOST_WEEKS * _WEEK:
            raise PilotInvalid(f"a pilot takes 1 to {MOST_WEEKS} weeks")
        for other in self.pilots.values():
            if other.first < pilot.until and pilot.first < other.until and other.members & pilot.members:
                raise PilotsOverlap("somebody of these is in another pilot in these weeks; nobody is in two at once")
        self._pilot_opened(
            pilot_id=pilot.id,
            members=tuple(sorted(pilot.members)),
            first=pilot.first,
            until=pilot.until,
            goals=pilot.goals,
            opened_by=by,
            at=at,
        )

    def end_pilot(self, pilot_id: UUID, *, running: date, at: datetime) -> date:
        """Ends a pilot with the week that runs, or before it begins; the Monday after. Raises PilotOver."""
        pilot = self.pilots[pilot_id]
        if pilot.closed or pilot.until <= running:
            raise PilotOver("this pilot is over; its report stays")
        until = running + _WEEK if pilot.first <= running else pilot.first
        if until < pilot.until:
            self._pilot_shortened(pilot_id=pilot_id, until=until, at=at)
        return until

    def close_pilot(self, pilot_id: UUID, *, at: datetime) -> None:
        """All weeks are counted and measured; once."""
        if not self.pilots[pilot_id].closed:
            self._pilot_closed(pilot_id=pilot_id, at=at)

    def set_prices(self, prices_id: UUID, prices: Prices, *, by: UUID, at: datetime) -> None:
        """What answers are worth from now on, in every report."""
        self._prices_set(prices_id=prices_id, prices=prices, set_by=by, at=at)

    @event(PilotOpened)
    def _pilot_opened(
        self,
        *,
        pilot_id: UUID,
        members: tuple[UUID, ...],
        first: date,
        until: date,
        goals: Goals,
        opened_by: UUID,
        at: datetime,
    ) -> None:
        del opened_by, at
        self.pilots[pilot_id] = Pilot(pilot_id, frozenset(members), first, until, goals)

    @event(PilotShortened)
    def _pilot_shortened(self, *, pilot_id: UUID, until: date, at: datetime) -> None:
        del at
        self.pilots[pilot_id] = replace(self.pilots[pilot_id], until=until)

    @event(PilotClosed)
    def _pilot_closed(self, *, pilot_id: UUID, at: datetime) -> None:
        del at
        self.pilots[pilot_id] = replace(self.pilots[pilot_id], closed=True)

    @event(PricesSet)
    def _prices_set(self, *, prices_id: UUID, prices: Prices, set_by: UUID, at: datetime) -> None:
        del set_by
        self.prices, self.prices_id, self.priced_at = prices, prices_id, at
