"""What was approved against what is about to be sent: any difference in any field is caught."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.networks import Media, Opening, load
from contracts.values import Kind, Network
from services.publisher.duties.promise import difference
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.protocol import Account, Intent, Rejected, Target, Uploaded
from tests.publisher.house import Clock

ACCOUNT = Account("https://social.example", "1", "@ann@social.example")
POST: dict[str, Any] = {
    "salt": "grain",
    "handle": "@ann@social.example",
    "text": "Words with https://example.org/a",
    "visibility": "unlisted",
    "language": "en",
    "content_warning": "long",
    "sensitive": True,
    "media": [],
    "link": "https://example.org/a",
    "target": None,
}
REPOST = {
    **POST,
    "text": "",
    "content_warning": "",
    "sensitive": False,
    "link": None,
    "target": "https://social.example/@bob/77",
}
COMMENT = {**POST, "link": None, "text": "Well done", "target": "https://social.example/@bob/77"}
LIKE = {**REPOST, "visibility": "", "language": ""}
FOLLOW = {**LIKE, "target": "https://social.example/@bob"}
OPENINGS = {Kind.POST: POST, Kind.REPOST: REPOST, Kind.LIKE: LIKE, Kind.COMMENT: COMMENT, Kind.FOLLOW: FOLLOW}
each_kind = pytest.mark.parametrize(("opening", "kind"), [(opening, kind) for kind, opening in OPENINGS.items()])


MEDIA = (Media(hash="1" * 64, alt="One"), Media(hash="2" * 64, alt="Two"))
UPLOADED = tuple(Uploaded(hash=each.hash, alt=each.alt, remote_id=f"id of {each.alt}") for each in MEDIA)


def prepared(opening: dict[str, Any], kind: Kind) -> Intent:
    target = Target(opening["target"], "77") if opening["target"] else None
    connector = Mastodon(None, Clock())  # type: ignore[arg-type]
    return connector.prepare(Opening.model_validate(opening), kind, ACCOUNT, "key", target)


def differs(opening: dict[str, Any], intent: Intent, kind: Kind = Kind.POST, account: Account = ACCOUNT) -> str | None:
    return difference(opening, intent, account, Network.MASTODON, kind)


def test_everything_that_is_performed_has_a_promise() -> None:
    assert set(OPENINGS) == set(load(Network.MASTODON).performed)


@each_kind
def test_what_the_connector_prepares_is_what_was_approved(opening: dict[str, Any], kind: Kind) -> None:
    assert differs(opening, prepared(opening, kind), kind) is None


@pytest.mark.parametrize("name", ["status", "visibility", "sensitive", "language", "spoiler_text"])
def test_a_changed_or_dropped_field_of_a_post_is_caught(name: str) -> None:
    intent = prepared(POST, Kind.POST)
    changed = intent.model_copy(update={"form": {**intent.form, name: "other"}})
    dropped = intent.model_copy(update={"form": {each: v for each, v in intent.form.items() if each != name}})
    assert differs(POST, changed) == name
    assert differs(POST, dropped) == name


@each_kind
@pytest.mark.parametrize(
    "change",
    [
        {"form": {"in_reply_to_id": "5"}},
        {"form": {"poll": "5"}},
        {"headers": {"X-More": "1"}},
        {"path": "/api/v1/statuses/78/reblog"},
        {"path": "/api/v1/statuses/77/unfavourite"},
        {"path": "/api/v1/accounts/78/follow"},
        {"target_id": "78"},
        {"target_url": "https://social.example/@eve/78"},
        {"method": "PUT"},
        {"server": "https://other.example"},
        {"account_id": "2"},
        {"network": "other"},
    ],
)
def test_what_nobody_promised_is_caught(opening: dict[str, Any], kind: Kind, change: dict[str, Any]) -> None:
    intent = prepared(opening, kind)
    if "form" in change:
        change = {"form": {**intent.form, **change["form"]}}
    assert differs(opening, intent.model_copy(update=change), kind) is not None


@pytest.mark.parametrize("other", Kind)
@each_kind
def test_no_kind_passes_for_another(opening: dict[str, Any], kind: Kind, other: Kind) -> None:
    intent = prepared(opening, kind)
    assert (differs(opening, intent, other) is None) == (other is kind)
    assert (differs(opening, intent.model_copy(update={"kind": other}), other) is None) == (other is kind)


def test_each_image_is_the_approved_one_with_its_words_in_its_place() -> None:
    opening = {**POST, "media": [image.model_dump() for image in MEDIA]}
    connector = Mastodon(None, Clock())  # type: ignore[arg-type]
    model = Opening.model_validate(opening)
    intent = connector.prepare(model, Kind.POST, ACCOUNT, "key", uploaded=UPLOADED)
    assert differs(opening, intent) is None
    one, two = UPLOADED
    for wrong in (
        (),
        (one,),
        (two, one),
        (one, two, two),
        (one, two.model_copy(update={"alt": "Other words"})),
        (one, two.model_copy(update={"hash": "3" * 64})),
        (one, two.model_copy(update={"remote_id": one.remote_id})),
    ):
        assert differs(opening, intent.model_copy(update={"media": wrong})) == "media"
    assert differs(POST, intent) == "media"
    for kind in (Kind.REPOST, Kind.LIKE, Kind.COMMENT, Kind.FOLLOW):
        target = Target(OPENINGS[kind]["target"], "77")
        changed = Opening.model_validate({**OPENINGS[kind], "media": opening["media"]})
        with pytest.raises(Rejected, match="media"):
            connector.prepare(changed, kind, ACCOUNT, "key", target, uploaded=UPLOADED)


def test_a_comment_that_lost_its_target_is_no_post() -> None:
    alone = prepared({**COMMENT, "target": None}, Kind.POST).model_copy(update={"kind": Kind.COMMENT})
    assert differs(COMMENT, alone, Kind.COMMENT) == "target"
    assert differs({**COMMENT, "target": None}, alone, Kind.COMMENT) == "target"


def test_another_kind_or_account_is_caught() -> None:
    assert differs(POST, prepared(POST, Kind.POST), Kind.REPOST) == "activity"
    other = Account("https://social.example", "1", "@eve@social.example")
    assert differs(POST, prepared(POST, Kind.POST), account=other) == "account"


@pytest.mark.parametrize("change", [{"poll": ["a"]}, {"link": "https://example.org/b"}, {"media": ["x"]}])
def test_an_opening_with_more_than_is_sent_is_caught(change: dict[str, Any]) -> None:
    assert differs({**POST, **change}, prepared(POST, Kind.POST)) is not None


def test_an_opening_that_lacks_a_field_is_caught() -> None:
    for name in POST:
        less = {each: value for each, value in POST.items() if each != name}
        assert differs(less, prepared(POST, Kind.POST)) == "fields"
