"""Timers on real PostgreSQL: taken once, given back by lease, tried again, never forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chassis.database import Database
from chassis.errors import Unavailable
from chassis.timers import Due, TimerLoop, Timers

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LEASE = timedelta(seconds=90)


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    database = Database(postgres_dsn)
    database.open()
    yield database
    database.close()


@pytest.fixture
def timers(database: Database) -> Timers:
    timers = Timers(database)
    timers.migrate()
    return timers


def test_only_what_is_due_is_taken_earliest_first(database: Database, timers: Timers) -> None:
    late, later, not_yet = uuid4(), uuid4(), uuid4()
    database.transact(
        [
            timers.set("due", later, NOW),
            timers.set("due", late, NOW - timedelta(minutes=1)),
            timers.set("due", not_yet, NOW + timedelta(seconds=1)),
            timers.set("other", uuid4(), NOW),
        ]
    )

    assert [due.id for due in timers.take(["due"], NOW, LEASE, 10)] == [late, later]


def test_a_timer_is_set_anew_or_cleared_by_whether_there_is_a_time(database: Database, timers: Timers) -> None:
    moved, over = uuid4(), uuid4()
    database.transact([timers.set("due", moved, NOW - LEASE), timers.set("due", over, NOW)])

    database.transact([timers.set_or_clear("due", moved, NOW), timers.set_or_clear("due", over, None)])

    assert timers.take(["due"], NOW, LEASE, 10) == [Due("due", moved, NOW, 0)]


def test_a_taken_row_is_nobody_elses_until_its_lease_ends(database: Database, timers: Timers) -> None:
    identifier = uuid4()
    database.transact([timers.set("due", identifier, NOW)])

    first = timers.take(["due"], NOW, LEASE, 10)
    second = timers.take(["due"], NOW + LEASE - timedelta(seconds=1), LEASE, 10)
    third = timers.take(["due"], NOW + LEASE, LEASE, 10)

    assert [[due.tries for due in taken] for taken in (first, second, third)] == [[0], [], [1]]


def test_a_replica_that_is_back_takes_at_once_what_it_had_taken_and_nothing_of_others(
    database: Database, timers: Timers
) -> None:
    database.transact(
        [timers.set("due", uuid4(), NOW), timers.set("due", uuid4(), NOW), timers.set("due", uuid4(), NOW)]
    )
    [mine] = timers.take(["due"], NOW, LEASE, 1, by="publisher-0")
    [failed] = timers.take(["due"], NOW, LEASE, 1, by="publisher-0")
    timers.again(failed, NOW + LEASE)
    timers.take(["due"], NOW, LEASE, 1, by="publisher-1")

    timers.give_back("publisher-0")

    assert [due.id for due in timers.take(["due"], NOW, LEASE, 10)] == [mine.id]


def test_a_row_that_ended_its_process_time_and_again_waits_for_the_end_of_its_lease(
    database: Database, timers: Timers
) -> None:
    database.transact([timers.set("due", uuid4(), NOW)])
    lives = []
    for _ in range(5):
        timers.give_back("publisher-0")
        lives.append([due.tries for due in timers.take(["due"], NOW, LEASE, 1, by="publisher-0")])

    assert lives == [[0], [1], [2], [], []]
    timers.give_back("publisher-0")
    assert [due.tries for due in timers.take(["due"], NOW + LEASE, LEASE, 1, by="publisher-0")] == [3]


async def test_the_loop_of_a_replica_that_is_back_does_not_wait_for_its_own_leases(
    database: Database, timers: Timers
) -> None:
    identifier = uuid4()
    database.transact([timers.set("due", identifier, NOW)])
    timers.take(["due"], NOW, LEASE, 1, by="publisher-0")
    handled = asyncio.Event()

    async def handle(due: Due) -> None:
        await asyncio.to_thread(database.transact, [timers.clear(due.kind, due.id)])
        handled.set()

    loop = TimerLoop(timers, lambda: NOW, {"due": handle}, poll_seconds=0.01, by="publisher-0")
    await loop.start()
    async with asyncio.timeout(10):
        await handled.wait()
    await loop.stop()


async def test_a_loop_that_ends_finishes_what_runs_and_takes_nothing_new(database: Database, timers: Timers) -> None:
    identifier = uuid4()
    database.transact([timers.set("due", identifier, NOW)])
    began, goes_on, handled = asyncio.Event(), asyncio.Event(), []

    async def handle(due: Due) -> None:
        began.set()
        await goes_on.wait()
        await asyncio.to_thread(database.transact, [timers.clear(due.kind, due.id)])
        handled.append(due.id)

    loop = TimerLoop(timers, lambda: NOW, {"due": handle}, poll_seconds=0.01, by="publisher-0")
    await loop.start()
    await asyncio.wait_for(began.wait(), 10)
    loop.rest()
    database.transact([timers.set("due", uuid4(), NOW)])
    goes_on.set()
    await loop.stop()

    assert handled == [identifier]
    assert len(timers.take(["due"], NOW, LEASE, 10)) == 1


async def test_a_loop_that_ends_gives_back_what_it_cannot_finish(database: Database, timers: Timers) -> None:
    identifier = uuid4()
    database.transact([timers.set("due", identifier, NOW)])
    began, ended = asyncio.Event(), asyncio.Event()

    async def handle(_: Due) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    loop = TimerLoop(timers, lambda: NOW, {"due": handle}, poll_seconds=0.01, by="publisher-0")
    await loop.start()
    await asyncio.wait_for(began.wait(), 10)
    await loop.stop(grace=0.05)

    assert ended.is_set()
    assert [due.id for due in timers.take(["due"], NOW, LEASE, 10)] == [identifier], "another need not wait"


def test_a_cleared_row_never_comes_back(database: Database, timers: Timers) -> None:
    identifier = uuid4()
    database.transact([timers.set("due", identifier, NOW)])
    taken = timers.take(["due"], NOW, LEASE, 10)
    database.transact([timers.clear("due", identifier)])
    timers.again(taken[0], NOW)

    assert timers.take(["due"], NOW + LEASE, LEASE, 10) == []


def test_trying_again_does_not_undo_a_new_time(database: Database, timers: Timers) -> None:
    identifier = uuid4()
    database.transact([timers.set("due", identifier, NOW)])
    taken = timers.take(["due"], NOW, LEASE, 10)
    database.transact([timers.set("due", identifier, NOW + timedelta(days=1))])
    timers.again(taken[0], NOW)

    assert timers.take(["due"], NOW + LEASE, LEASE, 10) == []


async def test_the_loop_works_rows_of_two_replicas_once_each(database: Database, timers: Timers) -> None:
    ids = {uuid4() for _ in range(50)}
    database.transact([timers.set("due", identifier, NOW) for identifier in ids])
    handled: list[UUID] = []
    finished = asyncio.Event()

    async def handle(due: Due) -> None:
        handled.append(due.id)
        await asyncio.to_thread(database.transact, [timers.clear("due", due.id)])
        if len(handled) >= len(ids):
            finished.set()

    loops = [TimerLoop(timers, lambda: NOW, {"due": handle}, poll_seconds=0.01) for _ in range(2)]
    for loop in loops:
        await loop.start()
    await asyncio.wait_for(finished.wait(), 10)
    for loop in loops:
        await loop.stop()

    assert sorted(handled) == sorted(ids)


async def test_a_handler_that_fails_is_called_again(database: Database, timers: Timers) -> None:
    database.transact([timers.set("due", uuid4(), NOW)])
    calls = 0
    tries: list[int] = []
    enough = asyncio.Event()

    def hurrying_clock() -> datetime:
        nonlocal calls
        calls += 1
        return NOW + calls * timedelta(minutes=10)

    async def handle(due: Due) -> None:
        tries.append(due.tries)
        if len(tries) == 3:
            enough.set()
        raise RuntimeError("not now")

    loop = TimerLoop(timers, hurrying_clock, {"due": handle}, poll_seconds=0.01)
    await loop.start()
    await asyncio.wait_for(enough.wait(), 10)
    await loop.stop()

    assert tries[:3] == [0, 1, 2]


async def test_a_failure_that_the_database_could_not_be_told_does_not_wait_for_the_lease(
    database: Database, timers: Timers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.timers.UNAVAILABLE_SECONDS", 0.01)
    monkeypatch.setattr("chassis.timers.PAUSES", (0.0,))
    database.transact([timers.set("due", uuid4(), NOW)])
    tries: list[int] = []
    enough = asyncio.Event()
    away = iter([True, True])

    def again(due: Due, at: datetime) -> None:
        if next(away, False):
            raise Unavailable("the database does not answer")
        Timers.again(timers, due, at)

    monkeypatch.setattr(timers, "again", again)

    async def handle(due: Due) -> None:
        tries.append(due.tries)
        if len(tries) == 2:
            enough.set()
        raise RuntimeError("not now")

    loop = TimerLoop(timers, lambda: NOW, {"due": handle}, poll_seconds=0.01)
    await loop.start()
    async with asyncio.timeout(10):
        await enough.wait()
    await loop.stop()

    assert tries[:2] == [0, 1]


def test_a_save_is_worth_a_look_only_where_something_was_set_that_is_due_at_once(timers: Timers) -> None:
    assert not timers.soon
    timers.take(["due"], NOW, LEASE, 10)
    timers.set("due", uuid4(), NOW + timedelta(hours=1))
    timers.move("due", uuid4(), NOW + timedelta(days=1))
    assert not timers.soon
    timers.set("due", uuid4(), NOW)
    assert timers.soon


def test_before_anybody_looked_everything_may_be_due(timers: Timers) -> None:
    timers.set("due", uuid4(), NOW + timedelta(hours=1))
    assert timers.soon


async def test_what_is_due_at_once_is_worked_as_soon_as_it_is_saved(database: Database, timers: Timers) -> None:
    handled = asyncio.Event()

    async def handle(_: Due) -> None:
        handled.set()

    loop = TimerLoop(timers, lambda: NOW, {"due": handle}, poll_seconds=60.0)
    await loop.start()
    await asyncio.sleep(0.1)
    await asyncio.to_thread(database.transact, [timers.set("due", uuid4(), NOW)])
    loop.saved()
    async with asyncio.timeout(10):
        await handled.wait()
    await loop.stop()
