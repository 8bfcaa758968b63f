"""Weeks are the organisation's: from Monday to Sunday in its zone, also where clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publisher.results.weeks import Week

ZONES = st.sampled_from(["UTC", "Asia/Jakarta", "Europe/Berlin", "America/Los_Angeles"]).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one


@given(MOMENTS, ZONES)
def test_every_moment_is_in_one_week_which_has_a_name(moment: datetime, zone: ZoneInfo) -> None:
    week = Week.of(moment, zone)
    assert week.begins(zone) <= moment < week.ends(zone)
    assert Week.read(str(week)) == week
    assert week.later(3).since(week) == 3


def test_a_day_belongs_to_the_week_of_its_place() -> None:
    sunday_evening = datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert str(Week.of(sunday_evening, ZoneInfo("UTC"))) == "2026-W47"
    assert str(Week.of(sunday_evening, ZoneInfo("Asia/Jakarta"))) == "2026-W48"


def test_a_week_in_which_clocks_are_set_back_is_an_hour_longer() -> None:
    berlin, week = ZoneInfo("Europe/Berlin"), Week(date(2026, 10, 19))
    assert week.ends(berlin) - week.begins(berlin) == timedelta(days=7, hours=1)


@pytest.mark.parametrize("name", ["2026-W54", "2026-W00", "2026-48", "1999-W01", "next", "2026-W48\n"])
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Week.read(name)
