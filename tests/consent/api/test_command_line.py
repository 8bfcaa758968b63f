"""Routes for the command line alone: who somebody is, that they left, that they are erased."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.consent.callers import Api
from tests.consent.house import House


def found(api: Api, **who: str) -> list[tuple[str, str, str]]:
    answer = api.post("/internal/people/find", "cli", who)
    assert answer.status_code == 200, answer.text
    return [(each["person_id"], each["name"], each["state"]) for each in answer.json()["people"]]


def test_a_person_is_found_by_address_and_by_id(api: Api, house: House) -> None:
    person = str(house.join("Sari"))
    house.join("Budi")

    assert found(api, email="SARI@example.org") == [(person, "Sari", "taking part")]
    assert found(api, person_id=person) == [(person, "Sari", "taking part")]
    assert found(api, email="nobody@example.org") == []
    unknown = api.post("/internal/people/find", "cli", {"person_id": str(uuid4())})
    assert unknown.status_code == 404


def test_an_address_that_passed_on_finds_both(api: Api, house: House) -> None:
    first = house.join("Sari")
    house.store.run(house.people.leave, person_id=first, at=house.clock())
    assert found(api, email="sari@example.org") == [(str(first), "Sari", "left")]

    second = house.join("Sari")

    assert found(api, email="sari@example.org") == [
        (str(second), "Sari", "taking part"),
        (str(first), "Sari", "left"),
    ]


def test_leaving_says_behind_which_position_it_is_also_when_repeated(api: Api, house: House) -> None:
    person = house.join("Sari")

    first = api.post(f"/internal/people/{person}/leave", "cli").json()
    again = api.post(f"/internal/people/{person}/leave", "cli").json()

    assert first == again == {"person_id": str(person), "position": house.store.position()}
    assert [each["type"] for each in house.said()].count("AdvocateLeft") == 1


def test_who_is_erased_is_known_by_id_only(api: Api, house: House) -> None:
    person, _, _, approval = house.approved()
    known = house.directory.me(person)

    first = api.post(f"/internal/people/{person}/erase", "cli").json()
    again = api.post(f"/internal/people/{person}/erase", "cli").json()

    assert first == {"person_id": str(person), "position": house.store.position()}
    assert again == first
    assert found(api, email=known["email"]) == []
    assert found(api, person_id=str(person)) == [(str(person), "[erased]", "erased")]
    assert house.rows("SELECT count(*) FROM vault WHERE person = %s", person) == [(0,)]
    house.work_timers()
    assert house.state(approval) == "lapsed"
    assert [each["type"] for each in house.said()].count("PersonErased") == 1


def test_nobody_else_may(api: Api, house: House) -> None:
    person = house.join("Sari")
    for by in ("gateway", "publisher", f"{uuid4()} administrator", str(person)):
        assert api.post("/internal/people/find", by, {"person_id": str(person)}).status_code == 403
        assert api.post(f"/internal/people/{person}/leave", by).status_code == 403
        assert api.post(f"/internal/people/{person}/erase", by).status_code == 403
    assert house.directory.person(person)["active"]


def test_nobody_leaves_who_does_not_exist(api: Api) -> None:
    assert api.post(f"/internal/people/{uuid4()}/leave", "cli").status_code == 404
    assert api.post(f"/internal/people/{uuid4()}/erase", "cli").status_code == 404


@pytest.mark.parametrize("body", [{}, {"email": "a@b", "person_id": str(uuid4())}, {"email": "nobody"}, {"name": "x"}])
def test_who_is_meant_must_be_said_in_one_way(api: Api, body: dict[str, Any]) -> None:
    assert api.post("/internal/people/find", "cli", body).status_code == 422
