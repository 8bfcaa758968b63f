"""Signed events are proven before any policy sees them; an unknown key waits only while somebody cannot be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from joserfc.jwk import OKPKey

from chassis.errors import Unavailable
from chassis.keys import KeysUnavailable, PeerKeys
from chassis.proofs import NotProven, Proofs
from chassis.signing import Signer, UnknownKey
from contracts import publisher
from contracts.envelope import Envelope
from contracts.publisher import PostPublished, PostRemoved


def signer(service: str = "publisher") -> Signer:
    return Signer(service, {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]})


def event(by: Signer, **changes: Any) -> Envelope:
    identifier = uuid4()
    exact = json.loads(by.sign(PostPublished.TYPE, {"id": str(identifier), "points": 10})) | changes
    return Envelope(
        id=identifier,
        source="/restu/publisher",
        type=PostPublished.TYPE,
        subject=str(uuid4()),
        time="2026-11-23T10:00:00.000Z",
        sequence=1,
        previous=0,
        data=json.dumps(exact).encode(),
    )


def proofs(*known: Signer, peers: dict[str, str] | None = None) -> Proofs:
    keys = PeerKeys(peers or {}, [key for each in known for key in each.public])
    return Proofs(keys, {publisher.TOPIC: "publisher"})


def test_what_the_writer_signed_passes() -> None:
    ours = signer()

    proofs(ours).check(PostPublished, event(ours))


def test_changed_data_another_signer_and_another_id_do_not() -> None:
    ours, consent = signer(), signer("consent")
    for known, forged in [(ours, event(ours, points=1000)), (consent, event(consent))]:
        with pytest.raises(NotProven):
            proofs(known).check(PostPublished, forged)
    moved = event(ours)
    with pytest.raises(NotProven):
        proofs(ours).check(PostPublished, Envelope(**_fields(moved) | {"id": uuid4()}))


def test_an_unsigned_event_needs_no_proof() -> None:
    proofs().check(PostRemoved, event(signer()))


def test_a_key_that_nobody_publishes_is_no_proof() -> None:
    with pytest.raises(NotProven):
        proofs().check(PostPublished, event(signer()))


def test_while_somebody_cannot_be_asked_the_event_waits() -> None:
    with pytest.raises(Unavailable):
        proofs(peers={"publisher": "http://127.0.0.1:1"}).check(PostPublished, event(signer()))


@pytest.fixture
def publishing() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A service that publishes keys: its address, and the list it publishes."""
    keys: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"keys": keys}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", keys
    server.shutdown()
    server.server_close()


def test_a_service_speaks_for_itself_only(publishing: tuple[str, list[dict[str, Any]]]) -> None:
    address, keys = publishing
    ours, other = signer(), signer("consent")
    keys.extend([*ours.public, *other.public, {**signer().public[0], "kid": "false"}])
    found = PeerKeys({"publisher": address}, [])

    assert found.find(ours.kid)["service"] == "publisher"
    with pytest.raises(UnknownKey):
        found.find(other.kid)


def test_everybody_is_asked_again_but_not_at_once(publishing: tuple[str, list[dict[str, Any]]]) -> None:
    address, _ = publishing
    found = PeerKeys({"publisher": address}, [])
    with pytest.raises(UnknownKey) as first:
        found.find("nobody's")
    with pytest.raises(KeysUnavailable):
        found.find("another one's")

    assert not isinstance(first.value, KeysUnavailable)


def _fields(envelope: Envelope) -> dict[str, Any]:
    return {name: getattr(envelope, name) for name in Envelope.__slots__}
