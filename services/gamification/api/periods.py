"""How a period is asked for: by its own name, or as the one of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query

from chassis.clock import Clock
from services.gamification.domain import month_of, quarter_of, week_of
from services.gamification.rules import day_of

Period = Annotated[
    str | None,
    Query(
        pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]|Q[1-4]|W(0[1-9]|[1-4][0-9]|5[0-3]))|all|week|month|quarter)$",
        description="A month (2026-11), week (2026-W48, ISO 8601), quarter (2026-Q4) or `all`; or `week`, `month` or "
        "`quarter` for the one of now in the organisation's time zone. Without it: this month.",
    ),
]

_OF_NOW: Mapping[str, Callable[[date], str]] = {"week": week_of, "month": month_of, "quarter": quarter_of}


class Periods:
    """Periods in the organisation's time zone."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock = clock
        self._zone = zone

    def read(self, asked: str | None) -> str:
        """The period that is meant, by its own name."""
        of_now = _OF_NOW.get(asked or "month")
        return of_now(day_of(self._clock(), self._zone)) if of_now is not None else str(asked)
