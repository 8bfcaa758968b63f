"""Contests: opened and called off by administrators, closed by a timer.

Winners are computed from the ledgers' own events. Standings while it runs are what the ledgers counted for it since it
was opened (`Calendar`), so a contest that begins before it is opened has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from chassis.event_store import Work
from chassis.timers import Timers
from chassis.vault import Vault
from services.gamification.domain import CALENDAR, Calendar, Contest, Ledger, Span, Standings, check_dates
from services.gamification.words import CALLED_OFF, CONTEST, Words

CLOSE = "close"
"""The timer that closes a contest."""
SETTLE = timedelta(minutes=15)
"""From the end to the close: what was published by then has been said by then, also where a look-up had to find it."""

AT_ONCE = 32


class Earned(Protocol):
    """Knows what was earned between two moments."""

    def between(self, opens_at: datetime, closes_at: datetime) -> Standings:
        """Advocates with their points, most first. Raises Unavailable."""
        ...


class Contests:
    """One method per command."""

    def __init__(self, vault: Vault, timers: Timers, earned: Earned) -> None:
        self._vault = vault
        self._timers = timers
        self._earned = earned

    def open(
        self,
        work: Work,
        *,
        contest_id: UUID,
        words: Words,
        opens_at: datetime,
        closes_at: datetime,
        places: int,
        by: UUID,
        at: datetime,
    ) -> dict[str, Any]:
        """A new contest, which closes by itself. Raises ContestInvalid."""
        check_dates(opens_at, closes_at, at=at)
        ranked = opens_at >= at
        work.add(
            Contest(
                id=contest_id,
                opens_at=opens_at,
                closes_at=closes_at,
                places=places,
                ranked=ranked,
                opened_by=by,
                at=at,
            )
        )
        if ranked:
            calendar = work.find(Calendar, CALENDAR) or work.add(Calendar(id=CALENDAR, at=at))
            calendar.enter(contest_id, Span(opens_at, closes_at), at=at)
        work.write(
            self._vault.put(contest_id, CONTEST, asdict(words), person=None),
            self._timers.set(CLOSE, contest_id, closes_at + SETTLE),
        )
        return {"contest_id": str(contest_id)}

    def close(self, work: Work, *, contest_id: UUID, at: datetime) -> None:
        """Fixes the winners, among those who are listed and take part: they are told to everybody by name."""
        contest = work.find(Contest, contest_id)
        if contest is not None and not contest.over:
            contest.close(_shown(work, self._earned.between(contest.opens_at, contest.closes_at)), at=at)
        conclude(work, self._timers, contest_id, at=at)

    def call_off(self, work: Work, *, contest_id: UUID, reason: str, by: UUID, at: datetime) -> dict[str, Any]:
        """Ends it without winners; everybody reads why, and no ledger changes. Raises NotFound, ContestOver."""
        work.get(Contest, contest_id).call_off(by=by, at=at)
        conclude(work, self._timers, contest_id, at=at)
        work.write(self._vault.put(contest_id, CALLED_OFF, {"reason": reason}, person=None))
        return {"contest_id": str(contest_id)}


def conclude(work: Work, timers: Timers, contest_id: UUID, *, at: datetime) -> None:
    """However a contest ended: nothing more counts in it, and nothing closes it any more."""
    if (calendar := work.find(Calendar, CALENDAR)) is not None:
        calendar.strike(contest_id, at=at)
    work.write(timers.clear(CLOSE, contest_id))


def _shown(work: Work, standings: Standings) -> Iterator[tuple[UUID, int]]:
    """Those who are shown to others; their ledgers are read a few at a time, for of many with equal points all win."""
    rest = iter(standings)
    while some := list(islice(rest, AT_ONCE)):
        work.prefetch(advocate_id for advocate_id, _ in some)
        for advocate_id, points in some:
            ledger = work.find(Ledger, advocate_id)
            if ledger is not None and ledger.shown:
                yield advocate_id, points
