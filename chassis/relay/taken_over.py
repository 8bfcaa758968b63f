"""Records of the topic that a restored store did not hold, put into its log where they belong.

Such a row stands at the record's own sequence and holds the record itself; the relay makes of it the same envelope
again: the same id, sequence and bytes. It belongs to no aggregate that anything loads, and views pass it by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from chassis.codec import TypedMapper
from chassis.database import Write
from chassis.event_store import EventStore, notification
from chassis.relay.published import Published, Translate
from contracts.envelope import Envelope

_NAMESPACE = UUID("c8a7f0de-6f5d-5c53-9a0a-2c1d1f6d7e11")

_INSERT: LiteralString = (
    "INSERT INTO stored_events (originator_id, originator_version, topic, state, notification_id) "
    "SELECT r.id, 1, %s, r.state, r.sequence FROM unnest(%s::uuid[], %s::bytea[], %s::bigint[]) "
    "AS r (id, state, sequence) "
    "WHERE NOT EXISTS (SELECT 1 FROM stored_events e WHERE e.notification_id = r.sequence)"
)
_ABSENT: LiteralString = (
    "SELECT s FROM unnest(%s::bigint[]) AS s "
    "WHERE NOT EXISTS (SELECT 1 FROM stored_events e WHERE e.notification_id = s)"
)
_NEXT: LiteralString = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events "
    "WHERE notification_id > %s AND topic = %s ORDER BY notification_id LIMIT %s"
)


class Record(Aggregate):
    """One record of the topic."""

    TOPIC = "chassis.Record"

    class Created(Aggregate.Created):
        """What begins a record."""

        TOPIC = "chassis.Record.Created"

    class TakenOver(Created):
        """The record as it stands in the topic; `at` is its time, `data` its exact JSON."""

        TOPIC = "chassis.Record.TakenOver"

        event_id: UUID
        event_type: str
        subject: UUID
        at: datetime
        data: str

    @event(TakenOver)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; follows from topic and sequence
        event_id: UUID,
        event_type: str,
        subject: UUID,
        at: datetime,
        data: str,
    ) -> None:
        """Nothing is decided on a record."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What the store had lost: the record's sequence, type and exact data."""

    sequence: int
    event_type: str
    data: bytes


def absent(store: EventStore, sequences: Iterable[int]) -> set[int]:
    """Those of the sequences that the store's log does not hold. Raises Unavailable."""
    return {row["s"] for row in store.database.fetch(_ABSENT, (list(sequences),))}


def put(topic: str, envelopes: Sequence[Envelope]) -> Write:
    """Puts records into the log; those that stand there already stay."""
    rows = [_row(topic, each) for each in envelopes]
    ids, states, sequences = ([row[column] for row in rows] for column in range(3))
    return Write(_INSERT, (Record.TakenOver.TOPIC, ids, states, sequences))


def next_lost(store: EventStore, after: int, limit: int) -> list[Lost]:
    """The records put into the log behind `after`, by sequence."""
    found = []
    for row in store.database.fetch(_NEXT, (after, Record.TakenOver.TOPIC, limit)):
        kept: Any = store.mapper.to_domain_event(notification(row))
        found.append(Lost(row["notification_id"], kept.event_type, kept.data.encode()))
    return found


def with_taken_over(translate: Translate) -> Translate:
    """A translation that gives records taken over as they are, and everything else to `translate`."""

    def translated(event: Any) -> Published | None:
        if isinstance(event, Record.TakenOver):
            return Published(event.event_type, event.subject, event.at, event.data.encode(), event.event_id)
        return translate(event)

    return translated


def _row(topic: str, envelope: Envelope) -> tuple[UUID, bytes, int]:
    record = Record(
        id=uuid5(_NAMESPACE, f"{topic}/{envelope.sequence}"),
        event_id=envelope.id,
        event_type=envelope.type,
        subject=UUID(envelope.subject),
        at=datetime.fromisoformat(envelope.time),
        data=envelope.data.decode(),
    )
    mapper = TypedMapper(_always(envelope.traceparent))
    [created] = record.collect_events()
    stored = mapper.to_stored_event(created)
    return record.id, stored.state, envelope.sequence


def _always(trace: str) -> Callable[[], str]:
    return lambda: trace
