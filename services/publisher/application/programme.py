"""Commands on the programme: pilots, and what readers' answers are worth. An administrator gives them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.database import Database
from chassis.errors import NotFound
from chassis.event_store import Work
from chassis.timers import Timers
from chassis.vault import Vault
from services.publisher import kinds
from services.publisher.domain.errors import PilotInvalid, WordsInvalid
from services.publisher.domain.ids import PROGRAMME
from services.publisher.domain.programme import Pilot, Prices, Programme
from services.publisher.results import rows
from services.publisher.results.closing import MEASURED, Closing
from services.publisher.results.weeks import Week

LOOK_AGAIN = timedelta(minutes=10)
"""From a look at a pilot that cannot be closed yet to the next one."""


class Programmes:
    """One method per command. `zone` is the organisation's."""

    def __init__(self, database: Database, vault: Vault, timers: Timers, closing: Closing, zone: ZoneInfo) -> None:
        self._database = database
        self._vault = vault
        self._timers = timers
        self._closing = closing
        self._zone = zone

    def open_pilot(self, work: Work, pilot: Pilot, *, name: str, by: UUID, at: datetime) -> dict[str, Any]:
        """A new pilot, which closes by itself. Raises PilotInvalid, PilotsOverlap, WordsInvalid."""
        words = {"name": _said(name)}
        if strangers := rows.strangers(self._database, pilot.members):
            raise PilotInvalid(f"these do not take part: {', '.join(map(str, strangers))}")
        self._programme(work, at).open_pilot(pilot, running=Week.of(at, self._zone).monday, by=by, at=at)
        first, until = Week(pilot.first), Week(pilot.until)
        work.write(
            self._vault.put(pilot.id, kinds.PILOT, words, person=None),
            *(rows.piloted(pilot.id, person, first, until) for person in sorted(pilot.members)),
            self._timers.set(kinds.CLOSE_PILOT, pilot.id, self._counted(until)),
        )
        return {"pilot_id": str(pilot.id)}

    def end_pilot(self, work: Work, pilot_id: UUID, *, at: datetime) -> dict[str, Any]:
        """Ends a pilot with the week that runs. Raises NotFound, PilotOver."""
        programme = self._programme(work, at)
        if pilot_id not in programme.pilots:
            raise NotFound("there is no such pilot")
        until = Week(programme.end_pilot(pilot_id, running=Week.of(at, self._zone).monday, at=at))
        begun = until.monday > programme.pilots[pilot_id].first
        if not begun:
            programme.close_pilot(pilot_id, at=at)
        work.write(
            rows.pilot_ends(pilot_id, until),
            self._timers.set_or_clear(kinds.CLOSE_PILOT, pilot_id, self._counted(until) if begun else None),
        )
        return {"pilot_id": str(pilot_id)}

    def close_pilot(self, work: Work, pilot_id: UUID, *, at: datetime) -> None:
        """Closes a pilot of which all weeks are counted and measured; looks again later where one is not."""
        programme = self._programme(work, at)
        done = self._closing.is_done(Week(programme.pilots[pilot_id].until))
        if done:
            programme.close_pilot(pilot_id, at=at)
        work.write(self._timers.set_or_clear(kinds.CLOSE_PILOT, pilot_id, None if done else at + LOOK_AGAIN))

    def set_prices(
        self, work: Work, prices_id: UUID, prices: Prices, *, source: str, by: UUID, at: datetime
    ) -> dict[str, Any]:
        """What answers are worth from now on, and where that is from. Raises WordsInvalid."""
        words = {"source": _said(source)}
        self._programme(work, at).set_prices(prices_id, prices, by=by, at=at)
        work.write(self._vault.put(prices_id, kinds.PRICES, words, person=None))
        return {**asdict(prices), **words}

    def _programme(self, work: Work, at: datetime) -> Programme:
        found = work.find(Programme, PROGRAMME)
        return found if found is not None else work.add(Programme(id=PROGRAMME, at=at))

    def _counted(self, until: Week) -> datetime:
        return until.begins(self._zone) + MEASURED


def _said(words: str) -> str:
    if not any(character.isalnum() for character in words):
        raise WordsInvalid("there is at least a letter or a number")
    return words
