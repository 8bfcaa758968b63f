"""What may be said of a week: numbers of five people or more, from which none about fewer can be worked out. Pure.

Acts and what readers did with them are told in cells. Every cell holds the acts of five people or more, no act is in
two cells, and a total is the sum of the cells that are told: so whatever is added to or taken from whatever, it is made
of whole cells. What fits into no cell is in no total. Acts of a pilot's people are the pilot's cell and no other.

People can be counted in no such way, for one is in many groups: they are counted in fives, the next lower, and below
five not at all. So two numbers that differ by fewer than five people may look alike, and never tell by how many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.publisher.domain.ids import rest_id
from services.publisher.domain.programme import FEWEST_PEOPLE
from services.publisher.results.engagement import MEASURES, at_age


class Scope(StrEnum):
    """What a number is about."""

    EVERYONE = "everyone"
    GROUP = "group"
    ACTIVITY = "activity"
    REST = "rest"
    """The activities of a network of which fewer than five people did anything, together."""
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class Deed:
    """One act that was published in a week."""

    post: UUID
    person: UUID
    activity: UUID
    item: UUID
    network: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Acts that are told of together."""

    scope: Scope
    id: UUID
    deeds: tuple[Deed, ...]

    @property
    def people(self) -> int:
        """How many people did them."""
        return len({deed.person for deed in self.deeds})

    def common(self, name: str) -> Any:
        """What all its acts have in common: their item, network or kind; None where they differ."""
        found = {getattr(deed, name) for deed in self.deeds}
        return found.pop() if len(found) == 1 else None


def in_fives(people: int) -> int | None:
    """The next lower number of fives; None below five, which may be none at all."""
    return people // FEWEST_PEOPLE * FEWEST_PEOPLE or None


def cells_of(deeds: Iterable[Deed], pilots: Mapping[UUID, UUID]) -> list[Cell]:
    """The cells of a week; `pilots`: who is in which pilot."""
    by_pilot: defaultdict[UUID, list[Deed]] = defaultdict(list)
    by_activity: defaultdict[UUID, list[Deed]] = defaultdict(list)
    for deed in deeds:
        if (pilot := pilots.get(deed.person)) is not None:
            by_pilot[pilot].append(deed)
        else:
            by_activity[deed.activity].append(deed)
    cells = [Cell(Scope.PILOT, pilot, tuple(done)) for pilot, done in by_pilot.items()]
    rest: defaultdict[str, list[Deed]] = defaultdict(list)
    for activity, done in by_activity.items():
        cell = Cell(Scope.ACTIVITY, activity, tuple(done))
        if cell.people >= FEWEST_PEOPLE:
            cells.append(cell)
        else:
            rest[done[0].network] += done
    cells += [Cell(Scope.REST, rest_id(network), tuple(done)) for network, done in rest.items()]
    return [cell for cell in cells if cell.people >= FEWEST_PEOPLE]


Told = dict[str, dict[str, int | None]]
"""For each measure its sum as `count`, and of how many posts the networks told it, in fives, as `told`."""


def summed(counted: Sequence[tuple[UUID, Mapping[str, Any] | None]]) -> Told:
    """What readers did with a cell's posts, each with its author and the vault's row, when they were a week old."""
    seen = [(person, at_age(row)) for person, row in counted]
    return {measure: _sum([(person, row.get(measure)) for person, row in seen]) for measure in MEASURES}


def _sum(values: Sequence[tuple[UUID, int | None]]) -> dict[str, int | None]:
    told = [(person, value) for person, value in values if value is not None]
    if len({person for person, _ in told}) < FEWEST_PEOPLE:
        return {"count": None, "told": None}
    return {"count": sum(value for _, value in told), "told": in_fives(len(told))}


def together(parts: Iterable[Told | None]) -> Told:
    """The sum over cells; None where none of them tells it."""
    known = [part for part in parts if part is not None]
    return {
        measure: {name: added(part[measure][name] for part in known) for name in ("count", "told")}
        for measure in MEASURES
    }


def added(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are told; None where none is."""
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None
