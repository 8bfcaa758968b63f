"""The state of an aggregate as JSON, typed by its class, so that a long history need not be replayed at every load.

An aggregate class names its state with annotations; they type the snapshot as an event's annotations type the event.
A snapshot is good only for the sources that wrote it: the class's service, the value types, this and the codec, and the
event library. A release that changed a line of them ignores it and replays, so that no state outlives the rules of its
making and nobody has a version to remember. They are noted when a process has loaded them (`note_sources`, in the
template or when the runtime is made), so what is changed on disk under a running process does not count as what it
runs. What cannot be read is None as well: a snapshot is never needed.

Snapshots hold what events hold: ids, times, numbers and digests, nothing that erasure would have to find.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
import sys
import typing
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import Aggregate
from eventsourcing.utils import get_topic, resolve_topic

from chassis import codec
from contracts import values

log = logging.getLogger(__name__)

_TIMES = {"created_on": datetime, "modified_on": datetime}
_OWN = ("_id", "_version", "_created_on", "_modified_on", "_pending_events")

_encode = msgspec.json.Encoder().encode


class Untyped(TypeError):
    """An aggregate has state that its class does not name: no snapshot is taken of it."""


class Snapshot(msgspec.Struct, frozen=True):
    """One aggregate's state after the event of that version; `sources` is the digest of what wrote it."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    sources: str


def take(aggregate: Aggregate) -> Snapshot:
    """The snapshot of an aggregate without pending events. Raises Untyped."""
    kind = type(aggregate)
    state = {name: value for name, value in vars(aggregate).items() if name not in _OWN}
    if state.keys() != _fields(kind).keys():
        raise Untyped(f"{kind.__qualname__} names {sorted(_fields(kind))} and has {sorted(state)}")
    times = {"created_on": aggregate.created_on, "modified_on": aggregate.modified_on}
    return Snapshot(aggregate.id, aggregate.version, get_topic(kind), _encode({**times, **state}), sources(kind))


def read(snapshot: Snapshot) -> Aggregate | None:
    """The aggregate again, or None where the snapshot is another release's, or not readable."""
    try:
        kind = resolve_topic(snapshot.topic)
        if snapshot.sources != sources(kind):
            return None
        state = _decoder(kind)(snapshot.state)
    except Exception as error:  # noqa: BLE001 - whatever it is, the events tell the same
        log.warning("a snapshot cannot be read", extra={"topic": snapshot.topic, "why": type(error).__name__})
        return None
    aggregate: Aggregate = object.__new__(kind)
    aggregate.__base_init__(snapshot.originator_id, snapshot.originator_version, state.created_on)
    aggregate.modified_on = state.modified_on
    vars(aggregate).update((name, getattr(state, name)) for name in _fields(kind))
    return aggregate


@cache
def _fields(kind: type[Aggregate]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {name: hints[name] for name in inspect.get_annotations(kind)}


@cache
def _decoder(kind: type[Aggregate]) -> Callable[[bytes], Any]:
    shape = msgspec.defstruct(kind.__name__, [*_TIMES.items(), *_fields(kind).items()], kw_only=True)
    return msgspec.json.Decoder(shape).decode


def note_sources() -> None:
    """Takes the digests for all aggregate classes that are loaded; comes right after loading, and costs once."""
    for kind in Aggregate.__subclasses__():
        sources(kind)


def sources(kind: type[Aggregate]) -> str:
    """The digest of everything that makes the state of such an aggregate out of its events, as it was when noted."""
    return _digest(".".join(kind.__module__.split(".")[:2]))


@cache
def _digest(package: str) -> str:
    found = hashlib.sha256(f"eventsourcing {version('eventsourcing')}\n".encode())
    for source in (*_files(package), *(Path(each) for each in (values.__file__, codec.__file__, __file__))):
        found.update(source.read_bytes())
    return found.hexdigest()


def _files(package: str) -> list[Path]:
    return sorted(Path(sys.modules[package].__path__[0]).rglob("*.py"))
