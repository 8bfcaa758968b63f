"""Routes about people over HTTP: administrators, one's own page, and what services ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.signing import digest
from services.consent.kinds import PERSON
from tests.consent.callers import Api
from tests.consent.house import House
from tests.labels import UNSEEN, assert_tells

PREFERENCES = {
    "language": "id",
    "time_zone": "Asia/Jakarta",
    "quiet_from": 1200,
    "quiet_to": 480,
    "weekdays": [4, 0, 0],
    "spacing_minutes": 30,
    "daily_cap": 2,
    "listed": False,
}


@pytest.fixture
def administrator() -> str:
    return f"{uuid4()} advocate,administrator"


def test_the_command_line_adds_the_first_administrator_once(api: Api, house: House) -> None:
    body = {"name": "Ada", "email": "ada@example.org", "roles": ["administrator"], "groups": []}
    first = api.post("/internal/people", "cli", body, key="first-administrator")
    again = api.post("/internal/people", "cli", body, key="first-administrator")
    assert (first.status_code, again.json()) == (201, first.json())
    person = first.json()["person_id"]
    assert api.get(f"/internal/people/{person}", "gateway").json() == {
        "person_id": person,
        "name": "Ada",
        "roles": ["administrator", "advocate"],
        "active": True,
    }
    assert house.rows("SELECT count(*) FROM people") == [(1,)]
    assert api.post("/internal/people", "gateway", body).status_code == 403


def test_an_administrator_manages_people_and_groups(api: Api, house: House, administrator: str) -> None:
    group = api.post("/v1/groups", administrator, {"name": "Sales"}).json()["group_id"]
    body = {"name": "Sari", "email": "sari@example.org", "roles": ["curator"], "groups": [group]}
    person = api.post("/v1/people", administrator, body).json()["person_id"]
    taken = api.post("/v1/people", administrator, body)
    assert (taken.status_code, taken.json()["code"]) == (409, "email-taken")
    [listed] = api.get("/v1/people", administrator).json()["people"]
    assert (listed["name"], listed["roles"], listed["groups"]) == ("Sari", ["advocate", "curator"], [group])
    named = {"group_id": group, "name": "Sales"}
    assert api.get("/v1/groups", administrator).json()["groups"] == [{**named, "members": 1}]
    for role in ("curator", "sponsor"):
        assert api.get("/v1/groups", f"{uuid4()} {role}").json()["groups"] == [{**named, "members": None}]
    for role in ("advocate", "auditor"):
        assert api.get("/v1/groups", f"{uuid4()} {role}").status_code == 403

    assert api.put(f"/v1/people/{person}/roles", administrator, {"roles": ["auditor"]}).status_code == 200
    assert api.put(f"/v1/people/{person}/groups", administrator, {"groups": []}).status_code == 200
    me = api.get("/v1/me", person).json()
    assert (me["roles"], me["groups"]) == (["advocate", "auditor"], [])
    assert api.get("/v1/groups", administrator).json()["groups"] == [{**named, "members": 0}]

    assert api.post(f"/v1/people/{person}/leave", administrator).status_code == 200
    refused = api.put(f"/v1/people/{person}/roles", administrator, {"roles": []})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-taking-part")
    assert api.post(f"/v1/people/{person}/erase", administrator).status_code == 200
    assert api.get("/v1/people", administrator).json()["people"] == []
    assert house.directory.person(UUID(person))["name"] == "[erased]"


def found(api: Api, by: str, words: str = "", **more: Any) -> list[str]:
    return [each["name"] for each in api.post("/v1/people/search", by, {"words": words, **more}).json()["people"]]


def test_people_are_found_by_what_one_remembers_of_them(api: Api, house: House, administrator: str) -> None:
    for name in ("Sari", "Ayu", "Dimas", "Basari", "Zoë"):
        house.join(name)
    assert found(api, administrator) == ["Ayu", "Basari", "Dimas", "Sari", "Zoë"]
    assert found(api, administrator, "SARI") == ["Sari", "Basari"]
    assert found(api, administrator, "zoe") == ["Zoë"]
    assert found(api, administrator, "example sari") == ["Basari", "Sari"]
    told = api.post("/v1/people/search", administrator, {"words": "nobody"}).json()
    assert told == {"people": [], "found": 0, "taking_part": 5, "next": None}


def test_who_left_is_found_unless_one_asks_for_who_takes_part_and_the_erased_never(
    api: Api, house: House, administrator: str
) -> None:
    left, gone = house.join("Sari"), house.join("Sarah")
    house.join("Saras")
    house.store.run(house.people.leave, person_id=left, at=house.clock())
    house.store.run(house.people.erase, person_id=gone, at=house.clock())
    assert found(api, administrator, "sar") == ["Saras", "Sari"]
    assert found(api, administrator, "sar", taking_part=True) == ["Saras"]
    assert found(api, administrator, "sarah") == []


def test_what_is_found_comes_in_pages(api: Api, house: House, administrator: str) -> None:
    names = [f"Person{number:02}" for number in range(7)]
    for name in names[::2] + names[1::2]:
        house.join(name)
    pages, after = [], None
    while True:
        told = api.post(
            "/v1/people/search", administrator, {"words": "person", "limit": 3, **({"after": after} if after else {})}
        ).json()
        assert (told["found"], told["taking_part"]) == (7, 7)
        pages.append([each["name"] for each in told["people"]])
        if (after := told["next"]) is None:
            break
    assert pages == [names[:3], names[3:6], names[6:]]


def test_who_lost_their_name_is_listed_last(api: Api, house: House, administrator: str) -> None:
    nameless = house.join("Sari")
    house.join("Zoë")
    house.database.transact([house.vault.delete(nameless, PERSON)])
    assert found(api, administrator) == ["Zoë", "[erased]"]
    assert found(api, administrator, "zo") == ["Zoë"]


@pytest.mark.parametrize("roles", ["advocate", "curator", "auditor", "advocate,curator,auditor"])
def test_only_administrators_manage_people(api: Api, house: House, roles: str) -> None:
    person = house.join()
    by = f"{uuid4()} {roles}"
    body = {"name": "Sari", "email": "x@example.org"}
    answers = [
        api.post("/v1/people", by, body),
        api.get("/v1/people", by),
        api.post("/v1/people/search", by, {}),
        api.put(f"/v1/people/{person}/roles", by, {"roles": []}),
        api.put(f"/v1/people/{person}/groups", by, {"groups": []}),
        api.post(f"/v1/people/{person}/leave", by),
        api.post(f"/v1/people/{person}/erase", by),
        api.post("/v1/groups", by, {"name": "x"}),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert house.directory.person(person)["active"]


def test_one_chooses_for_oneself(api: Api, house: House) -> None:
    person = house.join()
    assert not api.get("/v1/me", person).json()["has_chosen"], "the organisation's are nobody's choice"
    assert api.put("/v1/me/preferences", person, PREFERENCES).status_code == 200
    assert api.get("/v1/me", person).json()["has_chosen"]
    chosen = {**PREFERENCES, "weekdays": [0, 4], "country": None, "topics": [], "languages": []}
    assert api.get("/v1/me", person).json()["preferences"] == chosen
    assert house.said()[-1] | {"changed_at": ""} == {
        "type": "PreferencesChanged",
        "advocate_id": str(person),
        **PREFERENCES,
        "weekdays": [0, 4],
        "changed_at": "",
    }
    assert api.put("/v1/me/preferences", person, {**PREFERENCES, "country": "ID"}).status_code == 200
    assert api.get("/v1/me", person).json()["preferences"]["country"] == "ID"
    assert "country" not in house.said()[-1], "whose law somebody is under is nobody else's business"
    topic = str(uuid4())
    liked = {"topics": [topic, topic], "languages": ["id", "pt_br", "ID"]}
    assert api.put("/v1/me/preferences", person, {**PREFERENCES, **liked}).status_code == 200
    told = api.get("/v1/me", person).json()["preferences"]
    assert (told["topics"], told["languages"]) == ([topic], ["id", "pt-BR"])
    assert api.put("/v1/me/preferences", person, {**PREFERENCES, "languages": ["english"]}).status_code == 422
    assert api.put("/v1/me/preferences", person, {**PREFERENCES, "country": "Mars"}).status_code == 422
    wrong = api.put("/v1/me/preferences", person, {**PREFERENCES, "time_zone": "Mars/Olympus"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown-time-zone")
    assert api.put("/v1/me/preferences", person, {**PREFERENCES, "daily_cap": 0}).status_code == 422


def test_one_leaves_and_is_erased_at_ones_own_wish(api: Api, house: House) -> None:
    person = house.join()
    assert api.post("/v1/me/leave", person).status_code == 200
    assert api.get("/v1/feed", person).json()["code"] == "not-taking-part"
    assert api.post("/v1/me/erase", person, key="erase-me-now").status_code == 200
    assert api.post("/v1/me/erase", person, key="erase-me-now").status_code == 200
    assert api.get("/v1/me", person).json()["name"] == "[erased]"


@pytest.mark.parametrize(("name", "told"), UNSEEN.items())
def test_names_can_be_seen(api: Api, house: House, administrator: str, name: str, told: str) -> None:
    assert_tells(api.post("/v1/people", administrator, {"name": name, "email": "a@b"}), "name", told)
    assert_tells(api.post("/internal/people", "cli", {"name": name, "email": "a@b"}), "name", told)
    assert_tells(api.post("/v1/groups", administrator, {"name": name}), "name", told)
    assert house.rows("SELECT count(*) FROM stored_events") == [(0,)]


def test_a_name_is_kept_in_its_one_spelling(api: Api, administrator: str) -> None:
    person = api.post("/v1/people", administrator, {"name": " Zoe\u0308 ", "email": "zoe@example.org"}).json()
    [listed] = api.get(f"/v1/people?ids={person['person_id']}", administrator).json()["people"]
    assert listed["name"] == "Zo\u00eb"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "email": "a@b"},
        {"name": "S" * 101, "email": "a@b"},
        {"name": "Sari", "email": "nobody"},
        {"name": "Sari", "email": "a b@c"},
        {"name": "Sari", "email": "a@b", "roles": ["king"]},
        {"name": "Sari", "email": "a@b", "groups": ["x"]},
        {"name": "Sari", "email": "a@b", "person_id": str(uuid4())},
        {"name": "Sa\u0000ri", "email": "a@b"},
        {"name": "Sari\u202e", "email": "a@b"},
        {"email": "a@b"},
    ],
)
def test_malformed_people_are_refused(api: Api, house: House, administrator: str, body: dict[str, Any]) -> None:
    answer = api.post("/v1/people", administrator, body)
    assert answer.status_code == 422, answer.text
    assert house.rows("SELECT count(*) FROM stored_events") == [(0,)]


def test_what_services_ask_is_told_to_those_it_is_for(api: Api, house: House) -> None:
    person, _, _, approval_id = house.approved()
    opening = api.get(f"/internal/openings/{approval_id}", "publisher").json()["opening"]
    assert opening == house.vault.open(approval_id, "opening")
    assert api.get(f"/internal/openings/{uuid4()}", "publisher").status_code == 404
    assert api.post("/internal/names", "gamification", {"ids": [str(person)]}).json()["names"].keys() == {str(person)}
    assert [each["person_id"] for each in api.get("/internal/personas", "gateway").json()] == [str(person)]
    assert api.get(f"/internal/people/{uuid4()}", "publisher").status_code == 404
    for path, wrong in (
        (f"/internal/openings/{approval_id}", "gamification"),
        (f"/internal/openings/{approval_id}", f"{person} administrator"),
        (f"/internal/people/{person}", f"{person} administrator"),
        ("/internal/personas", "publisher"),
    ):
        assert api.get(path, wrong).status_code == 403
    asked = {"ids": [str(person), str(uuid4())]}
    assert api.post("/internal/authors", "publisher", asked).json()["names"].keys() == {str(person)}
    for wrong in ("gamification", f"{person} auditor"):
        assert api.post("/internal/authors", wrong, asked).status_code == 403
    house.store.run(house.people.erase, person_id=person, at=house.clock())
    assert api.get(f"/internal/openings/{approval_id}", "publisher").status_code == 404
    assert api.post("/internal/authors", "publisher", asked).json() == {"names": {}}


def test_authors_are_found_by_their_names_and_not_by_their_addresses(api: Api, house: House) -> None:
    sari, budi, gone = house.join("Sari Dewi"), house.join("Budi Sarifudin"), house.join("Sarita")
    house.store.run(house.people.erase, person_id=gone, at=house.clock())
    told = api.post("/internal/authors/search", "publisher", {"words": "sari"}).json()["people"]
    assert [(each["person_id"], each["name"]) for each in told] == [
        (str(sari), "Sari Dewi"),
        (str(budi), "Budi Sarifudin"),
    ]
    assert api.post("/internal/authors/search", "publisher", {"words": "example"}).json() == {"people": []}
    assert api.post("/internal/authors/search", "publisher", {"words": ""}).status_code == 422
    for wrong in ("gamification", f"{sari} auditor"):
        assert api.post("/internal/authors/search", wrong, {"words": "sari"}).status_code == 403


def test_what_is_remembered_of_a_request_names_nobody(api: Api, house: House, administrator: str) -> None:
    body = {"name": "Hushname", "email": "hush@example.org"}
    api.post("/v1/people", administrator, body, key="one-wish-only")
    [(fingerprint,)] = house.rows("SELECT fingerprint FROM answers")
    assert fingerprint not in {digest(body), digest({**body, "roles": [], "groups": []})}
    again = api.post("/v1/people", administrator, {**body, "name": "Other"}, key="one-wish-only")
    assert again.json()["code"] == "idempotency-key-reused"
