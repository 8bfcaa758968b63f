"""Preview tokens: what was previewed travels with the person, encrypted, for five minutes (decisions.md 3).

A token is a JWE (dir, A256GCM) under a key derived from the sealing keys; the first seals, all open. It holds all of
the opening but the text, which approve brings back: the digest ties the two together. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from contracts.values import Choice, Window
from services.consent.domain import Parties, PreviewInvalid
from services.consent.tables import derived_key

LIFETIME = timedelta(minutes=5)
_HEADER = {"alg": "dir", "enc": "A256GCM"}
_ALGORITHMS = list(_HEADER.values())


@dataclass(frozen=True, slots=True)
class Preview:
    """One preview that was rendered for one person. `opening` lacks the text; `own_words` is percent."""

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


class Tokens:
    """Seals and opens preview tokens."""

    def __init__(self, sealing_keys: Sequence[bytes]) -> None:
        self._keys = [OctKey.import_key(derived_key(key, "preview tokens")) for key in sealing_keys]
        self._decode = msgspec.json.Decoder(Preview).decode

    def seal(self, preview: Preview) -> str:
        """The token of a preview."""
        return jwe.encrypt_compact(_HEADER, msgspec.json.encode(preview), self._keys[0], algorithms=_ALGORITHMS)

    def open(self, token: str) -> Preview:
        """The preview of a token, which may have expired. Raises PreviewInvalid."""
        for key in self._keys:
            try:
                plain = jwe.decrypt_compact(token, key, algorithms=_ALGORITHMS).plaintext
                return self._decode(plain or b"")
            except (JoseError, ValueError, TypeError, AttributeError, RecursionError, msgspec.MsgspecError):
                continue  # a header that is no object, or whose values are of other types, is no token either
        raise PreviewInvalid("this is no preview of ours; nothing was done, make a new preview")
