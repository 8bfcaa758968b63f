"""What is due when: a table written in the events' transaction, worked by any replica (decisions.md 30).

A handler is called at least once for each due row, with a lease: nobody else takes the row before the lease ends, also
when the process that took it is stopped, and after a crash it is taken again: at once by the same replica when it is
back, after the lease by others. A process that ends in order finishes what it can and gives back the rest, which
anybody takes at once. What was taken more than twice waits for the end of its lease either way, for it may be what ends
the process. So a handler is safe to repeat. It removes its row by putting `Timers.clear` in the transaction of what it
did, or sets the row's next time; a handler that raises is tried again with growing pauses. No due row is ever found
through a view.

    timers = Timers(database); timers.migrate()
    work.write(timers.set("attempt", post_id, slot))
    loop = TimerLoop(timers, clock, {"attempt": attempt}); await loop.start(); ...; await loop.stop()
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prometheus_client import Counter, Gauge

from chassis.background import ended
from chassis.clock import Clock
from chassis.database import Database, Write, WriteMissed
from chassis.errors import Unavailable

log = logging.getLogger(__name__)

_runs = Counter("restu_timer_runs_total", "Timers handled.", ["kind", "outcome"])
_late = Gauge("restu_timer_lateness_seconds", "How late the most recently taken timer was.", ["kind"])

GRACE = 5.0
"""How long what runs may go on when the process is to end (s)."""
PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds until a failed handler is tried again; the last one repeats."""

UNAVAILABLE_SECONDS = 1.0
GIVEN_BACK = 2
"""So often a taken row is given back before its lease ends: after that, it may be what ends its process."""
LOOK_SECONDS = 0.02
"""From one look that finds nothing to the next, at least: of a hundred commits a second, few make anything due."""
SOON = timedelta(seconds=1)
"""A save makes the loop look at once where, not longer ago than this, something was set here that is due by then."""


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
        self._now = datetime.max.replace(tzinfo=UTC) - SOON  # until somebody looks, whatever is set may be due
        self._soon_at = -math.inf

    @property
    def soon(self) -> bool:
        """Whether something was set here a moment ago that is due at once: a look behind the next save finds it."""
        return time.monotonic() - self._soon_at < SOON.total_seconds()

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
        self._note(at)
        return Write(
            "INSERT INTO due (kind, id, at, not_before) SELECT kind, id, at, at "
            "FROM unnest(%s::text[], %s::uuid[], %s::timestamptz[]) AS new (kind, id, at) "
            "ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, not_before = excluded.not_before, tries = 0, "
            "taken_by = NULL",
            (kind, identifier, at),
            columns=True,
        )

    def set_or_clear(self, kind: str, identifier: UUID, at: datetime | None) -> Write:
        """`set`, or `clear` where there is no time any more."""
        return self.clear(kind, identifier) if at is None else self.set(kind, identifier, at)

    def move(self, kind: str, identifier: UUID, at: datetime) -> Write:
        """`set` for what is due at some time; nothing for what is not."""
        self._note(at)
        return Write(
            "UPDATE due SET at = %s, not_before = %s, tries = 0, taken_by = NULL WHERE kind = %s AND id = %s",
            (at, at, kind, identifier),
        )

    def clear_taken(self, due: Due, missed: type[WriteMissed]) -> Write:
        """`clear` for a handler that must be the last: it misses where its row was cleared or moved meanwhile."""
        return Write(
            "DELETE FROM due WHERE kind = %s AND id = %s AND at = %s", (due.kind, due.id, due.at), rows=1, missed=missed
        )

    def clear(self, kind: str, identifier: UUID) -> Write:
        """No longer due."""
        return Write("DELETE FROM due WHERE kind = %s AND id = %s", (kind, identifier))

    def take(
        self, kinds: list[str], now: datetime, lease: timedelta, limit: int, *, by: str | None = None
    ) -> list[Due]:
        """Takes what is due, earliest first, for the length of the lease; `by` is the replica that takes."""
        self._now = now
        rows = self._database.fetch(
            "UPDATE due SET not_before = %s, tries = tries + 1, taken_by = %s WHERE (kind, id) IN ("
            "SELECT kind, id FROM due WHERE not_before <= %s AND kind = ANY(%s) ORDER BY not_before LIMIT %s "
            "FOR UPDATE SKIP LOCKED) RETURNING kind, id, at, tries",
            (now + lease, by, now, kinds, limit),
        )
        return sorted((Due(row["kind"], row["id"], row["at"], row["tries"] - 1) for row in rows), key=lambda d: d.at)

    def give_back(self, by: str) -> None:
        """Ends the leases of a replica that works on none of them: at its own end, or when it is back after a crash.

        What was taken more often than GIVEN_BACK keeps its lease: a handler that ends its process is not repeated by
        the next one at once, over and over.
        """
        self._database.transact(
            [
                Write(
                    "UPDATE due SET not_before = at, taken_by = NULL WHERE taken_by = %s AND tries <= %s",
                    (by, GIVEN_BACK),
                )
            ]
        )

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

    def _note(self, at: datetime) -> None:
        if at <= self._now + SOON:
            self._soon_at = time.monotonic()


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
        self._ends_at = 0.0

    def wake(self) -> None:
        """Looks again at once; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    def saved(self) -> None:
        """Looks again at once where what was just saved may be due; may be called from any thread."""
        if self._timers.soon:
            self.wake()

    async def start(self) -> None:
        """Starts working."""
        self._loop = asyncio.get_running_loop()
        self._stopping = False
        self._task = asyncio.create_task(self._work(), name="timers")

    def rest(self, grace: float = GRACE) -> None:
        """Takes nothing new; what runs may go on for `grace` seconds. From any thread, or a signal handler."""
        if not self._stopping:
            self._ends_at = time.monotonic() + grace
            self._stopping = True
            self.wake()

    async def stop(self, grace: float = GRACE) -> None:
        """Waits for what runs, `grace` seconds from the first word of the end, and gives back the rest: due at once."""
        if self._task is None:
            return
        self.rest(grace)
        if self._after is not None and not self._after.is_set():
            self._task.cancel()
        try:
            # For the loop, too: what it takes last is not begun any more, and is given back.
            await asyncio.wait({self._task, *self._running}, timeout=max(0.0, self._ends_at - time.monotonic()))
        finally:
            await ended({self._task, *self._running})
            if self._by is not None:
                with contextlib.suppress(Unavailable):  # then the same replica gives it back when it is here again
                    await asyncio.to_thread(self._timers.give_back, self._by)

    async def _work(self) -> None:
        if self._after is not None:
            await self._after.wait()
        kinds = list(self._handlers)
        back = self._by  # whose leases of an earlier life are ended first
        in_vain = 0.0  # when the last look found nothing
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
                    in_vain = 0.0 if taken else time.monotonic()
                except Unavailable:
                    log.warning("the database does not answer; timers wait")
                    await asyncio.sleep(UNAVAILABLE_SECONDS)
                except Exception:
                    log.exception("nothing could be taken; timers go on")
                    await asyncio.sleep(UNAVAILABLE_SECONDS)
            self._begin(taken)
            if not taken:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    # Not wait_for: in Python 3.11 it can swallow a cancellation, and the loop would never end.
                    async with asyncio.timeout(self._poll):
                        await self._wake.wait()
                await asyncio.sleep(max(0.0, in_vain + LOOK_SECONDS - time.monotonic()))

    def _begin(self, taken: Sequence[Due]) -> None:
        """Nothing is begun any more after the word of the end: what was taken meanwhile is given back."""
        for due in () if self._stopping else taken:
            task = asyncio.create_task(self._handle(due))
            self._running.add(task)
            task.add_done_callback(self._finished)

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
