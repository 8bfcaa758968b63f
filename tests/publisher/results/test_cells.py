"""Nothing about fewer than five people: attacked with every sum and difference of what is told."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import chain, combinations, product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import timestamp
from services.publisher.results.cells import Cell, Deed, Scope, added, cells_of, in_fives, summed, together
from tests.publisher.house import START

FEWEST = 5


def uid(number: int) -> UUID:
    return UUID(int=number)


def deed(number: int, person: int, activity: int) -> Deed:
    network = "mastodon" if activity % 3 else "bluesky"
    return Deed(uid(number), uid(person), uid(1000 + activity), uid(2000 + activity // 2), network, "post")


acts = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 5)), max_size=80).map(
    lambda pairs: [deed(5000 + number, person, activity) for number, (person, activity) in enumerate(pairs)]
)
pilots = st.dictionaries(st.integers(0, 24).map(uid), st.integers(0, 1).map(lambda pilot: uid(3000 + pilot)))


@given(acts, pilots)
def test_every_sum_and_difference_of_cells_is_about_five_people_or_nobody(
    deeds: list[Deed], pilots: dict[UUID, UUID]
) -> None:
    cells = cells_of(deeds, pilots)
    for chosen in chain.from_iterable(combinations(cells, size) for size in range(1, min(len(cells), 4) + 1)):
        for signs in product((1, -1), repeat=len(chosen)):
            weight: defaultdict[UUID, int] = defaultdict(int)  # how often each act is in it, by the author
            for sign, cell in zip(signs, chosen, strict=True):
                for each in cell.deeds:
                    weight[each.post] += sign
            who = {each.person for each in deeds if weight[each.post]}
            assert not who or len(who) >= FEWEST


@given(acts, pilots)
def test_no_act_is_in_two_cells_and_a_pilots_acts_are_in_its_own_only(
    deeds: list[Deed], pilots: dict[UUID, UUID]
) -> None:
    cells = cells_of(deeds, pilots)
    told = [each.post for cell in cells for each in cell.deeds]
    assert len(told) == len(set(told))
    for cell in cells:
        for each in cell.deeds:
            assert pilots.get(each.person) == (cell.id if cell.scope is Scope.PILOT else None)


@given(acts)
def test_what_enough_people_did_is_told(deeds: list[Deed]) -> None:
    told = {cell.id for cell in cells_of(deeds, {})}
    for activity in {each.activity for each in deeds}:
        if len({each.person for each in deeds if each.activity == activity}) >= FEWEST:
            assert activity in told


def test_activities_of_too_few_are_told_together_by_network() -> None:
    deeds = [deed(number, person=number, activity=1 + number % 2) for number in range(6)]  # three people each
    (cell,) = cells_of(deeds, {})
    assert (cell.scope, cell.people, cell.common("network"), cell.common("item")) == (
        Scope.REST,
        6,
        "mastodon",
        None,
    )
    assert cells_of(deeds[:4], {}) == []


def test_two_pilots_that_differ_by_one_person_tell_nothing_of_that_person() -> None:
    """The acts of who is in a pilot are in no activity's cell, so that neither can be taken from the other."""
    deeds = [deed(number, person=number, activity=1) for number in range(10)]
    leaders = {uid(person): uid(3000) for person in range(6)}
    assert [(cell.scope, cell.people) for cell in cells_of(deeds, leaders)] == [(Scope.PILOT, 6)]


@pytest.mark.parametrize(("people", "told"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (14, 10)])
def test_people_are_counted_in_fives(people: int, told: int | None) -> None:
    assert in_fives(people) == told


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_no_difference_of_two_numbers_of_people_says_that_it_is_fewer_than_five(
    everyone: set[int], some: set[int]
) -> None:
    """Whatever the true difference is, five more people could have been told in the same way."""
    group = everyone & some
    told = (in_fives(len(everyone)), in_fives(len(group)))
    differences = {
        whole - part for whole in range(32) for part in range(whole + 1) if (in_fives(whole), in_fives(part)) == told
    }
    assert len(everyone - group) in differences
    assert any(each == 0 or each >= FEWEST for each in differences)


def row(**counts: int | None) -> dict[str, Any]:
    looked = {"likes": None, "reposts": None, "replies": None, **counts}
    early = {"at": timestamp(START + timedelta(days=1)), "likes": 900, "reposts": 900, "replies": 900}
    return {"since": timestamp(START), "seen": [early, {"at": timestamp(START + timedelta(days=7)), **looked}]}


def test_what_fewer_than_five_peoples_networks_told_is_not_told() -> None:
    posts = [(uid(person), row(likes=person, replies=1 if person < 4 else None)) for person in range(7)]
    told = summed(posts)
    assert told["likes"] == {"count": 21, "told": 5}
    assert told["replies"] == told["reposts"] == told["views"] == {"count": None, "told": None}
    assert summed([(uid(1), row(likes=1)) for _ in range(9)])["likes"] == {"count": None, "told": None}
    assert summed([(uid(person), None) for person in range(9)])["likes"] == {"count": None, "told": None}


def test_a_total_is_of_what_is_told_and_unknown_is_not_zero() -> None:
    some = summed([(uid(person), row(likes=2)) for person in range(5)])
    assert together([some, None, some])["likes"] == {"count": 20, "told": 10}
    assert together([some])["replies"] == {"count": None, "told": None}
    assert (added([]), added([None]), added([0, None])) == (None, None, 0)


def test_what_differs_within_a_cell_is_not_named() -> None:
    cell = Cell(Scope.REST, uid(1), (deed(1, 1, 1), deed(2, 2, 4)))
    assert (cell.common("network"), cell.common("item"), cell.common("kind")) == ("mastodon", None, "post")
