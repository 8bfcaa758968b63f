"""Previews: exactly what would be published, and why there is none."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.errors import Unavailable
from chassis.peers import PeerRefused
from chassis.signing import digest
from contracts.content import ActivityClosed as Closed
from contracts.networks import Opening
from contracts.values import Choice, Kind
from services.consent.domain import (
    AccountGone,
    AccountNotYours,
    ActivityClosed,
    ConsentError,
    NoSlot,
    NotEnoughOwnWords,
    NotOnNetwork,
    TargetUnusable,
    TextInvalid,
    TextTooLong,
    WindowInvalid,
)
from tests.consent.house import TARGETS, House


def test_a_preview_shows_every_field_that_is_promised(house: House) -> None:
    person = house.join()
    activity, account = house.offer(own_words=5), house.connect(person)
    shown = house.preview(person, activity, account, text="Cafe\u0301\r\nfor all", language="id", visibility="unlisted")
    assert shown["preview"] == {
        "handle": "@sari@social.example",
        "text": "Saya bekerja di perusahaan yang dibahas di sini.\n\nCaf\u00e9\nfor all\n\nhttps://example.org/new",
        "visibility": "unlisted",
        "language": "id",
        "content_warning": "",
        "sensitive": False,
        "media": [],
        "link": "https://example.org/new",
        "target": None,
        "kind": "post",
        "network": "mastodon",
        "notes": ["card-drawn-by-network"],
    }
    assert shown["length"] == {"used": 87, "limit": 500, "unit": "graphemes"}
    assert (shown["own_words"], shown["own_words_needed"]) == (100, 20)
    assert shown["disclosure_required"]
    assert shown["slot"]["because"] == ["asked-now"]
    assert shown["expires_at"] == "2026-11-23T10:05:00.000Z"


def test_the_token_hides_what_it_holds_and_its_opening_is_the_publishers(house: House) -> None:
    person = house.join()
    shown = house.preview(person, house.offer(), house.connect(person))
    preview = house.tokens.open(shown["token"])
    opening = {**preview.opening, "text": shown["preview"]["text"]}
    Opening.model_validate(opening)
    assert digest(opening) == shown["digest"]
    assert "sari" not in shown["token"]
    assert "text" not in preview.opening


def test_two_previews_of_the_same_words_have_different_digests(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    assert house.preview(person, activity, account)["digest"] != house.preview(person, activity, account)["digest"]


def test_a_preview_changes_nothing(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    position = house.store.position()
    house.preview(person, activity, account)
    assert house.store.position() == position
    assert house.rows("SELECT count(*) FROM vault WHERE kind = 'opening'") == [(0,)]


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"text": "x" * 480}, TextTooLong),
        ({"visibility": "direct"}, NotOnNetwork),
        ({"text": "   "}, None),
        ({"text": "\ud800"}, TextInvalid),
        ({"choice": Choice.PICK}, WindowInvalid),
        ({"choice": Choice.NOW, "picked_at": "later"}, WindowInvalid),
    ],
)
def test_what_cannot_be_published_is_said_before_it_is_approved(
    house: House, wish: dict[str, object], error: type[ConsentError] | None
) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    if wish.get("picked_at") == "later":
        wish = {**wish, "picked_at": house.clock() + timedelta(hours=1)}
    if error is None:
        text = house.preview(person, activity, account, **wish)["preview"]["text"]
        assert text == "I work for the company this is about.\n\nhttps://example.org/new"
        return
    with pytest.raises(error):
        house.preview(person, activity, account, **wish)


def test_a_repost_has_a_target_and_no_words(house: House) -> None:
    person = house.join()
    activity, account = house.offer(kind=Kind.REPOST), house.connect(person)
    with pytest.raises(TextInvalid):
        house.preview(person, activity, account, text="Look at this")
    with pytest.raises(NotOnNetwork):
        house.preview(person, activity, account, text="", content_warning="long")
    assert house.preview(person, activity, account, text="")["preview"]["link"] is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.aim])
def test_what_it_is_done_to_is_shown_as_it_is_now_and_said_not_to_be_part_of_the_promise(
    house: House, kind: Kind
) -> None:
    person = house.join()
    activity, account = house.offer(kind=kind), house.connect(person)
    text = "Come to us!" if kind.has_words else ""
    shown = house.preview(person, activity, account, text=text)
    assert kind.aim is not None
    assert shown["target"] == house.played.look(TARGETS[kind.aim])
    assert shown["preview"]["notes"] == ["target-may-change"]
    assert shown["disclosure_required"] == kind.has_words
    opening = {**house.tokens.open(shown["token"]).opening, "text": shown["preview"]["text"]}
    assert (opening["target"], digest(opening)) == (shown["target"]["url"], shown["digest"])


def test_a_target_that_cannot_be_asked_now_is_not_shown_and_that_is_said(house: House) -> None:
    person = house.join()
    activity, account = house.offer(kind=Kind.COMMENT), house.connect(person)
    house.played.target_error = Unavailable("the network does not answer")
    shown = house.preview(person, activity, account)
    assert (shown["target"], shown["preview"]["notes"]) == (None, ["target-not-seen"])


def test_what_the_network_would_not_do_is_not_approved(house: House) -> None:
    person = house.join()
    activity, account = house.offer(kind=Kind.LIKE), house.connect(person)
    house.played.target_error = PeerRefused(409, "target-unusable", "no", {"reason": "already-liked"})
    with pytest.raises(TargetUnusable, match="already-liked") as refused:
        house.preview(person, activity, account, text="")
    assert refused.value.reason == "already-liked"


def test_own_words_are_asked_of_a_comment_too(house: House) -> None:
    person = house.join()
    activity, account = house.offer(kind=Kind.COMMENT, own_words=30), house.connect(person)
    shown = house.preview(person, activity, account, text="We have built something new and you can try it today")
    assert (shown["own_words"], shown["own_words_needed"]) == (0, 30)
    with pytest.raises(NotEnoughOwnWords):
        house.approve(person, shown)


@pytest.mark.parametrize("spelt", ["Caf\ufeffe\u0301 f\ufeffu\u0308r al\ufeffle", "Cafe\u0301\r\nfu\u0308r alle"])
def test_a_suggestion_that_is_spelt_otherwise_is_not_ones_own(house: House, spelt: str) -> None:
    person = house.join()
    activity, account = house.offer(messages=("Caf\u00e9 f\u00fcr alle",)), house.connect(person)
    assert house.preview(person, activity, account, text=spelt)["own_words"] == 0


def test_the_title_that_one_starts_from_is_not_ones_own(house: House) -> None:
    person = house.join()
    activity, account = house.offer(messages=()), house.connect(person)
    assert house.preview(person, activity, account, text="Something new")["own_words"] == 0
    assert house.preview(person, activity, account, text="My team built it")["own_words"] == 100


def test_no_free_slot_is_said_before_approving(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    house.played.no_slot = frozenset({"now"})
    with pytest.raises(NoSlot) as refused:
        house.preview(person, activity, account)
    assert (refused.value.code, refused.value.status) == ("no-slot", 409)
    assert str(refused.value) == "the day is full"
    assert refused.value.explained == {"id": "hari ini penuh"}


def test_the_place_of_what_stands_is_free_for_what_replaces_it(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    approval = house.approve(person, house.preview(person, activity, account))
    house.preview(person, activity, account)
    assert house.played.replaced == [None, str(approval)]


def test_who_does_not_choose_gets_now(house: House) -> None:
    person = house.join()
    shown = house.preview(person, house.offer(), house.connect(person), choice=None)
    assert (shown["choice"], shown["not_now"]) == ("now", None)
    assert house.played.asked.count("publisher /internal/proposals") == 1


def test_who_does_not_choose_is_told_why_not_now_and_gets_what_has_a_place(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    house.played.no_slot = frozenset({"now"})
    shown = house.preview(person, activity, account, choice=None)
    assert (shown["choice"], shown["not_now"]) == ("drip", {"id": "hari ini penuh"})
    chosen = house.preview(person, activity, account, choice=Choice.DRIP)
    assert shown["window"] == chosen["window"]
    assert chosen["not_now"] is None
    sealed = house.tokens.open(shown["token"])
    assert sealed.choice is Choice.DRIP
    assert sealed.window.closes_at == house.tokens.open(chosen["token"]).window.closes_at


def test_where_no_choice_has_a_place_there_is_no_preview(house: House) -> None:
    person = house.join()
    house.played.no_slot = frozenset({"now", "drip"})
    with pytest.raises(NoSlot):
        house.preview(person, house.offer(), house.connect(person), choice=None)


def test_what_cannot_wait_is_never_spread_out(house: House) -> None:
    person = house.join()
    activity = house.offer(kind=Kind.LIKE)
    house.played.no_slot = frozenset({"now"})
    with pytest.raises(NoSlot):
        house.preview(person, activity, house.connect(person), text="", choice=None)


def test_an_account_must_be_ones_own_and_connected(house: House) -> None:
    person, other = house.join(), house.join("Budi")
    activity, account = house.offer(), house.connect(other)
    with pytest.raises(AccountNotYours):
        house.preview(person, activity, account)
    mine = house.connect(person)
    house.played.accounts[mine]["connected"] = False
    with pytest.raises(AccountGone):
        house.preview(person, activity, mine)


def test_somebody_else_s_account_is_like_one_that_is_not_there(house: House) -> None:
    person, other = house.join(), house.join("Budi")
    theirs = house.connect(other)
    open_now, over = house.offer(), house.offer()
    house.happens(Closed(item_id=over.item_id, activity_id=over.id, reason="closed", closed_at=house.clock()))
    for activity in (open_now, over):
        told = []
        for account in (theirs, uuid4(), other):
            with pytest.raises(AccountNotYours) as refused:
                house.preview(person, activity, account)
            told.append(str(refused.value))
        assert len(set(told)) == 1


def test_what_is_not_offered_is_not_shown_and_nobody_is_asked(house: House) -> None:
    person = house.join()
    activity, account = house.offer(), house.connect(person)
    house.store.run(house.offers.retire, item_id=activity.item_id, at=house.clock())
    house.played.asked.clear()
    with pytest.raises(ConsentError):
        house.preview(person, activity, account)
    unknown = type(activity)(uuid4(), uuid4(), uuid4())
    with pytest.raises(ActivityClosed):
        house.preview(person, unknown, account)
    assert house.played.asked == []


def test_words_of_an_activity_are_remembered_by_revision(house: House) -> None:
    activity = house.offer()
    wanted = [(activity.id, activity.revision_id)]
    for _ in range(3):
        assert house.facts.activities(wanted)[activity.id].title == "Something new"
    assert len(house.played.asked) == 1
    assert house.facts.activities([(uuid4(), uuid4())]) == {}
