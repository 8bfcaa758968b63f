"""The periods that points count in: the week, month and quarter of a day, and all time.

A contest is a period of its own for what counts in it. Days are the organisation's. A week is the one of ISO 8601 (it
begins on Monday and belongs to the year of its Thursday), so a week may reach into two months, and each of both counts
its own days.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.values import MONTH

ALL_TIME = "all"
"""Stands for a period where the points of all time are meant."""
_CONTEST = "contest-"


def week_of(day: date) -> str:
    """2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def month_of(day: date) -> str:
    """2026-11."""
    return day.strftime(MONTH)


def quarter_of(day: date) -> str:
    """2026-Q4."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def periods_of(day: date) -> tuple[str, ...]:
    """Every period that a day counts in."""
    return week_of(day), month_of(day), quarter_of(day), ALL_TIME


def of_contest(contest_id: UUID) -> str:
    """Stands for a period where the points of a contest are meant."""
    return f"{_CONTEST}{contest_id}"


def has_groups(period: str) -> bool:
    """Whether groups have a leaderboard of the period; a contest is everybody's."""
    return not period.startswith(_CONTEST)
