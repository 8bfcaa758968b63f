"""Given pilots and prices, when an administrator decides, then this is so: nobody is in two pilots at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.publisher.domain.errors import PilotInvalid, PilotOver, PilotsOverlap
from services.publisher.domain.programme import Goals, Pilot, Prices, Programme

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
RUNNING = date(2026, 11, 23)
BY = uuid4()
LEADERS = tuple(UUID(int=number) for number in range(1, 7))


def weeks(number: int) -> date:
    return RUNNING + timedelta(weeks=number)


def pilot(members: Iterable[UUID] = LEADERS, first: int = 1, until: int = 5) -> Pilot:
    return Pilot(uuid4(), frozenset(members), weeks(first), weeks(until), Goals(60, 10))


def given(*pilots: Pilot) -> Programme:
    programme = Programme(id=uuid4(), at=AT)
    for each in pilots:
        programme.open_pilot(each, running=RUNNING, by=BY, at=AT)
    programme.collect_events()
    return programme


def then(programme: Programme) -> list[tuple[str, Any]]:
    return [(type(event).__name__, event) for event in programme.collect_events()]


def test_a_pilot_is_opened_with_its_people_weeks_and_goals() -> None:
    programme, first = given(), pilot()
    programme.open_pilot(first, running=RUNNING, by=BY, at=AT)
    ((name, event),) = then(programme)
    assert name == "PilotOpened"
    assert (event.members, event.first, event.until, event.goals) == (LEADERS, weeks(1), weeks(5), Goals(60, 10))
    assert programme.pilots == {first.id: first}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (pilot(LEADERS[:4]), "people"),
        (pilot([uuid4() for _ in range(201)]), "people"),
        (pilot(first=0), "not begun"),
        (pilot(first=-3), "not begun"),
        (pilot(first=2, until=2), "weeks"),
        (pilot(first=1, until=28), "weeks"),
    ],
)
def test_what_could_not_be_held_is_refused(wrong: Pilot, why: str) -> None:
    programme = given()
    with pytest.raises(PilotInvalid, match=why):
        programme.open_pilot(wrong, running=RUNNING, by=BY, at=AT)
    assert then(programme) == []


@pytest.mark.parametrize(("first", "until"), [(1, 2), (4, 6), (2, 3), (1, 9)])
def test_two_pilots_of_the_same_weeks_that_differ_by_one_person_are_refused(first: int, until: int) -> None:
    programme = given(pilot())
    with pytest.raises(PilotsOverlap):
        programme.open_pilot(pilot([*LEADERS[1:], uuid4()], first, until), running=RUNNING, by=BY, at=AT)
    assert then(programme) == []


def test_the_same_people_may_be_in_a_later_pilot_and_others_in_the_same_weeks() -> None:
    programme = given(pilot(), pilot(first=5, until=7), pilot([uuid4() for _ in range(5)]))
    assert len(programme.pilots) == 3


def test_a_pilot_ends_with_the_week_that_runs() -> None:
    first = pilot()
    programme = given(first)
    assert programme.end_pilot(first.id, running=weeks(2), at=AT) == weeks(3)
    ((name, event),) = then(programme)
    assert (name, event.until) == ("PilotShortened", weeks(3))
    with pytest.raises(PilotOver):
        programme.end_pilot(first.id, running=weeks(3), at=AT)


def test_a_pilot_that_has_not_begun_is_given_up_and_its_people_are_free() -> None:
    first = pilot()
    programme = given(first)
    assert programme.end_pilot(first.id, running=RUNNING, at=AT) == weeks(1)
    programme.open_pilot(pilot(), running=RUNNING, by=BY, at=AT)


def test_ending_a_pilot_in_its_last_week_changes_nothing() -> None:
    first = pilot()
    programme = given(first)
    assert programme.end_pilot(first.id, running=weeks(4), at=AT) == weeks(5)
    assert then(programme) == []


def test_a_pilot_is_closed_once() -> None:
    first = pilot()
    programme = given(first)
    programme.close_pilot(first.id, at=AT)
    programme.close_pilot(first.id, at=AT)
    assert [name for name, _ in then(programme)] == ["PilotClosed"]
    with pytest.raises(PilotOver):
        programme.end_pilot(first.id, running=RUNNING, at=AT)


def test_the_latest_prices_count() -> None:
    programme, prices = given(), Prices("EUR", 50, None, 400, None)
    programme.set_prices(uuid4(), Prices("EUR", 1, 1, 1, 1), by=BY, at=AT)
    programme.set_prices(identifier := uuid4(), prices, by=BY, at=AT)
    assert (programme.prices, programme.prices_id, programme.priced_at) == (prices, identifier, AT)
