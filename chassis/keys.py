"""Public keys of the platform's services: each publishes its own, all fetch the others' (decisions.md 15).

Keys are never forgotten: a service stores every public key it ever had and publishes them all, so that old receipts
stay verifiable after a rotation. An unknown `kid` makes us fetch again, at most once a second, and is never a "bad
signature": it is UnknownKey when everybody was asked, and stays that for ten seconds, so that who asks again meanwhile
is told the same; and KeysUnavailable where not everybody could be asked, and then sooner again.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

import httpx
from joserfc.jwk import OKPKey

from chassis.database import Database, Write
from chassis.internal import trust
from chassis.signing import UnknownKey

log = logging.getLogger(__name__)

JWKS_PATH = "/.well-known/jwks.json"
PAUSE_SECONDS = 1.0
MISSED_SECONDS = 0.2
"""Until everybody is asked again, when everybody answered and when somebody did not: it may be starting."""
NOBODYS_SECONDS = 10.0
MOST_NOBODYS = 1000
"""How long, and of how many keys, it is remembered that everybody was asked and nobody has it."""


class KeysUnavailable(UnknownKey):
    """The key is not known, and not every service could be asked for its keys: ask again later."""


class OwnKeys:
    """Every public key that this service ever signed with."""

    def __init__(self, database: Database, service: str) -> None:
        self._database = database
        self._service = service

    def migrate(self, current: list[dict[str, Any]]) -> None:
        """Makes the table and adds the current public keys."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS signing_keys (kid text PRIMARY KEY, jwk jsonb NOT NULL, "
            "since timestamptz NOT NULL DEFAULT now())"
        )
        self._database.transact(
            Write(
                "INSERT INTO signing_keys (kid, jwk) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (key["kid"], json.dumps(key)),
            )
            for key in current
        )

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set, oldest first."""
        rows = self._database.fetch("SELECT jwk FROM signing_keys ORDER BY since, kid")
        return {"keys": [row["jwk"] for row in rows]}


class PeerKeys:
    """The public keys of the services at the given addresses, cached by `kid`. Blocking: call it from a thread."""

    def __init__(self, peers: Mapping[str, str], known: list[dict[str, Any]]) -> None:
        """`known`: public keys that need no fetching: one's own, and the trusted ones of the settings."""
        self._peers = dict(peers)
        self._keys: dict[str, dict[str, Any]] = {key["kid"]: key for key in known}
        self._nobodys: dict[str, float] = {}  # until when, the oldest first
        self._lock = Lock()
        self._next_fetch = float("-inf")

    def known(self, kid: str) -> dict[str, Any] | None:
        """The key where it is known already. Does not block."""
        return self._keys.get(kid)

    def find(self, kid: str) -> dict[str, Any]:
        """The key, with its `service`. Raises UnknownKey when no service publishes it, KeysUnavailable."""
        if (key := self._keys.get(kid)) is not None:
            return key
        everybody_asked = self._fetch(kid)
        if (key := self._keys.get(kid)) is not None:
            return key
        raise UnknownKey(kid) if everybody_asked else KeysUnavailable(kid)

    def _fetch(self, kid: str) -> bool:
        """Asks everybody until the key is found; False where somebody did not answer, or all were just asked."""
        with self._lock:
            if kid in self._keys or time.monotonic() < self._nobodys.get(kid, float("-inf")):
                return True
            if time.monotonic() < self._next_fetch:
                return False
            everybody = True
            with httpx.Client(timeout=2.0, trust_env=False, verify=trust(self._peers.values())) as client:
                for service, address in self._peers.items():
                    try:
                        answer = client.get(address + JWKS_PATH)
                        answer.raise_for_status()
                        self._take(service, answer.json()["keys"])
                    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                        everybody = False
                        log.info("keys of a peer are not available yet", extra={"peer": service, "error": repr(error)})
                    if kid in self._keys:
                        return True  # who starts again does not wait for others who do
            self._next_fetch = time.monotonic() + (PAUSE_SECONDS if everybody else MISSED_SECONDS)
            if everybody:
                self._remember_nobodys(kid)
            return everybody

    def _remember_nobodys(self, kid: str) -> None:
        self._nobodys.pop(kid, None)
        self._nobodys[kid] = time.monotonic() + NOBODYS_SECONDS
        if len(self._nobodys) > MOST_NOBODYS:
            del self._nobodys[next(iter(self._nobodys))]

    def _take(self, service: str, keys: list[dict[str, Any]]) -> None:
        for key in keys:
            # A service speaks for itself only, under the id that follows from the key.
            if key.get("service") == service and OKPKey.import_key(key).thumbprint() == key["kid"]:
                self._keys[key["kid"]] = key
