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


def test_what_nobody_has_is_asked_for_once_a_second(peers: Peers) -> None:
    keys = peers.known_to_nobody()

    with pytest.raises(UnknownKey) as told:
        keys.find("nobody's")
    assert not isinstance(told.value, KeysUnavailable)
    with pytest.raises(KeysUnavailable):
        keys.find("nobody's")
    assert peers.asked == ["content", "consent", "publisher"]


def test_a_service_speaks_for_itself_only(peers: Peers) -> None:
    peers.keys["content"] = {**peers.keys["content"], "service": "consent"}

    with pytest.raises(UnknownKey):
        peers.known_to_nobody().find(peers.kid("content"))
