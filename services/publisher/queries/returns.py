"""A person's own return: what readers do with their posts and how many follow them, against their own beginning.

The baseline is the first eight weeks here, for there is nothing earlier that we know; what is compared with it are the
last thirteen weeks behind them. Every number has its interval, and of too few there is none. Numbers that a network
does not tell, or does not let us keep, are missing and not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.database import Database
from chassis.vault import Vault
from contracts.values import Kind, Network
from services.publisher import kinds
from services.publisher.results.engagement import AGE, answers, at_age
from services.publisher.results.followers import BASELINE_WEEKS, Samples, changes
from services.publisher.results.statistics import FEWEST, MOST, difference, median, told_of
from services.publisher.results.weeks import Week
from services.publisher.retention import fresh

NOW_WEEKS = 13
_WITH_WORDS = [kind.value for kind in Kind if kind.has_words]


class Returns:
    """What a person may see of themselves, and nobody else. Blocking."""

    def __init__(self, database: Database, vault: Vault, zone: ZoneInfo) -> None:
        self._database = database
        self._vault = vault
        self._zone = zone

    def of(self, person: UUID, at: datetime) -> dict[str, Any]:
        """Everything. Of many posts in a period the newest count."""
        return {
            "age_days": AGE.days,
            "needed": FEWEST,
            "engagement": self._engagement(person, at),
            "accounts": [self._followers(each, at) for each in self._accounts(person)],
        }

    def _engagement(self, person: UUID, at: datetime) -> dict[str, Any] | None:
        row = self._database.fetch_one(
            "SELECT min(published_at) AS first FROM deeds WHERE person = %s AND kind = ANY(%s)", (person, _WITH_WORDS)
        )
        if row is None or row["first"] is None:
            return None
        until, counted_by = row["first"] + timedelta(weeks=BASELINE_WEEKS), at - AGE
        before = self._posts(person, row["first"], min(until, counted_by))
        now = self._posts(person, max(until, counted_by - timedelta(weeks=NOW_WEEKS)), counted_by)
        return _compared(before, now)

    def _posts(self, person: UUID, begins_at: datetime, ends_at: datetime) -> list[int | None]:
        """What readers had done with each post of a period when it was a week old."""
        rows = self._database.fetch(
            "SELECT post FROM deeds WHERE person = %s AND kind = ANY(%s) AND published_at >= %s AND published_at < %s "
            "ORDER BY published_at DESC LIMIT %s",
            (person, _WITH_WORDS, begins_at, ends_at, MOST),
        )
        counted = self._vault.open_many([row["post"] for row in rows], kinds.ENGAGEMENT)
        return [answers(at_age(counted.get(row["post"]))) for row in rows]

    def _accounts(self, person: UUID) -> list[UUID]:
        rows = self._database.fetch("SELECT account_id FROM identities WHERE advocate_id = %s ORDER BY 1", (person,))
        return [row["account_id"] for row in rows]

    def _followers(self, account: UUID, at: datetime) -> dict[str, Any]:
        profile = self._vault.open(account, kinds.PROFILE) or {}
        counted = self._vault.open(account, kinds.FOLLOWERS)
        network = profile.get("network")
        samples: Samples = fresh(counted["seen"], Network(network), at) if counted and network else []
        return {
            "account_id": account,
            "network": network,
            "handle": profile.get("handle"),
            "counted": samples,
            "a_week": self._growth(samples, at),
        }

    def _growth(self, samples: Samples, at: datetime) -> dict[str, Any] | None:
        """How many followers more there are each week, first and now; the week that runs is not over."""
        if not samples:
            return None
        first, running = Week.of(datetime.fromisoformat(samples[0]["at"]), self._zone), Week.of(at, self._zone)
        by_week = {week: change for week, change in changes(samples, self._zone).items() if week < running}
        early = {week for week in by_week if week.since(first) <= BASELINE_WEEKS}
        late = {week for week in by_week if week not in early and running.since(week) <= NOW_WEEKS}
        return _compared([by_week[each] for each in early], [by_week[each] for each in late])


def _compared(before: Sequence[int | None], now: Sequence[int | None]) -> dict[str, Any]:
    early, late = [[each for each in values if each is not None] for values in (before, now)]
    return {
        "baseline": {"number": len(before), "told": len(early), "median": told_of(median(early))},
        "now": {"number": len(now), "told": len(late), "median": told_of(median(late))},
        "change": told_of(difference(early, late)),
    }
