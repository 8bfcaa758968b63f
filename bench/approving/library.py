"""Consent with every command saved by itself, by the library: `python -m bench.approving.library` serves it.

The whole service as it is, but for the store's way of saving: no batches; each request's own thread runs its command
and hands the events to `PostgresApplicationRecorder.insert_events`, which locks the table, notifies and commits. What
else a command writes is in that transaction, and what it only read is checked there, as in ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import psycopg
from anyio import to_thread
from eventsourcing.persistence import IntegrityError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow

from chassis.database import Database, WriteMissed
from chassis.event_store import Conflict, EventStore, Outcome, Unit, Work
from chassis.http import serve
from chassis.idempotency import Answers, Request, TwinFirst
from chassis.settings import Settings
from services.consent.main import build

_CHANGED = (
    "SELECT r.id FROM unnest(%s::uuid[], %s::bigint[]) AS r (id, version) WHERE EXISTS (SELECT 1 FROM stored_events e "
    "WHERE e.originator_id = r.id AND e.originator_version > r.version)"
)


class Recorder(PostgresApplicationRecorder):
    """The library's recorder; a unit's other rows are in its transaction."""

    def _insert_stored_events(
        self, curs: Cursor[DictRow], stored_events: Any, *, unit: Unit | None = None, **kwargs: Any
    ) -> None:
        super()._insert_stored_events(curs, stored_events, **kwargs)
        if unit is None:
            return
        changed = curs.connection.execute(_CHANGED, (list(unit.reads), list(unit.reads.values())))
        done = [(write, write.run(curs.connection)) for write in unit.writes]
        if changed.fetchone() is not None:
            raise Conflict
        for write, cursor in done:
            write.check(cursor)


class LibraryStore(EventStore):
    """One save per command."""

    def __init__(self, database: Database, *, trace: Callable[[], str] = lambda: "") -> None:
        super().__init__(database, trace=trace)
        where = {name: str(value) for name, value in conninfo_to_dict(database.dsn).items()}
        self.library = Recorder(
            PostgresDatastore(
                where["dbname"], where["host"], where["port"], where["user"], where["password"], pool_size=40
            )
        )

    async def once(
        self, request: Request, command: Callable[[Work], dict[str, Any]], *, reads: Any = None
    ) -> Outcome[dict[str, Any]]:
        """In one of the forty threads that routes without a coroutine run in."""
        return await to_thread.run_sync(self.run_once, request, command)

    def run_once(self, request: Request, command: Any, /, *args: Any, **kwargs: Any) -> Outcome[dict[str, Any]]:
        """By itself; a conflict is tried again."""
        while True:
            if (first := self.answers.find(request)) is not None:
                return Outcome(first, None)
            work = Work(self)
            try:
                result = command(work, *args, **kwargs)
                work.write(self.answers.record(request, result))
                return Outcome(result, self._saved_alone(work.unit()))
            except (Conflict, TwinFirst, WriteMissed):
                continue

    def _saved_alone(self, unit: Unit) -> int:
        try:
            ids = self.library.insert_events(unit.events, unit=unit)
        except IntegrityError as error:
            cause = error.__cause__
            if isinstance(cause, psycopg.Error) and cause.diag.table_name == Answers.TABLE:
                raise TwinFirst from error
            raise Conflict from error
        for wake in self._saved:
            wake()
        assert ids
        return int(ids[-1])


if __name__ == "__main__":
    with patch("chassis.runtime.EventStore", LibraryStore):
        found = Settings()
        app = build(found)
    serve(app, found)
