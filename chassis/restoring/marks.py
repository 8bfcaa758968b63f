"""The mark of a restoration under way, in the service's own database; while it is open, the service refuses all work.

It is made before anything is changed and closed when everything is done. `taken` is the sequence of the last record
whose facts were taken over; it moves in the transaction of those facts, so that each is taken over once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from chassis.database import Database, Write, WriteMissed

TABLE: LiteralString = (
    "CREATE TABLE IF NOT EXISTS restorations (topic text PRIMARY KEY, taken bigint NOT NULL DEFAULT 0, "
    "counted boolean NOT NULL DEFAULT false, began_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz)"
)
BEGIN: LiteralString = (
    "INSERT INTO restorations AS r (topic, taken) SELECT %s, coalesce(max(notification_id), 0) FROM stored_events "
    "ON CONFLICT (topic) DO UPDATE SET began_at = now(), finished_at = NULL, counted = false, "
    "taken = CASE WHEN r.finished_at IS NULL THEN r.taken ELSE excluded.taken END"
)
"""Opens the mark behind everything the store holds; one that was open, also in a backup, goes on where it was."""


class MarkMoved(WriteMissed):
    """Another restoration works on the same database. Nothing was saved by this step."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A restoration under way; `counted`: the store's counter was raised."""

    taken: int
    counted: bool


class Marks:
    """The table of marks, for one topic."""

    def __init__(self, database: Database, topic: str) -> None:
        self._database = database
        self._topic = topic

    def migrate(self) -> None:
        """Makes the table."""
        self._database.migrate(TABLE)

    def open(self) -> Mark | None:
        """The restoration that is under way, if any. Raises Unavailable."""
        row = self._database.fetch_one(
            "SELECT taken, counted FROM restorations WHERE topic = %s AND finished_at IS NULL", (self._topic,)
        )
        return Mark(row["taken"], row["counted"]) if row is not None else None

    def begin(self) -> None:
        """Opens the mark."""
        self._database.transact([Write(BEGIN, (self._topic,))])

    def counted(self) -> Write:
        """The counter is raised in this transaction."""
        return Write(
            "UPDATE restorations SET counted = true WHERE topic = %s AND NOT counted",
            (self._topic,),
            rows=1,
            missed=MarkMoved,
        )

    def move(self, old: int, new: int) -> Write:
        """The facts of the records up to `new` are taken over in this transaction."""
        return Write(
            "UPDATE restorations SET taken = %s WHERE topic = %s AND taken = %s AND finished_at IS NULL",
            (new, self._topic, old),
            rows=1,
            missed=MarkMoved,
        )

    def finish(self) -> None:
        """Closes the mark: the service may serve."""
        self._database.transact(
            [Write("UPDATE restorations SET finished_at = now() WHERE topic = %s", (self._topic,), rows=1)]
        )
