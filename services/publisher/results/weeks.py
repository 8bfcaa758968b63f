"""Weeks of the organisation: from Monday to Sunday in its time zone, named as ISO 8601 does. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LABEL = re.compile(r"(2\d{3})-W(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, by its Monday."""

    monday: date

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> Week:
        """The week of a moment."""
        day = moment.astimezone(zone).date()
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, label: str) -> Week:
        """The week of a name such as 2026-W48. Raises ValueError."""
        match = _LABEL.fullmatch(label)
        if match is None:
            raise ValueError("a week is named like 2026-W48")
        return cls(date.fromisocalendar(int(match[1]), int(match[2]), 1))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year:04}-W{number:02}"

    def later(self, weeks: int) -> Week:
        """The week so many weeks later; earlier for a negative number."""
        return Week(self.monday + timedelta(weeks=weeks))

    def begins(self, zone: ZoneInfo) -> datetime:
        """Its first moment (UTC)."""
        return datetime.combine(self.monday, time(), zone).astimezone(UTC)

    def ends(self, zone: ZoneInfo) -> datetime:
        """The first moment after it (UTC)."""
        return self.later(1).begins(zone)

    def since(self, earlier: Week) -> int:
        """How many weeks after another it is."""
        return (self.monday - earlier.monday).days // 7
