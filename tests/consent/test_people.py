"""People and groups on real PostgreSQL: names only in the vault, addresses only as what stands for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from chassis.errors import NotFound
from chassis.idempotency import Request
from contracts.values import Role
from services.consent.domain import EmailTaken, Preferences
from services.consent.tables import Tables
from tests.consent.house import SEALING, House


def test_joining_says_who_takes_part_and_how(house: House) -> None:
    group = house.form()
    person = house.join("Sari", roles=(Role.CURATOR,), groups=(group,))
    assert [each["type"] for each in house.said()] == [
        "AdvocateJoined",
        "RolesChanged",
        "GroupsChanged",
        "PreferencesChanged",
    ]
    assert house.directory.person(person) == {
        "person_id": str(person),
        "name": "Sari",
        "roles": ["advocate", "curator"],
        "active": True,
    }
    me = house.directory.me(person)
    assert (me["email"], me["groups"]) == ("sari@example.org", [{"group_id": str(group), "name": "Sales"}])


def test_a_group_that_does_not_exist_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.join(groups=(uuid4(),))
    assert house.rows("SELECT count(*) FROM stored_events") == [(0,)]


@pytest.mark.parametrize("email", ["sari@example.org", " Sari@Example.ORG "])
def test_an_address_belongs_to_one_who_takes_part(house: House, email: str) -> None:
    house.join("Sari")
    with pytest.raises(EmailTaken) as refused:
        house.store.run(
            house.people.join, person_id=uuid4(), name="Other", email=email, roles=(), groups=(), at=house.clock()
        )
    assert refused.value.code == "email-taken"
    assert "INSERT" not in str(refused.value)
    assert house.rows("SELECT count(*) FROM people") == [(1,)]


def test_of_two_at_once_with_one_address_one_joins(house: House) -> None:
    def attempt(_: int) -> bool:
        try:
            house.join("Sari")
        except EmailTaken:
            return False
        return True

    with ThreadPoolExecutor(5) as threads:
        assert sorted(threads.map(attempt, range(5))) == [False] * 4 + [True]


def test_the_same_wish_at_once_adds_one_person_and_has_one_answer(house: House) -> None:
    request = Request.of(uuid4(), "join", "one-key", {})
    email = "sari@example.org"

    def join(_: int) -> str:
        outcome = house.store.run_once(
            request,
            house.people.join,
            person_id=uuid4(),
            name="Sari",
            email=email,
            roles=(),
            groups=(),
            at=house.clock(),
        )
        return str(outcome.result["person_id"])

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(join, range(12)))) == 1


def test_an_address_is_recognised_after_the_keys_were_rotated(house: House) -> None:
    house.join("Sari")
    rotated = Tables(house.database, [b"n" * 32, *SEALING])
    with pytest.raises(EmailTaken):
        house.database.transact([rotated.join(uuid4(), "sari@example.org")])


def test_who_leaves_frees_the_address_and_comes_back_as_another(house: House) -> None:
    first = house.join("Sari")
    house.store.run(house.people.leave, person_id=first, at=house.clock())
    assert house.join("Sari") != first
    assert not house.directory.person(first)["active"]


def test_erasure_deletes_names_openings_declines_and_answers(house: House) -> None:
    person, _, _, approval_id = house.approved()
    declined = house.offer()
    house.store.run(house.approvals.decline, by=person, activity_id=declined.id, at=house.clock())
    assert house.vault.open(approval_id, "opening") is not None

    house.store.run(house.people.erase, person_id=person, at=house.clock())

    assert house.vault.open(approval_id, "opening") is None
    assert house.vault.open(person, "person") is None
    assert house.tables.declined(person) == set()
    assert house.rows("SELECT count(*) FROM people WHERE person = %s", person) == [(0,)]
    assert house.rows("SELECT count(*) FROM answers WHERE subject = %s", person) == [(0,)]
    assert [each["type"] for each in house.said()[-2:]] == ["AdvocateLeft", "PersonErased"]
    assert house.directory.person(person)["name"] == "[erased]"
    house.work_timers()
    assert house.state(approval_id) == "lapsed"
    assert house.said()[-1]["reason"] == "person-erased"


def test_names_are_told_of_those_who_take_part_and_are_listed(house: House) -> None:
    listed, hidden, gone = house.join("Sari"), house.join("Budi"), house.join("Citra")
    house.store.run(house.people.prefer, person_id=hidden, preferences=Preferences(listed=False), at=house.clock())
    house.store.run(house.people.leave, person_id=gone, at=house.clock())
    assert house.directory.names([listed, hidden, gone, uuid4()]) == {str(listed): "Sari"}
    assert {each["name"] for each in house.directory.personas(10)} == {"Sari", "Budi"}


def test_people_are_listed_in_pages(house: House) -> None:
    people = {str(house.join(f"P{number}")) for number in range(5)}
    seen: list[str] = []
    after = None
    while True:
        page = house.directory.people(after=after, limit=2)
        seen.extend(each["person_id"] for each in page["people"])
        if page["next"] is None:
            break
        after = page["next"]
    assert len(seen) == 5
    assert set(seen) == people


def test_some_people_are_asked_for_by_their_ids(house: House) -> None:
    ayu, budi, sari = (house.join(name) for name in ("Ayu", "Budi", "Sari"))
    page = house.directory.people(after=None, limit=50, among=[sari, ayu, uuid4()])
    assert ({each["name"] for each in page["people"]}, page["next"]) == ({"Ayu", "Sari"}, None)
    house.store.run(house.people.erase, person_id=ayu, at=house.clock())
    page = house.directory.people(after=None, limit=50, among=[sari, ayu])
    assert [each["name"] for each in page["people"]] == ["Sari"]
    assert house.directory.people(after=None, limit=50, among=[])["people"] == []
    assert budi not in {each["person_id"] for each in page["people"]}


def test_no_name_or_address_stands_outside_the_vault(house: House) -> None:
    house.form("Hush-Group")
    house.join("Hushname")
    for table in ("stored_events", "people", "groups", "vault", "due", "answers"):
        text = str(house.rows(f"SELECT t::text FROM {table} t")).lower()  # noqa: S608
        assert "hush" not in text, table
        assert b"hush".hex() not in text, table
