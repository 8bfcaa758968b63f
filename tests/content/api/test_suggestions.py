"""Suggestions from both sides on a real store: made, seen, accepted, declined, limited, erased."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.consent import PersonErased
from contracts.envelope import Envelope
from services.content.policies import policies
from services.content.tables import MOST_A_DAY
from services.content.words import KIND
from tests.content.conftest import Api, Callers, Service
from tests.content.web import Shown, Web
from tests.labels import assert_tells

PAGE = (Path(__file__).parents[3] / "demo" / "page.html").read_bytes()
WORDS = {"text": "Our lab\nopens its doors", "reason": "Customers ask about it"}


def suggested(api: Api, **changes: Any) -> str:
    answer = api.post("/v1/suggestions", {**WORDS, **changes}, by="advocate")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["suggestion_id"])


def item_words(service: Service, accepted: Any) -> dict[str, Any]:
    assert accepted.status_code == 201, accepted.text
    words = service.vault.open(UUID(accepted.json()["revision_id"]), KIND)
    assert words is not None
    return dict(words)


def own(api: Api) -> list[Any]:
    return list(api.get("/v1/suggestions/mine", by="advocate").json()["suggestions"])


def waiting(api: Api) -> list[str]:
    return [each["suggestion_id"] for each in api.get("/v1/suggestions").json()["suggestions"]]


def test_words_that_are_suggested_wait_and_become_an_item_with_credit(
    api: Api, service: Service, callers: Callers
) -> None:
    suggestion = suggested(api)
    [seen] = api.get("/v1/suggestions").json()["suggestions"]
    assert (seen["text"], seen["reason"], seen["link"]) == (WORDS["text"], WORDS["reason"], None)
    assert seen["suggested_by"] == str(callers.advocate)
    accepted = api.post(f"/v1/suggestions/{suggestion}/accept", {})
    words = item_words(service, accepted)
    assert (words["title"], words["description"]) == ("Our lab opens its doors", WORDS["text"])
    item = UUID(accepted.json()["item_id"])
    assert service.suggestion_rows.suggesters([item, uuid4()]) == {item: callers.advocate}
    assert waiting(api) == []
    [mine] = own(api)
    assert (mine["state"], mine["item_id"], mine["declined_because"]) == ("accepted", str(item), None)


def test_reasons_can_be_seen(api: Api) -> None:
    refused = api.post("/v1/suggestions", {**WORDS, "reason": "As\u202e you"}, by="advocate")
    assert_tells(refused, "reason", "U+202E")
    suggestion = suggested(api, reason=" Customers\r\nask ")
    assert_tells(api.post(f"/v1/suggestions/{suggestion}/decline", {"reason": "No\ufeff"}), "reason", "U+FEFF")
    assert [each["reason"] for each in own(api)] == ["Customers\nask"]


def test_a_suggested_link_becomes_an_item_of_its_page(api: Api, service: Service, web: Web) -> None:
    web.documents["/page"] = Shown(PAGE, "text/html; charset=utf-8")
    suggestion = suggested(api, link=web.url("/page"), text="")
    assert web.asked == []  # an advocate's link is asked when a curator takes it
    words = item_words(service, api.post(f"/v1/suggestions/{suggestion}/accept", {}))
    assert words["title"] == "Sunsetting api.creativecommons.org"


def test_a_curator_may_choose_the_words(api: Api, service: Service) -> None:
    suggestion = suggested(api, link="https://example.org/lab")
    accepted = api.post(f"/v1/suggestions/{suggestion}/accept", {"words": {"title": "The lab"}})
    assert item_words(service, accepted)["title"] == "The lab"


def test_a_link_that_gives_nothing_leaves_the_suggestion_waiting(api: Api, service: Service, web: Web) -> None:
    broken = suggested(api, link=web.url("/nowhere"))
    inside = suggested(api, link="http://169.254.169.254/latest/meta-data")
    for suggestion, code in ((broken, "source-unusable"), (inside, "address-refused")):
        answer = api.post(f"/v1/suggestions/{suggestion}/accept", {})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert sorted(waiting(api)) == sorted([broken, inside])
    assert [topic for topic in service.events() if "Item" in topic] == []


def test_a_declined_one_tells_its_suggester_why(api: Api) -> None:
    suggestion = suggested(api)
    declined = api.post(f"/v1/suggestions/{suggestion}/decline", {"reason": "We shared this in spring"})
    assert declined.json() == {"suggestion_id": suggestion}
    [mine] = own(api)
    assert (mine["state"], mine["declined_because"]) == ("declined", "We shared this in spring")
    again = api.post(f"/v1/suggestions/{suggestion}/accept", {})
    assert (again.status_code, again.json()["code"]) == (409, "suggestion-settled")


def test_a_repeated_request_is_the_first_answer(api: Api) -> None:
    first = api.post("/v1/suggestions", WORDS, by="advocate", key="one-wish").json()
    assert api.post("/v1/suggestions", WORDS, by="advocate", key="one-wish").json() == first
    other = api.post("/v1/suggestions", {**WORDS, "reason": "Another"}, by="advocate", key="one-wish")
    assert other.json()["code"] == "idempotency-key-reused"
    path = f"/v1/suggestions/{first['suggestion_id']}/accept"
    accepted = api.post(path, {}, key="accepted-once").json()
    assert api.post(path, {}, key="accepted-once").json() == accepted


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"reason": "why"}, "words-invalid"),
        ({"text": " \u200b ", "reason": "why"}, "words-invalid"),
        ({"text": "words", "reason": "\u200b"}, "words-invalid"),
        ({"text": "words"}, "invalid"),
        ({"link": "file:///etc/passwd", "reason": "why"}, "address-refused"),
        ({"text": "x" * 5001, "reason": "why"}, "invalid"),
        ({"text": "words", "reason": "why", "language": "english"}, "invalid"),
        ({"text": "words", "reason": "why", "by": "somebody"}, "invalid"),
    ],
)
def test_what_cannot_be_suggested(api: Api, service: Service, body: dict[str, Any], code: str) -> None:
    answer = api.post("/v1/suggestions", body, by="advocate")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert service.events() == []


def test_who_is_no_curator_sees_and_settles_nothing(api: Api) -> None:
    suggestion = suggested(api)
    assert api.get("/v1/suggestions", by="advocate").status_code == 403
    for path, body in (("accept", {}), ("decline", {"reason": "no"})):
        assert api.post(f"/v1/suggestions/{suggestion}/{path}", body, by="advocate").status_code == 403
        assert api.post(f"/v1/suggestions/{uuid4()}/{path}", body).status_code == 404
    assert api.get("/v1/suggestions/mine").json() == {"suggestions": []}


def test_pages_of_what_waits(api: Api, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.content.queries.PAGE", 2)
    made = [(suggested(api), service.clock.forward(minutes=1))[0] for _ in range(3)]
    page = api.get("/v1/suggestions").json()
    assert [each["suggestion_id"] for each in page["suggestions"]] == made[:2]
    rest = api.get(f"/v1/suggestions?after={page['next']}").json()
    assert ([each["suggestion_id"] for each in rest["suggestions"]], rest["next"]) == (made[2:], None)


def test_a_person_suggests_ten_things_a_day_however_many_at_once(service: Service, api: Api) -> None:
    def one(_: int) -> int:
        return int(api.post("/v1/suggestions", WORDS, by="advocate").status_code)

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(one, range(MOST_A_DAY + 5)))
    assert sorted(statuses) == [201] * MOST_A_DAY + [429] * 5
    assert service.events().count("content.Suggestion.Made") == MOST_A_DAY
    refused = api.post("/v1/suggestions", WORDS, by="advocate").json()
    assert refused["code"] == "too-many-suggestions"
    assert str(MOST_A_DAY) in refused["detail"]
    assert api.post("/v1/suggestions", WORDS).status_code == 201  # somebody else
    service.clock.forward(days=1)
    suggested(api)


def test_nothing_personal_outside_the_vault(api: Api, service: Service) -> None:
    planted = {"text": "Planted words", "reason": "Planted why", "link": "https://planted.example/"}
    suggestion = suggested(api, **planted)
    api.post(f"/v1/suggestions/{suggestion}/decline", {"reason": "Planted no"})
    everything = str(
        [
            service.rows("SELECT convert_from(state, 'utf8') FROM stored_events"),
            service.rows("SELECT * FROM answers"),
            service.rows("SELECT * FROM suggestions"),
        ]
    )
    assert "lanted" not in everything


def test_an_erased_person_suggested_nothing_and_what_became_an_item_stays(
    api: Api, service: Service, callers: Callers
) -> None:
    taken, left = suggested(api), suggested(api)
    item = UUID(api.post(f"/v1/suggestions/{taken}/accept", {}).json()["item_id"])
    erased: Callable[..., None] = policies(service.content, service.suggestions)[PersonErased]
    event = PersonErased(advocate_id=callers.advocate, erased_at=service.clock())
    service.store.run(erased, event, Envelope)
    assert service.rows("SELECT count(*) FROM suggestions") == [(0,)]
    assert service.rows("SELECT count(*) FROM vault WHERE kind = 'suggestion'") == [(0,)]
    assert service.suggestion_rows.suggesters([item]) == {}
    assert waiting(api) == []
    assert api.post(f"/v1/suggestions/{left}/accept", {}).status_code == 404
    assert service.store.load([item])[item] is not None
    # What was on its way then leaves nothing that could be read.
    api.post("/v1/suggestions", WORDS, by="advocate")
    assert service.rows("SELECT count(*) FROM suggestions") == [(0,)]
    assert service.rows("SELECT count(*) FROM vault WHERE kind = 'suggestion'") == [(0,)]
