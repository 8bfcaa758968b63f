"""A post's slot: the pure scheduler, asked with an advocate's preferences and an account's calendar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from contracts.values import Choice, Window
from services.publisher.domain.advocate import Preferences
from services.publisher.domain.post import Because
from services.publisher.schedule import Code, NoSlot, Rhythm, Slot, Wish, slot_for

MOST_A_DAY = 50


def rhythm_of(preferences: Preferences | None, zone: str) -> Rhythm:
    """An advocate's rhythm; the organisation's zone and our defaults where they have set none."""
    if preferences is None:
        return Rhythm(zone=zone)
    return Rhythm(
        zone=preferences.time_zone,
        quiet_from=_wall(preferences.quiet_from),
        quiet_until=_wall(preferences.quiet_to),
        days=frozenset(day + 1 for day in preferences.weekdays),
        spacing=timedelta(minutes=preferences.spacing_minutes),
        daily_cap=preferences.daily_cap,
    )


def wish_of(seed: UUID, window: Window, choice: Choice, picked_at: datetime | None) -> Wish:
    """What an approval asks for."""
    picked = picked_at if choice is Choice.PICK else None
    return Wish(window.opens_at, window.closes_at, choice, str(seed), picked)


def first_slot(wish: Wish, rhythm: Rhythm, booked: Collection[datetime], at: datetime) -> Slot:
    """The slot of a new approval. Raises NoSlot."""
    return slot_for(wish, rhythm, booked, at)


def next_slot(wish: Wish, rhythm: Rhythm, booked: Collection[datetime], not_before: datetime) -> Slot:
    """The slot of a post that had one and could not use it: soon, but a drip keeps out of quiet hours and rest days.

    Where spacing or cap leave nothing it goes before them, for it had a place. Raises NoSlot when the window is over.
    """
    soon = replace(wish, choice=Choice.NOW, picked=None)
    try:
        slot = slot_for(soon, rhythm, booked, not_before)
        if wish.choice is Choice.DRIP and (rhythm.is_quiet(slot.at) or rhythm.is_rest_day(slot.at)):
            return slot_for(wish, rhythm, booked, not_before)
    except NoSlot as none:
        if none.reason.code is Code.WINDOW_OVER:
            raise
        return slot_for(soon, replace(rhythm, spacing=timedelta(0), daily_cap=MOST_A_DAY), (), not_before)
    return slot


def reasons_of(slot: Slot) -> tuple[Because, ...]:
    """A slot's reasons as they are recorded."""
    return tuple(Because(reason.code.value, dict(reason.numbers)) for reason in slot.because)


def _wall(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
