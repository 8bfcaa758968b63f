"""CloudEvents 1.0, binary mode over Kafka: attributes in `ce_` headers, data as the JSON value.

Every event carries `id`, `sequence` (the store's notification id, 20 digits) and `previous` (the sequence before it in
this partition, or zeros), so that a consumer can tell a repeat from a hole (decisions.md 16). An envelope that cannot
be read raises ForeignMessage: somebody else wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID
from zlib import crc32

import msgspec

PARTITIONS = 12
"""Partitions of every topic, fixed for life."""

MAX_SEQUENCE = 2**63 - 1
"""The highest sequence: a store counts its events in 64 bits, and no position beyond could be kept."""

Header = tuple[str, bytes]

_encode = msgspec.json.Encoder().encode

_SPECVERSION: Header = ("ce_specversion", b"1.0")
_CONTENT_TYPE: Header = ("content-type", b"application/json")
_FIRST: Header = ("ce_previous", b"%020d" % 0)
_PREVIOUS = 7


class ForeignMessage(ValueError):
    """The message has no valid attributes of ours: it is not part of any chain."""


def partition_of(key: bytes) -> int:
    """The partition of a key (the ASCII of a lower-case UUID)."""
    return crc32(key) % PARTITIONS


def ascii_of(identifier: UUID) -> bytes:
    """The ASCII of an id, as key and attributes have it."""
    return _encode(identifier)[1:-1]


def sequence_text(number: int) -> str:
    """A sequence as 20 digits, which sort as text the way they sort as numbers."""
    return f"{number:020d}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One integration event on the wire. `data` is the exact JSON; it is never rewritten."""

    id: UUID
    source: str
    type: str
    subject: str
    time: str
    sequence: int
    previous: int
    data: bytes
    traceparent: str = ""

    @property
    def key(self) -> bytes:
        """The Kafka key: the subject."""
        return self.subject.encode()

    @property
    def partition(self) -> int:
        """Where the event goes."""
        return partition_of(self.key)

    def headers(self) -> list[Header]:
        """The Kafka headers of CloudEvents' binary mode."""
        headers = headers_of(
            self.id,
            source=self.source,
            event_type=self.type,
            key=self.key,
            time=self.time.encode(),
            sequence=self.sequence,
            traceparent=self.traceparent,
        )
        chain(headers, self.previous)
        return headers

    @classmethod
    def read(cls, headers: Iterable[Header], key: bytes | None, value: bytes | None) -> Envelope:
        """The envelope of a Kafka record. Raises ForeignMessage, saying which attribute is missing or malformed."""
        found = dict(headers)

        def text(name: str) -> str:
            try:
                return found[name].decode("ascii")
            except KeyError:
                raise ForeignMessage(f"the attribute {name} is missing") from None
            except UnicodeDecodeError:
                raise ForeignMessage(f"the attribute {name} is not ASCII") from None

        if text("ce_specversion") != "1.0":
            raise ForeignMessage("the attribute ce_specversion is not 1.0")
        subject = text("ce_subject")
        if key != subject.encode():
            raise ForeignMessage("the key is not the subject")
        try:
            identifier = UUID(text("ce_id"))
        except ValueError:
            raise ForeignMessage("the attribute ce_id is not a UUID") from None
        return cls(
            id=identifier,
            source=text("ce_source"),
            type=text("ce_type"),
            subject=subject,
            time=text("ce_time"),
            sequence=_sequence(text("ce_sequence"), "ce_sequence"),
            previous=_sequence(text("ce_previous"), "ce_previous"),
            data=value or b"",
            traceparent=text("ce_traceparent") if "ce_traceparent" in found else "",
        )


def headers_of(
    identifier: UUID, *, source: str, event_type: str, key: bytes, time: bytes, sequence: int, traceparent: str
) -> list[Header]:
    """The headers of an event of which is not known yet what is before it: `chain` says that."""
    headers = [
        _SPECVERSION,
        ("ce_id", ascii_of(identifier)),
        _recurring("ce_source", source),
        _recurring("ce_type", event_type),
        ("ce_subject", key),
        ("ce_time", time),
        ("ce_sequence", b"%020d" % sequence),
        _FIRST,
        _CONTENT_TYPE,
    ]
    if traceparent:
        headers.append(("ce_traceparent", traceparent.encode()))
    return headers


def chain(headers: list[Header], previous: int) -> None:
    """Says in the headers which sequence is before theirs in the partition."""
    headers[_PREVIOUS] = ("ce_previous", b"%020d" % previous)


@lru_cache(maxsize=256)
def _recurring(name: str, value: str) -> Header:
    """The header of an attribute with few values: made once."""
    return name, value.encode()


def _sequence(text: str, name: str) -> int:
    if len(text) != 20 or not text.isdecimal():
        raise ForeignMessage(f"the attribute {name} is not 20 digits")
    if (number := int(text)) > MAX_SEQUENCE:
        raise ForeignMessage(f"the attribute {name} is beyond what a store can count")
    return number
