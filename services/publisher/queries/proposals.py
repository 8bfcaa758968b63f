"""When an approval would go out, before it is given: the slot it would get now, and why. Blocking, from the events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import EventStore
from contracts.values import Choice, Window
from services.publisher.domain.account import Account
from services.publisher.domain.advocate import Advocate
from services.publisher.domain.calendar import Calendar
from services.publisher.domain.errors import NoSlotLeft
from services.publisher.domain.ids import advocate_record_id, calendar_id, post_id
from services.publisher.schedule import NoSlot, explain, explain_none
from services.publisher.slots import first_slot, rhythm_of, wish_of

LANGUAGES = ("en", "id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an approval would ask for; `seed` is its id to be, `replaces` the one that would be withdrawn with it."""

    advocate_id: UUID
    account_id: UUID
    seed: UUID
    window: Window
    choice: Choice
    picked_at: datetime | None
    replaces: UUID | None = None


class Proposals:
    """Slots for approvals that are not given yet. The same question about the same calendar has the same answer."""

    def __init__(self, store: EventStore, *, zone: str) -> None:
        self._store = store
        self._zone = zone

    def propose(self, wanted: Wanted, at: datetime) -> dict[str, Any]:
        """The slot, its reasons as codes and in words. Raises NotFound, NoSlotLeft."""
        advocate_at, calendar_at = advocate_record_id(wanted.advocate_id), calendar_id(wanted.account_id)
        found = self._store.load([wanted.account_id, advocate_at, calendar_at])
        account, advocate, calendar = found.get(wanted.account_id), found.get(advocate_at), found.get(calendar_at)
        if not isinstance(account, Account) or account.advocate_id != wanted.advocate_id:
            raise NotFound("there is no such account of yours")
        preferences = advocate.preferences if isinstance(advocate, Advocate) else None
        booked = _booked(calendar, wanted.replaces) if isinstance(calendar, Calendar) else []
        wish = wish_of(wanted.seed, wanted.window, wanted.choice, wanted.picked_at)
        try:
            slot = first_slot(wish, rhythm_of(preferences, self._zone), booked, at)
        except NoSlot as none:
            explained = {language: explain_none(none, language) for language in LANGUAGES}
            raise NoSlotLeft(explained["en"], none.reason.code.value, explained) from none
        return {
            "slot_at": slot.at,
            "because": [reason.code.value for reason in slot.because],
            "explained": {language: explain(slot, language) for language in LANGUAGES},
        }


def _booked(calendar: Calendar, replaces: UUID | None) -> list[datetime]:
    """What is taken: all but the place of what would be withdrawn."""
    return list(calendar.slots.values()) if replaces is None else calendar.others(post_id(replaces))
