"""What a person publishes themselves, over HTTP: the feed says so, no account is named, the words are guarded."""

from __future__ import annotations

from uuid import uuid4

from contracts.values import Kind, Network, unconnected_account
from tests.consent.api.test_answers import approve
from tests.consent.callers import Api
from tests.consent.house import House


def test_from_the_feed_to_the_words_to_publish(api: Api, house: House) -> None:
    person = house.join()
    activity, ours = house.offer(network=Network.LINKEDIN), house.offer()
    api.see(house.store.position())
    cards = {card["activity_id"]: card for card in api.get("/v1/feed", person).json()["activities"]}
    assert (cards[str(activity.id)]["by_hand"], cards[str(ours.id)]["by_hand"]) == (True, False)

    wish = {"activity_id": str(activity.id), "text": "In my own words", "choice": "now"}
    shown = api.post("/v1/previews", person, wish).json()
    assert (shown["preview"]["handle"], shown["preview"]["visibility"]) == ("", "composer")
    assert shown["by_hand"]["paste"] is True
    path = f"/internal/openings/{shown['approval_id']}/to-hand-over"
    assert api.get(path, "publisher").status_code == 404

    answer = approve(api, person, shown).json()
    assert answer["account_id"] == str(unconnected_account(person, Network.LINKEDIN))
    given = api.get(path, "publisher").json()["opening"]
    assert given["text"] == shown["preview"]["text"]
    for stranger in ("content", "gamification", person, uuid4()):
        assert api.get(path, stranger).status_code == 403

    api.post("/v1/respond", person, {"verb": "withdraw", "approval_id": answer["approval_id"]})
    refused = api.get(path, "publisher")
    assert (refused.status_code, refused.json()["code"], refused.json()["state"]) == (409, "not-standing", "withdrawn")


def test_a_later_time_is_refused_in_words(api: Api, house: House) -> None:
    person, activity = house.join(), house.offer(network=Network.X)
    wish = {"activity_id": str(activity.id), "text": "Mine", "choice": "drip"}
    refused = api.post("/v1/previews", person, wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "not-on-network")
    assert "nobody can do for you later: choose now" in refused.json()["detail"]


def test_an_account_is_missing_where_restu_publishes(api: Api, house: House) -> None:
    person, activity = house.join(), house.offer(kind=Kind.POST)
    refused = api.post("/v1/previews", person, {"activity_id": str(activity.id), "text": "Mine", "choice": "now"})
    assert (refused.status_code, refused.json()["code"]) == (422, "not-on-network")
    assert "from which account of yours" in refused.json()["detail"]
