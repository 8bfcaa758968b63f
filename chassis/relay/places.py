"""Where the relay stands in each partition of its topic, in the service's own database.

For each partition: the sequence of the last acknowledged record, the offset expected next, and how far the log was
read. A place that is older than the truth only makes the relay publish something again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import DictRow

from chassis.database import Database, Write
from contracts.envelope import PARTITIONS

SELECT = "SELECT partition, sequence, next_offset, read FROM relay_places WHERE topic = %s ORDER BY partition"
SAVE = (
    "UPDATE relay_places p SET sequence = v.sequence, next_offset = v.next_offset, read = v.read "
    "FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[]) AS v (partition, sequence, next_offset, read) "
    "WHERE p.topic = %s AND p.partition = v.partition"
)


@dataclass(slots=True)
class Place:
    """One partition's place. `sequence` 0 = nothing of ours is there."""

    partition: int
    sequence: int
    next_offset: int
    read: int


def places_of(rows: Sequence[DictRow]) -> list[Place]:
    """The rows of SELECT as places, one for each partition."""
    return [Place(**row) for row in rows]


def save_params(topic: str, places: Sequence[Place]) -> tuple[list[int], list[int], list[int], list[int], str]:
    """The parameters of SAVE."""
    return (
        [place.partition for place in places],
        [place.sequence for place in places],
        [place.next_offset for place in places],
        [place.read for place in places],
        topic,
    )


class Places:
    """The table of places."""

    def __init__(self, database: Database, topic: str) -> None:
        self._database = database
        self._topic = topic

    def migrate(self) -> None:
        """Makes the table and a row for each partition."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS relay_places (topic text NOT NULL, partition int NOT NULL, "
            "sequence bigint NOT NULL DEFAULT 0, next_offset bigint NOT NULL DEFAULT 0, "
            "read bigint NOT NULL DEFAULT 0, PRIMARY KEY (topic, partition))"
        )
        every = Write(
            "INSERT INTO relay_places (topic, partition) SELECT %s, p FROM generate_series(0, %s) AS p "
            "ON CONFLICT DO NOTHING",
            (self._topic, PARTITIONS - 1),
        )
        self._database.transact([every])

    def load(self) -> list[Place]:
        """All places, by partition."""
        return places_of(self._database.fetch(SELECT, (self._topic,)))

    def accept(self, partition: int, sequence: int, next_offset: int) -> Write:
        """After a restore: the topic's end is taken as it is; publishing goes on behind `sequence`."""
        return Write(
            "UPDATE relay_places SET sequence = %s, next_offset = %s, read = %s WHERE topic = %s AND partition = %s",
            (sequence, next_offset, sequence, self._topic, partition),
            rows=1,
        )
