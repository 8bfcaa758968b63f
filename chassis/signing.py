"""Canonical JSON, digests and detached signatures (decisions.md 4, 14, 15).

A signature is a detached JWS (RFC 7515 appendix F), header `alg` Ed25519, `kid` the key's RFC 7638 thumbprint, `typ`
the event's type, over the canonical JSON (RFC 8785) of the data without its `signature`. What was signed is stored
and passed on as its exact JSON; verification works on the JSON received.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from chassis.canonical import canonical
from chassis.jose import ALGORITHM, Malformed, SigningKey, check, encoded, header_of

__all__ = [
    "ALGORITHM",
    "BadSignature",
    "KeyFinder",
    "Signer",
    "UnknownKey",
    "canonical",
    "digest",
    "digest_of_exact",
    "digest_of_json",
    "verify",
]

PROVEN = 1_000
"""So many proofs are remembered, as many as a consumer's batch has events: its edge proves each, and then whoever rests
on it does so again."""


class BadSignature(Exception):
    """The signature does not belong to this data, type and signer."""


class UnknownKey(Exception):
    """No key of that id is known (yet): fetch the keys again and wait; this is not a bad signature."""


def digest(data: Any) -> str:
    """SHA-256 over the canonical JSON: 64 lower-case hexadecimal characters."""
    return hashlib.sha256(canonical(data)).hexdigest()


def digest_of_json(exact: str | bytes) -> str:
    """The digest of data given as JSON text."""
    return digest(json.loads(exact))


def digest_of_exact(exact: str) -> str:
    """The same for JSON that is canonical already, as everything is that a signer made."""
    return hashlib.sha256(exact.encode()).hexdigest()


class Signer:
    """Signs with a service's first key; knows the public part of all its keys."""

    def __init__(self, service: str, keys: Mapping[str, Any]) -> None:
        """`keys`: a JSON Web Key Set with private Ed25519 keys, the first signs. Raises ValueError without one."""
        private = [SigningKey(key) for key in keys["keys"]]
        if not private:
            raise ValueError("a service needs at least one signing key")
        self.service = service
        self._key = private[0]
        self.kid = self._key.kid
        self.public: list[dict[str, Any]] = [
            {**key.public, "kid": key.kid, "use": "sig", "alg": ALGORITHM, "service": service} for key in private
        ]

    def sign(self, event_type: str, data: Mapping[str, Any]) -> str:
        """The exact, canonical JSON of `data` with its signature, as it is stored and published."""
        unsigned = dict(data)
        head, _, tail = self._key.sign(event_type, canonical(unsigned))
        return canonical({**unsigned, "signature": f"{head}..{tail}"}).decode()


KeyFinder = Callable[[str], Mapping[str, Any]]
"""Gives the public JWK of a `kid`, with its `service`. Raises UnknownKey."""


def verify(exact: str | bytes, event_type: str, signer: str, find_key: KeyFinder) -> dict[str, Any]:
    """The data of a signed event, once its signature is proven to be `signer`'s over exactly this data and type.

    Raises BadSignature, or UnknownKey when the key may simply not be known yet.
    """
    try:
        data = json.loads(exact)
        signature = data["signature"]
        head, empty, tail = signature.split(".")
        unsigned = {name: value for name, value in data.items() if name != "signature"}
        payload = canonical(unsigned)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("the data or its signature is malformed") from error
    if empty:
        raise BadSignature("the signature is not detached")
    try:
        header = header_of(head)
    except Malformed as error:
        raise BadSignature("the signature's header is malformed, or for another algorithm") from error
    if header.get("typ") != event_type:
        raise BadSignature("the signature is for another type")
    key = find_key(str(header.get("kid")))
    if key.get("service") != signer:
        raise BadSignature(f"signed by {key.get('service')}, not by {signer}")
    try:
        _prove(head, encoded(payload), tail, (str(key["kty"]), str(key["crv"]), str(key["x"])))
    except (Malformed, KeyError) as error:
        raise BadSignature("the signature is not of this data") from error
    return unsigned


@lru_cache(maxsize=PROVEN)
def _prove(head: str, body: str, tail: str, key: tuple[str, str, str]) -> None:
    """Raises Malformed, each time; what was proven is not computed again."""
    check(head, body, tail, dict(zip(("kty", "crv", "x"), key, strict=True)))
