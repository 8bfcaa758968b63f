"""What a curator is told of networks before anything is stored."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.networks import load
from contracts.values import Kind, Network
from tests.content.conftest import Api


def told(api: Api) -> dict[str, dict[str, Any]]:
    return {each["network"]: each for each in api.get("/v1/networks").json()["networks"]}


def test_every_network_is_told_with_its_limits_and_every_kind(api: Api) -> None:
    networks = told(api)
    assert set(networks) == set(Network)
    assert networks["mastodon"] | {"kinds": []} == {
        "network": "mastodon",
        "title": "Mastodon",
        "limit": 500,
        "unit": "graphemes",
        "url_length": 23,
        "kinds": [],
        "points": {"allowed": True, "source": load("mastodon").rules.points.source},
        "own_words": load("mastodon").rules.own_words.minimum_percent,
        "identical_text": load("mastodon").rules.identical_text.allowed,
    }
    for network in networks.values():
        assert [each["kind"] for each in network["kinds"]] == list(Kind)


def test_what_cannot_be_offered_says_why(api: Api) -> None:
    networks = told(api)
    for name, network in networks.items():
        for each in network["kinds"]:
            assert each["offered"] is load(name).offers(Kind(each["kind"]))
            assert (each["why_not"] is None) is each["offered"]
            assert each["source"]
    assert networks["x"]["points"]["allowed"] is False
    (follow,) = (each for each in networks["linkedin"]["kinds"] if each["kind"] == "follow")
    assert (follow["why_not"], follow["aim"], follow["has_words"]) == ("not-on-network", "account", False)


@pytest.mark.parametrize(
    ("network", "text", "used", "unit"),
    [
        ("mastodon", "Look", len("Look\n\n") + 23, "graphemes"),
        (
            "linkedin",
            "Look 🎉",
            len("Look ") + 2 + len("\n\nhttps://example.org/a-rather-long-address"),
            "utf-16-units",
        ),
        ("x", "日本", 4 + 2 + 23, "weighted-characters"),
    ],
)
def test_a_text_is_counted_with_its_link_as_its_network_counts(
    api: Api, network: str, text: str, used: int, unit: str
) -> None:
    body = {"network": network, "text": text, "link": "https://example.org/a-rather-long-address"}
    counted = api.post("/v1/length", body).json()
    assert counted == {"used": used, "limit": load(network).length.limit, "unit": unit, "fits": True}


def test_a_text_that_is_too_long_is_counted_and_not_refused(api: Api) -> None:
    counted = api.post("/v1/length", {"network": "x", "text": "x" * 300}).json()
    assert (counted["used"], counted["limit"], counted["fits"]) == (300, 280, False)


def test_only_curators_ask(api: Api) -> None:
    assert api.get("/v1/networks", by="advocate").status_code == 403
    assert api.post("/v1/length", {"network": "x", "text": "Hello"}, by="advocate").status_code == 403
