"""An advocate's routes over HTTP: feed, preview, respond, approvals, receipts."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.signing import digest
from contracts.content import ContentRevised
from contracts.values import Role
from services.consent.domain import About, Parties
from tests.consent.api.test_people import PREFERENCES
from tests.consent.callers import Api
from tests.consent.house import Activity, House
from tests.pictures import chunk, png


def preview(api: Api, person: UUID, activity: Activity, account: UUID, **more: Any) -> Any:
    body = {
        "activity_id": str(activity.id),
        "account_id": str(account),
        "text": "In my own words",
        "choice": "now",
        **more,
    }
    return api.post("/v1/previews", person, body)


def approve(api: Api, person: UUID, shown: Any, **more: Any) -> Any:
    body = {"verb": "approve", "token": shown["token"], "text": shown["preview"]["text"], **more}
    return api.post("/v1/respond", person, body)


def test_from_the_feed_to_the_receipt(api: Api, house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    api.see(house.store.position())
    [card] = api.get("/v1/feed", person).json()["activities"]
    assert card["content"]["messages"][0]["text"].startswith("We have built")
    assert card["content"]["image"] is False, "a content of the release before does not say"
    assert card["approvals"] == []

    shown = preview(api, person, activity, account).json()
    answer = approve(api, person, shown)
    assert answer.status_code == 200
    assert answer.json() == {
        "approval_id": shown["approval_id"],
        "activity_id": str(activity.id),
        "account_id": str(account),
        "state": "standing",
    }

    [card] = api.get("/v1/feed", person).json()["activities"]
    assert card["approvals"] == [{"account_id": str(account), "approval_id": shown["approval_id"], "state": "standing"}]
    [approval] = api.get("/v1/approvals", person).json()["approvals"]
    assert (approval["state"], approval["preview_digest"]) == ("standing", shown["digest"])
    assert api.get(f"/v1/approvals/{shown['approval_id']}", person).json() == approval
    receipt = api.get(f"/v1/approvals/{shown['approval_id']}/receipt", person).json()
    assert receipt["event"] == house.exact(UUID(shown["approval_id"]))
    assert digest(receipt["opening"]) == shown["digest"]


def test_others_see_nothing_of_it(api: Api, house: House) -> None:
    _, _, _, approval_id = house.approved()
    other = house.join("Budi")
    api.see(house.store.position())
    for path in (f"/v1/approvals/{approval_id}", f"/v1/approvals/{approval_id}/receipt"):
        answer = api.get(path, f"{other} administrator,curator,auditor")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert api.get("/v1/approvals", other).json() == {"approvals": [], "next": None}
    withdrawn = api.post("/v1/respond", f"{other} administrator", {"verb": "withdraw", "approval_id": str(approval_id)})
    assert withdrawn.status_code == 404
    assert house.state(approval_id) == "standing"


def test_what_becomes_of_an_approval_is_shown(api: Api, house: House) -> None:
    person, _, _, approval_id = house.approved()
    path = f"/v1/approvals/{approval_id}"

    def shown() -> Any:
        api.see(house.store.position())
        return api.get(path, person).json()

    release_id = house.request(approval_id)
    assert shown()["state"] == "released"
    answer = api.post("/v1/respond", person, {"verb": "withdraw", "approval_id": str(approval_id)})
    assert answer.json()["state"] == "withdrawal-noted"
    assert shown()["withdrawal_noted"]
    house.returned(approval_id, release_id)
    assert (shown()["state"], shown()["withdrawal_noted"]) == ("withdrawn", False)


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [("publish", "published", None), ("fail", "failed", "rejected"), ("doubt", "uncertain", None)],
)
def test_every_outcome_is_shown(api: Api, house: House, outcome: str, state: str, reason: str | None) -> None:
    person, _, _, approval_id = house.approved()
    release_id = house.request(approval_id)
    match outcome:
        case "publish":
            house.published(approval_id, release_id)
        case "fail":
            house.failed(approval_id, release_id)
        case "doubt":
            house.uncertain(approval_id, release_id)
    api.see(house.store.position())
    found = api.get(f"/v1/approvals/{approval_id}", person).json()
    assert (found["state"], found["reason"]) == (state, reason)
    if outcome == "doubt":
        house.resolved(approval_id, release_id, "not-posted")
        api.see(house.store.position())
        assert api.get(f"/v1/approvals/{approval_id}", person).json()["state"] == "not-posted"


def test_a_lost_approval_is_shown_by_its_outcome(api: Api, house: House) -> None:
    person = house.join()
    lost = uuid4()
    house.published(lost, uuid4(), parties=Parties(person, uuid4(), uuid4()), preview_digest="d" * 64)
    api.see(house.store.position())
    found = api.get(f"/v1/approvals/{lost}", person).json()
    assert (found["state"], found["kind"]) == ("published", None)
    assert api.get(f"/v1/approvals/{lost}/receipt", person).status_code == 404


def test_a_decline_looks_like_any_answer_and_leaves_the_feed(api: Api, house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    declined = api.post("/v1/respond", person, {"verb": "decline", "activity_id": str(activity.id)})
    assert api.get("/v1/feed", person).json()["activities"] == []
    [card] = api.get("/v1/feed/declined", person).json()["activities"]
    assert (card["activity_id"], card["approvals"]) == (str(activity.id), [])
    assert api.get("/v1/feed/declined", house.join("Ben")).json()["activities"] == [], "a decline is one's own"
    undone = api.post("/v1/respond", person, {"verb": "undo-decline", "activity_id": str(activity.id)})
    assert api.get("/v1/feed/declined", person).json()["activities"] == []
    assert len(api.get("/v1/feed", person).json()["activities"]) == 1
    approved = approve(api, person, preview(api, person, activity, account).json())
    for answer in (declined, undone, approved):
        assert answer.status_code == 200
        assert set(answer.headers) == set(approved.headers)
        assert set(answer.json()) == set(approved.json())


def test_what_was_declined_is_shown_while_it_is_open(api: Api, house: House) -> None:
    person = house.join()
    activity = house.offer()
    api.post("/v1/respond", person, {"verb": "decline", "activity_id": str(activity.id)})
    house.store.run(house.offers.close, item_id=activity.item_id, activity_id=activity.id, at=house.clock())
    api.see(house.store.position())
    assert api.get("/v1/feed/declined", person).json()["activities"] == []


def test_the_first_answer_is_repeated_and_another_wish_under_its_key_refused(api: Api, house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    shown = preview(api, person, activity, account).json()
    body = {"verb": "approve", "token": shown["token"], "text": shown["preview"]["text"]}
    first = api.post("/v1/respond", person, body, key="the-same-key")
    house.machine_clock.now += timedelta(hours=2)
    again = api.post("/v1/respond", person, body, key="the-same-key")
    assert (again.status_code, again.json()) == (200, first.json())
    other = api.post("/v1/respond", person, {**body, "text": "x"}, key="the-same-key")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    used = api.post("/v1/respond", person, body, key="another-key")
    assert used.json()["code"] == "preview-expired"


def test_a_replacement_names_what_it_replaces(api: Api, house: House) -> None:
    person, activity, account, first = house.approved()
    shown = preview(api, person, activity, account, text="Better").json()
    answer = approve(api, person, shown, verb="replace", approval_id=str(first))
    assert answer.json()["state"] == "standing"
    found = api.get(f"/v1/approvals/{first}", person).json()
    assert (found["state"], found["replaced_by"]) == ("withdrawn", shown["approval_id"])


def test_the_feed_is_for_its_audience_ordered_and_paged(api: Api, house: House) -> None:
    group = house.form()
    member, other = house.join("Sari", groups=(group,)), house.join("Budi")
    older = house.offer(hours=24 * 20)
    house.machine_clock.now += timedelta(minutes=1)
    newer = house.offer(hours=24 * 20)
    soon = house.offer(hours=3)
    sooner = house.offer(hours=2)
    hidden = house.offer(hours=24 * 20, groups=(group,))
    retired = house.offer()
    house.store.run(house.offers.retire, item_id=retired.item_id, at=house.clock())
    api.see(house.store.position())

    def ids(person: UUID, query: str = "") -> tuple[list[str], str | None]:
        page = api.get(f"/v1/feed{query}", person).json()
        return [each["activity_id"] for each in page["activities"]], page["next"]

    expected = [str(each.id) for each in (sooner, soon, newer, older)]
    assert ids(other) == (expected, None)
    assert str(hidden.id) in ids(member)[0]
    first, after = ids(other, "?limit=3")
    assert (first, after) == (expected[:3], expected[2])
    assert ids(other, f"?limit=3&after={after}") == (expected[3:], None)
    house.store.run(house.approvals.decline, by=other, activity_id=newer.id, at=house.clock())
    assert ids(other, f"?limit=3&after={after}") == (expected[3:], None), "declined meanwhile"
    house.store.run(house.approvals.undo_decline, by=other, activity_id=newer.id)
    assert ids(other, f"?after={retired.id}")[0] == expected[2:], "its item was retired meanwhile"
    house.machine_clock.now += timedelta(hours=2)
    assert ids(other)[0] == expected[1:]


def test_what_has_priority_comes_before_what_is_as_urgent(api: Api, house: House) -> None:
    person = house.join()
    days = 24.0
    usual, first = house.offer(hours=20 * days), house.offer(hours=20 * days, priority=2)
    house.machine_clock.now += timedelta(minutes=1)
    high, newest = house.offer(hours=20 * days, priority=1), house.offer(hours=20 * days)
    sooner, soon_and_high = house.offer(hours=2), house.offer(hours=3, priority=1)
    api.see(house.store.position())
    cards = api.get("/v1/feed", person).json()["activities"]
    expected = [soon_and_high, sooner, first, high, newest, usual]
    assert [card["activity_id"] for card in cards] == [str(each.id) for each in expected]
    assert [card["priority"] for card in cards] == [1, 0, 2, 1, 0, 0]


def test_what_one_likes_comes_first_and_nothing_is_left_out(api: Api, house: House) -> None:
    person, topic, days = house.join(), uuid4(), 24.0
    terms: dict[str, Any] = {"hours": 20 * days}
    plain = house.offer(**terms)
    foreign = house.offer(**terms, priority=2, about=About((topic,), "fr"))
    mine = house.offer(**terms, about=About((), "id-ID"))
    best = house.offer(**terms, about=About((topic,), "id"))
    soon = house.offer(hours=2, about=About((), "fr"))
    api.see(house.store.position())
    before = api.get("/v1/feed", person).json()
    assert before["activities"][1]["activity_id"] == str(foreign.id), (
        "who chose nothing sees what the curators put first"
    )
    api.put("/v1/me/preferences", person, {**PREFERENCES, "topics": [str(topic)], "languages": ["id"]})
    told = api.get("/v1/feed", person).json()
    assert [card["activity_id"] for card in told["activities"]] == [
        str(each.id) for each in (soon, best, mine, plain, foreign)
    ]
    assert told["left_out"] == {"language": 0, "topics": 0}
    assert told["activities"][1]["topics"] == [str(topic)]


def test_a_filter_tells_how_much_it_leaves_out(api: Api, house: House) -> None:
    person, topic, other = house.join(), uuid4(), uuid4()
    house.offer(about=About((other,), "fr"))
    house.offer(about=About((topic,), "fr-CA"))
    wanted = house.offer(about=About((topic, other), "id"))
    unsaid = house.offer(about=About((topic,), None))
    house.offer(about=About((), "id"))
    api.see(house.store.position())

    def only(query: str) -> tuple[set[str], dict[str, int]]:
        page = api.get(f"/v1/feed?{query}", person).json()
        return {card["activity_id"] for card in page["activities"]}, page["left_out"]

    both = {str(wanted.id), str(unsaid.id)}
    assert only(f"language=id&topic={topic}") == (both, {"language": 2, "topics": 1})
    assert only("language=id&language=fr")[1] == {"language": 0, "topics": 0}
    assert only(f"topic={topic}&topic={other}")[1] == {"language": 0, "topics": 1}
    assert only(f"limit=1&language=id&topic={topic}")[1] == {"language": 2, "topics": 1}
    assert api.get("/v1/feed?language=english", person).status_code == 422


def test_a_corrected_language_is_seen_and_approvals_stand(api: Api, house: House) -> None:
    person, activity, _, approval_id = house.approved(about=About((), "fr"))
    house.happens(
        ContentRevised(
            item_id=activity.item_id,
            revision_id=activity.revision_id,
            digest="0" * 64,
            revised_at=house.clock(),
            language="id",
        )
    )
    house.work_timers()
    assert house.state(approval_id) == "standing"
    api.see(house.store.position())
    assert api.get("/v1/feed?language=fr", person).json()["left_out"]["language"] == 1
    assert api.get("/v1/feed?language=id", person).json()["left_out"]["language"] == 0


def test_a_revision_shows_its_new_words(api: Api, house: House) -> None:
    person = house.join()
    activity = house.offer()
    revision = uuid4()
    house.played.activities[activity.id] |= {"revision_id": str(revision), "title": "Newer"}
    house.store.run(
        house.offers.revise, item_id=activity.item_id, revision_id=revision, expires_at=None, at=house.clock()
    )
    api.see(house.store.position())
    [card] = api.get("/v1/feed", person).json()["activities"]
    assert (card["revision_id"], card["content"]["title"]) == (str(revision), "Newer")


def test_a_card_says_who_asks_and_why_until_they_are_erased(api: Api, house: House) -> None:
    person, curator = house.join(), house.join("Budi", roles=(Role.CURATOR,))
    house.offer(by=curator, reason="It is ours")
    api.see(house.store.position())
    asker = {"person_id": str(curator), "name": "Budi"}
    [card] = api.get("/v1/feed", person).json()["activities"]
    assert card["asked_by"] == {**asker, "reason": "It is ours"}
    house.store.run(house.people.leave, person_id=curator, at=house.clock())
    [card] = api.get("/v1/feed", person).json()["activities"]
    assert card["asked_by"]["name"] == "Budi", "who left is still who asked"
    house.store.run(house.people.erase, person_id=curator, at=house.clock())
    [card] = api.get("/v1/feed", person).json()["activities"]
    assert card["asked_by"] is None
    assert "It is ours" not in str(house.facts.activities([(UUID(card["activity_id"]), UUID(card["revision_id"]))]))


def test_what_was_offered_before_anybody_noted_who_asks_is_still_offered(api: Api, house: House) -> None:
    person, curator = house.join(), house.join("Budi", roles=(Role.CURATOR,))
    house.offer()
    house.offer(by=curator)
    house.played.activities.clear()
    api.see(house.store.position())
    cards = api.get("/v1/feed", person).json()["activities"]
    told = [card["asked_by"] for card in cards]
    assert None in told
    assert {"person_id": str(curator), "name": "Budi", "reason": None} in told


def test_without_content_the_feed_still_answers(api: Api, house: House) -> None:
    person = house.join()
    house.offer()
    house.played.activities.clear()
    api.see(house.store.position())
    [card] = api.get("/v1/feed", person).json()["activities"]
    assert card["content"] is None


def test_problems_say_what_to_do(api: Api, house: House) -> None:
    person = house.join()
    activity, account = house.offer(own_words=90), house.connect(person)
    long = preview(api, person, activity, account, text="x" * 600).json()
    assert (long["code"], long["used"], long["limit"], long["unit"]) == ("text-too-long", 664, 500, "graphemes")
    copied = "We have built something new and you can try it today"
    refused = approve(api, person, preview(api, person, activity, account, text=copied).json())
    assert refused.status_code == 422
    assert (refused.json()["code"], refused.json()["own_words"], refused.json()["needed"]) == ("own-words", 0, 90)
    house.played.no_slot = frozenset({"now"})
    assert preview(api, person, activity, account).json()["explained"] == {"id": "hari ini penuh"}


@pytest.mark.parametrize(
    "body",
    [
        {"verb": "approve"},
        {"verb": "approve", "token": "x", "text": "y", "more": 1},
        {"verb": "approve-all", "token": "x", "text": "y"},
        {"verb": "replace", "token": "x", "text": "y"},
        {"verb": "withdraw"},
        {"verb": "withdraw", "approval_id": "nothing"},
        {"verb": "decline"},
        {"verb": "approve", "token": "x" * 20_000, "text": "y"},
        {"verb": "approve", "token": "not a token", "text": "y"},
        {"verb": "approve", "token": "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....", "text": "y"},
        {"verb": "approve", "token": "\u0000\u00e9.a.b.c.d", "text": "y"},
        [],
        None,
    ],
)
def test_malformed_answers_are_refused(api: Api, house: House, body: Any) -> None:
    answer = api.post("/v1/respond", house.join(), body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "own words" not in answer.text


def test_text_that_is_no_unicode_is_refused(api: Api, house: House) -> None:
    person = house.join()
    for path, rest in (("/v1/respond", '"verb": "approve", "token": "x"'), ("/v1/previews", '"choice": "now"')):
        answer = api.raw(
            "POST",
            path,
            content=f'{{{rest}, "text": "\\ud800"}}',
            headers={
                "Authorization": f"Bearer {person}",
                "Idempotency-Key": str(uuid4()),
                "Content-Type": "application/json",
            },
        )
        assert answer.status_code == 422, answer.text


def test_an_unknown_activity_is_refused_alike_by_every_verb(api: Api, house: House) -> None:
    person = house.join()
    unknown = Activity(uuid4(), uuid4(), uuid4())
    assert preview(api, person, unknown, uuid4()).json()["code"] == "activity-closed"
    for verb in ("decline", "undo-decline"):
        answer = api.post("/v1/respond", person, {"verb": verb, "activity_id": str(unknown.id)})
        assert (answer.status_code, answer.json()["code"]) == (409, "activity-closed")


def test_services_and_strangers_answer_nothing(api: Api) -> None:
    body = {"verb": "decline", "activity_id": str(uuid4())}
    assert api.post("/v1/respond", "publisher", body).status_code == 403
    assert api.post("/v1/respond", "", body).status_code == 401
    assert api.get("/v1/feed", "gateway").status_code == 403
    assert api.get("/v1/feed", uuid4()).status_code == 404


def test_an_image_is_uploaded_seen_approved_and_given_to_the_publisher_alone(api: Api, house: House) -> None:
    person, other = house.join(), house.join("Budi")
    activity, account = house.offer(), house.connect(person)

    def upload(data: bytes) -> Any:
        headers = {"Authorization": f"Bearer {person}", "Content-Type": "text/html"}
        return api.raw("POST", "/v1/images", content=data, headers=headers)

    made = upload(png())
    assert made.status_code == 201
    digest = made.json()["hash"]
    assert made.json() == {"hash": digest, "type": "image/png", "bytes": len(png()), "width": 2, "height": 1}
    refused = upload(b"<svg/>")
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (
        422,
        "image-unusable",
        "unknown-type",
    )
    assert upload(bytes(9 * 1024 * 1024)).status_code == 413
    large = upload(png(extra=chunk(b"iCCP", bytes(300 * 1024))))
    assert (large.status_code, large.json()["bytes"]) == (201, len(png()) + 12 + 300 * 1024)
    elsewhere = api.post("/v1/previews", person, {"text": "x" * 300 * 1024})
    assert (elsewhere.status_code, elsewhere.headers["content-type"]) == (413, "application/problem+json")
    seen = api.get(f"/v1/images/{digest}", person)
    assert (seen.content, seen.headers["content-type"], seen.headers["x-content-type-options"]) == (
        png(),
        "image/png",
        "nosniff",
    )
    assert api.get(f"/v1/images/{digest}", other).status_code == 404

    shown = preview(api, person, activity, account, media=[{"hash": digest, "alt": "A grey dot"}]).json()
    path = f"/internal/openings/{shown['approval_id']}/images/{digest}"
    assert api.get(path, "publisher").status_code == 404
    assert approve(api, person, shown).status_code == 200
    given = api.get(path, "publisher").json()
    assert (given["type"], b64decode(given["data"])) == ("image/png", png())
    for stranger in ("content", person, other):
        assert api.get(path, stranger).status_code == 403
    assert api.get(f"/internal/openings/{shown['approval_id']}/images/{'0' * 64}", "publisher").status_code == 404
