"""The rules as data: typed, sourced, read once, and refused whole when they do not fit."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from contracts.networks import Mode, NetworkRules, UnknownNetwork, load, names
from contracts.values import Kind


@pytest.mark.parametrize("name", names())
def test_every_network_file_fits_and_names_itself(name: str) -> None:
    rules = load(name)
    assert rules.name == name
    assert rules.kinds
    checked = [rule.checked for rule in (rules.length, rules.opening, *rules.kinds.values())]
    assert all(date(2026, 1, 1) <= day for day in checked)


def test_mastodon_offers_what_the_connector_does() -> None:
    rules = load("mastodon")
    assert set(rules.kinds) == {Kind.POST, Kind.REPOST}
    assert all(capability.mode is Mode.API for capability in rules.kinds.values())


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


def test_rules_without_source_or_with_unknown_words_are_refused() -> None:
    data = load("mastodon").model_dump()
    NetworkRules.model_validate(data)
    with pytest.raises(ValidationError):
        NetworkRules.model_validate({**data, "length": {**data["length"], "source": ""}})
    with pytest.raises(ValidationError):
        NetworkRules.model_validate({**data, "lenght": data["length"]})
