"""What was approved against what is about to be sent: any difference in any field is caught."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.networks import Opening
from contracts.values import Kind, Network
from services.publisher.duties.promise import difference
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.protocol import Account, Intent, Target
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


def prepared(opening: dict[str, Any], kind: Kind) -> Intent:
    target = Target(opening["target"], "77") if kind is Kind.REPOST else None
    connector = Mastodon(None, Clock())  # type: ignore[arg-type]
    return connector.prepare(Opening.model_validate(opening), kind, ACCOUNT, "key", target)


def differs(opening: dict[str, Any], intent: Intent, kind: Kind = Kind.POST, account: Account = ACCOUNT) -> str | None:
    return difference(opening, intent, account, Network.MASTODON, kind)


@pytest.mark.parametrize(("opening", "kind"), [(POST, Kind.POST), (REPOST, Kind.REPOST)])
def test_what_the_connector_prepares_is_what_was_approved(opening: dict[str, Any], kind: Kind) -> None:
    assert differs(opening, prepared(opening, kind), kind) is None


@pytest.mark.parametrize("name", ["status", "visibility", "sensitive", "language", "spoiler_text"])
def test_a_changed_or_dropped_field_of_a_post_is_caught(name: str) -> None:
    intent = prepared(POST, Kind.POST)
    changed = intent.model_copy(update={"form": {**intent.form, name: "other"}})
    dropped = intent.model_copy(update={"form": {each: v for each, v in intent.form.items() if each != name}})
    assert differs(POST, changed) == name
    assert differs(POST, dropped) == name


@pytest.mark.parametrize(("opening", "kind"), [(POST, Kind.POST), (REPOST, Kind.REPOST)])
@pytest.mark.parametrize(
    "change",
    [
        {"form": {"in_reply_to_id": "5"}},
        {"headers": {"X-More": "1"}},
        {"path": "/api/v1/statuses/78/reblog"},
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
