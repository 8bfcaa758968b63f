"""Signatures and hashes, from the standards alone: RFC 7515 (detached), RFC 8037 (Ed25519), RFC 8785, RFC 7638.

A signature counts when its header names Ed25519, the event's type and a key that belongs to the service which must
have signed, and when the key proves the canonical JSON of the data without its `signature`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from restu.verifier.records import parse


class NotProven(Exception):
    """The data is not what its signer signed, or another signed it. `kind` is the finding's name."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


class KeyMissing(Exception):
    """The keys given do not hold the one that is named."""


def hash_of(data: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON: how a grant cites an approval and a publication its grant."""
    return hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest()


class Keys:
    """The public keys of the services, by their RFC 7638 thumbprint: an id that lies is no id."""

    def __init__(self, keys: Iterable[Mapping[str, Any]]) -> None:
        self._keys: dict[str, tuple[str, Ed25519PublicKey]] = {}
        for key in keys:
            if key.get("kty") == "OKP" and key.get("crv") == "Ed25519" and isinstance(key.get("x"), str):
                public = Ed25519PublicKey.from_public_bytes(_decode(key["x"]))
                self._keys[thumbprint(key)] = (str(key.get("service")), public)

    def thumbprints(self) -> dict[str, str]:
        """Service of each key, by thumbprint."""
        return {kid: service for kid, (service, _) in self._keys.items()}

    def prove(self, data: Mapping[str, Any], kind: str, signer: str) -> None:
        """Raises NotProven or KeyMissing."""
        header_text, tail = _parts(data.get("signature"))
        try:
            header = parse(_decode(header_text))
            signature = _decode(tail)
        except (ValueError, binascii.Error) as error:
            raise NotProven("bad-signature", "the signature cannot be read") from error
        if not isinstance(header, dict) or set(header) != {"alg", "kid", "typ"}:
            raise NotProven("bad-signature", "the signature's header is not alg, kid and typ")
        if header["alg"] != "Ed25519" or header["typ"] != kind:
            raise NotProven("bad-signature", "the signature is for another algorithm or type of event")
        if header["kid"] not in self._keys:
            raise KeyMissing(str(header["kid"]))
        service, public = self._keys[header["kid"]]
        unsigned = {name: value for name, value in data.items() if name != "signature"}
        payload = base64.urlsafe_b64encode(rfc8785.dumps(unsigned)).rstrip(b"=")
        try:
            public.verify(signature, header_text.encode() + b"." + payload)
        except InvalidSignature as error:
            raise NotProven("bad-signature", "the signature is not of this data") from error
        if service != signer:
            raise NotProven("wrong-signer", f"signed by {service}, not by {signer}")


def thumbprint(key: Mapping[str, Any]) -> str:
    """RFC 7638."""
    members = {name: key[name] for name in ("crv", "kty", "x")}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).decode().rstrip("=")


def _parts(signature: Any) -> tuple[str, str]:
    parts = signature.split(".") if isinstance(signature, str) else []
    if len(parts) != 3 or parts[1] or not signature.isascii():
        raise NotProven("bad-signature", "there is no detached signature")
    return parts[0], parts[2]


def _decode(text: str) -> bytes:
    decoded = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    if base64.urlsafe_b64encode(decoded).decode().rstrip("=") != text:
        raise ValueError("not canonical base64url")
    return decoded
