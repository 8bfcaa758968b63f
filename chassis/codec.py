"""Domain events as JSON in the store, typed by their annotations.

Each event class gets a decoder once, built from its annotations, so that ids, times and value types come back as what
they were; unknown fields are ignored, missing ones take the class's default. `class_version` and `upcast_vN_vN+1`
(a static method that changes the raw dict) keep old events readable. The trace that caused an event rests beside it
under `_trace` and is no part of the event; so does `_quiet`, which says that the event only repeats what the topic
says already and is not published (chassis/restoring).
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import MISSING
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

_BY_COLUMN = ("originator_id", "originator_version")


class _Beside(msgspec.Struct):
    trace: str = msgspec.field(name="_trace", default="")


class _Version(msgspec.Struct):
    class_version: int = 1


_encode = msgspec.json.Encoder().encode
_decode_beside = msgspec.json.Decoder(_Beside).decode
_decode_version = msgspec.json.Decoder(_Version).decode


@cache
def _shape(event_class: type) -> type[msgspec.Struct]:
    hints = typing.get_type_hints(event_class)
    defaults = getattr(event_class, "__dataclass_fields__", {})
    fields: list[Any] = []
    for name, field in defaults.items():
        if name in _BY_COLUMN:
            continue
        kind = hints[name]
        fields.append((name, kind) if field.default is MISSING else (name, kind, field.default))
    fields += [("_trace", str, ""), ("_quiet", bool, False)]
    return msgspec.defstruct(event_class.__name__, fields, kw_only=True)


@cache
def _reader(topic: str) -> tuple[type, Callable[[bytes], Any], bool]:
    """What a row's topic says of it: its class, how its state is decoded, whether it may be of an older version."""
    event_class = resolve_topic(topic)
    decode = msgspec.json.Decoder(_shape(event_class)).decode
    return event_class, decode, getattr(event_class, "class_version", 1) > 1


def trace_of(state: bytes) -> str:
    """The W3C traceparent that an event was saved under, or nothing."""
    return _decode_beside(state).trace


class TypedMapper(Mapper[UUID]):
    """Maps domain events to stored events and back; `trace` gives the current traceparent."""

    def __init__(self, trace: Callable[[], str] = lambda: "") -> None:
        self._current_trace = trace

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID], *, quiet: bool = False) -> StoredEvent:
        """The event as a row; its fields by name, exactly typed."""
        event_class = type(domain_event)
        state = {name: value for name, value in vars(domain_event).items() if name not in _BY_COLUMN}
        if (version := getattr(event_class, "class_version", 1)) > 1:
            state["class_version"] = version
        if trace := self._current_trace():
            state["_trace"] = trace
        if quiet:
            state["_quiet"] = True
        return StoredEvent(
            domain_event.originator_id, domain_event.originator_version, get_topic(event_class), _encode(state)
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """The event again. Raises msgspec.DecodeError when the row is not what its class says."""
        originator_id = typing.cast(UUID, stored_event.originator_id)
        event, _, _ = self.read(originator_id, stored_event.originator_version, stored_event.topic, stored_event.state)
        return typing.cast(DomainEventProtocol[UUID], event)

    def read(self, originator_id: UUID, originator_version: int, topic: str, state: bytes) -> tuple[Any, str, bool]:
        """A row's event, its trace, and whether it is quiet. Raises as `to_domain_event` does."""
        event_class, decode, versioned = _reader(topic)
        fields = msgspec.structs.asdict(decode(_upcast(event_class, state) if versioned else state))
        trace, quiet = fields.pop("_trace"), fields.pop("_quiet")
        fields["originator_id"] = originator_id
        fields["originator_version"] = originator_version
        event: Any = object.__new__(event_class)
        object.__setattr__(event, "__dict__", fields)
        return event, trace, quiet


def _upcast(event_class: type, state: bytes) -> bytes:
    current: int = getattr(event_class, "class_version")  # noqa: B009 - not every event has one
    if (stored := _decode_version(state).class_version) == current:
        return state
    raw = msgspec.json.decode(state)
    for version in range(stored, current):
        getattr(event_class, f"upcast_v{version}_v{version + 1}")(raw)
    return _encode(raw)
