"""What is done daily: when a replica starts, a day after it was done, and by one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chassis.daily import AGAIN, DAILY, Daily
from chassis.database import Database, Write
from chassis.event_store import EventStore
from chassis.idempotency import Answers, Request
from chassis.timers import Due, Timers

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    database = Database(postgres_dsn)
    database.open()
    yield database
    database.close()


class Replica:
    """One replica, and what is due for it."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.timers = Timers(database)
        self.timers.migrate()
        self.daily = Daily(database, self.timers, lambda: self.now)

    def taken(self) -> list[Due]:
        return self.timers.take([DAILY], self.now, timedelta(seconds=90), 9)


async def test_it_is_done_at_the_start_and_a_day_after_it_was_done(database: Database) -> None:
    database.migrate("CREATE TABLE done (id int)")
    one, other = Replica(database), Replica(database)
    for each in (one, other):
        each.daily.add(lambda: Write("INSERT INTO done VALUES (1)"))
        each.daily.begin()
    for due in one.taken() + other.taken():
        await one.daily.due(due)
    assert database.fetch_one("SELECT count(*) AS times FROM done") == {"times": 1}
    one.now += AGAIN - timedelta(seconds=1)
    assert one.taken() == []
    one.now += timedelta(seconds=1)
    assert [due.tries for due in one.taken()] == [0]


async def test_what_fails_leaves_everything_as_it_was(database: Database) -> None:
    database.migrate("CREATE TABLE done (id int)")
    replica = Replica(database)
    replica.daily.add(lambda: Write("INSERT INTO done VALUES (1)"), lambda: Write("DELETE FROM done", rows=7))
    replica.daily.begin()
    [due] = replica.taken()
    with pytest.raises(Exception, match="DELETE"):
        await replica.daily.due(due)
    assert database.fetch("SELECT * FROM done") == []


def test_answers_are_forgotten_after_seven_days(database: Database) -> None:
    store = EventStore(database)
    store.open()
    requests = [Request.of(uuid4(), "open", "key", number) for number in range(2)]
    for request in requests:
        store.run_once(request, lambda _: {})
    database.transact(
        [Write("UPDATE answers SET at = at - interval '7 days' WHERE subject = %s", (requests[0].subject,))]
    )
    database.transact([Answers.forget_old()])
    assert [store.answers.find(request) for request in requests] == [None, {}]
    store.close()
