"""Windows: now an hour, picked two hours, drip to the offer's end, and never past that."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.values import Choice, Window
from services.consent.domain import WindowInvalid, window_for
from services.consent.domain.windows import check_grantable, last_grant
from tests.consent.domain.given import AT, HOUR

ENDS = AT + 24 * HOUR


def window(choice: Choice, picked_at: datetime | None = None, *, at: datetime = AT, ends_at: datetime = ENDS) -> Window:
    return window_for(choice, at=at, picked_at=picked_at, opens_at=AT, ends_at=ends_at)


def test_each_choice_has_its_window() -> None:
    assert window(Choice.NOW) == Window(AT, AT + HOUR)
    assert window(Choice.DRIP) == Window(AT, ENDS)
    assert window(Choice.PICK, AT + 5 * HOUR) == Window(AT + 5 * HOUR, AT + 7 * HOUR)


@pytest.mark.parametrize("choice", list(Choice))
def test_no_window_goes_past_the_offers_end(choice: Choice) -> None:
    ends_at = AT + timedelta(minutes=30)
    picked = AT + timedelta(minutes=10) if choice is Choice.PICK else None
    assert window(choice, picked, ends_at=ends_at).closes_at == ends_at


@pytest.mark.parametrize(
    ("choice", "picked"),
    [
        (Choice.PICK, None),
        (Choice.NOW, AT + HOUR),
        (Choice.DRIP, AT + HOUR),
        (Choice.PICK, AT - timedelta(milliseconds=1)),
        (Choice.PICK, ENDS),
        (Choice.PICK, ENDS - timedelta(seconds=60)),
    ],
)
def test_a_picked_time_belongs_to_its_choice_and_lies_ahead_inside_the_offer(
    choice: Choice, picked: datetime | None
) -> None:
    with pytest.raises(WindowInvalid):
        window(choice, picked)


def test_a_picked_time_that_passed_is_refused_inside_the_offer_too() -> None:
    with pytest.raises(WindowInvalid):
        window(Choice.PICK, AT + HOUR, at=AT + 2 * HOUR)


def test_nothing_opens_in_the_offers_last_minute() -> None:
    with pytest.raises(WindowInvalid):
        window(Choice.NOW, at=ENDS - timedelta(seconds=60))
    assert window(Choice.NOW, at=ENDS - timedelta(seconds=61)).closes_at == ENDS


def test_a_window_that_is_nearly_over_or_longer_than_the_offer_is_not_approved() -> None:
    given = Window(AT, AT + HOUR)
    check_grantable(given, at=last_grant(given) - timedelta(milliseconds=1), ends_at=ENDS)
    with pytest.raises(WindowInvalid):
        check_grantable(given, at=last_grant(given), ends_at=ENDS)
    with pytest.raises(WindowInvalid):
        check_grantable(given, at=AT, ends_at=AT + HOUR - timedelta(milliseconds=1))
