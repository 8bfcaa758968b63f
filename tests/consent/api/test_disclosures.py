"""Disclosures over HTTP: everybody reads the rules, administrators set the programme's own."""

from __future__ import annotations

from uuid import uuid4

from tests.consent.callers import Api

ADMINISTRATOR = f"{uuid4()} advocate,administrator"
ADVOCATE = f"{uuid4()} advocate"
OWN = {"required": True, "texts": [{"language": "en", "text": "I am with Example Ltd.", "networks": ["mastodon"]}]}


def test_everybody_sees_what_is_asked_for_and_where_it_is_from(api: Api) -> None:
    told = api.get("/v1/disclosures", ADVOCATE).json()
    germany = next(each for each in told["shipped"] if each["countries"] == ["DE"])
    assert germany["required"]
    assert germany["source"].startswith("UWG")
    assert {each["language"] for each in germany["texts"]} == {"de", "en"}
    assert told["own"] == []


def test_an_administrator_sets_a_rule_and_the_same_request_again_is_the_same(api: Api) -> None:
    key = str(uuid4())
    for _ in range(2):
        answer = api.ask("PUT", "/v1/disclosures/US", ADMINISTRATOR, OWN, key=key)
        assert (answer.status_code, answer.json()) == (200, {"country": "US"})
    (own,) = api.get("/v1/disclosures", ADVOCATE).json()["own"]
    assert (own["country"], own["required"], own["texts"]) == ("US", True, OWN["texts"])


def test_nobody_else_does(api: Api) -> None:
    for by in (ADVOCATE, f"{uuid4()} curator"):
        assert api.put("/v1/disclosures/US", by, OWN).status_code == 403


def test_what_makes_no_sense_is_refused(api: Api) -> None:
    assert api.put("/v1/disclosures/usa", ADMINISTRATOR, OWN).status_code == 422
    assert api.put("/v1/disclosures/US", ADMINISTRATOR, {**OWN, "more": 1}).status_code == 422
    refused = api.put(
        "/v1/disclosures/US", ADMINISTRATOR, {"required": True, "texts": [{"language": "en", "text": "..."}]}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "disclosure-invalid")
