"""Tokens inside the platform: only a sound one of the right issuer, audience and time lets anybody in."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from chassis.auth import Caller, TokenIssuer, TokenReader
from chassis.errors import Unauthenticated
from chassis.keys import PeerKeys
from chassis.signing import ALGORITHM, Signer
from contracts.values import Role

PERSON = UUID("3f1f8a3c-7d56-4f0f-9d6a-1a2b3c4d5e6f")
GATEWAY = {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]}
CONTENT = {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]}
KID = Signer("gateway", GATEWAY).kid


@pytest.fixture
def reader() -> TokenReader:
    return TokenReader(
        "consent", PeerKeys({}, [*Signer("gateway", GATEWAY).public, *Signer("content", CONTENT).public])
    )


def signed(**claims: Any) -> str:
    sound = {"iss": "gateway", "aud": "consent", "exp": int(time.time()) + 30, "sub": str(PERSON), "roles": []}
    key, registry = OKPKey.import_key(GATEWAY["keys"][0]), JWSRegistry(algorithms=[ALGORITHM])
    return jwt.encode({"alg": ALGORITHM, "kid": KID}, {**sound, **claims}, key, registry=registry)


def encoded(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_a_sound_token_speaks_for_its_person(reader: TokenReader) -> None:
    token = TokenIssuer("gateway", GATEWAY).for_person("consent", PERSON, frozenset({Role.CURATOR}))

    caller = reader.read(f"Bearer {token}")

    assert caller == Caller("gateway", PERSON, frozenset({Role.CURATOR}))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "content"},
        {"aud": ["consent", "content"]},
        {"iss": "content"},
        {"exp": int(time.time()) - 10},
        {"exp": int(time.time()) + 100_000},
        {"exp": "soon"},
        {"sub": None},
        {"sub": 1},
        {"sub": []},
        {"roles": None},
        {"roles": ["owner"]},
        {"roles": [[]]},
    ],
)
def test_a_signed_token_with_wrong_claims_is_refused(reader: TokenReader, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        reader.read(f"Bearer {signed(**claims)}")


@pytest.mark.parametrize(
    "header",
    [
        [],
        None,
        1,
        {"alg": "none"},
        {"alg": "none", "kid": KID},
        {"alg": "HS256", "kid": KID},
        {"alg": [ALGORITHM], "kid": KID},
        {"alg": ALGORITHM, "kid": []},
        {"alg": ALGORITHM, "kid": "unknown"},
        {"alg": ALGORITHM, "kid": KID, "crit": 1},
        {"alg": ALGORITHM, "kid": KID, "crit": ["b64"], "b64": False},
    ],
)
def test_another_header_over_a_sound_signature_is_refused(reader: TokenReader, header: Any) -> None:
    _, payload, signature = signed().split(".")

    with pytest.raises(Unauthenticated):
        reader.read(f"Bearer {encoded(header)}.{payload}.{signature}")


def test_a_service_does_not_speak_for_a_person(reader: TokenReader) -> None:
    token = TokenIssuer("content", CONTENT).for_person("consent", PERSON, frozenset({Role.ADMINISTRATOR}))

    with pytest.raises(Unauthenticated):
        reader.read(f"Bearer {token}")
