"""What a domain event is in public: `publication.py` makes these, the relay puts them into envelopes.

Unsigned events are the canonical JSON (RFC 8785) of their model, with an id derived from topic and sequence, so that
publishing again gives the same record. Signed events pass through byte for byte under the id they contain.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

import msgspec

from chassis.canonical import canonical
from contracts.envelope import Envelope, Header, ascii_of, headers_of, partition_of
from contracts.event import IntegrationEvent, SignedEvent
from contracts.values import timestamp

_encode = msgspec.json.Encoder().encode
_WITHOUT_FRACTION = 22

_IDS = UUID("6f1c9c2e-6e1b-5c0e-9a55-0d2f1f0b7a11")


class Record(msgspec.Struct, gc=False):
    """An event as it will stand in its partition; the headers do not say yet what is before it (`chain`)."""

    sequence: int
    partition: int
    key: bytes
    data: bytes
    headers: list[Header]


class Published(msgspec.Struct, frozen=True):
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
        return cls(event.TYPE, event.key, at, canonical(event.model_dump(mode="json")))

    @classmethod
    def signed(cls, kind: type[SignedEvent], text: str | bytes, at: datetime) -> Published:
        """A signed event from the exact JSON that was signed and stored. Raises ValueError when it has no id or key."""
        try:
            named = _names(kind)(text)
        except msgspec.DecodeError as error:
            raise ValueError(f"the stored {kind.TYPE} has no id or no {kind.KEY}") from error
        return cls(kind.TYPE, named.key, at, text.encode() if isinstance(text, str) else text, named.id)

    def envelope(self, *, topic: str, source: str, sequence: int, previous: int, trace: str = "") -> Envelope:
        """The event as it travels: the same for the same sequence, whenever it is made."""
        return Envelope(
            id=self._id(topic, sequence),
            source=source,
            type=self.event_type,
            subject=str(self.key),
            time=timestamp(self.at),
            sequence=sequence,
            previous=previous,
            data=self.data,
            traceparent=trace,
        )

    def record(self, *, topic: str, source: str, sequence: int, trace: str) -> Record:
        """The same, ready to be sent."""
        key = ascii_of(self.key)
        headers = headers_of(
            self._id(topic, sequence),
            source=source,
            event_type=self.event_type,
            key=key,
            time=_time(self.at),
            sequence=sequence,
            traceparent=trace,
        )
        return Record(sequence, partition_of(key), key, self.data, headers)

    def _id(self, topic: str, sequence: int) -> UUID:
        return self.id or uuid5(_IDS, f"{topic}/{sequence}")


def _time(at: datetime) -> bytes:
    """What `timestamp` says, made several times faster for a time in UTC, as stored events have it."""
    if at.tzinfo is not UTC:
        return timestamp(at).encode()
    text = _encode(at)  # "2026-11-23T10:00:00Z" with its quotes, or six digits more where there are any
    return text[1:-2] + b".000Z" if len(text) == _WITHOUT_FRACTION else text[1:24] + b"Z"


@cache
def _names(kind: type[SignedEvent]) -> Callable[[str | bytes], Any]:
    """Finds id and key in the JSON of signed events of a kind, and builds nothing of the rest."""
    shape = msgspec.defstruct("Names", [("id", UUID), ("key", UUID)], rename={"key": kind.KEY})
    return msgspec.json.Decoder(shape).decode


Translate = Callable[[Any], Published | None]
"""Makes of a domain event what the world may know, or nothing. Pure: the same for the same event, for ever."""
