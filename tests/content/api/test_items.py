"""The curator's routes, with good and bad requests, on a real store."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from contracts.labels import can_be_seen
from tests.content.conftest import Api, Callers, Service
from tests.content.web import Shown, Web
from tests.labels import UNSEEN, assert_tells
from tests.pictures import png

ITEM = {
    "title": "Ballista 43 is out",
    "description": "Faster shuffles.",
    "link": "https://example.org/blog/ballista#notes",
    "image_url": "https://example.org/a.png",
    "language": "en",
    "messages": [
        {"network": "mastodon", "language": "en", "text": "We made shuffles faster"},
        {"network": "mastodon", "language": "id", "text": "Shuffle kami lebih cepat"},
    ],
}
ACTIVITY = {
    "kind": "post",
    "network": "mastodon",
    "opens_at": "2026-11-23T10:00:00.000Z",
    "closes_at": "2026-11-30T10:00:00+07:00",
    "audience": {"everyone": True},
    "points": 10,
    "own_words": 20,
}
REPOST = {**ACTIVITY, "kind": "repost", "own_words": 0, "target": "https://example.social/@ada/1093"}


def composed(api: Api, **changes: Any) -> str:
    answer = api.post("/v1/items", {**ITEM, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["item_id"])


def test_an_item_is_composed_and_offered_and_consent_reads_it(api: Api) -> None:
    item = composed(api)
    offered = api.post(f"/v1/items/{item}/activities", ACTIVITY)
    assert offered.status_code == 201
    assert int(offered.headers["Restu-Position"]) == 2
    activity = offered.json()["activity_id"]
    read = api.get(f"/internal/activities/{activity}", by="consent")
    assert read.json() | {"revision_id": ""} == {
        "activity_id": activity,
        "item_id": item,
        "revision_id": "",
        "kind": "post",
        "network": "mastodon",
        "language": "en",
        "title": "Ballista 43 is out",
        "link": "https://example.org/blog/ballista#notes",
        "target": None,
        "messages": [
            {"language": "en", "text": "We made shuffles faster"},
            {"language": "id", "text": "Shuffle kami lebih cepat"},
        ],
        "image": True,
        "reason": None,
    }


def test_a_repost_carries_its_target_only_in_the_vault(api: Api, service: Service) -> None:
    item = composed(api, link=None, description="", messages=[])
    refused = api.post(f"/v1/items/{item}/activities", ACTIVITY)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing-to-share")
    activity = api.post(f"/v1/items/{item}/activities", REPOST).json()["activity_id"]
    assert api.get(f"/internal/activities/{activity}", by="consent").json()["target"] == REPOST["target"]
    assert not any(b"example.social" in bytes(state) for (state,) in service.rows("SELECT state FROM stored_events"))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("like", "https://example.social/@ada/1093"),
        ("comment", "https://example.social/@ada/1093"),
        ("follow", "https://example.social/@ada"),
    ],
)
def test_what_is_done_to_something_is_offered_with_its_address(api: Api, kind: str, target: str) -> None:
    item = composed(api, link=None, description="", messages=[])
    terms = {**ACTIVITY, "kind": kind, "own_words": 20 if kind == "comment" else 0}
    assert api.post(f"/v1/items/{item}/activities", terms).json()["code"] == "target-invalid"
    activity = api.post(f"/v1/items/{item}/activities", {**terms, "target": target}).json()["activity_id"]
    told = api.get(f"/internal/activities/{activity}", by="consent").json()
    assert (told["kind"], told["target"]) == (kind, target)


@pytest.mark.parametrize(("title", "told"), UNSEEN.items())
def test_a_title_can_be_seen(api: Api, title: str, told: str) -> None:
    item = composed(api)
    assert_tells(api.post("/v1/items", {**ITEM, "title": title}), "title", told)
    assert_tells(api.post(f"/v1/items/{item}/revise", {**ITEM, "title": title}), "title", told)
    if can_be_seen(title):
        assert_tells(api.post(f"/v1/items/{item}/activities", {**ACTIVITY, "reason": title}), "reason", told)


def test_an_activity_has_the_usual_priority_or_one_of_two_more(api: Api) -> None:
    item = composed(api)
    for priority, status in ((0, 201), (2, 201), (3, 422), (-1, 422), ("1", 422), (True, 422)):
        answer = api.post(f"/v1/items/{item}/activities", {**ACTIVITY, "priority": priority})
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("  We built it:\n come and see ", "We built it: come and see"),
        ("\u200b \n\x00", None),
        ("", None),
        (None, None),
    ],
)
def test_why_an_activity_is_worth_it_is_one_line_or_nothing(api: Api, said: str | None, told: str | None) -> None:
    item = composed(api)
    activity = api.post(f"/v1/items/{item}/activities", {**ACTIVITY, "reason": said}).json()["activity_id"]
    assert api.get(f"/internal/activities/{activity}", by="consent").json()["reason"] == told


def test_a_reason_is_short_and_can_be_read(api: Api) -> None:
    item = composed(api)
    for reason, status in (("x" * 200, 201), ("x" * 201, 422), (3, 422), ([], 422)):
        answer = api.post(f"/v1/items/{item}/activities", {**ACTIVITY, "reason": reason})
        assert answer.status_code == status, answer.text


def test_no_words_outside_the_vault(api: Api, service: Service) -> None:
    item = composed(api)
    api.post(f"/v1/items/{item}/revise", {**ITEM, "title": "Planted elsewhere"})
    everything = str(
        [
            service.rows("SELECT topic, convert_from(state, 'utf8') FROM stored_events"),
            service.rows("SELECT * FROM answers"),
            service.rows("SELECT * FROM activities"),
            service.rows("SELECT * FROM due"),
            service.rows("SELECT * FROM vault"),
        ]
    )
    assert "content.Item.Revised" in everything
    for planted in ("Ballista", "shuffles", "example.org", "Planted"):
        assert planted not in everything


BAD_ITEMS: list[dict[str, Any]] = [
    {"title": ""},
    {"title": " \u200b\ufeff "},
    {"title": "x" * 301},
    {"title": 5},
    {"title": None},
    {"description": "x" * 5001},
    {"link": "javascript:alert(1)"},
    {"link": "https://user:secret@example.org/"},
    {"link": "ftp://example.org/"},
    {"link": "https://"},
    {"link": "https://example.org:99999/"},
    {"image_url": "data:image/png;base64,AAAA"},
    {"language": "english"},
    {"messages": [{"network": "friendster", "language": "en", "text": "hi"}]},
    {"messages": [{"network": "x", "language": "en", "text": "x" * 281}]},
    {"messages": [{"network": "mastodon", "language": "en", "text": ""}]},
    {"messages": [{"network": "mastodon", "language": "en", "text": " \n "}]},
    {"messages": [{"network": "mastodon", "language": "en", "text": "hi"}] * 41},
    {"expires_at": "2026-11-23T09:59:59Z"},
    {"expires_at": "2026-12-01T10:00:00"},
    {"expires_at": "0001-01-01T00:00:00+23:00"},
    {"expires_at": "soon"},
    {"unknown": 1},
]


def test_items_that_cannot_be_are_refused_and_nothing_is_stored(api: Api, service: Service) -> None:
    for changes in BAD_ITEMS:
        answer = api.post("/v1/items", {**ITEM, **changes})
        assert answer.status_code == 422, changes
        assert answer.headers["content-type"] == "application/problem+json"
    assert service.events() == []


def test_undecodable_bodies_are_refused(api: Api, service: Service) -> None:
    headers = {"Authorization": "Bearer curator", "Idempotency-Key": "12345678", "Content-Type": "application/json"}
    for body in (b"{", b"\xff\xfe", b'{"title": "\\ud800"}', b"[]", b"null", b'"x"', b"[" * 5000):
        answer = api.request("POST", "/v1/items", content=body, headers=headers)
        assert answer.status_code in {400, 422}, body
        assert answer.json()["code"]
    large = api.request("POST", "/v1/items", content=b'{"title":"' + b"x" * 300_000 + b'"}', headers=headers)
    assert large.status_code == 413
    assert service.events() == []


def test_a_message_that_is_too_long_says_by_how_much_with_the_link(api: Api) -> None:
    message = {"network": "mastodon", "language": "en", "text": "é" * 475}
    fits = {"messages": [message], "link": "https://example.org/"}
    assert api.post("/v1/items", {**ITEM, **fits}).status_code == 201
    longer = {**fits, "messages": [{**message, "text": "é" * 476}]}
    told = api.post("/v1/items", {**ITEM, **longer}).json()
    assert told | {"detail": ""} == {
        "type": "urn:restu:problem:message-too-long",
        "title": "Unprocessable Content" if "Content" in told["title"] else "Unprocessable Entity",
        "status": 422,
        "code": "message-too-long",
        "detail": "",
        "network": "mastodon",
        "language": "en",
        "used": 501,
        "limit": 500,
    }


BAD_OFFERS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "poke"}, "invalid"),
    ({"network": "friendster"}, "invalid"),
    ({"kind": "like", "network": "bluesky", "own_words": 0, "target": "https://a.example/"}, "target-invalid"),
    ({"kind": "follow", "network": "linkedin", "own_words": 0}, "kind-not-on-network"),
    ({"kind": "follow", "network": "linkedin", "own_words": 0}, "kind-not-on-network"),
    ({"network": "x"}, "points-not-allowed"),
    (
        {"kind": "like", "network": "instagram", "own_words": 0, "points": 0, "target": "https://instagram.com/p/1"},
        "kind-not-on-network",
    ),
    ({"kind": "repost", "network": "x", "own_words": 0, "target": "https://x.com/ada/status/1"}, "points-not-allowed"),
    ({"points": 1001}, "invalid"),
    ({"points": 1.5}, "invalid"),
    ({"points": True}, "invalid"),
    ({"own_words": -1}, "invalid"),
    ({"own_words": 101}, "invalid"),
    ({"own_words": None}, "invalid"),
    ({"closes_at": "2026-11-23T10:00:00Z"}, "invalid"),
    ({"closes_at": "2026-11-23T10:01:00Z"}, "window-invalid"),
    ({"closes_at": "2028-11-23T10:01:00Z"}, "window-invalid"),
    ({"opens_at": "2026-11-21T10:00:00Z"}, "window-invalid"),
    ({"opens_at": 5}, "window-invalid"),
    ({"audience": {"everyone": False}}, "audience-invalid"),
    ({"audience": {"everyone": True, "groups": [str(uuid4())]}}, "audience-invalid"),
    ({"audience": {"everyone": False, "groups": ["marketing"]}}, "invalid"),
    ({"audience": {"everyone": False, "groups": [str(uuid4()) for _ in range(101)]}}, "invalid"),
    ({"audience": {}}, "invalid"),
    ({"target": "https://example.social/@ada/1"}, "target-invalid"),
    ({"kind": "repost", "own_words": 0}, "target-invalid"),
    ({"kind": "repost", "own_words": 0, "target": "https://example.social/about"}, "target-invalid"),
    ({"kind": "repost", "own_words": 0, "target": "http://example.social/@ada/1"}, "target-invalid"),
    ({"kind": "repost", "own_words": 0, "target": "file:///etc/passwd"}, "address-refused"),
    ({"kind": "repost", "own_words": 1, "target": "https://example.social/@ada/1"}, "own-words-invalid"),
]


def test_offers_that_cannot_be_are_refused(api: Api, service: Service) -> None:
    item = composed(api)
    for changes, code in BAD_OFFERS:
        answer = api.post(f"/v1/items/{item}/activities", {**ACTIVITY, **changes})
        assert (answer.status_code, answer.json()["code"]) == (422, code), changes
    assert len(service.events()) == 1


BY_HAND: list[dict[str, Any]] = [
    {"network": "x", "points": 0},
    {"network": "linkedin"},
    {"kind": "comment", "network": "linkedin", "target": "https://www.linkedin.com/feed/update/urn:li:activity:1"},
    {"kind": "follow", "network": "bluesky", "own_words": 0, "target": "https://bsky.app/profile/ada.example.org"},
]


def test_what_people_publish_themselves_can_be_offered(api: Api) -> None:
    item = composed(api)
    for changes in BY_HAND:
        answer = api.post(f"/v1/items/{item}/activities", {**ACTIVITY, **changes})
        assert answer.status_code == 201, (changes, answer.text)


def test_unchanged_words_are_no_revision_and_the_answer_says_so(api: Api, service: Service) -> None:
    item = composed(api)
    same = api.post(f"/v1/items/{item}/revise", {**ITEM, "title": " Ballista 43 is out\u200d".replace("\u200d", "")})
    assert same.json()["changed"] is False
    assert "Restu-Position" not in same.headers
    longer = api.post(f"/v1/items/{item}/revise", {**ITEM, "expires_at": "2026-12-01T00:00:00Z"}).json()
    assert (longer["changed"], longer["revision_id"]) == (True, same.json()["revision_id"])
    other = api.post(f"/v1/items/{item}/revise", {**ITEM, "title": "Other"}).json()
    assert other["changed"]
    assert other["revision_id"] != same.json()["revision_id"]
    assert service.events() == ["content.Item.Curated", "content.Item.ExpiryChanged", "content.Item.Revised"]


def test_a_repeated_command_gets_the_first_answer(api: Api, service: Service) -> None:
    first = api.post("/v1/items", ITEM, key="the same wish")
    again = api.post("/v1/items", ITEM, key="the-same-wish")
    assert first.status_code == 422  # spaces are no key
    repeat = api.post("/v1/items", ITEM, key="the-same-wish")
    assert repeat.json() == again.json()
    other = api.post("/v1/items", {**ITEM, "title": "Other"}, key="the-same-wish")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    item = again.json()["item_id"]
    assert api.post(f"/v1/items/{item}/retire", key="retire-it").status_code == 200
    assert api.post(f"/v1/items/{item}/retire", key="retire-it").status_code == 200
    assert api.post(f"/v1/items/{item}/retire").json()["code"] == "item-retired"
    assert service.events() == ["content.Item.Curated", "content.Item.Retired"]


def test_closing_an_activity(api: Api, service: Service) -> None:
    item = composed(api)
    activity = api.post(f"/v1/items/{item}/activities", ACTIVITY).json()["activity_id"]
    assert api.post(f"/v1/activities/{activity}/close").json()["closed"] is True
    assert api.post(f"/v1/activities/{activity}/close").json()["closed"] is False
    assert service.events()[-1] == "content.Item.Closed"


def test_unknown_ids(api: Api) -> None:
    for path, body in (
        (f"/v1/items/{uuid4()}/revise", ITEM),
        (f"/v1/items/{uuid4()}/retire", None),
        (f"/v1/items/{uuid4()}/activities", ACTIVITY),
        (f"/v1/activities/{uuid4()}/close", None),
    ):
        answer = api.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
    assert api.post("/v1/items/not-an-id/retire").status_code == 422
    assert api.get(f"/internal/activities/{uuid4()}", by="consent").status_code == 404
    assert api.get("/internal/activities/1", by="consent").status_code == 422


def test_only_curators_and_only_consent(api: Api, service: Service, callers: Callers) -> None:
    for path, body in (
        ("/v1/items", ITEM),
        (f"/v1/items/{uuid4()}/revise", ITEM),
        (f"/v1/items/{uuid4()}/retire", None),
        (f"/v1/items/{uuid4()}/activities", ACTIVITY),
        (f"/v1/activities/{uuid4()}/close", None),
    ):
        for who, status in (("advocate", 403), ("consent", 403), ("nobody", 401)):
            assert api.post(path, body, by=who).status_code == status, (path, who)
    for who, status in (("curator", 403), ("publisher", 403), ("gateway", 403), ("nobody", 401)):
        assert api.get(f"/internal/activities/{uuid4()}", by=who).status_code == status, who
    assert service.events() == []
    assert callers.curator != callers.advocate


def test_the_image_that_an_item_names_is_shown_by_its_bytes(api: Api, web: Web) -> None:
    picture = png()
    web.documents["/good"] = Shown(picture, "image/png")
    web.documents["/script"] = Shown(b"<svg onload='alert(1)'/>", "image/png")
    web.documents["/page"] = Shown(b"<html></html>", "text/html")
    shown = api.get(f"/v1/items/{composed(api, image_url=web.url('/good'))}/image")
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "image/png", picture)
    assert shown.headers["x-content-type-options"] == "nosniff"
    for address in (web.url("/script"), web.url("/page"), web.url("/nowhere"), "http://127.0.0.1:1/", None):
        nothing = api.get(f"/v1/items/{composed(api, image_url=address)}/image")
        assert (nothing.status_code, nothing.content) == (204, b"")
    assert api.get(f"/v1/items/{uuid4()}/image").status_code == 404
    assert api.get(f"/v1/items/{composed(api)}/image", by="advocate").status_code == 403


def test_whoever_is_told_of_an_activity_sees_the_image_and_its_server_is_asked_once(api: Api, web: Web) -> None:
    web.documents["/good"] = Shown(png(), "image/png")

    def offered(image: str | None) -> str:
        item = composed(api, image_url=image)
        return str(api.post(f"/v1/items/{item}/activities", ACTIVITY).json()["activity_id"])

    for activity in (offered(web.url("/good")), offered(web.url("/good"))):
        shown = api.get(f"/v1/activities/{activity}/image", by="advocate")
        assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "image/png", png())
        assert shown.headers["cache-control"] == "private, max-age=900"
    assert [path for path, _ in web.asked] == ["/good"]
    for activity in (offered(web.url("/nowhere")), offered(None)):
        assert api.get(f"/v1/activities/{activity}/image", by="advocate").status_code == 204
    assert api.get(f"/v1/activities/{uuid4()}/image", by="advocate").status_code == 404
    assert api.get(f"/v1/activities/{activity}/image", by="nobody").status_code == 401
    assert api.get(f"/v1/activities/{activity}/image", by="consent").status_code == 403
