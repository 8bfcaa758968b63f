"""One event of the stream as the verifier sees it: CloudEvents attributes, where it stood, and its data as received.

The JSON format of an export is one CloudEvent a line (CloudEvents 1.0, structured mode) with the extension attributes
`sequence`, `previous`, `topic`, `partition`, `offset`. A line that is not so raises Malformed with its number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

Ends = Mapping[str, Mapping[int, int]]
"""Topic -> partition -> sequence of its last record (0 = none): how far the stream was said to go."""

SEQUENCE_DIGITS = 20
_TEXTS = ("id", "source", "type", "subject", "time", "sequence", "previous", "topic")


class Malformed(ValueError):
    """Not an event of the export format."""


@dataclass(frozen=True, slots=True)
class Record:
    """One event where it stood. `data` is what its JSON holds; `fingerprint` tells equal events from different ones."""

    topic: str
    partition: int
    offset: int
    id: str
    type: str
    subject: str
    sequence: int
    previous: int
    data: Mapping[str, Any]
    fingerprint: str

    @property
    def place(self) -> tuple[str, int]:
        """Topic and partition."""
        return self.topic, self.partition

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}@{self.offset}"


def read_lines(lines: Iterable[str]) -> Iterator[Record]:
    """The records of an export, in its order. Raises Malformed."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield record_of(parse(line))
        except (ValueError, RecursionError) as error:
            raise Malformed(f"line {number}: {error}") from error


def parse(text: str | bytes) -> Any:
    """JSON without doubled members, which two readers would understand differently. Raises ValueError."""
    return json.loads(text, object_pairs_hook=_no_doubles)


def record_of(event: Any) -> Record:
    """The record of one CloudEvent in JSON format. Raises Malformed."""
    if not isinstance(event, dict):
        raise Malformed("not a JSON object")
    for name in _TEXTS:
        if not isinstance(event.get(name), str):
            raise Malformed(f"the attribute {name} is missing or no text")
    for name in ("partition", "offset"):
        if not isinstance(event.get(name), int) or isinstance(event[name], bool):
            raise Malformed(f"the attribute {name} is missing or no integer")
    told = {name: event.get(name) for name in ("id", "source", "type", "subject", "time", "sequence", "previous")}
    try:
        fingerprint = hashlib.sha256(rfc8785.dumps([told, event.get("data")])).hexdigest()
    except rfc8785.CanonicalizationError as error:
        raise Malformed(f"the data has no canonical form: {error}") from error
    return Record(
        topic=event["topic"],
        partition=event["partition"],
        offset=event["offset"],
        id=event["id"],
        type=event["type"],
        subject=event["subject"],
        sequence=_sequence(event["sequence"]),
        previous=_sequence(event["previous"]),
        # Data that is no object proves nothing; under a signed type the proof will fail.
        data=event["data"] if isinstance(event.get("data"), dict) else {},
        fingerprint=fingerprint,
    )


def _sequence(text: str) -> int:
    if len(text) != SEQUENCE_DIGITS or not (text.isascii() and text.isdigit()):
        raise Malformed("a sequence is not 20 digits")
    return int(text)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice in one object")
    return found
