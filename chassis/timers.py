"""What is due when: a table written in the events' transaction, worked by any replica (decisions.md 30).

A handler is called at least once for each due row, with a lease: nobody else takes the row before the lease ends, also
when the process that took it is stopped, and after a crash it is taken again: at once by the same replica when it is
back, after the lease by others. So a handler is safe to repeat. It removes its row by putting `Timers.clear` in the
transaction of what it did, or sets the row's next time; a handler that raises is tried again with growing pauses. No
due row is ever found through a view.

    timers = Timers(database); timers.migrate()
    work.write(timers.set("attempt", post_id, slot))
    loop = TimerLoop(timers, clock, {"attempt": attempt}); await loop.start(); ...; await loop.stop()
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prometheus_client import Counter, Gauge

from chassis.clock import Clock
from chassis.database import Database, Write
from chassis.errors import Unavailable

log = logging.getLogger(__name__)

_runs = Counter("restu_timer_runs_total", "Timers handled.", ["kind", "outcome"])
_late = Gauge("restu_timer_lateness_seconds", "How late the most recently taken timer was.", ["kind"])

PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds until a failed handler is tried again; the last one repeats."""

UNAVAILABLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Due:
    """One taken row. `tries` counts how often it was taken before."""

    kind: str
    id: UUID
    at: datetime
    tries: int


Handler = Callable[[Due], Awaitable[None]]


class Timers:
    """The table of what is due."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def migrate(self) -> None:
        """Makes the table."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS due (kind text NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, "
            "not_before timestamptz NOT NULL, tries int NOT NULL DEFAULT 0, PRIMARY KEY (kind, id))",
            "CREATE INDEX IF NOT EXISTS due_not_before ON due (not_before)",
            "ALTER TABLE due ADD COLUMN IF NOT EXISTS taken_by text",
        )

    def set(self, kind: str, identifier: UUID, at: datetime) -> Write:
        """Makes it due at `at`; replaces an earlier time and releases a lease."""
        return Write(
            "INSERT INTO due (kind, id, at, not_before) SELECT kind, id, at, at "
            "FROM unnest(%s::text[], %s::uuid[], %s::timestamptz[]) AS new (kind, id, at) "
            "ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, not_before = excluded.not_before, tries = 0, "
            "taken_by = NULL",
            (kind, identifier, at),
            columns=True,
        )

    def clear(self, kind: str, identifier: UUID) -> Write:
        """No longer due."""
        return Write("DELETE FROM due WHERE kind = %s AND id = %s", (kind, identifier))

    def take(
        self, kinds: list[str], now: datetime, lease: timedelta, limit: int, *, by: str | None = None
    ) -> list[Due]:
        """Takes what is due, earliest first, for the length of the lease; `by` is the replica that takes."""
        rows = self._database.fetch(
            "UPDATE due SET not_before = %s, tries = tries + 1, taken_by = %s WHERE (kind, id) IN ("
            "SELECT kind, id FROM due WHERE not_before <= %s AND kind = ANY(%s) ORDER BY not_before LIMIT %s "
            "FOR UPDATE SKIP LOCKED) RETURNING kind, id, at, tries",
            (now + lease, by, now, kinds, limit),
        )
        return sorted((Due(row["kind"], row["id"], row["at"], row["tries"] - 1) for row in rows), key=lambda d: d.at)

    def give_back(self, by: str) -> None:
        """Ends the leases of a replica that lives no more: only itself, when it is back, can know that."""
        self._database.transact([Write("UPDATE due SET not_before = at, taken_by = NULL WHERE taken_by = %s", (by,))])

    def again(self, due: Due, at: datetime) -> None:
        """Tries a row again at `at`, unless its handler has set another time meanwhile."""
        self._database.transact(
            [
                Write(
                    "UPDATE due SET not_before = %s, taken_by = NULL WHERE kind = %s AND id = %s AND tries = %s",
                    (at, due.kind, due.id, due.tries + 1),
                )
            ]
        )

    def finish(self, due: Due) -> None:
        """Removes a row whose handler is done with it, unless it was set again meanwhile."""
        self._database.transact(
            [Write("DELETE FROM due WHERE kind = %s AND id = %s AND tries = %s", (due.kind, due.id, due.tries + 1))]
        )


class TimerLoop:
    """Works the due rows of one replica, several at a time, until stopped. `clock` tells what is due."""

    def __init__(
        self,
        timers: Timers,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        lease: timedelta = timedelta(seconds=90),
        at_once: int = 16,
        poll_seconds: float = 0.1,
        after: asyncio.Event | None = None,
        by: str | None = None,
    ) -> None:
        """`after`: not one row is taken before it is set. `by`: the replica's name, which no other that runs has."""
        self._timers = timers
        self._clock = clock
        self._handlers = dict(handlers)
        self._lease = lease
        self._at_once = at_once
        self._poll = poll_seconds
        self._after = after
        self._by = by
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False

    def wake(self) -> None:
        """Looks again at once; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def start(self) -> None:
        """Starts working."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._work(), name="timers")

    async def stop(self, grace: float = 8.0) -> None:
        """Takes nothing new and waits up to `grace` seconds for what runs; the rest is taken again after its lease."""
        if self._task is None:
            return
        self._stopping = True
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._running:
            _, unfinished = await asyncio.wait(self._running, timeout=grace)
            for task in unfinished:
                task.cancel()

    async def _work(self) -> None:
        if self._after is not None:
            await self._after.wait()
        kinds = list(self._handlers)
        back = self._by  # whose leases of an earlier life are ended first
        while not self._stopping:
            free = self._at_once - len(self._running)
            taken: list[Due] = []
            if free > 0:
                try:
                    if back is not None:
                        await asyncio.to_thread(self._timers.give_back, back)
                        back = None
                    taken = await asyncio.to_thread(
                        self._timers.take, kinds, self._clock(), self._lease, free, by=self._by
                    )
                except Unavailable:
                    log.warning("the database does not answer; timers wait")
                    await asyncio.sleep(UNAVAILABLE_SECONDS)
                except Exception:
                    log.exception("nothing could be taken; timers go on")
                    await asyncio.sleep(UNAVAILABLE_SECONDS)
            for due in taken:
                task = asyncio.create_task(self._handle(due))
                self._running.add(task)
                task.add_done_callback(self._finished)
            if not taken:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    # Not wait_for: in Python 3.11 it can swallow a cancellation, and the loop would never end.
                    async with asyncio.timeout(self._poll):
                        await self._wake.wait()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def _handle(self, due: Due) -> None:
        _late.labels(due.kind).set(max(0.0, (self._clock() - due.at).total_seconds()))
        try:
            await self._handlers[due.kind](due)
        except Exception:
            _runs.labels(due.kind, "failed").inc()
            pause = PAUSES[min(due.tries, len(PAUSES) - 1)]
            log.exception("timer failed", extra={"kind": due.kind, "due_id": str(due.id), "again_in_s": pause})
            await self._again(due, pause)
        else:
            _runs.labels(due.kind, "done").inc()

    async def _again(self, due: Due, pause: float) -> None:
        """Has the row tried again after a pause, as soon as the database can be told."""
        while True:
            try:
                await asyncio.to_thread(self._timers.again, due, self._clock() + timedelta(seconds=pause))
            except Unavailable:
                await asyncio.sleep(UNAVAILABLE_SECONDS)
            else:
                return
