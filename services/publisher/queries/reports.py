"""Reports of the programme and of pilots, as their weeks were counted: nothing is counted when somebody looks.

So a report costs as much as the weeks that are asked for, and two looks at a week show the same. What a week's numbers
may tell stands in results/cells.py; a number that is None is of fewer than five people, or not told, and never 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.vault import Vault
from services.publisher import kinds
from services.publisher.domain.ids import PROGRAMME
from services.publisher.domain.programme import FEWEST_PEOPLE, Pilot, Programme
from services.publisher.results.cells import Scope, added, together
from services.publisher.results.engagement import answers
from services.publisher.results.statistics import slope, told_of
from services.publisher.results.value import value_of
from services.publisher.results.weeks import Week

Row = Mapping[str, Any]
PEOPLE = ("among", "approved", "published")


class Reports:
    """What curators, administrators and sponsors see. Blocking. `zone` is the organisation's."""

    def __init__(self, store: EventStore, vault: Vault, zone: ZoneInfo) -> None:
        self._store = store
        self._database = store.database
        self._vault = vault
        self._zone = zone

    def programme(self, last: Week | None, number: int, at: datetime) -> dict[str, Any]:
        """So many weeks up to one, those of them that are counted, the newest first, and what they come to."""
        last = last or Week.of(at, self._zone)
        weeks = self._weeks(last.later(1 - number), last.later(1))
        cells, uptake = self._cells(weeks), self._uptake(weeks)
        cells_in, uptake_in = _by_week(cells), _by_week(uptake)
        return {
            "weeks": [
                _week(week, cells_in[week], uptake_in[week], measured=measured) for week, measured in weeks.items()
            ],
            "total": _total(cells, self._programme()),
        }

    def item(self, item_id: UUID) -> dict[str, Any]:
        """The uptake of each activity of an item by the last week that was counted, and what came of it."""
        offers = self._database.fetch(
            "SELECT activity, network, kind, opens_at, closes_at FROM offers WHERE item = %s ORDER BY opens_at, 1",
            (item_id,),
        )
        ids = [offer["activity"] for offer in offers]
        latest = {
            row["id"]: row
            for row in self._database.fetch(
                "SELECT DISTINCT ON (id) * FROM uptake WHERE id = ANY(%s) ORDER BY id, week DESC", (ids,)
            )
        }
        cells = defaultdict(list)
        for row in self._database.fetch("SELECT * FROM cells WHERE id = ANY(%s) ORDER BY week DESC", (ids,)):
            cells[row["id"]].append(row)
        return {
            "item_id": item_id,
            "activities": [
                _activity(offer, latest.get(offer["activity"]), cells[offer["activity"]]) for offer in offers
            ],
            "total": _total([row for rows in cells.values() for row in rows], self._programme()),
        }

    def prices(self) -> dict[str, Any] | None:
        """What readers' answers are worth, and where that is from; None before anybody said."""
        programme = self._programme()
        if programme is None or programme.prices is None or programme.prices_id is None:
            return None
        words = self._vault.open(programme.prices_id, kinds.PRICES)
        return {**asdict(programme.prices), "source": (words or {}).get("source"), "set_at": programme.priced_at}

    def pilots(self, at: datetime) -> list[dict[str, Any]]:
        """All pilots, the latest first."""
        programme = self._programme()
        known = programme.pilots.values() if programme is not None else ()
        pilots = sorted(known, key=lambda each: (each.first, each.id), reverse=True)
        names = self._vault.open_many([pilot.id for pilot in pilots], kinds.PILOT)
        return [self._pilot(pilot, names.get(pilot.id), at) for pilot in pilots]

    def pilot(self, pilot_id: UUID, at: datetime) -> dict[str, Any]:
        """A pilot's report so far. Raises NotFound."""
        programme = self._programme()
        if programme is None or (pilot := programme.pilots.get(pilot_id)) is None:
            raise NotFound("there is no such pilot")
        weeks = self._weeks(Week(pilot.first), Week(pilot.until))
        uptake = {row["week"]: row for row in self._database.fetch("SELECT * FROM uptake WHERE id = %s", (pilot_id,))}
        cells = {row["week"]: row for row in self._database.fetch("SELECT * FROM cells WHERE id = %s", (pilot_id,))}
        told = [_pilot_week(pilot, week, uptake.get(week.monday), cells.get(week.monday)) for week in weeks]
        in_order = told[::-1]
        return {
            **self._pilot(pilot, self._vault.open(pilot_id, kinds.PILOT), at),
            "weeks": told,
            "total": _total(list(cells.values()), programme),
            "trend": {
                "posts": told_of(slope([week["posts"] for week in in_order])),
                "answers": told_of(slope([week["answers"] for week in in_order])),
            },
        }

    def _pilot(self, pilot: Pilot, words: Row | None, at: datetime) -> dict[str, Any]:
        return {
            "pilot_id": pilot.id,
            "name": (words or {}).get("name"),
            "state": _state(pilot, Week.of(at, self._zone)),
            "people": len(pilot.members),
            "first_week": str(Week(pilot.first)),
            "number_of_weeks": Week(pilot.until).since(Week(pilot.first)),
            "goals": asdict(pilot.goals),
        }

    def _programme(self) -> Programme | None:
        return cast(Programme | None, self._store.load([PROGRAMME]).get(PROGRAMME))

    def _weeks(self, first: Week, until: Week) -> dict[Week, bool]:
        """The weeks that are counted, the newest first, and whether what readers did is."""
        rows = self._database.fetch(
            "SELECT week, measured FROM weeks WHERE week >= %s AND week < %s ORDER BY week DESC",
            (first.monday, until.monday),
        )
        return {Week(row["week"]): row["measured"] for row in rows}

    def _cells(self, weeks: Iterable[Week]) -> Sequence[Row]:
        days = [week.monday for week in weeks]
        return self._database.fetch("SELECT * FROM cells WHERE week = ANY(%s) ORDER BY scope, posts DESC, id", (days,))

    def _uptake(self, weeks: Iterable[Week]) -> Sequence[Row]:
        days = [week.monday for week in weeks]
        return self._database.fetch("SELECT * FROM uptake WHERE week = ANY(%s) ORDER BY scope, id", (days,))


def _by_week(rows: Iterable[Row]) -> defaultdict[Week, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[Week(row["week"])].append(row)
    return found


def _total(cells: Sequence[Row], programme: Programme | None) -> dict[str, Any]:
    """What cells come to; the value only where somebody has said what answers are worth."""
    summed = _summed(cells)
    prices = programme.prices if programme is not None else None
    return {**summed, "value": value_of(summed["engagement"], prices) if prices is not None else None}


def _summed(cells: Sequence[Row]) -> dict[str, Any]:
    return {
        "posts": added(cell["posts"] for cell in cells),
        "engagement": together(cell["engagement"] for cell in cells),
    }


def _week(week: Week, cells: Sequence[Row], uptake: Sequence[Row], *, measured: bool) -> dict[str, Any]:
    of = {scope: [row for row in uptake if row["scope"] == scope] for scope in Scope}
    return {
        "week": str(week),
        "begins_on": week.monday,
        "measured": measured,
        "everyone": _people(next(iter(of[Scope.EVERYONE]), None)),
        "groups": [{"group_id": row["id"], **_people(row)} for row in of[Scope.GROUP]],
        "activities": [{"activity_id": row["id"], **_people(row)} for row in of[Scope.ACTIVITY]],
        "cells": [_cell(cell) for cell in cells],
        **_summed(cells),
    }


def _cell(cell: Row) -> dict[str, Any]:
    scope = Scope(cell["scope"])
    return {
        "of": scope.value,
        "activity_id": cell["id"] if scope is Scope.ACTIVITY else None,
        "pilot_id": cell["id"] if scope is Scope.PILOT else None,
        **{name: cell[name] for name in ("item", "network", "kind", "people", "posts", "engagement")},
    }


def _activity(offer: Row, uptake: Row | None, cells: Sequence[Row]) -> dict[str, Any]:
    return {
        "activity_id": offer["activity"],
        **{name: offer[name] for name in ("network", "kind", "opens_at", "closes_at")},
        "as_of": str(Week(uptake["week"])) if uptake is not None else None,
        **_people(uptake),
        "weeks": [{"week": str(Week(cell["week"])), **_cell(cell)} for cell in cells],
    }


def _people(row: Row | None) -> dict[str, int | None]:
    return {name: row[name] if row is not None else None for name in PEOPLE}


def _pilot_week(pilot: Pilot, week: Week, uptake: Row | None, cell: Row | None) -> dict[str, Any]:
    people, summed = _people(uptake), _summed([cell] if cell is not None else [])
    posts = summed["posts"]
    return {
        "week": str(week),
        **people,
        **summed,
        "answers": answers({measure: told["count"] for measure, told in summed["engagement"].items()}),
        "participation_reached": _reached(people["published"], len(pilot.members), pilot.goals.participation),
        "posts_reached": None if posts is None or pilot.goals.posts is None else posts >= pilot.goals.posts,
    }


def _reached(published: int | None, people: int, percent: int | None) -> bool | None:
    """Whether enough people published, as far as a number in fives tells; None where it does not."""
    if percent is None:
        return None
    least = published or 0
    if least * 100 >= percent * people:
        return True
    return False if (least + FEWEST_PEOPLE - 1) * 100 < percent * people else None


def _state(pilot: Pilot, running: Week) -> str:
    if pilot.closed:
        return "closed"
    if running.monday < pilot.first:
        return "upcoming"
    return "running" if running.monday < pilot.until else "counting"
