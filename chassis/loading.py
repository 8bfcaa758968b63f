"""Aggregates out of the log: many with one query, a long history out of its snapshot and the events behind it.

What is loaded is what a replay of all events gives. A snapshot counts only while the event it was taken after stands
in the log under the same number, so a log that was rolled back is never shown as it was; one that does not count, or
is another release's (chassis/snapshots.py), is passed over. Loading a history with many events behind its snapshot
asks for a new one; it is taken in a thread of its own, beside every command, and lost without harm.
"""

from __future__ import annotations

import contextlib
import logging
import queue
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Lock, Thread
from typing import LiteralString
from uuid import UUID

from eventsourcing.domain import Aggregate, CanMutateAggregate
from eventsourcing.persistence import StoredEvent
from psycopg.rows import DictRow

from chassis.codec import TypedMapper
from chassis.database import Database, Write
from chassis.errors import Unavailable
from chassis.snapshots import Snapshot, Untyped, read, take

log = logging.getLogger(__name__)

EVERY = 100
"""A snapshot is taken once so many events were replayed behind the last one."""
TOGETHER = 20
"""How many are taken at once."""

TABLE: LiteralString = (
    "CREATE TABLE IF NOT EXISTS snapshots (originator_id uuid PRIMARY KEY, originator_version bigint NOT NULL, "
    "notification_id bigint NOT NULL, topic text NOT NULL, sources text NOT NULL, state bytea NOT NULL)"
)
_LOAD: LiteralString = (
    "WITH taken AS MATERIALIZED (SELECT s.* FROM snapshots s JOIN stored_events e "
    "USING (originator_id, originator_version, notification_id) WHERE s.originator_id = ANY(%s)) "
    "SELECT originator_id, originator_version, notification_id, topic, state, sources FROM taken UNION ALL "
    "SELECT e.originator_id, e.originator_version, e.notification_id, e.topic, e.state, NULL "
    "FROM unnest(%s::uuid[]) AS wanted (id) LEFT JOIN taken ON taken.originator_id = wanted.id "
    "CROSS JOIN LATERAL (SELECT * FROM stored_events WHERE stored_events.originator_id = wanted.id "
    "AND stored_events.originator_version > coalesce(taken.originator_version, 0) ORDER BY originator_version) AS e "
    "ORDER BY originator_id, originator_version"
)
_REPLAY: LiteralString = (
    "SELECT originator_id, originator_version, notification_id, topic, state, NULL AS sources FROM stored_events "
    "WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version"
)
_TAKE: LiteralString = (
    "INSERT INTO snapshots AS s (originator_id, originator_version, notification_id, topic, sources, state) "
    "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (originator_id) DO UPDATE SET "
    "originator_version = excluded.originator_version, notification_id = excluded.notification_id, "
    "topic = excluded.topic, sources = excluded.sources, state = excluded.state "
    "WHERE s.sources <> excluded.sources OR s.notification_id < excluded.notification_id"
)


@dataclass(frozen=True, slots=True)
class _History:
    """One aggregate, the events replayed for it, the number of its last one, and whether a foreign snapshot waits."""

    aggregate: Aggregate
    replayed: int
    last: int
    foreign: bool


class Loader:
    """Loads the aggregates of one event store and keeps its snapshots."""

    def __init__(self, database: Database, mapper: TypedMapper) -> None:
        self._database = database
        self._mapper = mapper
        self._wanted: queue.SimpleQueue[UUID | None] = queue.SimpleQueue()
        self._waiting: set[UUID] = set()
        self._lock = Lock()
        self._taker = Thread(target=self._take, name="snapshots", daemon=True)

    def open(self) -> None:
        """Makes the table where it is missing and starts taking snapshots. May be repeated; raises Unavailable."""
        self._database.migrate(TABLE)
        if not self._taker.is_alive():
            self._taker.start()

    def close(self) -> None:
        """Stops taking snapshots; what waits is dropped."""
        if self._taker.is_alive():
            self._wanted.put(None)
            self._taker.join(timeout=10)

    def load(self, identifiers: Iterable[UUID]) -> dict[UUID, Aggregate]:
        """The aggregates that exist, by id. Raises Unavailable."""
        found: dict[UUID, Aggregate] = {}
        for each in self._histories(identifiers):
            found[each.aggregate.id] = each.aggregate
            if each.replayed >= EVERY or each.foreign:
                self.want(each.aggregate.id)
        return found

    def want(self, identifier: UUID) -> None:
        """Asks for a snapshot, taken soon from what the log says by then."""
        with self._lock:
            if identifier in self._waiting:
                return
            self._waiting.add(identifier)
        self._wanted.put(identifier)

    def take(self, identifiers: Iterable[UUID]) -> None:
        """Takes snapshots now. Raises Unavailable."""
        writes = [Write("SET LOCAL synchronous_commit = off")]  # nothing is lost with a snapshot
        for each in self._histories(identifiers):
            with contextlib.suppress(Untyped):
                writes.append(_write(take(each.aggregate), each.last))
        self._database.transact(writes)

    def forget(self) -> Write:
        """Deletes every snapshot, for a store whose log is not the one they were taken from."""
        return Write("DELETE FROM snapshots")

    def _histories(self, identifiers: Iterable[UUID]) -> Iterator[_History]:
        ids = list(dict.fromkeys(identifiers))
        foreign: list[UUID] = []
        for identifier, rows in _by_id(self._database.fetch(_LOAD, (ids, ids))):
            if rows[0]["sources"] is None:
                yield self._replay(rows, None)
            elif (base := read(_snapshot(rows[0]))) is not None:
                yield self._replay(rows[1:], base, last=rows[0]["notification_id"])
            else:
                foreign.append(identifier)
        if foreign:
            for _, rows in _by_id(self._database.fetch(_REPLAY, (foreign,))):
                yield self._replay(rows, None, foreign=True)

    def _replay(
        self, rows: Sequence[DictRow], aggregate: Aggregate | None, *, last: int = 0, foreign: bool = False
    ) -> _History:
        for row in rows:
            event = self._mapper.to_domain_event(_stored(row))
            assert isinstance(event, CanMutateAggregate)
            aggregate = event.mutate(aggregate)
            last = row["notification_id"]
        assert aggregate is not None
        return _History(aggregate, len(rows), last, foreign)

    def _take(self) -> None:
        while (first := self._wanted.get()) is not None:
            batch = [first]
            with contextlib.suppress(queue.Empty):
                while len(batch) < TOGETHER:
                    if (more := self._wanted.get_nowait()) is None:
                        return
                    batch.append(more)
            try:
                self.take(batch)
            except Exception as error:
                known = isinstance(error, Unavailable)
                log.warning("snapshots were not taken", extra={"why": type(error).__name__}, exc_info=not known)
            finally:
                with self._lock:
                    self._waiting.difference_update(batch)


def _by_id(rows: Iterable[DictRow]) -> Iterator[tuple[UUID, list[DictRow]]]:
    return ((identifier, list(own)) for identifier, own in groupby(rows, lambda row: row["originator_id"]))


def _snapshot(row: DictRow) -> Snapshot:
    return Snapshot(row["originator_id"], row["originator_version"], row["topic"], bytes(row["state"]), row["sources"])


def _write(snapshot: Snapshot, notification_id: int) -> Write:
    place = (snapshot.originator_id, snapshot.originator_version, notification_id)
    return Write(_TAKE, (*place, snapshot.topic, snapshot.sources, snapshot.state))


def _stored(row: DictRow) -> StoredEvent:
    return StoredEvent(row["originator_id"], row["originator_version"], row["topic"], bytes(row["state"]))
