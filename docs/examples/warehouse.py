"""An analytics consumer of Restu's event stream: every event once in an SQL table, and questions to it.

It needs the package `confluent-kafka` and nothing of Restu. It reads what is new since the last time, prints a report
and ends. It may be killed at any moment and started again: what was read and how far are one transaction, and an event
that comes again is ignored by its id. Delete the file, and it is built anew from the start of the stream.

    python docs/examples/warehouse.py --kafka 127.0.0.1:18092 --to warehouse.sqlite

Exit code 2: an event is missing in the stream, so the report would be wrong.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

TOPICS = ("restu.content.v1", "restu.consent.v1", "restu.publisher.v1", "restu.gamification.v1")
ATTRIBUTES = ("ce_id", "ce_sequence", "ce_previous", "ce_type", "ce_subject", "ce_time")

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, sequence TEXT NOT NULL, previous TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
    time TEXT NOT NULL, data TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    UNIQUE (topic, partition, sequence)
);
CREATE TABLE IF NOT EXISTS progress (
    topic TEXT, partition INTEGER, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
);

-- An event names the one before it in its partition: what is named and not there is missing.
CREATE VIEW IF NOT EXISTS holes AS
    SELECT topic, partition, previous AS sequence FROM events AS each
    WHERE previous > '00000000000000000000' AND NOT EXISTS (
        SELECT 1 FROM events AS before WHERE before.topic = each.topic AND before.partition = each.partition
        AND before.sequence = each.previous
    );

-- Who may still be looked up elsewhere. Whatever else is kept of an erased person is to be deleted.
CREATE VIEW IF NOT EXISTS advocates AS
    SELECT DISTINCT subject AS advocate_id FROM events WHERE type = 'restu.AdvocateJoined.v1'
    AND subject NOT IN (SELECT subject FROM events WHERE type = 'restu.PersonErased.v1');

-- What holds now is what came last by sequence: not by time, not by offset.
CREATE VIEW IF NOT EXISTS members AS
    SELECT subject AS advocate_id, value AS group_id FROM (
        SELECT subject, data, MAX(sequence) FROM events WHERE type = 'restu.GroupsChanged.v1' GROUP BY subject
    ), json_each(data, '$.groups') WHERE subject IN (SELECT advocate_id FROM advocates);

-- Nothing about fewer than five people.
CREATE VIEW IF NOT EXISTS uptake AS
    SELECT substr(time, 1, 7) AS month, json_extract(data, '$.network') AS network,
        SUM(type = 'restu.ActivityApproved.v1') AS approved, SUM(type = 'restu.PostPublished.v1') AS published,
        COUNT(DISTINCT subject) AS people
    FROM events WHERE type IN ('restu.ActivityApproved.v1', 'restu.PostPublished.v1')
    GROUP BY month, network HAVING people >= 5 ORDER BY month, network;
"""


def read_on(kafka: str, warehouse: sqlite3.Connection) -> None:
    """Reads every partition from where it was left up to its present end."""
    consumer = Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": "restu-warehouse",  # asked for by the client; progress is kept in the warehouse
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
        }
    )
    try:
        unread = {
            (topic, number) for topic in TOPICS for number in consumer.list_topics(topic).topics[topic].partitions
        }
        known = {(topic, number): offset for topic, number, offset in warehouse.execute("SELECT * FROM progress")}
        consumer.assign([TopicPartition(*each, known.get(each, OFFSET_BEGINNING)) for each in sorted(unread)])
        while unread:
            messages = consumer.consume(1000, timeout=1.0)
            unread -= {(str(message.topic()), message.partition()) for message in messages if _is_end(message)}
            keep(warehouse, [message for message in messages if message.error() is None])
    finally:
        consumer.close()


def _is_end(message: Message) -> bool:
    """Whether it only says that its partition ends here. Raises KafkaException for any other trouble."""
    error = message.error()
    if error is not None and error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - its documented name
        raise KafkaException(error)
    return error is not None


def keep(warehouse: sqlite3.Connection, messages: Iterable[Message]) -> None:
    """Adds events that are new, and how far was read, in one transaction."""
    with warehouse:
        for message in messages:
            place = (message.topic(), message.partition())
            if (event := event_of(message)) is not None:
                values = (*event, *place)
                warehouse.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            warehouse.execute("REPLACE INTO progress VALUES (?, ?, ?)", (*place, (message.offset() or 0) + 1))


def event_of(message: Message) -> tuple[str, ...] | None:
    """The attributes and the data of an event; None for a message that is nobody's."""
    headers = dict(message.headers() or {})
    attributes = {name: held.decode(errors="replace") for name, held in headers.items() if isinstance(held, bytes)}
    found = [attributes[name] for name in ATTRIBUTES if name in attributes]
    if len(found) < len(ATTRIBUTES) or message.key() != attributes["ce_subject"].encode():
        return None
    return (*found, (message.value() or b"").decode(errors="replace"))


def main() -> int:
    """Reads on, says what is missing or the report."""
    parser = argparse.ArgumentParser(description="Copies Restu's event stream into an SQLite file.")
    parser.add_argument("--kafka", required=True, help="bootstrap servers, host:port")
    parser.add_argument("--to", required=True, help="the SQLite file; made if it is not there")
    wanted = parser.parse_args()
    with closing(sqlite3.connect(wanted.to)) as warehouse:
        warehouse.executescript(SCHEMA)
        read_on(wanted.kafka, warehouse)
        if warehouse.execute("SELECT 1 FROM holes").fetchone():
            # Perhaps it was published again, before the place where we went on: read once more from the start.
            warehouse.execute("DELETE FROM progress")
            read_on(wanted.kafka, warehouse)
        holes = warehouse.execute("SELECT topic, partition, sequence FROM holes").fetchall()
        for hole in holes:
            sys.stderr.write("missing: {} partition {} sequence {}\n".format(*hole))
        for row in warehouse.execute("SELECT * FROM uptake") if not holes else ():
            sys.stdout.write("{} {}: {} approved, {} published, by {} people\n".format(*row))
    return 2 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
