"""The truth of a service: aggregates in PostgreSQL, saved as one transaction with everything they rest on.

A command is a function of a `Work`. Whatever the work loaded is named with its version, and the store checks those
versions under the table lock in the inserting transaction, so that a decision is never saved beside a change of what
it read (decisions.md 2). Vault rows, timers, positions and the idempotency record are in the same transaction.
Saves that arrive while a commit runs share the next one; when one of them fails they are done one by one. Commands
under an Idempotency-Key share their reads too (chassis/commands).

Failing: a conflict is tried again from fresh state; `Unavailable` means the database did not answer and the outcome is
unknown to the caller, who repeats the same request with the same Idempotency-Key and gets the first answer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from threading import Lock, Thread
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import InterfaceError, Notification, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection
from psycopg.rows import DictRow

from chassis.codec import TypedMapper
from chassis.commands import ATTEMPTS, ENDING, TOO_MANY, Commands, Reads, Wish
from chassis.database import Database, array, run_all
from chassis.errors import Unavailable
from chassis.idempotency import Answers, Request, TwinFirst
from chassis.line import Line
from chassis.loading import Loader
from chassis.work import Conflict, Outcome, Unit, Work

__all__ = ["Conflict", "EventStore", "Outcome", "Unit", "Work", "notification"]

log = logging.getLogger(__name__)

R = TypeVar("R")
P = ParamSpec("P")

SHARED = 256
Save = tuple[Unit, Future[int | None]]

_INSERT = (
    "INSERT INTO stored_events (originator_id, originator_version, topic, state) "
    "SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[]) RETURNING notification_id"
)
_CHANGED = (
    "SELECT r.id FROM unnest(%s::uuid[], %s::bigint[]) AS r (id, version) WHERE EXISTS (SELECT 1 FROM stored_events e "
    "WHERE e.originator_id = r.id AND e.originator_version > r.version)"
)


class Replaced(Unavailable):
    """Under this process the database was replaced by an older one, on which nothing may be done (decisions.md 24)."""

    def __init__(self) -> None:
        super().__init__("the database is older than it was a moment ago; nothing was saved")


class EventStore:
    """A service's event store. `open()` makes the schema and starts the one writer of this process."""

    def __init__(self, database: Database, *, trace: Callable[[], str] = lambda: "") -> None:
        self.database = database
        self.mapper = TypedMapper(trace)
        self.loader = Loader(database, self.mapper)
        self.recorder = PostgresApplicationRecorder(database.datastore)
        self.answers = Answers(database)
        self._saves: Line[Save] = Line(_refuse)
        self._writer = Thread(target=self._write, name="event-store-writer", daemon=True)
        self._commands = Commands(self)
        self._saved: list[Callable[[], None]] = []
        self.known = 0
        """The position of this process's last commit with events: the log is committed up to there, also by others."""
        self._knowing = Lock()
        self._replaced = False

    def open(self) -> None:
        """Makes the tables where they are missing and starts the writer. May be repeated; raises Unavailable."""
        try:
            self.recorder.create_table()
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("the database does not answer") from error
        self.loader.open()
        self.answers.migrate()
        if not self._writer.is_alive():
            self._writer.start()
        self._commands.open()

    def close(self) -> None:
        """Finishes the commands and the saves that were handed over, then stops; later ones are Unavailable."""
        self._commands.close()
        self._saves.close()
        if self._writer.is_alive():
            self._writer.join(timeout=10)
        else:
            self._saves.end()
        self.loader.close()

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
        raise Conflict(TOO_MANY)

    def run_once(
        self,
        request: Request,
        command: Callable[Concatenate[Work, P], dict[str, Any]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[dict[str, Any]]:
        """Like `run`, at most once per Idempotency-Key: a repeat gets the first answer (decisions.md 28).

        The command answers with ids and codes only, for the answer is stored. It shares its reads and its commit with
        those that arrive with it (chassis/commands). Raises KeyReused for another request.
        """
        future: Future[Outcome[dict[str, Any]]] = Future()
        self._commands.wish(
            Wish(request, lambda work: command(work, *args, **kwargs), lambda: (), copy_context(), future)
        )
        return future.result()

    async def once(
        self, request: Request, command: Callable[[Work], dict[str, Any]], *, reads: Reads = lambda: ()
    ) -> Outcome[dict[str, Any]]:
        """`run_once` for a coroutine, without a thread that waits. `reads`: what the command will load."""
        future: asyncio.Future[Outcome[dict[str, Any]]] = asyncio.get_running_loop().create_future()
        self._commands.wish_together(Wish(request, command, reads, copy_context(), future))
        return await future

    def load(self, identifiers: Sequence[UUID]) -> dict[UUID, Aggregate]:
        """The aggregates that exist, by id, with one query."""
        return self.loader.load(identifiers)

    def commit(self, unit: Unit) -> int | None:
        """Saves one unit, durable on return; its last notification id, or None without events.

        Raises Conflict, the `missed` of a write, TwinFirst or Unavailable; in each case nothing of it was saved, save
        for Unavailable, after which it may have been.
        """
        return self.hand_over([unit])[0].result()

    def hand_over(self, units: Sequence[Unit]) -> list[Future[int | None]]:
        """Has the units saved in this order, in one transaction where none of them fails; each fails as in `commit`."""
        saves: list[Save] = [(unit, Future()) for unit in units]
        for unit, future in saves:
            if unit.empty:
                future.set_result(None)
        if wanted := [save for save in saves if not save[0].empty]:
            self._saves.put(wanted)
        return [future for _, future in saves]

    def notifications(self, after: int, limit: int) -> Sequence[Notification]:
        """Committed events behind position `after`, in commit order. Raises Unavailable."""
        found: Sequence[Notification] = self.recorder.select_notifications(after, limit, inclusive_of_start=False)
        return found

    def position(self) -> int:
        """The notification id of the last committed event; 0 for an empty store. Raises Unavailable."""
        row = self.database.fetch_one("SELECT max(notification_id) AS last FROM stored_events")
        position: int = (row and row["last"]) or 0
        self._know(position)
        return position

    def _know(self, position: int) -> None:
        with self._knowing:  # the writer and whoever asks for the position; it never goes backwards
            self.known = max(self.known, position)

    def _write(self) -> None:
        try:
            while (first := self._saves.get()) is not None:
                batch, stop = self._collect(first)
                self._commit_together(batch)
                for wake in self._saved:
                    wake()
                if stop:
                    return
        finally:
            self._saves.end()

    def _collect(self, first: list[Save]) -> tuple[list[Save], bool]:
        batch = list(first)
        while len(batch) < SHARED:
            try:
                more = self._saves.get(block=False)
            except queue.Empty:
                break
            if more is None:
                return batch, True
            batch += more
        return batch, False

    def _commit_together(self, batch: list[Save]) -> None:
        shared = len(batch) > 1 and not _entangled([unit for unit, _ in batch])
        for unit, future in self._commit_shared(batch) if shared else batch:
            try:
                future.set_result(self._transaction([unit])[0])
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller who waits
                future.set_exception(error)

    def _commit_shared(self, batch: list[Save]) -> list[Save]:
        """Saves in one transaction; gives back those that are to have one of their own, for one of them is at fault."""
        try:
            positions = self._transaction([unit for unit, _ in batch])
        except Unavailable as error:
            for _, future in batch:
                future.set_exception(error)
            return []
        except Conflict as conflict:
            resting = [save for save in batch if not conflict.changed.isdisjoint(save[0].reads)]
            if not resting:
                return batch
            self._commit_together([save for save in batch if conflict.changed.isdisjoint(save[0].reads)])
            return resting
        except Exception as error:  # noqa: BLE001 - tried again one by one, where it belongs to one of them
            log.debug("a shared commit was undone", extra={"saves": len(batch), "error": type(error).__name__})
            return batch
        for (_, future), position in zip(batch, positions, strict=True):
            future.set_result(position)
        return []

    def _transaction(self, units: Sequence[Unit]) -> list[int | None]:
        if self._replaced:
            raise Replaced
        try:
            with self.database.connection() as connection:
                positions = _commit(connection, units, behind=self.known)
        except Replaced:
            self._end_process()
            raise
        except psycopg.errors.UniqueViolation as error:
            if error.diag.table_name == "stored_events":
                raise Conflict("the aggregate has changed") from error
            if error.diag.table_name == Answers.TABLE:
                raise TwinFirst from error
            raise
        self._know(max(position or 0 for position in positions))
        return positions

    def _end_process(self) -> None:
        """The next process compares the database with the topic before it does anything."""
        self._replaced = True
        log.critical("the database was replaced by an older one; this process ends", extra={"known": self.known})
        os.kill(os.getpid(), signal.SIGTERM)


def _commit(connection: Connection[DictRow], units: Sequence[Unit], *, behind: int) -> list[int | None]:
    """One transaction in one pipeline: lock, check what was read, insert, write. Returns each unit's last position.

    Raises Replaced when the events would not come `behind` what was known to be saved.
    """
    rows = [event for unit in units for event in unit.events]
    reads: dict[UUID, int] = {}
    for unit in units:
        for identifier, version in unit.reads.items():
            reads[identifier] = min(version, reads.get(identifier, version))
    with connection.pipeline() as pipeline, connection.transaction():
        if rows or any(unit.in_turn for unit in units):
            connection.execute("SET LOCAL lock_timeout = '5s'")
            connection.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        changed = connection.execute(_CHANGED, (array(reads), array(reads.values()))) if reads else None
        inserted = connection.execute(_INSERT, _columns(rows)) if rows else None
        done = run_all(connection, [unit.writes for unit in units])
        pipeline.sync()
        if changed is not None and (rows_changed := changed.fetchall()):
            raise Conflict("something that was read has changed", {row["id"] for row in rows_changed})
        for write, times, cursor in done:
            write.check(cursor, times)
        ids = [row["notification_id"] for row in inserted.fetchall()] if inserted is not None else []
        if ids and ids[0] <= behind:
            raise Replaced
    return _last_positions(units, ids)


def _refuse(saves: Sequence[Save]) -> None:
    for _, future in saves:
        future.set_exception(Unavailable(ENDING))


def _entangled(units: Sequence[Unit]) -> bool:
    """Whether a unit read what one before it writes: checked together, it would not see that change.

    The other way round they are as if saved one after the other: what all of them read is checked before any writes.
    """
    written: set[UUID | str] = set()
    for unit in units:
        if not written.isdisjoint(unit.reads):
            return True
        written.update(event.originator_id for event in unit.events)
    return False


def _columns(rows: Sequence[StoredEvent]) -> tuple[str, str, str, str]:
    return (
        array(row.originator_id for row in rows),
        array(row.originator_version for row in rows),
        array(row.topic for row in rows),
        array(row.state for row in rows),
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
