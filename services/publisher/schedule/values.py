"""What scheduling speaks of: a wish, the rhythm of an account, a slot with its reasons. Immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contracts.values import Choice


class Code(StrEnum):
    """Why a slot is where it is, or why there is none. The numbers that belong to each are in brackets."""

    ASKED_NOW = "asked-now"
    PICKED = "picked"
    PICKED_TIME_PAST = "picked-time-past"  # [minutes: how long ago the picked time was]
    MOVED_FOR_SPACING = "moved-for-spacing"  # [minutes: later, spacing]
    MOVED_FOR_CAP = "moved-for-cap"  # [cap]
    OWN_WORD_OVER_QUIET_HOURS = "own-word-over-quiet-hours"
    OWN_WORD_OVER_REST_DAY = "own-word-over-rest-day"
    SPREAD = "spread"  # [days: it was spread over, posts: of the account already on such a day]
    SENSIBLE_HOURS = "sensible-hours"  # [quiet_from, quiet_until: minutes after local midnight]
    SPACED = "spaced"  # [spacing]
    WINDOW_OVER = "window-over"  # no slot
    REST_DAYS = "rest-days"  # no slot
    QUIET_HOURS = "quiet-hours"  # no slot [quiet_from, quiet_until]
    DAILY_CAP = "daily-cap"  # no slot [cap]
    SPACING = "spacing"  # no slot [spacing]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, ready for any language. Numbers are minutes, days or counts, as `Code` says."""

    code: Code
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment (UTC) for one post, the zone its person lives in, and why it is there."""

    at: datetime
    zone: str
    because: tuple[Reason, ...]


class NoSlot(Exception):
    """No moment of the window fits. `reason` is the last rule that left nothing."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and when one account may post.

    `zone` is an IANA name; an unknown one raises `zoneinfo.ZoneInfoNotFoundError`. Quiet hours are local,
    from `quiet_from` up to `quiet_until` (across midnight when from is the later); equal times mean none.
    `days` are ISO weekdays (Monday 1). `daily_cap` counts posts per local day.
    """

    zone: str = "UTC"
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    spacing: timedelta = timedelta(minutes=45)
    daily_cap: int = 3

    def local(self, at: datetime) -> datetime:
        """`at` on this person's wall clock."""
        return at.astimezone(ZoneInfo(self.zone))

    def is_quiet(self, at: datetime) -> bool:
        """Whether the wall clock at `at` shows a time in the quiet hours."""
        wall = self.local(at).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= wall < self.quiet_until
        return wall >= self.quiet_from or wall < self.quiet_until

    def is_rest_day(self, at: datetime) -> bool:
        """Whether `at` falls on a local weekday on which drip does not post."""
        return self.local(at).isoweekday() not in self.days


@dataclass(frozen=True, slots=True)
class Wish:
    """What one approval asks for: its window [opens, closes), its choice, and a seed (the approval's id)."""

    opens: datetime
    closes: datetime
    choice: Choice
    seed: str
    picked: datetime | None = None

    def __post_init__(self) -> None:
        if (self.picked is not None) != (self.choice is Choice.PICK):
            raise ValueError("a picked time belongs to the choice 'pick', and to it only")
