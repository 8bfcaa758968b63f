"""An attacker who has every report: takes groups, weeks, items and pilots from totals and from each other.

A firm of forty people in overlapping groups, of whom few do much and many little. What is told as a number of posts is
matched with the acts that are in it, and sums and differences of such numbers, all of two and many of three, have to be
of acts of five people or more, or of nobody's.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from itertools import chain, combinations, product
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.database import Write
from services.publisher.domain.programme import Goals, Pilot
from services.publisher.results.rows import Members
from services.publisher.results.weeks import Week
from tests.publisher.house import START, UTC_WEEKS
from tests.publisher.results.conftest import Firm

WEEKS = 4
Acts = frozenset[UUID]


class Crowd:
    """A firm whose past is made up at once."""

    def __init__(self, firm: Firm, seed: int) -> None:
        self.firm, self.chance = firm, random.Random(seed)  # noqa: S311 - which acts there are, from a seed
        self.people = [uuid4() for _ in range(40)]
        self.items = [uuid4() for _ in range(3)]
        self.activities = [(uuid4(), self.items[number % 3]) for number in range(7)]
        self.who: dict[UUID, UUID] = {}
        groups = [uuid4() for _ in range(4)]
        joined = [Members.joined(person) for person in self.people]
        of_some = [
            Write(
                "UPDATE members SET groups = %s WHERE person = %s",
                (self.chance.sample(groups, self.chance.randint(0, 3)), person),
            )
            for person in self.people
        ]
        offers = [
            Write(
                "INSERT INTO offers VALUES (%s, %s, 'mastodon', 'post', %s, %s, true, '{}')",
                (activity, item, START, START + timedelta(weeks=WEEKS)),
            )
            for activity, item in self.activities
        ]
        firm.house.database.transact([*joined, *of_some, *offers])

    def pilots(self) -> None:
        """Two of the same weeks, next to each other."""
        first = Week.of(START, UTC_WEEKS).later(1)
        for members in (self.people[:7], self.people[7:12]):
            pilot = Pilot(uuid4(), frozenset(members), first.monday, first.later(3).monday, Goals(None, None))
            run, command = self.firm.house.store.run, self.firm.house.programmes.open_pilot
            run(command, pilot, name="Pilot", by=uuid4(), at=START)

    def act(self) -> None:
        """Everybody's acts of all weeks."""
        for week, person in product(range(WEEKS), self.people):
            for activity, item in self.chance.sample(self.activities, self.chance.choice([0, 0, 0, 1, 1, 2, 5])):
                post, monday = uuid4(), Week.of(START, UTC_WEEKS).later(week).monday
                self.who[post] = person
                deed = (post, person, activity, item, monday, START + timedelta(weeks=week), monday)
                sql = Write("INSERT INTO deeds VALUES (%s, %s, %s, %s, 'mastodon', 'post', %s, %s, %s)", deed)
                self.firm.house.database.transact([sql])

    def told(self) -> dict[tuple[Any, ...], Acts]:
        """Every number of posts in any report, as the acts that are in it."""
        rows = self.firm.house.database.fetch("SELECT post, cell, published_in FROM deeds WHERE cell IS NOT NULL")
        cells: dict[tuple[str, UUID], Acts] = {}
        for row in rows:
            place = (str(Week(row["published_in"])), row["cell"])
            cells[place] = cells.get(place, frozenset()) | {row["post"]}
        found: dict[tuple[Any, ...], Acts] = dict(cells.items())
        at = START + timedelta(weeks=WEEKS + 2)
        for last, number in product(range(WEEKS), (1, 2, 4)):
            week = Week.of(START, UTC_WEEKS).later(last)
            report = self.firm.reports.programme(week, number, at)
            labels = {each["week"] for each in report["weeks"]}
            acts = [each for (label, _), each in cells.items() if label in labels]
            found["total", str(week), number] = _all(acts, report["total"]["posts"])
        for item in self.items:
            activities = {activity for activity, of in self.activities if of == item}
            acts = [each for (_, cell), each in cells.items() if cell in activities]
            found["item", item] = _all(acts, self.firm.reports.item(item)["total"]["posts"])
        for pilot in self.firm.reports.pilots(at):
            acts = [each for (_, cell), each in cells.items() if cell == pilot["pilot_id"]]
            total = self.firm.reports.pilot(pilot["pilot_id"], at)["total"]["posts"]
            found["pilot", pilot["pilot_id"]] = _all(acts, total)
        return found


def _all(parts: list[Acts], told: int | None) -> Acts:
    acts = frozenset().union(*parts)
    assert len(acts) == (told or 0)
    return acts


@pytest.mark.parametrize("seed", range(3))
def test_no_sum_or_difference_is_about_one_to_four_people(firm: Firm, seed: int) -> None:
    crowd = Crowd(firm, seed)
    crowd.pilots()
    crowd.act()
    firm.house.closing.count(START + timedelta(weeks=WEEKS))
    told = list(crowd.told().values())
    assert sum(map(len, told)) > 100
    threes = [tuple(crowd.chance.sample(told, 3)) for _ in range(1000)]
    for chosen in chain(combinations(told, 1), combinations(told, 2), threes):
        for signs in product((1, -1), repeat=len(chosen) - 1):
            weight: Counter[UUID] = Counter()
            for sign, acts in zip((1, *signs), chosen, strict=True):
                weight.update(dict.fromkeys(acts, sign))
            people = {crowd.who[post] for post, times in weight.items() if times}
            assert not 1 <= len(people) <= 4


def test_no_number_of_people_tells_more_than_fives(firm: Firm) -> None:
    crowd = Crowd(firm, 7)
    crowd.pilots()
    crowd.act()
    firm.house.closing.count(START + timedelta(weeks=WEEKS))
    rows = firm.house.database.fetch("SELECT among, approved, published FROM uptake")
    shown = {value for row in rows for value in row.values()}
    assert shown <= {None, *range(5, 45, 5)}
    assert len(rows) > 40
