"""Loading over snapshots on real PostgreSQL: the same state as a full replay, whatever became of log or release."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chassis import loading, snapshots
from chassis.database import Write
from chassis.event_store import Conflict, EventStore, Work
from chassis.loading import EVERY
from services.publisher.domain.calendar import Calendar
from services.publisher.domain.ids import calendar_id

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def book(work: Work, account: UUID, *numbers: int) -> None:
    """Slots of an hour each; a calendar that is not there is opened first."""
    calendar = work.find(Calendar, calendar_id(account)) or work.add(Calendar(account_id=account, at=AT))
    for number in numbers:
        calendar.book(uuid4(), AT + timedelta(hours=number), at=AT + timedelta(hours=number))


def long_lived(store: EventStore, count: int = EVERY + 20) -> UUID:
    """An account with that many events, and a snapshot behind the last of them."""
    account = uuid4()
    store.run(book, account, *range(count - 1))
    store.loader.take([calendar_id(account)])
    return account


def loaded(store: EventStore, account: UUID) -> Calendar:
    found = store.load([calendar_id(account)])[calendar_id(account)]
    assert isinstance(found, Calendar)
    return found


def replayed(store: EventStore, account: UUID) -> Calendar:
    """Without any snapshot, which is gone afterwards."""
    store.database.transact([store.loader.forget()])
    return loaded(store, account)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def versions(store: EventStore) -> dict[UUID, int]:
    rows = store.database.fetch("SELECT originator_id, originator_version FROM snapshots")
    return {row["originator_id"]: row["originator_version"] for row in rows}


@pytest.fixture
def decoded(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many events were decoded since it was last asked."""
    count = 0
    decode = store.mapper.to_domain_event

    def counting(*args: object) -> object:
        nonlocal count
        count += 1
        return decode(*args)  # type: ignore[arg-type]

    def since() -> int:
        nonlocal count
        seen, count = count, 0
        return seen

    monkeypatch.setattr(store.mapper, "to_domain_event", counting)
    return since


def test_only_what_is_behind_the_snapshot_is_replayed(store: EventStore, decoded: Callable[[], int]) -> None:
    account = long_lived(store)
    store.run(book, account, 200, 201)
    decoded()

    calendar = loaded(store, account)

    assert decoded() == 2
    assert calendar == replayed(store, account)
    assert decoded() == calendar.version == EVERY + 22


def test_many_are_loaded_together_with_and_without_snapshots(store: EventStore) -> None:
    with_one, without = long_lived(store), uuid4()
    store.run(book, without, 1, 2)
    ids = [calendar_id(each) for each in (with_one, without, without, uuid4())]

    found = store.load(ids)

    assert {each: calendar.version for each, calendar in found.items()} == {ids[0]: EVERY + 20, ids[1]: 3}


def test_a_long_history_gets_its_snapshot_beside_the_commands(store: EventStore) -> None:
    account = uuid4()
    store.run(book, account, *range(EVERY))
    store.run(book, account, EVERY)

    wait_until(lambda: calendar_id(account) in versions(store))

    first = versions(store)[calendar_id(account)]
    store.run(book, account, *range(EVERY, EVERY * 2))
    store.run(book, account, EVERY * 2)
    wait_until(lambda: versions(store)[calendar_id(account)] > first)
    assert loaded(store, account) == replayed(store, account)


def test_a_snapshot_of_what_the_log_no_longer_holds_does_not_count(store: EventStore) -> None:
    account = long_lived(store)
    store.database.transact([Write("DELETE FROM stored_events WHERE originator_version > 10")])

    assert loaded(store, account).version == 10

    store.run(book, account, *range(300, 300 + EVERY + 10))  # the same version again, as another event
    assert loaded(store, account) == replayed(store, account)


def test_another_releases_snapshot_is_passed_over_and_replaced(
    store: EventStore, monkeypatch: pytest.MonkeyPatch, decoded: Callable[[], int]
) -> None:
    account = long_lived(store)
    store.database.transact([Write("UPDATE snapshots SET state = '{}'")])
    monkeypatch.setattr(snapshots, "_digest", lambda package: f"other sources of {package}")
    decoded()

    assert loaded(store, account).version == EVERY + 20

    def replaced() -> bool:
        decoded()
        return loaded(store, account).version == EVERY + 20 and decoded() == 0

    wait_until(replaced)
    assert loaded(store, account) == replayed(store, account)


def test_an_older_snapshot_never_replaces_a_newer_one(store: EventStore) -> None:
    account = long_lived(store)
    identifier = calendar_id(account)
    old = store.load([identifier])[identifier]
    row = store.database.fetch_one("SELECT notification_id FROM snapshots WHERE originator_id = %s", (identifier,))
    assert row is not None
    store.run(book, account, 200)
    store.loader.take([identifier])
    newer = versions(store)[identifier]
    assert newer == old.version + 1

    store.database.transact([loading._write(snapshots.take(old), row["notification_id"])])

    assert versions(store)[identifier] == newer


def test_what_is_loaded_over_a_snapshot_is_guarded_like_everything(store: EventStore) -> None:
    account = long_lived(store)
    work = Work(store)
    book(work, account, 200)
    store.run(book, account, 201)

    with pytest.raises(Conflict):
        store.commit(work.unit())


def test_snapshots_taken_while_many_book_are_never_wrong(store: EventStore) -> None:
    account = long_lived(store)

    def booked(number: int) -> int:
        try:
            store.run(book, account, number)
        except Conflict:
            return 0
        finally:
            store.loader.take([calendar_id(account)])
        return 1

    with ThreadPoolExecutor(6) as pool:
        done = sum(pool.map(booked, range(200, 260)))

    calendar = loaded(store, account)
    assert calendar.version == EVERY + 20 + done
    assert calendar == replayed(store, account)
