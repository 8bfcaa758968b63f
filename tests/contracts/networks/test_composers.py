"""Composers: addresses made of the approved fields alone, and what is left to paste."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.networks import Composer, ComposerRule, Evidence, composer_of, load, names
from contracts.networks.composers import LONGEST
from contracts.values import Kind, Network

POST = "https://x.com/acme/status/42"
LINK = "https://example.org/new?a=1&b=2#c"
WORDS = f"Ä & b = c #tag 100% \U0001f44d\nnext line\n\n{LINK}"


def composer(name: str, kind: Kind, **fields: Any) -> Composer:
    rule = load(name).composers[kind]
    assert rule is not None
    return composer_of(rule, **{"text": "", "link": None, "target": None, **fields})


def rule(**changes: Any) -> ComposerRule:
    usual = {
        "address": "https://social.example/new?text={text}",
        "otherwise": "https://social.example/",
        "source": "social.example/docs",
        "evidence": Evidence.DOCUMENTED,
        "checked": date(2026, 11, 26),
    }
    return ComposerRule.model_validate({**usual, **changes})


@pytest.mark.parametrize("name", ["x", "bluesky"])
def test_the_approved_text_arrives_to_the_letter(name: str) -> None:
    made = composer(name, Kind.POST, text=WORDS, link=LINK)
    assert parse_qs(urlsplit(made.address).query) == {"text": [WORDS]}
    assert made.paste == ""


@pytest.mark.parametrize(("name", "parameter"), [("linkedin", "url"), ("facebook", "u")])
def test_where_a_composer_takes_the_link_alone_the_text_is_pasted(name: str, parameter: str) -> None:
    made = composer(name, Kind.POST, text=WORDS, link=LINK)
    assert parse_qs(urlsplit(made.address).query) == {parameter: [LINK]}
    assert made.paste == WORDS
    without = composer(name, Kind.POST, text="Just words")
    assert (urlsplit(without.address).query, without.paste) == ("", "Just words")


def test_a_comment_on_x_answers_its_target_with_the_text_filled_in() -> None:
    made = composer("x", Kind.COMMENT, text="Well done & thanks", target=POST + "?s=20")
    assert parse_qs(urlsplit(made.address).query) == {"in_reply_to": ["42"], "text": ["Well done & thanks"]}
    assert made.paste == ""


def test_a_target_without_the_id_is_opened_itself() -> None:
    made = composer("x", Kind.COMMENT, text="Well done", target="https://x.com/i/articles/abc")
    assert made == Composer("https://x.com/i/articles/abc", "Well done")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (Kind.LIKE, "https://x.com/intent/like?tweet_id=42"),
        (Kind.REPOST, "https://x.com/intent/retweet?tweet_id=42"),
        (Kind.FOLLOW, POST),
    ],
)
def test_an_act_has_nothing_to_paste(kind: Kind, address: str) -> None:
    assert composer("x", kind, target=POST) == Composer(address, "")


def test_instagram_takes_nothing() -> None:
    assert composer("instagram", Kind.POST, text="Look") == Composer("https://www.instagram.com/", "Look")


def test_an_address_that_would_be_too_long_is_not_made() -> None:
    text = "\U0001f468" * (LONGEST // 12)
    made = composer("bluesky", Kind.POST, text=text)
    assert made == Composer("https://bsky.app/intent/compose", text)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "//x.com/a/status/1", "https:///a"])
def test_nobody_is_led_to_what_is_no_web_address(target: str) -> None:
    with pytest.raises(ValueError, match="an address on the web"):
        composer("x", Kind.FOLLOW, target=target)


@given(text=st.text(min_size=1), link=st.text(min_size=1), target=st.text())
def test_no_text_becomes_another_part_of_the_address(text: str, link: str, target: str) -> None:
    where = f"https://x.com/acme/status/7{target}"
    for name in names():
        for kind in Kind:
            if (found := load(name).composers[kind]) is None or "target" in found.carried:
                continue
            made = composer_of(found, text=text, link=link, target=where)
            expected = urlsplit(found.address.replace("{", "").replace("}", ""))
            seen = urlsplit(made.address)
            assert (seen.scheme, seen.netloc, seen.fragment) == ("https", expected.netloc, "")
            assert set(parse_qs(seen.query, keep_blank_values=True)) <= set(parse_qs(expected.query))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"address": "https://social.example/{words}"}, "nothing is called words"),
        ({"address": "http://social.example/{text}"}, "opened by https"),
        ({"address": "javascript:{text}"}, "opened by https"),
        ({"otherwise": "https://social.example/{text}"}, "without anything to fill in"),
        ({"address": "https://social.example/{target_id}"}, "target_id says how"),
        ({"target_id": "([0-9]+)"}, "target_id says how"),
        ({"address": "https://social.example/{target_id}", "target_id": "[0-9]+"}, "one group"),
        ({"evidence": Evidence.MEMORY}, "known from memory alone"),
    ],
)
def test_a_rule_that_nobody_could_follow_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        rule(**changes)


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize("kind", Kind)
def test_what_is_handed_over_is_neither_sent_nor_missing(network: Network, kind: Kind) -> None:
    rules = load(network)
    if rules.hands_over(kind):
        assert rules.has(kind)
        assert not rules.sends(kind)
        assert not rules.may_wait(kind)
        assert not rules.takes_images(kind)
    assert rules.offers(kind) == (rules.sends(kind) or rules.hands_over(kind))
