"""How far the events of each (topic, partition) took effect, moved by compare-and-swap in the effects' transaction.

Beside the sequence stands the Kafka offset to continue from, so that a database restored from a backup reads again
what it has forgotten, whatever Kafka's own offsets say. Two replicas that believe to own a partition cannot both move
its position: the second one's transaction is undone with PositionMoved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.database import Database, Write, WriteMissed
from contracts.envelope import ascii_of, partition_of

Place = tuple[str, int]
"""A topic and a partition."""


@dataclass(frozen=True, slots=True)
class Move:
    """How far a batch moves one place, and the offset to continue from behind it."""

    place: Place
    old: int
    new: int
    next_offset: int


class PositionMoved(WriteMissed):
    """Another replica has applied events of this partition. Nothing was saved."""


class Positions:
    """The table of positions, and a cache of the places this replica reads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cached: dict[Place, int] = {}

    def migrate(self) -> None:
        """Makes the table."""
        self._database.migrate(
            "CREATE TABLE IF NOT EXISTS consumer_positions (topic text NOT NULL, partition int NOT NULL, "
            "sequence bigint NOT NULL DEFAULT 0, next_offset bigint NOT NULL DEFAULT 0, "
            "PRIMARY KEY (topic, partition))"
        )

    def load(self, places: Iterable[Place]) -> dict[Place, int]:
        """Reads the positions of these places anew; gives the offsets to continue from."""
        wanted = sorted(set(places))
        topics, partitions = [topic for topic, _ in wanted], [partition for _, partition in wanted]
        self._database.transact(
            [
                Write(
                    "INSERT INTO consumer_positions (topic, partition) SELECT * FROM unnest(%s::text[], %s::int[]) "
                    "ON CONFLICT DO NOTHING",
                    (topics, partitions),
                )
            ]
        )
        rows = self._database.fetch(
            "SELECT topic, partition, sequence, next_offset FROM consumer_positions "
            "WHERE (topic, partition) IN (SELECT * FROM unnest(%s::text[], %s::int[]))",
            (topics, partitions),
        )
        offsets: dict[Place, int] = {}
        for row in rows:
            place = (row["topic"], row["partition"])
            self._cached[place] = row["sequence"]
            offsets[place] = row["next_offset"]
        return offsets

    def reload(self, places: Iterable[Place]) -> dict[Place, int]:
        """Forgets what is cached and reads these places; gives the offsets to continue from."""
        self.forget()
        return self.load(places)

    def __getitem__(self, place: Place) -> int:
        """The sequence up to which the place's events took effect; 0 = none."""
        if place not in self._cached:
            self.load([place])
        return self._cached[place]

    def upto(self, topic: str, key: UUID) -> int:
        """How far the events of the key's partition took effect, whichever replica read them: by the table alone."""
        row = self._database.fetch_one(
            "SELECT sequence FROM consumer_positions WHERE topic = %s AND partition = %s",
            (topic, partition_of(ascii_of(key))),
        )
        return row["sequence"] if row is not None else 0

    def forget(self) -> None:
        """Reads every position again when it is next asked for."""
        self._cached.clear()

    def move(self, moves: Sequence[Move]) -> Write:
        """Moves positions in the transaction of the effects. PositionMoved where one is not the `old` any more."""
        return Write(
            "UPDATE consumer_positions AS p SET sequence = m.new, next_offset = m.next_offset FROM "
            "unnest(%s::text[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[]) "
            "AS m (topic, partition, old, new, next_offset) "
            "WHERE p.topic = m.topic AND p.partition = m.partition AND p.sequence = m.old",
            (
                [each.place[0] for each in moves],
                [each.place[1] for each in moves],
                [each.old for each in moves],
                [each.new for each in moves],
                [each.next_offset for each in moves],
            ),
            rows=len(moves),
            missed=PositionMoved,
        )

    def moved(self, place: Place, new: int) -> None:
        """The move was committed."""
        self._cached[place] = new
