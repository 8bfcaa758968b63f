"""Contests: between two moments, who earns most? The winners are fixed by one rule at the close and never change.

Points count by the moment of publication, from `opens_at` up to, not including, `closes_at`. People with the same
points share a rank, and everybody whose rank is within the places wins. Until it is closed it can be called off: then
nobody wins, and no point that was booked changes. Words are in the vault; here are ids and numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.gamification.domain.errors import ContestInvalid, ContestOver, ContestRuns

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
    """One contest. It runs, and is closed or called off, once."""

    TOPIC = "gamification.Contest"

    class Created(Aggregate.Created):
        """What begins a contest."""

        TOPIC = "gamification.Contest.Created"

    class Opened(Created):
        """There is a contest, now or later. `ranked`: it has standings while it runs."""

        TOPIC = "gamification.Contest.Opened"
        class_version = 2

        opens_at: datetime
        closes_at: datetime
        places: int
        ranked: bool
        opened_by: UUID | None
        at: datetime

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Contests of before had none."""
            state["ranked"] = False

    class Closed(Aggregate.Event):
        """It is over, and these have won."""

        TOPIC = "gamification.Contest.Closed"

        winners: tuple[Winner, ...]
        at: datetime

    class CalledOff(Aggregate.Event):
        """It was ended before its winners were fixed: nobody has won."""

        TOPIC = "gamification.Contest.CalledOff"

        by: UUID | None
        at: datetime

    opens_at: datetime
    closes_at: datetime
    places: int
    over: bool

    @event(Opened)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        opens_at: datetime,
        closes_at: datetime,
        places: int,
        ranked: bool,
        opened_by: UUID | None,
        at: datetime,
    ) -> None:
        del ranked, opened_by, at
        self.opens_at = opens_at
        self.closes_at = closes_at
        self.places = places
        self.over = False

    def close(self, standings: Standings, *, at: datetime) -> bool:
        """Fixes the winners; False when it is over already. Raises ContestRuns before the end."""
        if self.over:
            return False
        if at < self.closes_at:
            raise ContestRuns("this contest is not over yet")
        self._closed(winners=winners_of(standings, self.places), at=at)
        return True

    def call_off(self, *, by: UUID, at: datetime) -> None:
        """Ends it without winners. Raises ContestOver when it is over."""
        if self.over:
            raise ContestOver("this contest is over: its winners are fixed, or it was called off before")
        self._called_off(by=by, at=at)

    def learn_closed(self, winners: tuple[Winner, ...], *, at: datetime) -> None:
        """Our own topic says who has won, after an older store was put back; once."""
        if not self.over:
            self._closed(winners=winners, at=at)

    def learn_called_off(self, *, at: datetime) -> None:
        """Our own topic says that it was called off, after an older store was put back; once."""
        if not self.over:
            self._called_off(by=None, at=at)

    @event(Closed)
    def _closed(self, *, winners: tuple[Winner, ...], at: datetime) -> None:
        del winners, at
        self.over = True

    @event(CalledOff)
    def _called_off(self, *, by: UUID | None, at: datetime) -> None:
        del by, at
        self.over = True


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
