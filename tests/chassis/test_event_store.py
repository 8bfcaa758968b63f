"""The event store on real PostgreSQL: what a command read is checked in the transaction that saves it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.domain import Aggregate, event

from chassis.codec import trace_of
from chassis.database import Database, Write, WriteMissed
from chassis.errors import Invalid, KeyReused, NotFound, Unavailable
from chassis.event_store import Conflict, EventStore, Unit, Work
from chassis.idempotency import Request
from contracts.values import Window

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Door(Aggregate):
    TOPIC = "test.Door"

    class Created(Aggregate.Created):
        TOPIC = "test.Door.Created"
        identifier: UUID
        at: datetime
        hours: Window | None

    class Opened(Aggregate.Event):
        TOPIC = "test.Door.Opened"
        at: datetime

    @event(Created)
    def __init__(self, identifier: UUID, at: datetime, hours: Window | None = None) -> None:
        self.opened: list[datetime] = []
        self.hours = hours

    @staticmethod
    def create_id(identifier: UUID) -> UUID:
        return identifier

    @event(Opened)
    def open(self, at: datetime) -> None:
        self.opened.append(at)


def hang(work: Work, identifier: UUID) -> dict[str, Any]:
    work.add(Door(identifier=identifier, at=AT, hours=Window(AT, AT.replace(hour=12))))
    return {"door": str(identifier)}


def open_door(work: Work, identifier: UUID) -> dict[str, Any]:
    door = work.get(Door, identifier)
    door.open(at=AT)
    return {"opened": len(door.opened)}


@pytest.fixture
def store(postgres_dsn: str) -> Iterator[EventStore]:
    database = Database(postgres_dsn)
    database.open()
    store = EventStore(database, trace=lambda: "00-11111111111111111111111111111111-2222222222222222-01")
    store.open()
    yield store
    store.close()
    database.close()


def test_an_aggregate_comes_back_as_it_was(store: EventStore) -> None:
    identifier = uuid4()
    store.run(hang, identifier)
    outcome = store.run(open_door, identifier)

    door = Work(store).get(Door, identifier)

    assert door.opened == [AT]
    assert door.hours == Window(AT, AT.replace(hour=12))
    assert outcome.position == store.position()


def test_what_does_not_exist_is_not_found(store: EventStore) -> None:
    with pytest.raises(NotFound):
        store.run(open_door, uuid4())


def test_a_save_conflicts_when_something_it_only_read_has_changed(store: EventStore) -> None:
    read, written = uuid4(), uuid4()
    store.run(hang, read)
    work = Work(store)
    work.get(Door, read)
    work.add(Door(identifier=written, at=AT))

    store.run(open_door, read)

    with pytest.raises(Conflict):
        store.commit(work.unit())
    assert Work(store).find(Door, written) is None


def test_a_save_conflicts_when_something_it_missed_exists_by_then(store: EventStore) -> None:
    missed = uuid4()
    work = Work(store)
    assert work.find(Door, missed) is None
    work.add(Door(identifier=uuid4(), at=AT))

    store.run(hang, missed)

    with pytest.raises(Conflict):
        store.commit(work.unit())


def test_many_threads_open_one_door_and_no_opening_is_lost(store: EventStore) -> None:
    identifier = uuid4()
    store.run(hang, identifier)
    done = 0

    def try_to_open(_: int) -> int:
        try:
            store.run(open_door, identifier)
        except Conflict:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(try_to_open, range(40)))

    assert len(Work(store).get(Door, identifier).opened) == done > 0


def test_saves_that_arrive_together_get_their_own_positions(store: EventStore) -> None:
    ids = [uuid4() for _ in range(60)]
    with ThreadPoolExecutor(16) as pool:
        positions = [outcome.position for outcome in pool.map(lambda i: store.run(hang, i), ids)]

    log = {n.originator_id: n.id for n in store.notifications(0, 1000)}

    assert dict(zip(ids, positions, strict=True)) == log


def test_one_wrong_save_does_not_harm_those_beside_it(store: EventStore) -> None:
    gate = threading.Barrier(9)

    def save(number: int) -> str:
        work = Work(store)
        work.add(Door(identifier=uuid4(), at=AT))
        if number == 0:
            work.write(Write("UPDATE answers SET answer = '{}' WHERE key = 'nobody'", (), rows=1))
        gate.wait()
        try:
            store.commit(work.unit())
        except WriteMissed:
            return "missed"
        return "saved"

    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(save, range(9)))

    assert answers == ["missed"] + ["saved"] * 8
    assert len(store.notifications(0, 100)) == 8


def test_a_save_after_the_end_is_refused_at_once(store: EventStore) -> None:
    store.close()
    work = Work(store)
    hang(work, uuid4())

    [save] = store.hand_over([work.unit()])

    assert isinstance(save.exception(timeout=0), Unavailable)


def test_when_the_writer_died_nobody_waits_for_it(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise RuntimeError

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    store.on_saved(fails)
    store.run(hang, uuid4())

    with pytest.raises(Unavailable):
        store.hand_over([Unit(writes=[Write("SELECT 1")])])[0].result(timeout=5)


def test_two_that_read_what_the_other_writes_do_not_both_save_when_they_arrive_together(store: EventStore) -> None:
    left, right = uuid4(), uuid4()
    store.run(hang, left)
    store.run(hang, right)
    units = []
    for read, written in ((left, right), (right, left)):
        work = Work(store)
        work.get(Door, read)
        work.get(Door, written).open(at=AT)
        units.append(work.unit())
    futures: list[Future[int | None]] = [Future(), Future()]

    store._commit_together(list(zip(units, futures, strict=True)))

    assert futures[0].exception() is None
    assert isinstance(futures[1].exception(), Conflict)


def test_of_two_that_arrive_together_the_one_that_read_something_older_conflicts(store: EventStore) -> None:
    read = uuid4()
    store.run(hang, read)
    units = []
    for _ in range(2):
        work = Work(store)
        work.get(Door, read)
        work.add(Door(identifier=uuid4(), at=AT))
        units.append(work.unit())
        store.run(open_door, read)
    fresh = Work(store)
    fresh.get(Door, read)
    fresh.add(Door(identifier=uuid4(), at=AT))
    units.append(fresh.unit())
    futures: list[Future[int | None]] = [Future() for _ in units]

    store._commit_together(list(zip(units, futures, strict=True)))

    assert [type(future.exception()) for future in futures] == [Conflict, Conflict, type(None)]


def test_a_repeat_gets_the_first_answer_and_does_nothing(store: EventStore) -> None:
    identifier, subject = uuid4(), uuid4()
    store.run(hang, identifier)
    request = Request.of(subject, "open", "key-0001", {"door": str(identifier)})

    first = store.run_once(request, open_door, identifier)
    second = store.run_once(request, open_door, identifier)

    assert first.result == second.result == {"opened": 1}
    assert len(Work(store).get(Door, identifier).opened) == 1


def test_a_key_of_another_request_is_refused(store: EventStore) -> None:
    identifier, subject = uuid4(), uuid4()
    store.run(hang, identifier)
    store.run_once(Request.of(subject, "open", "key-0001", {"a": 1}), open_door, identifier)

    with pytest.raises(KeyReused):
        store.run_once(Request.of(subject, "open", "key-0001", {"a": 2}), open_door, identifier)


def test_twins_do_it_once_and_both_get_the_answer(store: EventStore) -> None:
    identifier, subject = uuid4(), uuid4()
    store.run(hang, identifier)
    request = Request.of(subject, "open", "key-0001", {})
    gate = threading.Barrier(4)

    def twin(_: int) -> dict[str, Any]:
        gate.wait()
        return store.run_once(request, open_door, identifier).result

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(twin, range(4)))

    assert answers == [{"opened": 1}] * 4
    assert len(Work(store).get(Door, identifier).opened) == 1


def test_a_refused_repeat_of_something_done_is_answered(store: EventStore) -> None:
    subject, identifier = uuid4(), uuid4()
    request = Request.of(subject, "hang", "key-0001", {})

    def hang_once(work: Work) -> dict[str, Any]:
        if work.find(Door, identifier) is not None:
            raise Invalid("it hangs already")
        return hang(work, identifier)

    assert store.run_once(request, hang_once).result == store.run_once(request, hang_once).result


def test_the_trace_rests_beside_the_event(store: EventStore) -> None:
    store.run(hang, uuid4())

    assert trace_of(bytes(store.notifications(0, 1)[0].state)).startswith("00-1111")


def test_what_is_known_to_be_saved_never_goes_backwards(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    class Compared(int):
        """A position beside which another thread learns of a later one."""

        def __gt__(self, other: int) -> bool:
            answer = int(self) > other
            monkeypatch.setattr(store.database, "fetch_one", lambda _: {"last": 9})
            threads.append(threading.Thread(target=store.position))
            threads[0].start()
            threads[0].join(timeout=0.2)
            return answer

    monkeypatch.setattr(store.database, "fetch_one", lambda _: {"last": Compared(5)})

    assert store.position() == 5
    threads[0].join()
    assert store.known == 9


def test_nothing_is_saved_in_a_database_that_was_replaced_by_an_older_one(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr("chassis.event_store.os.kill", lambda _, number: ended.append(number))
    door = store.run(hang, uuid4()).result["door"]
    store.run(open_door, UUID(door))
    store.database.transact(
        [
            Write("DELETE FROM stored_events WHERE notification_id = 2"),
            Write("SELECT setval(pg_get_serial_sequence('stored_events', 'notification_id'), 1)"),
        ]
    )

    for _ in range(3):
        with pytest.raises(Unavailable):
            store.run(hang, uuid4())
    assert store.position() == 1
    assert ended == [signal.SIGTERM]
