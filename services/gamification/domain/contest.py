"""Contests: between two moments, who earns most? The winners are fixed by one rule at the close and never change.

Points count by the moment of publication, from `opens_at` up to, not including, `closes_at`. People with the same
points share a rank, and everybody whose rank is within the places wins. Words are in the vault; here are ids and
numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.gamification.domain.errors import ContestInvalid, ContestRuns

LONGEST = timedelta(days=366)
MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class Winner:
    """One who won."""

    advocate_id: UUID
    rank: int
    points: int


Standings = Iterable[tuple[UUID, int]]
"""Advocates with their points, most first."""


class Contest(Aggregate):
    """One contest. It runs, and is closed once."""

    TOPIC = "gamification.Contest"

    class Created(Aggregate.Created):
        """What begins a contest."""

        TOPIC = "gamification.Contest.Created"

    class Opened(Created):
        """There is a contest, now or later."""

        TOPIC = "gamification.Contest.Opened"

        opens_at: datetime
        closes_at: datetime
        places: int
        opened_by: UUID | None
        at: datetime

    class Closed(Aggregate.Event):
        """It is over, and these have won."""

        TOPIC = "gamification.Contest.Closed"

        winners: tuple[Winner, ...]
        at: datetime

    opens_at: datetime
    closes_at: datetime
    places: int
    closed: bool

    @event(Opened)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        opens_at: datetime,
        closes_at: datetime,
        places: int,
        opened_by: UUID | None,
        at: datetime,
    ) -> None:
        del opened_by, at
        self.opens_at = opens_at
        self.closes_at = closes_at
        self.places = places
        self.closed = False

    def close(self, standings: Standings, *, at: datetime) -> bool:
        """Fixes the winners; False when that was done. Raises ContestRuns before the end."""
        if self.closed:
            return False
        if at < self.closes_at:
            raise ContestRuns("this contest is not over yet")
        self._closed(winners=winners_of(standings, self.places), at=at)
        return True

    def learn_closed(self, winners: tuple[Winner, ...], *, at: datetime) -> None:
        """Our own topic says who has won, after an older store was put back; once."""
        if not self.closed:
            self._closed(winners=winners, at=at)

    @event(Closed)
    def _closed(self, *, winners: tuple[Winner, ...], at: datetime) -> None:
        del winners, at
        self.closed = True


def check_dates(opens_at: datetime, closes_at: datetime, *, at: datetime) -> None:
    """Raises ContestInvalid for a contest that could not be held."""
    if closes_at <= at:
        raise ContestInvalid("a contest ends in the future")
    if not opens_at < closes_at <= opens_at + LONGEST:
        raise ContestInvalid(f"a contest ends after it begins, at most {LONGEST.days} days later")


def winners_of(standings: Standings, places: int) -> tuple[Winner, ...]:
    """Everybody whose rank is within the places; nobody without points. Reads no further than it must."""
    winners: list[Winner] = []
    for number, (advocate_id, points) in enumerate(standings, start=1):
        tied = bool(winners) and winners[-1].points == points
        rank = winners[-1].rank if tied else number
        if points <= 0 or rank > places:
            break
        winners.append(Winner(advocate_id, rank, points))
    return tuple(winners)
