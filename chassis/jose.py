"""The one form of JWS that we use, over the primitives: compact, with Ed25519 (RFC 7515, 8037).

Reading is strict: base64url without padding and spelled in the one way that is canonical, a header that is an object,
the one algorithm, no critical extension. Headers of our own are made once and kept, keys are read once.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"


class Malformed(ValueError):
    """It is not what it should be, or not signed by that key."""


def encoded(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding. Raises Malformed."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("no base64url") from error
    if encoded(content) != text:
        raise Malformed("not the canonical spelling")
    return content


def header_of(part: str) -> dict[str, Any]:
    """The header in the first part of a compact form. Raises Malformed for what is no header of ours."""
    header = _header(part)
    if header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        raise Malformed("another algorithm, or an extension")
    return header


@lru_cache(maxsize=256)
def _header(part: str) -> dict[str, Any]:
    try:
        header = json.loads(decoded(part))
    except (ValueError, RecursionError) as error:
        raise Malformed("no header") from error
    if not isinstance(header, dict):
        raise Malformed("no header")
    return header


class SigningKey:
    """An Ed25519 key that signs."""

    def __init__(self, jwk: Mapping[str, Any]) -> None:
        """`jwk`: with its private part. Raises ValueError."""
        key = OKPKey.import_key(dict(jwk))
        private = key.private_key
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("a signing key is a private Ed25519 key")  # noqa: TRY004 - it comes out of the settings
        self._private = private
        self._headers: dict[str, str] = {}
        self.kid = key.thumbprint()
        self.public = key.as_dict(private=False)

    def sign(self, typ: str, payload: bytes) -> tuple[str, str, str]:
        """The three parts of a compact JWS."""
        if (head := self._headers.get(typ)) is None:
            header = {"alg": ALGORITHM, "kid": self.kid, "typ": typ}
            head = self._headers[typ] = encoded(json.dumps(header, separators=(",", ":")).encode())
        body = encoded(payload)
        return head, body, encoded(self._private.sign(f"{head}.{body}".encode("ascii")))


def check(head: str, body: str, tail: str, jwk: Mapping[str, Any]) -> None:
    """Whether `tail` is the key's signature over the other two parts. Raises Malformed."""
    try:
        _public(str(jwk["kty"]), str(jwk["crv"]), str(jwk["x"])).verify(decoded(tail), f"{head}.{body}".encode())
    except (InvalidSignature, KeyError) as error:
        raise Malformed("the signature is not of this") from error


@lru_cache(maxsize=1024)
def _public(kty: str, crv: str, x: str) -> Ed25519PublicKey:
    if (kty, crv) != ("OKP", "Ed25519"):
        raise Malformed("no Ed25519 key")
    try:
        return Ed25519PublicKey.from_public_bytes(decoded(x))
    except ValueError as error:
        raise Malformed("no Ed25519 key") from error
