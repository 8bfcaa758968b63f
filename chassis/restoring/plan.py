"""What one service takes over from its own topic after a restore, and what it ends: its `restoration.py` gives a Plan.

A fact is `(work, event, exact, evidence) -> None`: "our topic says that this happened, so record it". Its work is
quiet: nothing of it is published. Each record is taken over once, in the topic's order. Steps do what others must
hear of; they run in a thread, are repeated after a crash, and give a sentence for the person who waits, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from contracts.envelope import Envelope
from contracts.event import IntegrationEvent

Fact = Callable[..., None]
"""(work, event, exact JSON, evidence) -> None."""


class Evidence:
    """Other services' events that facts need, by type and the id they were asked under."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, UUID], Envelope] = {}

    def add(self, kind: type[IntegrationEvent], identifier: UUID, envelope: Envelope) -> None:
        """One event; of several under one id the last."""
        self._found[kind.TYPE, identifier] = envelope

    def find(self, kind: type[IntegrationEvent], identifier: UUID) -> Envelope | None:
        """The event, or None when the topics do not hold it."""
        return self._found.get((kind.TYPE, identifier))

    def __len__(self) -> int:
        return len(self._found)


Step = Callable[[Evidence], str | None]


def _none() -> Iterable[UUID]:
    return ()


def _nothing(_: Any) -> Iterable[UUID]:
    return ()


@dataclass(frozen=True)
class Plan:
    """One service's plan."""

    facts: Mapping[type[IntegrationEvent], Fact]
    """Our own integration events, and what is recorded of each."""
    erasure: type[IntegrationEvent]
    """The event that erases a person; its key is the person."""
    evidence: Mapping[type[IntegrationEvent], str] = field(default_factory=dict)
    """Events of others that facts and steps need, each with the field that holds the id it is asked by."""
    asks: Callable[[Any], Iterable[UUID]] = _nothing
    """The ids by which a lost event of ours asks for evidence."""
    asks_also: Callable[[], Iterable[UUID]] = _none
    """The ids by which the restored store itself asks for evidence."""
    before: Sequence[Step] = ()
    """Before the topics of others are read to their end."""
    after: Sequence[Step] = ()
    """When they are read."""
