"""When an approval may be used (decisions.md 5). Windows are half open, in UTC, and never go past the offer's end."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.values import Choice, Window, timestamp
from services.consent.domain.errors import WindowInvalid

NOW = timedelta(hours=1)
BY_HAND = timedelta(hours=24)
"""What a person publishes themselves: time to do it, and to come back and say so."""
PICKED = timedelta(hours=2)
LAST_GRANT = timedelta(seconds=60)
"""Nothing is granted in a window's last minute: an attempt must be over before the window is."""


def window_for(
    choice: Choice,
    *,
    at: datetime,
    picked_at: datetime | None,
    opens_at: datetime,
    ends_at: datetime,
    now: timedelta = NOW,
) -> Window:
    """The window of an approval previewed at `at`, for an activity offered from `opens_at` to `ends_at`.

    `now`: how long the choice of that name lasts.

    Raises WindowInvalid for a picked time that is missing, not asked for, past or outside the offer, and for a window
    in which nothing could be granted.
    """
    if (picked_at is None) == (choice is Choice.PICK):
        raise WindowInvalid("a picked time belongs to the choice 'pick', and to it only")
    begins = max(at, opens_at) if picked_at is None else picked_at
    if begins < at:
        raise WindowInvalid("the picked time is past; pick a later one")
    if begins < opens_at or begins >= ends_at:
        raise WindowInvalid(f"this activity is offered from {timestamp(opens_at)} to {timestamp(ends_at)}")
    length = {Choice.NOW: now, Choice.PICK: PICKED, Choice.DRIP: ends_at - begins}[choice]
    window = Window(begins, min(begins + length, ends_at))
    check_grantable(window, at=at, ends_at=ends_at)
    return window


def check_grantable(window: Window, *, at: datetime, ends_at: datetime) -> None:
    """Raises WindowInvalid when nothing can be granted in the window from now on, or it goes past the offer's end."""
    if window.closes_at > ends_at:
        raise WindowInvalid("the offer now ends earlier than this window; nothing was approved, make a new preview")
    if last_grant(window) <= max(at, window.opens_at):
        raise WindowInvalid("this is too near to the end of the time in which it may go out; nothing was approved")


def last_grant(window: Window) -> datetime:
    """From this moment on nothing is granted in the window."""
    return window.closes_at - LAST_GRANT
