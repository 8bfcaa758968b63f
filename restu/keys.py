"""Keys of the services: made once, kept for ever, for the owner of the home folder alone (0600).

    keys/<service>/sealing.keys    one 32-byte base64url key per line; the first seals, all open
    keys/<service>/signing.jwks    {"keys": [private Ed25519 JWKs]}; the first signs, all are published
    keys/trusted.jwks              public keys of identities that publish none themselves: the command line

An existing file is never written again. Losing a sealing key loses the personal data it sealed; losing a signing
key means that its service signs with a new one, while the old public key stays published.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from restu.home import write_private

COMMAND_LINE = "cli"
SEALING, SIGNING, TRUSTED = "sealing.keys", "signing.jwks", "trusted.jwks"


def ensure_keys(folder: Path, services: Iterable[str]) -> None:
    """Make what is missing for the services and the command line in `folder`."""
    folder.mkdir(exist_ok=True, mode=0o700)
    for service in services:
        own = folder / service
        own.mkdir(exist_ok=True, mode=0o700)
        if not (own / SEALING).exists():
            write_private(own / SEALING, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
        _ensure_signing_key(own / SIGNING)
    command_line = folder / COMMAND_LINE
    command_line.mkdir(exist_ok=True, mode=0o700)
    _ensure_signing_key(command_line / SIGNING)
    if not (folder / TRUSTED).exists():
        private = json.loads((command_line / SIGNING).read_text())["keys"]
        public = [_public(key, COMMAND_LINE) for key in private]
        write_private(folder / TRUSTED, json.dumps({"keys": public}, indent=2) + "\n")


def are_complete(folder: Path, services: Iterable[str]) -> bool:
    """Whether `ensure_keys` would have nothing to do."""
    wanted = [folder / service / name for service in services for name in (SEALING, SIGNING)]
    return all(path.exists() for path in [*wanted, folder / COMMAND_LINE / SIGNING, folder / TRUSTED])


def thumbprint(key: dict[str, Any]) -> str:
    """The RFC 7638 thumbprint (SHA-256, base64url) of an Ed25519 JWK."""
    required = {name: key[name] for name in ("crv", "kty", "x")}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _ensure_signing_key(path: Path) -> None:
    if not path.exists():
        write_private(path, json.dumps({"keys": [_new_signing_key()]}, indent=2) + "\n")


def _new_signing_key() -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    key = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _base64url(private.public_key().public_bytes_raw()),
        "d": _base64url(private.private_bytes_raw()),
        "alg": "Ed25519",
        "use": "sig",
    }
    return {**key, "kid": thumbprint(key)}


def _public(key: dict[str, Any], service: str) -> dict[str, Any]:
    shown = {name: value for name, value in key.items() if name != "d"}
    return {**shown, "service": service}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
