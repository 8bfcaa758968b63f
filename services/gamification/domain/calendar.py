"""The calendar: which contests points count in that are booked now. There is one, so that one look tells all of them.

Who books has looked at the calendar, and a booking is saved only beside the calendar that it saw. So from its opening
on each booking counts in a contest at once, and the standings of a contest need no counting of what was booked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate, event

CALENDAR = uuid5(NAMESPACE_URL, "restu/gamification/calendar")
"""The id of the one calendar."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment up to, not including, another."""

    opens_at: datetime
    closes_at: datetime


class Calendar(Aggregate):
    """The contests that are held, by their ids: entered when they are opened, struck when they are over."""

    TOPIC = "gamification.Calendar"

    class Created(Aggregate.Created):
        """What begins it."""

        TOPIC = "gamification.Calendar.Created"

    class Begun(Created):
        """There is a contest to enter."""

        TOPIC = "gamification.Calendar.Begun"

        at: datetime

    class Entered(Aggregate.Event):
        """What is booked from now on counts in a contest."""

        TOPIC = "gamification.Calendar.Entered"

        contest_id: UUID
        span: Span
        at: datetime

    class Struck(Aggregate.Event):
        """Nothing more counts in it."""

        TOPIC = "gamification.Calendar.Struck"

        contest_id: UUID
        at: datetime

    contests: dict[UUID, Span]

    @event(Begun)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; CALENDAR
        at: datetime,
    ) -> None:
        del at
        self.contests = {}

    def enter(self, contest_id: UUID, span: Span, *, at: datetime) -> None:
        """Notes a contest."""
        self._entered(contest_id=contest_id, span=span, at=at)

    def strike(self, contest_id: UUID, *, at: datetime) -> None:
        """Ends a contest, if it is here."""
        if contest_id in self.contests:
            self._struck(contest_id=contest_id, at=at)

    def contests_at(self, moment: datetime) -> tuple[UUID, ...]:
        """The contests that a publication of this moment counts in."""
        return tuple(each for each, span in self.contests.items() if span.opens_at <= moment < span.closes_at)

    @event(Entered)
    def _entered(self, *, contest_id: UUID, span: Span, at: datetime) -> None:
        del at
        self.contests[contest_id] = span

    @event(Struck)
    def _struck(self, *, contest_id: UUID, at: datetime) -> None:
        del at
        del self.contests[contest_id]
