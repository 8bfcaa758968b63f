"""Where effects go: into an event store with its aggregates, or, for a flat service, into a database with plain writes.

Either way all of a batch's effects are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from chassis.database import Database, Write
from chassis.event_store import EventStore, Work


class Writes:
    """What a policy of a service without an event store gets: statements for one transaction."""

    def __init__(self) -> None:
        self.collected: list[Write] = []

    def write(self, *writes: Write) -> None:
        """Statements for the transaction of this batch."""
        self.collected.extend(writes)

    def prefetch(self, ids: Iterable[UUID]) -> None:
        """Nothing is loaded here."""

    def stage(self) -> None:
        """Nothing is pending here."""


class Target(Protocol):
    """Begins a batch's work and saves it."""

    def begin(self) -> Work | Writes:
        """Fresh work."""
        ...

    def save(self, work: Work | Writes, writes: Sequence[Write]) -> None:
        """Commits the work and the writes together. Raises Conflict, WriteMissed, Unavailable."""
        ...


class StoreTarget:
    """Effects are events of aggregates."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def begin(self) -> Work:
        """Fresh work over the store."""
        return Work(self._store)

    def save(self, work: Work | Writes, writes: Sequence[Write]) -> None:
        """Commits through the store's writer."""
        assert isinstance(work, Work)
        work.write(*writes)
        self._store.commit(work.unit())


class DatabaseTarget:
    """Effects are rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> Writes:
        """An empty list of statements."""
        return Writes()

    def save(self, work: Work | Writes, writes: Sequence[Write]) -> None:
        """Commits in one transaction."""
        assert isinstance(work, Writes)
        self._database.transact([*work.collected, *writes])
