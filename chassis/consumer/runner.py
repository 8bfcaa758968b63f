"""Running policies over events, for the consumer and for the replay of dead letters.

An error is for good when trying again cannot help: a body that is not what its type says, a rule that refuses, a fault
of a policy. Servers that do not answer, conflicts and lost races are never for good.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from uuid import UUID

import psycopg
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from chassis import telemetry
from chassis.consumer.target import Target, Writes
from chassis.database import Write, WriteMissed
from chassis.dead_letters import Failed, QueueMoved
from chassis.errors import Unavailable
from chassis.event_store import Conflict, Work
from chassis.proofs import Proofs
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent

Policy = Callable[..., None]
"""(work, event, envelope) -> None: "when this event, then that command"."""

Reads = Callable[..., Iterable[UUID]]
"""(event) -> ids of the aggregates its policy will load."""

ATTEMPTS = 8
READERS = min(4, os.cpu_count() or 1)
MANY = 32
"""So many events are worth several threads."""


def is_for_good(error: Exception) -> bool:
    """Whether trying again cannot help."""
    if isinstance(error, psycopg.Error):
        return isinstance(error, psycopg.DataError)
    return not isinstance(error, (Unavailable, Conflict, WriteMissed, KafkaError, OSError))


class Runner:
    """Knows the policies by event type and runs them on a target's work."""

    def __init__(
        self,
        target: Target,
        policies: Mapping[type[IntegrationEvent], Policy],
        reads: Mapping[type[IntegrationEvent], Reads],
        overtakes: frozenset[type[IntegrationEvent]] = frozenset(),
        proofs: Proofs | None = None,
    ) -> None:
        self.target = target
        self._proofs = proofs
        self._kinds = {(kind.TOPIC, kind.TYPE): kind for kind in policies}
        self._policies = dict(policies)
        self._reads = dict(reads)
        self._overtakes = overtakes
        self._readers: ThreadPoolExecutor | None = None

    def open(self) -> None:
        """Has threads from now on, to read many events side by side."""
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="readers")

    def close(self) -> None:
        """Lets the threads go; a batch under way reads on without them. May be opened again."""
        readers, self._readers = self._readers, None
        if readers is not None:
            readers.shutdown(wait=False, cancel_futures=True)

    def kind(self, topic: str, envelope: Envelope) -> type[IntegrationEvent] | None:
        """The event's class where a policy wants it."""
        return self._kinds.get((topic, envelope.type))

    def overtakes(self, topic: str, envelope: Envelope) -> bool:
        """Whether the event is applied even when its key is parked."""
        return self.kind(topic, envelope) in self._overtakes

    def read(self, kind: type[IntegrationEvent], envelope: Envelope) -> IntegrationEvent:
        """The event out of its envelope. Raises ValueError when the body is not what the type says, NotProven."""
        if self._proofs is not None:
            self._proofs.check(kind, envelope)
        event = kind.model_validate_json(envelope.data)
        if str(event.key) != envelope.subject:
            raise ValueError("the body names another key than the envelope")
        return event

    def read_all(self, wanted: Sequence[tuple[type[IntegrationEvent], Envelope]]) -> list[IntegrationEvent | Exception]:
        """Each event, or what `read` raises of it. Many are read side by side: a proof leaves Python to others."""
        readers = self._readers
        if readers is None or len(wanted) < MANY:
            return self._read_part(wanted)
        size = -(-len(wanted) // READERS)
        parts = [wanted[start : start + size] for start in range(0, len(wanted), size)]
        try:
            return [each for part in readers.map(self._read_part, parts) for each in part]
        except (CancelledError, RuntimeError):  # closed meanwhile, which says nothing of these events
            return self._read_part(wanted)

    def _read_part(
        self, wanted: Sequence[tuple[type[IntegrationEvent], Envelope]]
    ) -> list[IntegrationEvent | Exception]:
        found: list[IntegrationEvent | Exception] = []
        for kind, envelope in wanted:
            try:
                found.append(self.read(kind, envelope))
            except Exception as error:  # noqa: BLE001 - it is raised, or kept, when it is this event's turn
                found.append(error)
        return found

    def prefetch(self, work: Work | Writes, events: Iterable[IntegrationEvent]) -> None:
        """Loads with one query what the policies of these events say they read."""
        wanted = [
            each for event in events if (reads := self._reads.get(type(event))) is not None for each in reads(event)
        ]
        if wanted:
            work.prefetch(wanted)

    def run(self, work: Work | Writes, event: IntegrationEvent, envelope: Envelope) -> None:
        """Runs the event's policy within the trace that caused it."""
        with telemetry.Continued(f"handle {envelope.type}", SpanKind.CONSUMER, envelope.traceparent):
            self._policies[type(event)](work, event, envelope)
            work.stage()

    def apply(self, events: Sequence[tuple[str, Envelope]], writes: Sequence[Write]) -> None:
        """Applies events in order and the writes, in one transaction; tries again when something changed meanwhile.

        Raises Failed with the number of the event that fails for good, QueueMoved, Unavailable; nothing is saved then.
        """
        for attempt in range(ATTEMPTS):
            work = self.target.begin()
            for number, (topic, envelope) in enumerate(events):
                try:
                    kind = self.kind(topic, envelope)
                    if kind is not None:
                        self.run(work, self.read(kind, envelope), envelope)
                except Exception as error:
                    if is_for_good(error):
                        raise Failed(number, error) from error
                    raise
            try:
                self.target.save(work, writes)
            except (Conflict, WriteMissed) as error:
                if isinstance(error, QueueMoved) or attempt == ATTEMPTS - 1:
                    raise
                continue
            return
