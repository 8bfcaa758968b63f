"""What is to be published again, and how far that is: one row per topic, in the service's own database.

Any replica takes the wish, the one that publishes works it off batch by batch (chassis/relay/republishing.py). A row
that is older than the truth, after a crash or from a backup, only makes some events be sent once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, LiteralString

from psycopg.rows import DictRow

from chassis.database import Database
from chassis.errors import Refused
from contracts.envelope import PARTITIONS

NEXT: LiteralString = "SELECT * FROM relay_republishing WHERE topic = %s AND NOT over"
SAVE: LiteralString = (
    "UPDATE relay_republishing SET read = %s, chain = %s, done = %s, sent = %s, over = %s, trouble = %s "
    "WHERE topic = %s AND number = %s"
)
_TABLE: LiteralString = (
    "CREATE TABLE IF NOT EXISTS relay_republishing (topic text PRIMARY KEY, number bigint NOT NULL, partition int, "
    "first bigint NOT NULL, upto bigint NOT NULL, total bigint NOT NULL, read bigint NOT NULL DEFAULT 0, "
    "chain bigint[] NOT NULL, done bigint NOT NULL DEFAULT 0, sent bigint NOT NULL DEFAULT 0, "
    "over boolean NOT NULL DEFAULT false, trouble text)"
)
_BEGIN: LiteralString = (
    "INSERT INTO relay_republishing AS r (topic, number, partition, first, upto, total, chain) "
    "SELECT %(topic)s, 1, %(partition)s, %(first)s, p.upto, "
    "(SELECT count(*) FROM stored_events WHERE notification_id <= p.upto), "
    "array_fill(0::bigint, ARRAY[%(partitions)s]) "
    "FROM (SELECT max(sequence) AS upto FROM relay_places WHERE topic = %(topic)s "
    "AND (%(partition)s::int IS NULL OR partition = %(partition)s)) AS p "
    "ON CONFLICT (topic) DO UPDATE SET number = r.number + 1, partition = excluded.partition, first = excluded.first, "
    "upto = excluded.upto, total = excluded.total, read = 0, chain = excluded.chain, done = 0, sent = 0, over = false, "
    "trouble = NULL WHERE r.over"
)
_LAST: LiteralString = "SELECT * FROM relay_republishing WHERE topic = %s"


class Underway(Refused):
    """Something else of this topic is being published again."""

    code = "republishing"
    status: ClassVar[int] = 409


@dataclass(slots=True)
class Wish:
    """Events from sequence `first` up to `upto`, of one partition or all (None), and how far they are sent again.

    The log was read up to `read`; `chain` has the last public event up to there of each partition. `done` of `total`
    events of the log were looked at, `sent` are in the topic again. `trouble` is why it ended before its end.
    """

    topic: str
    number: int
    partition: int | None
    first: int
    upto: int
    total: int
    read: int
    chain: list[int]
    done: int
    sent: int
    over: bool
    trouble: str | None

    def wants(self, partition: int, sequence: int) -> bool:
        """Whether this event is sent again."""
        return self.first <= sequence <= self.upto and self.partition in (None, partition)

    def save_params(self) -> tuple[Any, ...]:
        """The parameters of SAVE."""
        moved = (self.read, self.chain, self.done, self.sent, self.over, self.trouble)
        return (*moved, self.topic, self.number)


def wish_of(rows: Sequence[DictRow]) -> Wish | None:
    """The row of NEXT as a wish, or None."""
    return Wish(**rows[0]) if rows else None


class Wishes:
    """The table of wishes, one for each topic."""

    def __init__(self, database: Database, topic: str) -> None:
        self._database = database
        self._topic = topic

    def migrate(self) -> None:
        """Makes the table."""
        self._database.migrate(_TABLE)

    def begin(self, partition: int | None, first: int) -> Wish:
        """Asks for events to be published again; the same wish under way is as good. Raises Underway for another."""
        wanted = {"topic": self._topic, "partition": partition, "first": first, "partitions": PARTITIONS}
        with self._database.transaction() as cursor:
            cursor.execute(_BEGIN, wanted)
            wish = wish_of(cursor.execute(_LAST, (self._topic,)).fetchall())
        assert wish is not None
        if (wish.partition, wish.first) != (partition, first):
            of = "" if wish.partition is None else f" of partition {wish.partition}"
            raise Underway(
                f"the events{of} from {wish.first} on are being published again ({wish.done} of {wish.total}); "
                "nothing else was begun: ask again when that is done"
            )
        return wish

    def last(self) -> Wish | None:
        """What is, or was last, published again."""
        return wish_of(self._database.fetch(_LAST, (self._topic,)))
