"""Preview tokens: what was previewed travels with the person, encrypted, for five minutes (decisions.md 3).

A token is a JWE (dir, A256GCM) under a key derived from the sealing keys; the first seals, all open. It holds all of
the opening but the text, which approve brings back: the digest ties the two together. It also holds the sketches of the
text, so that they are made once. Nothing is stored.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.jose import Malformed, decoded, encoded
from contracts.values import Choice, Window
from services.consent.domain import Parties, PreviewInvalid
from services.consent.sketches import Sketch
from services.consent.tables import derived_key

LIFETIME = timedelta(minutes=5)
_HEADER = encoded(b'{"alg":"dir","enc":"A256GCM"}')
_NONCE_BYTES, _TAG_BYTES = 12, 16


@dataclass(frozen=True, slots=True)
class Preview:
    """One preview that was rendered for one person. `opening` lacks the text; `own_words` is percent.

    `sketches`: the text's, as `Texts` makes them.
    """

    approval_id: UUID
    parties: Parties
    item_id: UUID
    revision_id: UUID
    opening: dict[str, Any]
    digest: str
    choice: Choice
    window: Window
    picked_at: datetime | None
    own_words: int
    expires_at: datetime
    sketches: tuple[Sketch, ...] = ()


class Tokens:
    """Seals and opens preview tokens."""

    def __init__(self, sealing_keys: Sequence[bytes]) -> None:
        self._ciphers = [AESGCM(derived_key(key, "preview tokens")) for key in sealing_keys]
        self._decode = msgspec.json.Decoder(Preview).decode

    def seal(self, preview: Preview) -> str:
        """The token of a preview."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[0].encrypt(nonce, msgspec.json.encode(preview), _HEADER.encode())
        return ".".join((_HEADER, "", encoded(nonce), encoded(sealed[:-_TAG_BYTES]), encoded(sealed[-_TAG_BYTES:])))

    def open(self, token: str) -> Preview:
        """The preview of a token, which may have expired. Raises PreviewInvalid."""
        try:
            header, key, nonce, text, tag = token.split(".")
            if (header, key) == (_HEADER, ""):  # the one header that we write
                return self._decode(self._opened(decoded(nonce), decoded(text) + decoded(tag)))
        except (ValueError, msgspec.MsgspecError):
            pass  # no token, or one of somebody else
        raise PreviewInvalid("this is no preview of ours; nothing was done, make a new preview")

    def _opened(self, nonce: bytes, sealed: bytes) -> bytes:
        if len(nonce) != _NONCE_BYTES:
            raise Malformed("another nonce")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, sealed, _HEADER.encode())
            except InvalidTag:
                continue
        raise Malformed("sealed with another key")
