"""What one command or one batch loads and changes, and what of it is to be saved as one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent

from chassis.codec import TypedMapper
from chassis.database import Write
from chassis.errors import NotFound

A = TypeVar("A", bound=Aggregate)
R = TypeVar("R")


class Conflict(Exception):
    """Something this work rests on has changed since it was loaded (`changed`, where known). Nothing was saved."""

    def __init__(self, message: str = "something has changed meanwhile", changed: Iterable[UUID] = ()) -> None:
        super().__init__(message)
        self.changed = frozenset(changed)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """A command's result and the position up to which a view must have read to show it (None = nothing changed)."""

    result: R
    position: int | None


@dataclass(slots=True)
class Unit:
    """One transaction's worth: new events, versions of what was only read, and writes of other modules.

    One with events is `in_turn` anyway: one after the other with all that save events, also in other processes.
    """

    events: list[StoredEvent] = field(default_factory=list)
    reads: dict[UUID, int] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    in_turn: bool = False

    @property
    def empty(self) -> bool:
        """Nothing to save."""
        return not self.events and not self.writes


class Loads(Protocol):
    """Where a work's aggregates come from: the event store, or the shelf of a batch of commands."""

    @property
    def mapper(self) -> TypedMapper:
        """Makes rows of events."""
        ...

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        """The aggregates that exist, by id. Raises Unavailable."""
        ...


class Work:
    """What one command or one batch loads and changes. Not shared between threads.

    What a `quiet` work records is not published: after a restore, it repeats what the topic says (chassis/restoring).
    """

    def __init__(self, store: Loads, *, quiet: bool = False) -> None:
        self._store = store
        self._quiet = quiet
        self._loaded: dict[UUID, Aggregate | None] = {}
        self._versions: dict[UUID, int] = {}
        self._writes: list[Write] = []
        self._in_turn = False
        self._events: list[StoredEvent] = []
        self._changed: set[UUID] = set()
        self._touched: dict[UUID, None] = {}

    def prefetch(self, ids: Iterable[UUID]) -> None:
        """Loads many aggregates with one query; what does not exist is remembered as not existing."""
        wanted = [identifier for identifier in ids if identifier not in self._loaded]
        if not wanted:
            return
        found = self._store.load(wanted)
        for identifier in wanted:
            aggregate = found.get(identifier)
            self._loaded[identifier] = aggregate
            self._versions[identifier] = aggregate.version if aggregate is not None else 0

    def find(self, kind: type[A], identifier: UUID) -> A | None:
        """The aggregate, or None. Either answer is checked again when the work is saved."""
        self.prefetch([identifier])
        self._touched[identifier] = None
        aggregate = self._loaded[identifier]
        if aggregate is not None and not isinstance(aggregate, kind):
            raise TypeError(f"{identifier} is a {type(aggregate).__name__}, not a {kind.__name__}")
        return aggregate

    def get(self, kind: type[A], identifier: UUID) -> A:
        """The aggregate. Raises NotFound, also for an id that belongs to something else: ids come from people."""
        self.prefetch([identifier])
        self._touched[identifier] = None
        aggregate = self._loaded[identifier]
        if not isinstance(aggregate, kind):
            raise NotFound(f"there is no {kind.__name__.lower()} {identifier}")
        return aggregate

    def add(self, aggregate: A) -> A:
        """A new aggregate of this work. One that exists already by then is a conflict."""
        self._loaded[aggregate.id] = aggregate
        self._touched[aggregate.id] = None
        self._versions.setdefault(aggregate.id, 0)
        return aggregate

    def write(self, *writes: Write) -> None:
        """Statements for the same transaction."""
        self._writes.extend(writes)

    def write_in_turn(self, *writes: Write) -> None:
        """`write`, and they see what every save of events before this one wrote, also without events of their own."""
        self.write(*writes)
        self._in_turn = True

    def stage(self) -> None:
        """Collects the events so far under the current trace; a batch does this after each of its causes."""
        for identifier in self._touched:
            aggregate = self._loaded[identifier]
            if aggregate is not None and (pending := aggregate.collect_events()):
                self._changed.add(identifier)
                self._events.extend(self._store.mapper.to_stored_event(event, quiet=self._quiet) for event in pending)
        self._touched.clear()

    def unit(self) -> Unit:
        """Collects the pending events. Afterwards the work is used up."""
        self._touched.update(dict.fromkeys(self._loaded))
        self.stage()
        reads = {each: version for each, version in self._versions.items() if each not in self._changed}
        return Unit(self._events, reads, self._writes, self._in_turn)

    def changed(self) -> set[UUID]:
        """The aggregates that are no longer as they were loaded, whether their events were collected or not."""
        loaded = self._loaded.items()
        return self._changed | {each for each, found in loaded if found is not None and found.pending_events}
