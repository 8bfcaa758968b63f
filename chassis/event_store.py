"""The truth of a service: aggregates in PostgreSQL, saved as one transaction with everything they rest on.

A command is a function of a `Work`. Whatever the work loaded is named with its version, and the store checks those
versions under the table lock in the inserting transaction, so that a decision is never saved beside a change of what
it read (decisions.md 2). Vault rows, timers, positions and the idempotency record are in the same transaction.
Saves that arrive while a commit runs share the next one; when one of them conflicts they are done one by one.

Failing: a conflict is tried again from fresh state; `Unavailable` means the database did not answer and the outcome is
unknown to the caller, who repeats the same request with the same Idempotency-Key and gets the first answer.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate, CanMutateAggregate
from eventsourcing.persistence import InterfaceError, Notification, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection
from psycopg.rows import DictRow

from chassis.codec import TypedMapper
from chassis.database import Database, Write, WriteMissed
from chassis.errors import NotFound, Unavailable
from chassis.idempotency import Answers, Request, TwinFirst

log = logging.getLogger(__name__)

A = TypeVar("A", bound=Aggregate)
R = TypeVar("R")
P = ParamSpec("P")

ATTEMPTS = 8
SHARED = 256

_INSERT = (
    "INSERT INTO stored_events (originator_id, originator_version, topic, state) "
    "SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[]) RETURNING notification_id"
)
_CHANGED = (
    "SELECT r.id FROM unnest(%s::uuid[], %s::bigint[]) AS r (id, version) WHERE EXISTS (SELECT 1 FROM stored_events e "
    "WHERE e.originator_id = r.id AND e.originator_version > r.version)"
)
_LOAD = (
    "SELECT originator_id, originator_version, topic, state FROM stored_events WHERE originator_id = ANY(%s) "
    "ORDER BY originator_id, originator_version"
)


class Conflict(Exception):
    """Something this work rests on has changed since it was loaded. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """A command's result and the position up to which a view must have read to show it (None = nothing changed)."""

    result: R
    position: int | None


@dataclass(slots=True)
class Unit:
    """One transaction's worth: new events, versions of what was only read, and writes of other modules."""

    events: list[StoredEvent] = field(default_factory=list)
    reads: dict[UUID, int] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Nothing to save."""
        return not self.events and not self.writes


class Work:
    """What one command or one batch loads and changes. Not shared between threads.

    What a `quiet` work records is not published: after a restore, it repeats what the topic says (chassis/restoring).
    """

    def __init__(self, store: EventStore, *, quiet: bool = False) -> None:
        self._store = store
        self._quiet = quiet
        self._loaded: dict[UUID, Aggregate | None] = {}
        self._versions: dict[UUID, int] = {}
        self._writes: list[Write] = []
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
        return Unit(self._events, reads, self._writes)


class EventStore:
    """A service's event store. `open()` makes the schema and starts the one writer of this process."""

    def __init__(self, database: Database, *, trace: Callable[[], str] = lambda: "") -> None:
        self.database = database
        self.mapper = TypedMapper(trace)
        self.recorder = PostgresApplicationRecorder(database.datastore)
        self.answers = Answers(database)
        self._queue: queue.SimpleQueue[tuple[Unit, Future[int | None]] | None] = queue.SimpleQueue()
        self._writer = Thread(target=self._write, name="event-store-writer", daemon=True)
        self._saved: list[Callable[[], None]] = []

    def open(self) -> None:
        """Makes the tables where they are missing and starts the writer. May be repeated; raises Unavailable."""
        try:
            self.recorder.create_table()
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("the database does not answer") from error
        self.answers.migrate()
        if not self._writer.is_alive():
            self._writer.start()

    def close(self) -> None:
        """Finishes the saves that were handed over, then stops."""
        if self._writer.is_alive():
            self._queue.put(None)
            self._writer.join(timeout=10)

    def on_saved(self, wake: Callable[[], None]) -> None:
        """`wake` is called in the writer's thread after each commit with events (relay, projection, timers)."""
        self._saved.append(wake)

    def run(
        self,
        command: Callable[Concatenate[Work, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[R]:
        """Runs a command and saves what it did, again from fresh state when something it read has changed.

        Raises what the command raises (nothing saved), Conflict after eight attempts, Unavailable.
        """
        for _ in range(ATTEMPTS):
            work = Work(self)
            result = command(work, *args, **kwargs)
            try:
                return Outcome(result, self.commit(work.unit()))
            except Conflict:
                continue
        raise Conflict("too many people change this at once; nothing was saved, please try again")

    def run_once(
        self,
        request: Request,
        command: Callable[Concatenate[Work, P], dict[str, Any]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[dict[str, Any]]:
        """Like `run`, at most once per Idempotency-Key: a repeat gets the first answer (decisions.md 28).

        The command answers with ids and codes only, for the answer is stored. Raises KeyReused for another request.
        """
        for _ in range(ATTEMPTS):
            if (answer := self.answers.find(request)) is not None:
                return Outcome(answer, None)
            work = Work(self)
            try:
                result = command(work, *args, **kwargs)
            except Exception:  # perhaps only because the same request was carried out a moment ago
                if (answer := self.answers.find(request)) is not None:
                    return Outcome(answer, None)
                raise
            work.write(self.answers.record(request, result))
            try:
                return Outcome(result, self.commit(work.unit()))
            except (Conflict, TwinFirst):
                continue
            except WriteMissed:  # perhaps only because of the same request, a moment ago
                if (answer := self.answers.find(request)) is not None:
                    return Outcome(answer, None)
                raise
        raise Conflict("too many people change this at once; nothing was saved, please try again")

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        """The aggregates that exist, by id, replayed from their events with one query."""
        found: dict[UUID, Aggregate | None] = {}
        for row in self.database.fetch(_LOAD, (list(identifiers),)):
            event = self.mapper.to_domain_event(_stored(row))
            assert isinstance(event, CanMutateAggregate)
            found[row["originator_id"]] = event.mutate(found.get(row["originator_id"]))
        return {identifier: aggregate for identifier, aggregate in found.items() if aggregate is not None}

    def commit(self, unit: Unit) -> int | None:
        """Saves one unit, durable on return; its last notification id, or None without events.

        Raises Conflict, the `missed` of a write, TwinFirst or Unavailable; in each case nothing of it was saved, save
        for Unavailable, after which it may have been.
        """
        if unit.empty:
            return None
        future: Future[int | None] = Future()
        self._queue.put((unit, future))
        return future.result()

    def notifications(self, after: int, limit: int) -> Sequence[Notification]:
        """Committed events behind position `after`, in commit order. Raises Unavailable."""
        found: Sequence[Notification] = self.recorder.select_notifications(after, limit, inclusive_of_start=False)
        return found

    def position(self) -> int:
        """The notification id of the last committed event; 0 for an empty store. Raises Unavailable."""
        row = self.database.fetch_one("SELECT max(notification_id) AS last FROM stored_events")
        return (row and row["last"]) or 0

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, stop = self._collect(first)
            self._commit_together(batch)
            for wake in self._saved:
                wake()
            if stop:
                return

    def _collect(self, first: tuple[Unit, Future[int | None]]) -> tuple[list[tuple[Unit, Future[int | None]]], bool]:
        batch = [first]
        while len(batch) < SHARED:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            if item is None:
                return batch, True
            batch.append(item)
        return batch, False

    def _commit_together(self, batch: list[tuple[Unit, Future[int | None]]]) -> None:
        if len(batch) > 1 and not _entangled([unit for unit, _ in batch]):
            try:
                positions = self._transaction([unit for unit, _ in batch])
            except Unavailable as error:
                for _, future in batch:
                    future.set_exception(error)
                return
            except Exception as error:  # noqa: BLE001 - one of them is at fault: each gets its own transaction
                log.debug("a shared commit was undone", extra={"saves": len(batch), "error": type(error).__name__})
            else:
                for (_, future), position in zip(batch, positions, strict=True):
                    future.set_result(position)
                return
        for unit, future in batch:
            try:
                future.set_result(self._transaction([unit])[0])
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller who waits
                future.set_exception(error)

    def _transaction(self, units: Sequence[Unit]) -> list[int | None]:
        try:
            with self.database.connection() as connection:
                return _commit(connection, units)
        except psycopg.errors.UniqueViolation as error:
            if error.diag.table_name == "stored_events":
                raise Conflict("the aggregate has changed") from error
            if error.diag.table_name == Answers.TABLE:
                raise TwinFirst from error
            raise


def _commit(connection: Connection[DictRow], units: Sequence[Unit]) -> list[int | None]:
    """One transaction in one pipeline: lock, check what was read, insert, write. Returns each unit's last position."""
    rows = [event for unit in units for event in unit.events]
    reads: dict[UUID, int] = {}
    for unit in units:
        for identifier, version in unit.reads.items():
            reads[identifier] = min(version, reads.get(identifier, version))
    writes = [write for unit in units for write in unit.writes]
    with connection.pipeline() as pipeline, connection.transaction():
        if rows:
            connection.execute("SET LOCAL lock_timeout = '5s'")
            connection.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        changed = connection.execute(_CHANGED, (list(reads), list(reads.values()))) if reads else None
        inserted = connection.execute(_INSERT, _columns(rows)) if rows else None
        done = [(write, connection.execute(write.sql, write.params)) for write in writes]
        pipeline.sync()
        if changed is not None and changed.fetchone() is not None:
            raise Conflict("something that was read has changed")
        for write, cursor in done:
            if write.rows is not None and cursor.rowcount != write.rows:
                raise write.missed(write.sql)
        ids = [row["notification_id"] for row in inserted.fetchall()] if inserted is not None else []
    return _last_positions(units, ids)


def _entangled(units: Sequence[Unit]) -> bool:
    """Whether one unit writes what another only read: checked together, neither would see the other's change."""
    writer: dict[UUID | str, int] = {
        event.originator_id: number for number, unit in enumerate(units) for event in unit.events
    }
    return any(writer.get(each, number) != number for number, unit in enumerate(units) for each in unit.reads)


def _columns(rows: Sequence[StoredEvent]) -> tuple[list[Any], list[int], list[str], list[bytes]]:
    return (
        [row.originator_id for row in rows],
        [row.originator_version for row in rows],
        [row.topic for row in rows],
        [row.state for row in rows],
    )


def _last_positions(units: Sequence[Unit], ids: Sequence[int]) -> list[int | None]:
    positions: list[int | None] = []
    taken = 0
    for unit in units:
        taken += len(unit.events)
        positions.append(ids[taken - 1] if unit.events else None)
    return positions


def notification(row: DictRow) -> Notification:
    """A row of `stored_events` as the library's notification."""
    return Notification(
        row["originator_id"], row["originator_version"], row["topic"], bytes(row["state"]), row["notification_id"]
    )


def _stored(row: DictRow) -> StoredEvent:
    return StoredEvent(row["originator_id"], row["originator_version"], row["topic"], bytes(row["state"]))
