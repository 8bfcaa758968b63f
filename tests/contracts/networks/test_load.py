"""The rules as data: typed, sourced, frozen, read once, and refused whole, in words, when they do not fit."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from contracts.networks import RulesInvalid, UnknownNetwork, load, names
from contracts.networks.load import FOLDER, read
from contracts.networks.rules import Kinds, statements
from contracts.values import Kind, Network


def test_every_network_has_its_rules() -> None:
    assert names() == tuple(sorted(network.value for network in Network))
    assert set(Kinds.model_fields) == {kind.value for kind in Kind}


@pytest.mark.parametrize("name", names())
def test_every_rule_names_its_source_and_a_day_that_has_been(name: str) -> None:
    rules = load(name)
    assert rules.name.value == name
    found = dict(statements(rules))
    assert len(found) == 18 + sum(rules.hands_over(kind) for kind in Kind)
    assert found["rules.points"] is rules.rules.points
    assert all(date(2026, 1, 1) <= rule.checked <= date.today() for rule in found.values())  # noqa: DTZ011 - a day, not a time


@pytest.mark.parametrize("name", names())
def test_what_is_from_memory_says_so(name: str) -> None:
    for _, rule in statements(load(name)):
        assert (rule.evidence.value == "memory") <= ("from memory" in rule.source)


def test_rules_are_read_once_and_never_change() -> None:
    rules = load("x")
    assert load(Network.X) is rules
    with pytest.raises(ValidationError):
        rules.rules.points.allowed = True  # type: ignore[misc]
    with pytest.raises(AttributeError):
        rules.rules.schedule.kinds.add(Kind.LIKE)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["friendster", "", "../mastodon", "mastodon.toml"])
def test_a_network_we_do_not_know(name: str) -> None:
    with pytest.raises(UnknownNetwork):
        load(name)


def test_a_server_announces_its_own_lengths() -> None:
    rules = load("mastodon").with_limits(limit=5000)
    assert (rules.length.limit, rules.length.url_length) == (5000, 23)
    assert load("mastodon").length.limit == 500


@pytest.mark.parametrize("limit", [0, -1])
def test_a_nonsensical_announcement_is_refused(limit: int) -> None:
    with pytest.raises(ValidationError):
        load("mastodon").with_limits(limit=limit)


def test_a_kind_that_is_neither_sent_nor_handed_over_is_not_offered_though_the_network_has_it() -> None:
    mastodon, instagram, linkedin = load("mastodon"), load("instagram"), load("linkedin")
    assert (instagram.has(Kind.LIKE), instagram.offers(Kind.LIKE)) == (True, False)
    assert (mastodon.has(Kind.POST), mastodon.offers(Kind.POST)) == (True, True)
    assert (linkedin.has(Kind.FOLLOW), linkedin.offers(Kind.FOLLOW)) == (False, False)


COMPOSER = """[composers.post]
address = "https://social.example/share?text={text}"
otherwise = "https://social.example/"
source = "social.example/docs"
evidence = "documented"
checked = 2026-11-26

[length]"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_a_folder_is_read_whole(folder: Path) -> None:
    assert read(folder) == {name: load(name) for name in names()}


@pytest.mark.parametrize(
    ("name", "was", "becomes", "said"),
    [
        ("x", "limit = 280", "limit = 0", "x.toml does not fit: length.limit: Input should be greater than 0"),
        ("x", "limit = 280", 'limit = "280"', "length.limit: Input should be a valid integer"),
        ("x", "[length]", "[lenght]", "lenght: Extra inputs are not permitted"),
        ("x", "[length]", "[lenght]", "length: Field required"),
        ("x", "url_length = 23\n", "", "say how much in url_length"),
        ("x", 'unit = "weighted-characters"', 'unit = "words"', "length.unit: Input should be"),
        ("x", "performed = []", 'performed = ["like"]', "performed names what is not automated: like"),
        ("x", "performed = []", 'performed = ["poke"]', "performed.0: Input should be"),
        ("mastodon", 'bonus"\nevidence = "documented"', 'bonus"\nevidence = "memory"', "known from memory alone: post"),
        ("x", 'kinds = ["post"]', 'kinds = ["follow", "like"]', "rules.schedule.kinds names what is not automated"),
        ("x", "minimum_percent = 20", "minimum_percent = 0", "own words have a minimum above 0"),
        ("x", 'post = "0.015"', 'post = "-1"', "cost.post: Input should be greater than or equal to 0"),
        ("x", "[kinds.like]\n", "[kinds.like]\nscopes = ['like.write']\n", "kinds.like: Value error, what is assisted"),
        ("x", "[kinds.like]\n", "[kinds.love]\n", "kinds.like: Field required"),
        ("x", 'visibilities = ["public"]', "visibilities = []", "opening.visibilities: Tuple should have at least 1"),
        ("x", 'name = "x"', 'name = "bluesky"', "x.toml is about bluesky"),
        ("x", 'name = "x"', "name = x", "x.toml is no TOML"),
        ("facebook", "allowed = false", "allowed = true", "what is known from memory alone allows nothing"),
        ("facebook", "images = 0", "images = 1", "no images and the mode none go together"),
        ("facebook", "images = 0", "images = 0\nscopes = ['media']", "images are none: nobody is asked for scopes"),
        ("facebook", 'evidence = "law"', 'evidence = "hearsay"', "rules.disclosure.evidence: Input should be"),
        ("facebook", "checked = 2026-11-23", 'checked = "lately"', "checked: Input should be a valid date"),
        ("mastodon", "[length]", COMPOSER, "a post is published by us or handed over, not both"),
        ("instagram", "[composers.post]", "[composers.like]", "a like is handed over and known from memory alone"),
        ("linkedin", "[composers.like]", "[composers.follow]", "a follow is handed over and does not exist"),
        ("instagram", 'mode = "assisted"\nimages = 10', 'mode = "none"\nimages = 0', "an image is required"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(folder: Path, name: str, was: str, becomes: str, said: str) -> None:
    file = folder / f"{name}.toml"
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes), "utf-8")
    with pytest.raises(RulesInvalid, match=re.escape(said)):
        read(folder)


@pytest.mark.parametrize("kind", ["source", "evidence", "checked"])
def test_no_rule_is_without_source_evidence_and_day(folder: Path, kind: str) -> None:
    file = folder / "mastodon.toml"
    file.write_text(re.sub(rf"^{kind} = .*\n", "", file.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8")
    with pytest.raises(RulesInvalid, match=rf"account.{kind}: Field required"):
        read(folder)


def test_one_file_missing_or_too_many_and_none_is_used(folder: Path) -> None:
    (folder / "friendster.toml").touch()
    with pytest.raises(RulesInvalid, match=re.escape("friendster.toml is about no network")):
        read(folder)
    (folder / "friendster.toml").unlink()
    (folder / "x.toml").unlink()
    with pytest.raises(RulesInvalid, match=re.escape("x.toml is missing")):
        read(folder)
