"""Topics and languages of items over HTTP, on a real store."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from contracts.content import ContentCurated, ContentRevised
from services.content import tables
from services.content.publication import translate
from tests.content.api.test_items import ITEM, composed
from tests.content.conftest import Api, Service
from tests.content.web import Shown, Web
from tests.labels import UNSEEN, assert_tells


def added(api: Api, name: str = "Learning") -> str:
    answer = api.post("/v1/topics", {"name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["topic_id"])


def state(api: Api, topic: str, name: str = "Learning", *, archived: bool = False) -> Any:
    return api.put(f"/v1/topics/{topic}", {"name": name, "archived": archived})


def listed(api: Api) -> list[tuple[str, bool]]:
    answer = api.get("/v1/topics", by="advocate")
    return [(topic["name"], topic["archived"]) for topic in answer.json()["topics"]]


def said(service: Service) -> list[Any]:
    """What content said in public of its items."""
    rows = service.store.notifications(0, 100)
    told = [translate(service.store.mapper.to_domain_event(row)) for row in rows]
    kinds: dict[str, Any] = {"restu.ContentCurated.v1": ContentCurated, "restu.ContentRevised.v1": ContentRevised}
    return [kinds[each.event_type].model_validate_json(each.data) for each in told if each is not None]


def test_curators_keep_the_list_and_everybody_reads_it(api: Api) -> None:
    learning = added(api)
    added(api, "Culture")
    assert listed(api) == [("Culture", False), ("Learning", False)]
    assert state(api, learning, "Academy", archived=True).status_code == 200
    assert listed(api) == [("Academy", True), ("Culture", False)]
    assert state(api, learning, "Academy").status_code == 200
    assert listed(api)[0] == ("Academy", False)
    assert added(api, "Learning") != learning


def test_nobody_else_changes_it(api: Api) -> None:
    assert api.post("/v1/topics", {"name": "Mine"}, by="advocate").status_code == 403
    assert api.put(f"/v1/topics/{uuid4()}", {"name": "Mine", "archived": False}, by="advocate").status_code == 403
    assert api.get("/v1/topics", by="publisher").status_code == 403


def test_the_same_request_again_is_the_same_topic(api: Api) -> None:
    first = api.post("/v1/topics", {"name": "Learning"}, key="one-and-only")
    assert api.post("/v1/topics", {"name": "Learning"}, key="one-and-only").json() == first.json()
    assert len(listed(api)) == 1


@pytest.mark.parametrize("name", ["Learning", " learning ", "LEARNING"])
def test_no_two_topics_have_the_same_name(api: Api, name: str) -> None:
    learning, culture = added(api), added(api, "Culture")
    for refused in (api.post("/v1/topics", {"name": name}), state(api, culture, name)):
        assert (refused.status_code, refused.json()["code"]) == (409, "topic-name-taken")
    assert state(api, learning, name).status_code == 200
    assert listed(api)[0] == ("Culture", False)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 61])
def test_a_topic_needs_a_name(api: Api, name: str) -> None:
    assert api.post("/v1/topics", {"name": name}).status_code == 422


@pytest.mark.parametrize(("name", "told"), UNSEEN.items())
def test_a_topics_name_can_be_seen(api: Api, name: str, told: str) -> None:
    topic = added(api)
    assert_tells(api.post("/v1/topics", {"name": name}), "name", told)
    assert_tells(state(api, topic, name), "name", told)


def test_a_topic_that_is_not_there_is_not_found(api: Api) -> None:
    assert state(api, str(uuid4())).status_code == 404
    refused = api.post("/v1/items", {**ITEM, "topics": [str(uuid4())]})
    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")


def test_there_are_only_so_many(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_TOPICS", 2)
    added(api)
    added(api, "Culture")
    refused = api.post("/v1/topics", {"name": "Third"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-topics")


def test_names_are_in_no_event(api: Api, service: Service) -> None:
    state(api, added(api, "Planted"), "Replanted", archived=True)
    states = [bytes(row) for (row,) in service.rows("SELECT state FROM stored_events")]
    assert not any(b"lanted" in each for each in states)
    assert said(service) == []


def test_an_item_has_topics_and_a_language_and_both_are_said(api: Api, service: Service) -> None:
    learning, culture = added(api), added(api, "Culture")
    item = composed(api, topics=[learning, culture, learning], language="pt_br")
    (curated,) = said(service)
    assert (str(curated.item_id), curated.language) == (item, "pt-BR")
    assert [str(each) for each in curated.topics] == [learning, culture]


def test_other_topics_or_another_language_are_no_other_words(api: Api, service: Service) -> None:
    learning = added(api)
    item = composed(api)
    corrected = api.post(f"/v1/items/{item}/revise", {**ITEM, "language": "id", "topics": [learning]})
    assert corrected.json()["changed"]
    curated, revised = said(service)
    assert revised.revision_id == curated.revision_id
    assert (revised.language, [str(each) for each in revised.topics]) == ("id", [learning])
    same = api.post(f"/v1/items/{item}/revise", {**ITEM, "language": "ID", "topics": [learning]})
    assert not same.json()["changed"]
    other = api.post(f"/v1/items/{item}/revise", {**ITEM, "title": "Other", "topics": [learning], "language": "id"})
    assert other.json()["revision_id"] != str(curated.revision_id)
    assert said(service)[-1].language == "id"


def test_an_expiry_that_moves_says_the_rest_again(api: Api, service: Service) -> None:
    learning = added(api)
    item = composed(api, topics=[learning])
    api.post(f"/v1/items/{item}/revise", {**ITEM, "topics": [learning], "expires_at": "2026-12-24T00:00:00Z"})
    last = said(service)[-1]
    assert (str(last.topics[0]), last.language) == (learning, "en")
    assert last.expires_at is not None


def test_an_archived_topic_stays_where_it_is_and_goes_nowhere_else(api: Api) -> None:
    learning = added(api)
    item = composed(api, topics=[learning])
    state(api, learning, archived=True)
    refused = api.post("/v1/items", {**ITEM, "topics": [learning]})
    assert (refused.status_code, refused.json()["code"]) == (409, "topic-archived")
    kept = api.post(f"/v1/items/{item}/revise", {**ITEM, "title": "Other", "topics": [learning]})
    assert kept.status_code == 200


def test_an_item_has_a_few_topics(api: Api) -> None:
    assert api.post("/v1/items", {**ITEM, "topics": [str(uuid4()) for _ in range(11)]}).status_code == 422


@pytest.mark.parametrize(
    ("head", "language"),
    [('<html lang="id">', "id"), ('<html lang="pt_BR">', "pt-BR"), ("<html>", None), ('<html lang="klingon">', None)],
)
def test_a_page_tells_its_language_or_nobody_guesses_it(
    api: Api, service: Service, web: Web, head: str, language: str | None
) -> None:
    page = f"{head}<head><title>Our lab</title></head></html>"
    web.documents["/page"] = Shown(page.encode(), "text/html; charset=utf-8")
    assert api.post("/v1/items/from-link", {"url": web.url("/page")}).status_code == 201
    assert said(service)[-1].language == language


@pytest.mark.parametrize("language", ["id", None])
def test_a_feed_tells_its_language_or_nobody_guesses_it(
    api: Api, service: Service, web: Web, language: str | None
) -> None:
    told = f"<language>{language}</language>" if language else ""
    entry = "<item><title>Open</title><guid>1</guid><link>https://example.org/open</link></item>"
    feed = f'<rss version="2.0"><channel><title>News</title>{told}{entry}</channel></rss>'
    web.documents["/feed"] = Shown(feed.encode(), "application/rss+xml")
    assert api.post("/v1/feeds", {"url": web.url("/feed")}).status_code == 201
    assert said(service)[-1].language == language


def test_a_suggestion_keeps_its_suggesters_language(api: Api, service: Service) -> None:
    words = {"text": "Lab kami dibuka", "reason": "Pelanggan bertanya.", "language": "id"}
    suggestion = api.post("/v1/suggestions", words, by="advocate").json()["suggestion_id"]
    assert api.post(f"/v1/suggestions/{suggestion}/accept", {}).status_code == 201
    assert said(service)[-1].language == "id"
