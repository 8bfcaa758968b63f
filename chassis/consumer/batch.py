"""One batch of records: what is new in it, in order, and its effects in one transaction.

Runs in the consumer's own thread and knows nothing of Kafka's client. Events that fail for good are isolated by
halving the batch, so that the others take effect together; order within a partition is kept. Raises Unavailable (and
psycopg errors) when nothing can be said yet: the same records are then to be given again.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aiokafka import ConsumerRecord
from prometheus_client import Counter

from chassis.consumer.positions import Move, Place, PositionMoved, Positions
from chassis.consumer.runner import Runner, is_for_good
from chassis.database import Write, WriteMissed
from chassis.dead_letters import DeadLetters, KeyParked, QueueMoved
from chassis.event_store import Conflict
from chassis.topics import read_envelope
from contracts.envelope import Envelope, ForeignMessage
from contracts.event import IntegrationEvent

ATTEMPTS = 6

_handled = Counter("restu_consumer_handled_total", "Events applied.", ["topic", "type"])
_passed = Counter("restu_consumer_skipped_total", "Events not applied, by reason.", ["topic", "why"])
_letters = Counter("restu_consumer_dead_letters_total", "Messages kept as dead letters.", ["topic", "state"])


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record: an envelope, or the reason why it is foreign."""

    place: Place
    offset: int
    value: bytes
    envelope: Envelope | None
    foreign: str = ""


@dataclass(slots=True)
class Result:
    """Where each place stands after the batch, and the last sequence that could not be linked to it, if any."""

    positions: dict[Place, int] = field(default_factory=dict)
    unlinked: dict[Place, int] = field(default_factory=dict)

    def add(self, other: Result) -> None:
        """Takes over what a later part of the batch gave."""
        self.positions.update(other.positions)
        for place, sequence in other.unlinked.items():
            self.unlinked[place] = max(sequence, self.unlinked.get(place, 0))


@dataclass(slots=True)
class _Sorted:
    """The records that are next in their chains, and how far that moves each place."""

    todo: list[Incoming] = field(default_factory=list)
    moves: dict[Place, tuple[int, int, int]] = field(default_factory=dict)
    notes: Tally[tuple[Counter, str, str]] = field(default_factory=Tally)
    result: Result = field(default_factory=Result)


class Batches:
    """Applies batches of records."""

    def __init__(self, runner: Runner, letters: DeadLetters, positions: Positions) -> None:
        self._runner = runner
        self._letters = letters
        self._positions = positions

    def apply(self, batch: Sequence[Incoming], searching: frozenset[Place] = frozenset()) -> Result:
        """Applies what is new. `searching` are the places whose chain is being looked for from their start."""
        failure: Exception | None = None
        for _ in range(ATTEMPTS):
            found = self._sort(batch)
            if not found.todo:
                return found.result
            try:
                self._commit(found, searching)
            except (WriteMissed, Conflict) as error:
                self._positions.forget()
                if len(batch) > 1 and not isinstance(error, PositionMoved):
                    return self._halves(batch, searching)
                failure = error
                continue
            except Exception as error:
                if not is_for_good(error):
                    raise
                if len(batch) > 1:
                    return self._halves(batch, searching)
                self._bury(found, searching, error)
            return found.result
        if isinstance(failure, WriteMissed) and not isinstance(failure, (PositionMoved, QueueMoved, KeyParked)):
            self._bury(found := self._sort(batch), searching, failure)  # its own write misses from whatever state
            return found.result
        raise Conflict("somebody else keeps changing the same things; this batch is tried again")

    def _halves(self, batch: Sequence[Incoming], searching: frozenset[Place]) -> Result:
        middle = len(batch) // 2
        result = self.apply(batch[:middle], searching)
        result.add(self.apply(batch[middle:], searching))
        return result

    def _sort(self, batch: Sequence[Incoming]) -> _Sorted:
        found = _Sorted()
        for record in batch:
            place, envelope = record.place, record.envelope
            position = found.result.positions.setdefault(place, self._positions[place])
            if envelope is None:
                found.todo.append(record)
            elif envelope.sequence <= position:
                found.notes[_passed, place[0], "repeat"] += 1
            elif envelope.previous <= position:
                found.todo.append(record)
                first = found.moves[place][0] if place in found.moves else position
                found.moves[place] = (first, envelope.sequence, record.offset + 1)
                found.result.positions[place] = envelope.sequence
            else:
                found.result.unlinked[place] = max(envelope.sequence, found.result.unlinked.get(place, 0))
        return found

    def _commit(self, found: _Sorted, searching: frozenset[Place]) -> None:
        """Policies, dead letters and positions of everything that is next, in one transaction."""
        writes, plan = self._plan(found)
        work = self._runner.target.begin()
        self._runner.prefetch(work, (event for event, _ in plan))
        for event, envelope in plan:
            self._runner.run(work, event, envelope)
        self._runner.target.save(work, [*writes, *self._moves(found, searching)])
        found.notes.update((_handled, event.TOPIC, event.TYPE) for event, _ in plan)
        self._moved(found)

    def _plan(self, found: _Sorted) -> tuple[list[Write], list[tuple[IntegrationEvent, Envelope]]]:
        """What is to be kept as dead letters, and what is to be applied."""
        writes: list[Write] = []
        plan: list[tuple[IntegrationEvent, Envelope]] = []
        parked = self._parked(found.todo)
        kinds = [self._kind(record) for record in found.todo]
        read = iter(self._runner.read_all(_wanted(found.todo, kinds)))
        for record, kind in zip(found.todo, kinds, strict=True):
            topic, envelope = record.place[0], record.envelope
            if envelope is None:
                writes.append(self._letters.foreign(*record.place, record.offset, record.value, record.foreign))
                found.notes[_letters, topic, "foreign"] += 1
                continue
            if kind is None:
                found.notes[_passed, topic, "not for us"] += 1
                continue
            event = next(read)
            if (topic, envelope.subject) in parked and not self._runner.overtakes(topic, envelope):
                writes.extend(self._letters.queue(topic, record.offset, envelope))
                found.notes[_letters, topic, "queued"] += 1
            elif isinstance(event, ValueError):
                writes.extend(self._letters.bury(topic, record.offset, envelope, event))
                parked.add((topic, envelope.subject))
                found.notes[_letters, topic, "dead"] += 1
            elif isinstance(event, Exception):
                raise event
            else:
                plan.append((event, envelope))
        return writes, plan

    def _kind(self, record: Incoming) -> type[IntegrationEvent] | None:
        return None if record.envelope is None else self._runner.kind(record.place[0], record.envelope)

    def _parked(self, todo: Sequence[Incoming]) -> set[tuple[str, str]]:
        keys = {(each.place[0], each.envelope.subject) for each in todo if each.envelope is not None}
        return self._letters.parked_among(keys) if keys else set()

    def _bury(self, found: _Sorted, searching: frozenset[Place], error: Exception) -> None:
        """The one event of this batch fails for good: it is kept, and the position moves past it."""
        record = found.todo[0]
        assert record.envelope is not None
        work = self._runner.target.begin()
        letters = self._letters.bury(record.place[0], record.offset, record.envelope, error)
        self._runner.target.save(work, [*letters, *self._moves(found, searching)])
        found.notes[_letters, record.place[0], "dead"] += 1
        self._moved(found)

    def _moves(self, found: _Sorted, searching: frozenset[Place]) -> list[Write]:
        if not found.moves:
            return []
        incomplete = searching | found.result.unlinked.keys()
        return [
            self._positions.move(
                [
                    Move(place, old, new, 0 if place in incomplete else next_offset)
                    for place, (old, new, next_offset) in found.moves.items()
                ]
            )
        ]

    def _moved(self, found: _Sorted) -> None:
        for place, (_, new, _) in found.moves.items():
            self._positions.moved(place, new)
        for (counter, *labels), count in found.notes.items():
            counter.labels(*labels).inc(count)


def _wanted(
    todo: Iterable[Incoming], kinds: Iterable[type[IntegrationEvent] | None]
) -> list[tuple[type[IntegrationEvent], Envelope]]:
    """What a policy wants, to be read."""
    return [
        (kind, record.envelope)
        for record, kind in zip(todo, kinds, strict=True)
        if kind is not None and record.envelope is not None
    ]


def incoming(record: ConsumerRecord, sources: Mapping[str, str]) -> Incoming:
    """What a record is to us: ours have our attributes, the topic's source and a subject that belongs here."""
    place, value = (record.topic, record.partition), record.value or b""
    try:
        envelope = read_envelope(record)
    except ForeignMessage as error:
        return Incoming(place, record.offset, value, None, str(error))
    if envelope.source != sources[record.topic]:
        return Incoming(place, record.offset, value, None, "the attribute ce_source is another one's")
    if envelope.partition != record.partition or not _is_id(envelope.subject):
        return Incoming(place, record.offset, value, None, "the subject does not belong here")
    return Incoming(place, record.offset, value, envelope)


def _is_id(subject: str) -> bool:
    try:
        return str(UUID(subject)) == subject
    except ValueError:
        return False


def places_of(batch: Iterable[Incoming]) -> Mapping[Place, int]:
    """The places in a batch, each with the offset behind its last record."""
    return {record.place: record.offset + 1 for record in batch}
