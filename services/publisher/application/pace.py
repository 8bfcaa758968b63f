"""How long the publisher waits for what. One value, given to those who wait; the defaults suit real networks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.values import GRANT_LIFETIME

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """Waits and pauses; in a series the last pause repeats."""

    start_within: timedelta = 10 * SECOND
    """The first byte leaves within this time of the attempt's recording, or never."""
    grace: timedelta = 5 * SECOND
    """What is added to an attempt's hard end before anybody looks it up."""
    returned: tuple[timedelta, ...] = (30 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE)
    """Pauses before a returned release is asked for again."""
    look_again: timedelta = 10 * SECOND
    look_for: timedelta = MINUTE
    """An inconclusive look-up is tried again for this long before the post is called uncertain."""
    watch: tuple[timedelta, ...] = (5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR)
    watch_for: timedelta = 24 * HOUR
    """An uncertain post is looked for this long."""
    doubt: timedelta = 2 * MINUTE
    """How long a due post waits when an earlier one of the same activity is in doubt and cannot be looked up."""
    lapse: timedelta = 30 * SECOND
    """How long a due post waits for its lapse when the earlier one was found published."""
    removal: tuple[timedelta, ...] = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR)
    removal_tries: int = 12

    measure: tuple[timedelta, ...] = (
        10 * MINUTE,
        *(hours * HOUR for hours in (1, 4, 12)),
        *(days * 24 * HOUR for days in (1, 2, 4, 7, 14, 30)),
    )
    """How old a published post is when its engagement is counted: often at first, and then no more."""

    sample: timedelta = 24 * HOUR
    """From one count of an account's followers to the next."""

    def pause(self, series: tuple[timedelta, ...], number: int) -> timedelta:
        """The pause after `number` earlier ones."""
        return series[min(number, len(series) - 1)]

    def last_byte_at(self, requested_at: datetime, started_at: datetime) -> datetime:
        """Until when the first byte of an attempt may leave."""
        return min(requested_at + GRANT_LIFETIME, started_at + self.start_within)

    def look_up_at(self, last_byte_at: datetime, send_seconds: float) -> datetime:
        """When certainly nothing of an attempt is under way any more."""
        return last_byte_at + timedelta(seconds=send_seconds) + self.grace

    def next_watch(self, uncertain_at: datetime, at: datetime) -> datetime | None:
        """When an uncertain post is looked for next, or None when that is over."""
        next_at, number = uncertain_at, 0
        while next_at <= at:
            next_at += self.pause(self.watch, number)
            number += 1
        return next_at if next_at <= uncertain_at + self.watch_for else None

    def next_measure(self, published_at: datetime, at: datetime) -> datetime | None:
        """When a published post's engagement is counted next, or None when that is over."""
        return next((published_at + age for age in self.measure if published_at + age > at), None)

    def is_time_to_measure(self, published_at: datetime, looked_at: datetime, at: datetime) -> bool:
        """Whether the time of a look has come since the last one."""
        return any(looked_at < published_at + age <= at for age in self.measure)
