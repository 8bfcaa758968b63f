from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.pictures import png
from tests.sandbox.driving import Account, Sandbox


def test_a_status_is_published_and_read_back(sandbox: Sandbox, anna: Account) -> None:
    # when a status with everything is posted
    shown = anna.posted("Bonjour #Monde", visibility="unlisted", language="fr", spoiler_text="salut", sensitive="false")
    # then it stands as it was posted
    assert shown["content"].startswith("<p>Bonjour <a ")
    assert (shown["visibility"], shown["language"], shown["spoiler_text"]) == ("unlisted", "fr", "salut")
    assert shown["sensitive"] is True
    assert shown["tags"][0]["name"] == "monde"
    assert shown["account"]["id"] == anna.id
    assert shown["url"] == f"{sandbox.url}/@anna/{shown['id']}"
    assert shown["uri"] == f"{sandbox.url}/users/anna/statuses/{shown['id']}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", shown["created_at"])
    assert anna.call("GET", f"statuses/{shown['id']}").json() == shown
    assert sandbox.texts() == ["Bonjour #Monde"]


def test_ids_sort_by_time(anna: Account) -> None:
    ids = [anna.posted(f"number {number}")["id"] for number in range(5)]
    assert sorted(ids, key=int) == ids
    moment = datetime.fromtimestamp((int(ids[0]) >> 16) / 1000, UTC)
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": " \n"}, "Validation failed: Text can't be blank"),
        ({"status": "a" * 501}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "a" * 490, "spoiler_text": "b" * 11}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "a", "visibility": "secret"}, "Validation failed: Visibility is not included in the list"),
        ({"status": "a", "media_ids[]": "7"}, "Validation failed: Media 7 not found or already attached"),
        ({"status": "a", "scheduled_at": "2030-01-01T00:00:00Z"}, "Scheduled posts are not available"),
        ({"status": "a", "poll[options][]": "x"}, "Polls are not available"),
        ({"status": "a", "quoted_status_id": "1"}, "Quotes are not available"),
        ({"status": "a\0b"}, "null character"),
        ({"status": "a", "in_reply_to_id": "x"}, "in_reply_to_id is not an id"),
    ],
)
def test_what_cannot_be_published_is_refused_in_words(
    sandbox: Sandbox, anna: Account, fields: dict[str, str], message: str
) -> None:
    answer = anna.call("POST", "statuses", data=fields)
    assert answer.status_code == 422
    assert message in answer.json()["error"]
    assert sandbox.texts() == []


def test_a_text_of_the_very_limit_is_taken(anna: Account) -> None:
    link = "https://example.com/" + "p" * 200
    assert anna.posted("a" * (500 - 23 - 1) + " " + link)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"status=%ff", "application/x-www-form-urlencoded", 400),
        (b"status=\xff", "application/x-www-form-urlencoded", 400),
        (b'{"status": {"a": 1}}', "application/json", 422),
        (b"x", "text/plain", 415),
        (b"status=" + b"a" * 1_100_000, "application/x-www-form-urlencoded", 413),
        (b"x", "multipart/form-data; boundary=y", 422),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    sandbox: Sandbox, anna: Account, content: bytes, kind: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {anna.token}", "Content-Type": kind}
    answer = sandbox.http.post("/api/v1/statuses", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert isinstance(answer.json()["error"], str)
    assert sandbox.texts() == []


def test_json_and_multipart_say_the_same_as_a_form(sandbox: Sandbox, anna: Account) -> None:
    anna.call("POST", "statuses", json={"status": "from JSON", "sensitive": True, "media_ids": []})
    anna.call("POST", "statuses", files={"status": (None, "from multipart ✓")})
    assert sandbox.texts() == ["from JSON", "from multipart ✓"]


def test_a_key_used_again_gives_the_first_status(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    first = anna.post("once", key="k").json()
    assert anna.post("something else", key="k").json()["id"] == first["id"]
    assert bert.post("bert's own", key="k").json()["id"] != first["id"]
    assert anna.post("without", key="").status_code == 200
    assert sandbox.texts("anna") == ["once", "without"]


def test_a_key_of_a_deleted_status_finds_nothing(sandbox: Sandbox, anna: Account) -> None:
    first = anna.post("once", key="k").json()
    anna.call("DELETE", f"statuses/{first['id']}")
    assert anna.post("once", key="k").status_code == 404
    assert sandbox.texts() == []


def test_a_deleted_status_is_gone_and_its_words_come_back(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    shown = anna.posted("Take this down https://example.com")
    reblogged = bert.call("POST", f"statuses/{shown['id']}/reblog").json()
    assert bert.call("DELETE", f"statuses/{shown['id']}").status_code == 404
    gone = anna.call("DELETE", f"statuses/{shown['id']}").json()
    assert gone["text"] == "Take this down https://example.com"
    assert "content" not in gone
    for path in (f"statuses/{shown['id']}", f"statuses/{reblogged['id']}", f"statuses/{shown['id']}/context"):
        answer = anna.call("GET", path)
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
    assert anna.call("DELETE", f"statuses/{shown['id']}").status_code == 404
    [kept, _reblog] = sandbox.control("GET", "statuses")
    assert kept["deleted_at"] is not None


def test_an_edit_replaces_the_words(anna: Account, bert: Account) -> None:
    shown = anna.posted("befor", language="de")
    assert bert.call("PUT", f"statuses/{shown['id']}", data={"status": "mine"}).status_code == 404
    edited = anna.call("PUT", f"statuses/{shown['id']}", data={"status": "before"}).json()
    assert edited["content"] == "<p>before</p>"
    assert edited["language"] == "de"
    assert edited["edited_at"] is not None
    assert edited["id"] == shown["id"]


def test_a_reblog_is_made_once_and_taken_back(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    original = anna.posted("worth it")
    first = bert.call("POST", f"statuses/{original['id']}/reblog").json()
    assert first["id"] != original["id"]
    assert first["reblog"]["id"] == original["id"]
    assert (first["reblogged"], first["reblog"]["reblogged"]) == (True, True)
    assert first["reblog"]["reblogs_count"] == 1
    assert bert.call("POST", f"statuses/{original['id']}/reblog").json()["id"] == first["id"]
    assert bert.call("POST", f"statuses/{first['id']}/reblog").json()["id"] == first["id"]
    assert bert.call("GET", f"statuses/{original['id']}").json()["reblogged"] is True
    assert anna.call("GET", f"statuses/{original['id']}").json()["reblogged"] is False
    for _ in range(2):
        undone = bert.call("POST", f"statuses/{original['id']}/unreblog").json()
        assert (undone["id"], undone["reblogged"]) == (original["id"], False)
    again = bert.call("POST", f"statuses/{original['id']}/reblog").json()
    assert again["id"] != first["id"]
    assert len(sandbox.texts("bert")) == 1


def test_favourites_repeat_without_effect(anna: Account, bert: Account) -> None:
    original = anna.posted("nice")
    for _ in range(2):
        shown = bert.call("POST", f"statuses/{original['id']}/favourite").json()
        assert (shown["favourited"], shown["favourites_count"]) == (True, 1)
    for _ in range(2):
        shown = bert.call("POST", f"statuses/{original['id']}/unfavourite").json()
        assert (shown["favourited"], shown["favourites_count"]) == (False, 0)


def test_follows_repeat_without_effect(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    def standing() -> dict[str, object]:
        (shown,) = bert.call("GET", f"accounts/relationships?id[]={anna.id}&id[]=17&id[]=x").json()
        counts = bert.call("GET", f"accounts/{anna.id}").json()["followers_count"]
        return {"id": shown["id"], "following": shown["following"], "followers": counts}

    assert standing() == {"id": anna.id, "following": False, "followers": 0}
    for _ in range(2):
        assert bert.call("POST", f"accounts/{anna.id}/follow").json()["following"] is True
        assert standing() == {"id": anna.id, "following": True, "followers": 1}
    (seen,) = anna.call("GET", f"accounts/relationships?id={bert.id}").json()
    assert (seen["following"], seen["followed_by"]) == (False, True)
    for _ in range(2):
        assert bert.call("POST", f"accounts/{anna.id}/unfollow").json()["following"] is False
        assert standing() == {"id": anna.id, "following": False, "followers": 0}
    assert bert.call("POST", f"accounts/{bert.id}/follow").status_code == 403
    assert bert.call("POST", "accounts/17/follow").status_code == 404
    narrow = sandbox.account("carl", "write:favourites")
    assert narrow.call("POST", f"accounts/{anna.id}/follow").status_code == 403


def test_images_are_given_back_as_they_came_to_one_status_of_their_owner(
    sandbox: Sandbox, anna: Account, bert: Account
) -> None:
    def uploaded(data: bytes = png(), description: str = "A dot") -> httpx.Response:
        files = {"file": ("dot.png", data, "text/plain")}
        headers = {"Authorization": f"Bearer {anna.token}"}
        form = {"description": description}
        return sandbox.http.post("/api/v2/media", headers=headers, files=files, data=form)

    made = uploaded().json()
    assert (made["type"], made["description"]) == ("image", "A dot")
    fetched = httpx.get(made["url"])
    assert (fetched.content, fetched.headers["content-type"]) == (png(), "image/png")
    assert anna.call("GET", f"media/{made['id']}").json() == made
    assert bert.call("GET", f"media/{made['id']}").status_code == 404
    assert bert.call("POST", "statuses", data={"status": "hers", "media_ids[]": made["id"]}).status_code == 422
    second = uploaded(png(colour=1), "").json()
    fields = {"status": "look", "media_ids[]": [second["id"], made["id"]]}
    shown = anna.call("POST", "statuses", data=fields).json()
    assert [image["description"] for image in shown["media_attachments"]] == [None, "A dot"]
    assert anna.listed(only_media="1")[0]["id"] == shown["id"]
    again = anna.call("POST", "statuses", data={"status": "again", "media_ids[]": made["id"]})
    assert again.status_code == 422
    assert sandbox.texts() == ["look"]
    assert 'alt="A dot"' in sandbox.http.get("/").text
    for wrong in (uploaded(b"<svg/>"), uploaded(description="x" * 1501)):
        assert wrong.status_code == 422
    assert anna.call("POST", "media").status_code == 404


def test_who_sees_what(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    carl = sandbox.account("carl")
    ids = {
        visibility: anna.posted(f"{visibility} for @bert", visibility=visibility)["id"]
        for visibility in ("public", "unlisted", "private", "direct")
    }

    def seen(viewer: Account | None) -> list[str]:
        headers = {"Authorization": f"Bearer {viewer.token}"} if viewer else {}
        answers = {v: sandbox.http.get(f"/api/v1/statuses/{i}", headers=headers) for v, i in ids.items()}
        return [visibility for visibility, answer in answers.items() if answer.status_code == 200]

    assert seen(None) == ["public", "unlisted"]
    assert seen(carl) == ["public", "unlisted", "private"]
    assert seen(bert) == seen(anna) == ["public", "unlisted", "private", "direct"]
    assert bert.call("POST", f"statuses/{ids['private']}/reblog").status_code == 403
    assert carl.call("POST", f"statuses/{ids['direct']}/reblog").status_code == 404
    assert [status["id"] for status in sandbox.http.get("/api/v1/timelines/public").json()] == [ids["public"]]


def test_an_accounts_list_is_paged(sandbox: Sandbox, anna: Account) -> None:
    # given seven statuses, the oldest first
    ids = [anna.posted(f"number {number}")["id"] for number in range(7)]

    def listed(**query: Any) -> list[str]:
        return [status["id"] for status in anna.listed(**query)]

    assert listed() == ids[::-1]
    assert listed(max_id=ids[3], limit=2) == [ids[2], ids[1]]
    assert listed(since_id=ids[3], limit=2) == [ids[6], ids[5]]
    assert listed(min_id=ids[3], limit=2) == [ids[5], ids[4]]
    assert listed(min_id=ids[1], max_id=ids[4]) == [ids[3], ids[2]]
    # and the Link header leads through all of them
    walked: list[str] = []
    address = f"{sandbox.url}/api/v1/accounts/{anna.id}/statuses?limit=3"
    while address:
        answer = sandbox.http.get(address)
        walked += [status["id"] for status in answer.json()]
        address = answer.links.get("next", {}).get("url", "")
        if answer.json():
            assert f"min_id={answer.json()[0]['id']}" in answer.links["prev"]["url"]
    assert walked == ids[::-1]
    assert anna.call("GET", f"accounts/{anna.id}/statuses", params={"max_id": "x"}).status_code == 422


def test_an_accounts_list_leaves_out_what_is_asked(anna: Account, bert: Account) -> None:
    theirs = bert.posted("a question")
    own = anna.posted("a statement")
    to_self = anna.posted("more", in_reply_to_id=own["id"])
    to_bert = anna.posted("@bert an answer", in_reply_to_id=theirs["id"])
    boost = anna.call("POST", f"statuses/{theirs['id']}/reblog").json()

    def listed(**query: Any) -> list[str]:
        return [status["id"] for status in anna.listed(**query)]

    assert listed() == [boost["id"], to_bert["id"], to_self["id"], own["id"]]
    assert listed(exclude_replies="true") == [boost["id"], to_self["id"], own["id"]]
    assert listed(exclude_reblogs="true") == [to_bert["id"], to_self["id"], own["id"]]
    assert listed(exclude_reblogs="false") == listed()
    assert listed(pinned="true") == listed(only_media="1") == []


def test_a_thread_is_shown_from_both_ends(anna: Account, bert: Account) -> None:
    first = anna.posted("one")
    second = bert.posted("two", in_reply_to_id=first["id"])
    third = anna.posted("three", in_reply_to_id=second["id"])
    around = anna.call("GET", f"statuses/{second['id']}/context").json()
    assert [status["id"] for status in around["ancestors"]] == [first["id"]]
    assert [status["id"] for status in around["descendants"]] == [third["id"]]
    assert third["in_reply_to_account_id"] == bert.id
    assert anna.post("four", in_reply_to_id="1").status_code == 404


def test_accounts_are_found(sandbox: Sandbox, anna: Account) -> None:
    anna.posted("hello")
    by_id = sandbox.http.get(f"/api/v1/accounts/{anna.id}").json()
    assert (by_id["acct"], by_id["statuses_count"]) == ("anna", 1)
    for name in ("anna", "@Anna", f"anna@127.0.0.1:{sandbox.port}"):
        assert sandbox.http.get("/api/v1/accounts/lookup", params={"acct": name}).json() == by_id
    for path in ("accounts/lookup?acct=nobody", "accounts/lookup?acct=anna@elsewhere.example", "accounts/1"):
        assert sandbox.http.get(f"/api/v1/{path}").json() == {"error": "Record not found"}
    own = anna.call("GET", "accounts/verify_credentials").json()
    assert own["source"]["privacy"] == "public"


def test_tokens_are_asked_for(sandbox: Sandbox, anna: Account) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    for headers in ({}, wrong):
        answer = sandbox.http.post("/api/v1/statuses", data={"status": "x"}, headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"error": "The access token is invalid"})
        assert answer.headers["www-authenticate"].startswith("Bearer ")
    narrow = sandbox.account("carl", "profile write:favourites")
    shown = anna.posted("hello")
    assert narrow.call("GET", "accounts/verify_credentials").status_code == 200
    assert narrow.call("POST", f"statuses/{shown['id']}/favourite").status_code == 200
    for method, path in (
        ("POST", "statuses"),
        ("POST", f"statuses/{shown['id']}/reblog"),
        ("GET", f"statuses/{shown['id']}"),
        ("GET", f"accounts/{narrow.id}"),
        ("GET", "timelines/home"),
    ):
        answer = narrow.call(method, path)
        assert (answer.status_code, answer.json()) == (403, {"error": "This action is outside the authorized scopes"})


def test_a_wide_scope_holds_its_parts(sandbox: Sandbox) -> None:
    wide = sandbox.account("carl", "read write")
    shown = wide.posted("hello")
    assert wide.call("POST", f"statuses/{shown['id']}/favourite").status_code == 200
    assert wide.call("GET", "timelines/home").json()[0]["id"] == shown["id"]


def test_the_instance_says_what_it_allows(sandbox: Sandbox) -> None:
    for path in ("/api/v1/instance", "/api/v2/instance", "/api/v2/instance/"):
        configuration = sandbox.http.get(path).json()["configuration"]["statuses"]
        assert configuration["max_characters"] == 500
        assert configuration["characters_reserved_per_url"] == 23


@pytest.mark.parametrize("path", ["statuses/x", "statuses/99999999999999999999999", "statuses/-1", "nothing/here"])
def test_what_is_not_there_is_not_found(anna: Account, path: str) -> None:
    assert anna.call("GET", path).status_code == 404


def test_the_rate_limits_are_real(sandbox: Sandbox, anna: Account, bert: Account) -> None:
    sandbox.control("PUT", "limits", {"statuses": {"limit": 2, "period": 10_800}})
    first = anna.post("one")
    assert first.headers["x-ratelimit-limit"] == "2"
    assert first.headers["x-ratelimit-remaining"] == "1"
    reset = datetime.fromisoformat(first.headers["x-ratelimit-reset"])
    assert 0 < (reset - datetime.now(UTC)).total_seconds() <= 10_800
    anna.post("two", key="k")
    assert anna.post("two", key="k").status_code == 200
    refused = anna.post("three")
    assert (refused.status_code, refused.json()) == (429, {"error": "Too many requests"})
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert refused.headers["x-ratelimit-reset"] == first.headers["x-ratelimit-reset"]
    assert bert.post("bert").status_code == 200
    assert sandbox.texts("anna") == ["one", "two"]


def test_deletions_have_their_own_limit(sandbox: Sandbox, anna: Account) -> None:
    ids = [anna.posted(str(number))["id"] for number in range(2)]
    sandbox.control("PUT", "limits", {"deletes": {"limit": 1, "period": 1800}})
    assert [anna.call("DELETE", f"statuses/{each}").status_code for each in ids] == [200, 429]
