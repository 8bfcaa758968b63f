"""What a preview shows obeys its network's rules: kinds, lengths, times, visibility, warnings, own words."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.networks import NetworkRules, load
from contracts.networks.composers import Composers
from contracts.values import Choice, Kind, Network
from services.consent.application.disclosures import Asked
from services.consent.application.openings import (
    Wish,
    check_choice,
    check_performed,
    check_permitted,
    check_way,
    length_of,
    opening_of,
    own_words_needed,
)
from services.consent.application.previews import Previews
from services.consent.domain import NotOnNetwork, Offering, PermissionMissing, Terms, TextInvalid, TextTooLong
from services.consent.extras import extras_of
from services.consent.facts import AccountFacts, ActivityFacts, Facts
from services.consent.tokens import Tokens
from tests.consent.domain.given import AT, an_offering, terms
from tests.consent.house import SEALING, Played

ANN = AccountFacts("@ann@social.example", None, None, None)
TARGET = "https://social.example/@us/1"
LATER = [Choice.DRIP, Choice.PICK]
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


def wish(**changes: Any) -> Wish:
    usual: dict[str, Any] = {
        "approval_id": uuid4(),
        "activity_id": uuid4(),
        "account_id": uuid4(),
        "text": "Words of my own",
        "language": "en",
        "visibility": "",
        "content_warning": "",
        "choice": Choice.NOW,
        "picked_at": None,
    }
    return Wish(**{**usual, **changes})


def activity(link: str | None = None, target: str | None = None) -> ActivityFacts:
    return ActivityFacts(uuid4(), uuid4(), "en", "News", link, target, ())


def opening(name: str, *, kind: Kind = Kind.POST, link: str | None = None, **changes: Any) -> dict[str, Any]:
    asked = terms(kind=kind, network=Network(name))
    return opening_of(wish(**changes), asked, load(name), ANN, activity(link, TARGET), salt="salt")


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_shown_that_nobody_would_publish(kind: Kind, network: Network) -> None:
    asked, rules = terms(kind=kind, network=network), load(network)
    if rules.offers(kind):
        check_performed(asked, rules)
    else:
        with pytest.raises(NotOnNetwork, match=f"a {kind} on {rules.title} cannot be published"):
            check_performed(asked, rules)


@pytest.mark.parametrize("choice", LATER)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.LIKE, "x"),
        (Kind.REPOST, "x"),
        (Kind.LIKE, "bluesky"),
        (Kind.REPOST, "bluesky"),
        (Kind.POST, "facebook"),
        (Kind.POST, "instagram"),
    ],
)
def test_what_may_not_wait_is_for_now_only(kind: Kind, name: str, choice: Choice) -> None:
    asked, rules = terms(kind=kind, network=Network(name)), load(name)
    check_choice(Choice.NOW, asked, rules)
    with pytest.raises(NotOnNetwork, match="choose now"):
        check_choice(choice, asked, rules)


@pytest.mark.parametrize("choice", LATER)
@pytest.mark.parametrize("network", Network)
def test_a_post_may_wait_where_it_is_published_by_us(network: Network, choice: Choice) -> None:
    asked, rules = terms(network=network), load(network)
    if rules.sends(Kind.POST):
        check_choice(choice, asked, rules)
    else:
        with pytest.raises(NotOnNetwork, match="nobody can do for you later: choose now"):
            check_choice(choice, asked, rules)


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize("kind", Kind)
def test_an_account_is_named_where_we_publish_and_nowhere_else(kind: Kind, network: Network) -> None:
    asked, rules = terms(kind=kind, network=network), load(network)
    check_way(asked, rules, by_hand=rules.hands_over(kind))
    with pytest.raises(NotOnNetwork, match="name none" if rules.hands_over(kind) else "from which account"):
        check_way(asked, rules, by_hand=not rules.hands_over(kind))


@pytest.mark.parametrize(
    ("name", "usual", "others", "unknown"),
    [
        ("mastodon", "public", ("unlisted", "private"), "direct"),
        ("bluesky", "composer", (), "public"),
        ("linkedin", "composer", (), "connections"),
        ("x", "composer", (), "public"),
        ("facebook", "composer", (), "public"),
        ("instagram", "composer", (), "public"),
    ],
)
def test_visibilities_are_the_networks_own(name: str, usual: str, others: tuple[str, ...], unknown: str) -> None:
    assert opening(name)["visibility"] == usual
    for other in others:
        assert opening(name, visibility=other)["visibility"] == other
    with pytest.raises(NotOnNetwork, match=f"has no visibility '{unknown}'"):
        opening(name, visibility=unknown)


@pytest.mark.parametrize("name", [network.value for network in Network if network is not Network.MASTODON])
def test_a_warning_is_for_mastodon_only(name: str) -> None:
    assert opening("mastodon", content_warning="long")["sensitive"]
    with pytest.raises(NotOnNetwork, match="has no content warning"):
        opening(name, content_warning="long")


@pytest.mark.parametrize(
    ("name", "kind", "visibilities", "others"),
    [
        ("mastodon", Kind.POST, ("public", "unlisted", "private"), (True, 4)),
        ("mastodon", Kind.COMMENT, ("public", "unlisted", "private"), (True, 0)),
        ("mastodon", Kind.REPOST, ("public", "unlisted", "private"), (False, 0)),
        ("mastodon", Kind.LIKE, (), (False, 0)),
        ("bluesky", Kind.POST, ("composer",), (False, 0)),
        ("instagram", Kind.POST, ("composer",), (False, 0)),
    ],
)
def test_a_screen_asks_for_what_an_opening_may_have_and_for_nothing_else(
    name: str, kind: Kind, visibilities: tuple[str, ...], others: tuple[bool, int]
) -> None:
    extras = extras_of(kind, load(name))
    assert extras["visibilities"] == visibilities
    assert (extras["content_warning"], extras["images"]) == others
    words = "Words" if kind.has_words else ""
    for visibility in visibilities:
        assert opening(name, kind=kind, text=words, visibility=visibility)["visibility"] == visibility
    if extras["content_warning"]:
        opening(name, kind=kind, text=words, content_warning="long")
    else:
        with pytest.raises(NotOnNetwork):
            opening(name, kind=kind, text=words, content_warning="long")


def test_a_network_that_takes_larger_images_than_restu_gets_what_restu_takes() -> None:
    extras = extras_of(Kind.POST, load("mastodon"))
    assert (extras["image_bytes"], extras["alt_text"]) == (8 * 1024 * 1024, {"limit": 1500, "required": True})


def test_a_post_needs_words_and_what_is_no_post_has_none() -> None:
    with pytest.raises(TextInvalid, match="a post needs a text"):
        opening("x", text="")
    with pytest.raises(TextInvalid, match="no text of its own"):
        opening("x", kind=Kind.REPOST)


def test_a_comment_is_words_to_a_target_and_nothing_is_added_to_them() -> None:
    comment = opening("mastodon", kind=Kind.COMMENT, text="Well done!", link="https://example.org/news", language="id")
    assert (comment["text"], comment["link"], comment["target"]) == ("Well done!", None, TARGET)
    assert (comment["visibility"], comment["language"]) == ("public", "id")
    with pytest.raises(TextInvalid, match="a comment needs a text"):
        opening("mastodon", kind=Kind.COMMENT, text=" ")


@pytest.mark.parametrize("kind", [Kind.LIKE, Kind.FOLLOW])
def test_a_like_or_a_follow_is_its_target_and_nothing_else(kind: Kind) -> None:
    shown = opening("mastodon", kind=kind, text="", link="https://example.org/news")
    assert shown == {
        "salt": "salt",
        "handle": "@ann@social.example",
        "text": "",
        "visibility": "",
        "language": "",
        "content_warning": "",
        "sensitive": False,
        "media": [],
        "link": None,
        "target": TARGET,
    }
    for more, error in (
        ({"text": "Nice"}, TextInvalid),
        ({"visibility": "public"}, NotOnNetwork),
        ({"content_warning": "x"}, NotOnNetwork),
    ):
        with pytest.raises(error):
            opening("mastodon", kind=kind, **{"text": "", **more})


def test_what_the_account_was_not_permitted_is_said_before_it_is_approved() -> None:
    asked, rules = terms(kind=Kind.LIKE), load("mastodon")
    check_permitted(wish(), asked, rules, ANN)
    check_permitted(wish(), asked, rules, replace(ANN, kinds=frozenset({"like"})))
    with pytest.raises(PermissionMissing, match="connect it again"):
        check_permitted(wish(), asked, rules, replace(ANN, kinds=frozenset({"post", "repost"})))


@pytest.mark.parametrize(
    ("name", "text", "used", "limit", "unit"),
    [
        ("mastodon", "x" * 501, 501, 500, "graphemes"),
        ("bluesky", "x" * 301, 301, 300, "graphemes"),
        ("bluesky", FAMILY * 121, 3025, 3000, "utf-8-bytes"),
        ("linkedin", "\U0001f468" * 1501, 3002, 3000, "utf-16-units"),
        ("x", "\u3042" * 141, 282, 280, "weighted-characters"),
        ("instagram", "x" * 2201, 2201, 2200, "utf-16-units"),
    ],
)
def test_what_is_too_long_is_said_in_the_networks_count(name: str, text: str, used: int, limit: int, unit: str) -> None:
    with pytest.raises(TextTooLong, match=f"uses {used} of {limit} {unit}.*shorten it by {used - limit}") as refused:
        length_of(opening(name, text=text), load(name))
    assert (refused.value.used, refused.value.limit, refused.value.unit) == (used, limit, unit)


def test_the_link_counts_as_the_network_counts_it() -> None:
    link = "https://example.org/" + "x" * 80
    used = {name: length_of(opening(name, text="Hello", link=link), load(name)).used for name in ("x", "bluesky")}
    assert used == {"x": 5 + 2 + 23, "bluesky": 5 + 2 + 100}


@pytest.mark.parametrize(
    ("name", "needed"), [("mastodon", 0), ("linkedin", 0), ("x", 20), ("bluesky", 20), ("facebook", 20)]
)
def test_a_suggestion_word_for_word_is_not_enough_where_identical_text_is_forbidden(name: str, needed: int) -> None:
    assert own_words_needed(terms(network=Network(name), own_words=0), load(name)) == needed
    assert own_words_needed(terms(network=Network(name), own_words=60), load(name)) == 60


class Offered(Previews):
    """Previews of an activity that is offered, whoever asks."""

    def _possible(self, by: UUID, wish: Wish, at: Any) -> tuple[Offering, Terms, UUID, Asked, UUID | None]:
        offering = an_offering(wish.activity_id, network=Network.X)
        nothing = Asked(Kind.POST, "ZZ", load("x"), required=False, texts=())
        assert wish.account_id is not None
        return offering, offering.terms(wish.activity_id), wish.account_id, nothing, None


def shown(monkeypatch: pytest.MonkeyPatch, rules: NetworkRules, **changes: Any) -> dict[str, Any]:
    monkeypatch.setattr("services.consent.application.previews.load", lambda _: rules)
    person, asked, played = uuid4(), wish(**changes), Played()
    assert asked.account_id is not None
    played.accounts[asked.account_id] = {
        "advocate_id": str(person),
        "connected": True,
        "handle": "@ann",
        "max_characters": None,
        "characters_per_url": None,
    }
    played.activities[asked.activity_id] = {
        "revision_id": str(uuid4()),
        "language": "en",
        "title": "News",
        "link": "https://example.org/news",
        "target": None,
        "messages": [{"language": "en", "text": "Our news are out"}],
    }
    nowhere: Any = None
    colleagues: Any = SimpleNamespace(texts=SimpleNamespace(sketches=lambda _: (), nearest=lambda *_, **__: 60))
    previews = Offered(nowhere, colleagues, nowhere, Tokens(SEALING), Facts(played), nowhere, nowhere)
    return previews.make(by=person, wish=asked, at=AT)


def test_a_preview_is_made_by_the_rules_of_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotOnNetwork, match="a post on X is yours to publish"):
        shown(monkeypatch, load("x"))
    performed = load("x").model_copy(update={"performed": (Kind.POST,), "composers": Composers()})
    preview = shown(monkeypatch, performed, text="Our news are out \U0001f389")
    assert preview["length"] == {"used": 19 + 2 + 23, "limit": 280, "unit": "weighted-characters"}
    assert (preview["own_words"], preview["own_words_needed"]) == (0, 20)
    assert (preview["alike"]["percent"], preview["alike"]["most"]) == (60, 50)
    assert preview["alike"]["explained"]["en"].endswith("X takes at most 50 %: say it in your own way.")
    with pytest.raises(TextTooLong):
        shown(monkeypatch, performed, text="\u3042" * 128)
    never = performed.rules.schedule.model_copy(update={"kinds": frozenset()})
    strict = performed.model_copy(update={"rules": performed.rules.model_copy(update={"schedule": never})})
    with pytest.raises(NotOnNetwork, match="X wants a post at once"):
        shown(monkeypatch, strict, choice=Choice.DRIP)
