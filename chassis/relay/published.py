"""What a domain event is in public: `publication.py` makes these, the relay puts them into envelopes.

Unsigned events are the canonical JSON (RFC 8785) of their model, with an id derived from topic and sequence, so that
publishing again gives the same record. Signed events pass through byte for byte under the id they contain.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import rfc8785

from contracts.envelope import Envelope
from contracts.event import IntegrationEvent, SignedEvent
from contracts.values import timestamp

_IDS = UUID("6f1c9c2e-6e1b-5c0e-9a55-0d2f1f0b7a11")


@dataclass(frozen=True, slots=True)
class Published:
    """One integration event ready to go; `at` is its business time, `key` names its partition."""

    event_type: str
    key: UUID
    at: datetime
    data: bytes
    id: UUID | None = None

    @classmethod
    def of(cls, event: IntegrationEvent, at: datetime) -> Published:
        """An unsigned event from its model. Raises ValueError for a signed one, whose bytes must not be made anew."""
        if event.SIGNED:
            raise ValueError(f"{event.TYPE} is signed: pass its stored JSON to Published.signed")
        return cls(event.TYPE, event.key, at, rfc8785.dumps(event.model_dump(mode="json")))

    @classmethod
    def signed(cls, kind: type[SignedEvent], text: str | bytes, at: datetime) -> Published:
        """A signed event from the exact JSON that was signed and stored. Raises ValueError when it has no id or key."""
        data: dict[str, Any] = json.loads(text)
        try:
            key, identifier = UUID(data[kind.KEY]), UUID(data["id"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"the stored {kind.TYPE} has no id or no {kind.KEY}") from error
        return cls(kind.TYPE, key, at, text.encode() if isinstance(text, str) else text, identifier)

    def envelope(self, *, topic: str, source: str, sequence: int, previous: int, trace: str = "") -> Envelope:
        """The event as it travels: the same for the same sequence, whenever it is made."""
        return Envelope(
            id=self.id or uuid5(_IDS, f"{topic}/{sequence}"),
            source=source,
            type=self.event_type,
            subject=str(self.key),
            time=timestamp(self.at),
            sequence=sequence,
            previous=previous,
            data=self.data,
            traceparent=trace,
        )


Translate = Callable[[Any], Published | None]
"""Makes of a domain event what the world may know, or nothing. Pure: the same for the same event, for ever."""
