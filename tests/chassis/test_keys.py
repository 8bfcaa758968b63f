"""Keys of other services: who is away delays only those who need its keys."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from joserfc.jwk import OKPKey

from chassis.keys import KeysUnavailable, PeerKeys
from chassis.signing import UnknownKey


class Peers:
    """Services that publish a key each, unless they are away."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.keys = {service: _public(service) for service in ("content", "consent", "publisher")}
        self.away: set[str] = set()
        self.asked: list[str] = []
        real = httpx.Client
        monkeypatch.setattr(httpx, "Client", lambda **_: real(transport=httpx.MockTransport(self._answer)))

    def known_to_nobody(self) -> PeerKeys:
        return PeerKeys({service: f"http://{service}" for service in self.keys}, [])

    def kid(self, service: str) -> str:
        return str(self.keys[service]["kid"])

    def _answer(self, request: httpx.Request) -> httpx.Response:
        service = request.url.host
        self.asked.append(service)
        if service in self.away:
            raise httpx.ConnectError("away")
        return httpx.Response(200, json={"keys": [self.keys[service]]})


def _public(service: str) -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519")
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "service": service}


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> Peers:
    return Peers(monkeypatch)


def test_nobody_is_asked_after_the_one_who_has_it(peers: Peers) -> None:
    peers.away = {"publisher"}

    assert peers.known_to_nobody().find(peers.kid("consent"))["service"] == "consent"
    assert peers.asked == ["content", "consent"]


def test_who_is_away_may_have_it(peers: Peers) -> None:
    peers.away = {"consent"}

    with pytest.raises(KeysUnavailable):
        peers.known_to_nobody().find(peers.kid("consent"))


def test_what_nobody_has_is_known_to_be_nobodys_for_a_while(peers: Peers) -> None:
    keys = peers.known_to_nobody()

    for _ in range(3):
        with pytest.raises(UnknownKey) as told:
            keys.find("nobody's")
        assert not isinstance(told.value, KeysUnavailable)
    assert peers.asked == ["content", "consent", "publisher"]


def test_everybody_is_asked_once_a_second_and_meanwhile_nothing_is_known_of_other_keys(peers: Peers) -> None:
    keys = peers.known_to_nobody()
    with pytest.raises(UnknownKey):
        keys.find("nobody's")

    with pytest.raises(KeysUnavailable):
        keys.find("another one's")
    assert peers.asked == ["content", "consent", "publisher"]


def test_a_key_that_was_nobodys_is_found_with_the_next_one_that_is_asked_for(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.keys.PAUSE_SECONDS", 0.0)
    keys, late = peers.known_to_nobody(), _public("consent")
    with pytest.raises(UnknownKey):
        keys.find(late["kid"])
    peers.keys["consent"] = late

    with pytest.raises(UnknownKey):
        keys.find("nobody's")
    assert keys.find(late["kid"]) == late


def test_who_asks_for_one_unknown_key_after_the_other_fills_no_memory(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.keys.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("chassis.keys.MOST_NOBODYS", 3)
    keys = peers.known_to_nobody()
    for number in range(5):
        with pytest.raises(UnknownKey):
            keys.find(f"nobody's {number}")

    assert list(keys._nobodys) == ["nobody's 2", "nobody's 3", "nobody's 4"]


def test_what_was_not_found_because_somebody_is_away_is_not_nobodys(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.keys.MISSED_SECONDS", 0.0)
    keys = peers.known_to_nobody()
    peers.away = {"consent"}
    with pytest.raises(KeysUnavailable):
        keys.find(peers.kid("consent"))
    peers.away = set()

    assert keys.find(peers.kid("consent"))["service"] == "consent"


def test_a_service_speaks_for_itself_only(peers: Peers) -> None:
    peers.keys["content"] = {**peers.keys["content"], "service": "consent"}

    with pytest.raises(UnknownKey):
        peers.known_to_nobody().find(peers.kid("content"))
