"""Following the log: nothing is missed, whoever saves, and nobody waits for nothing."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

from chassis.database import Database
from chassis.event_store import EventStore
from chassis.follower import Follower
from tests.chassis.pipeline import hang, until


async def test_a_save_of_this_process_is_seen_at_once(store: EventStore) -> None:
    async with Follower(store) as follower:
        await until(lambda: follower._loop is not None)
        position = (await asyncio.to_thread(store.run, hang, uuid4(), 1)).position

        assert position is not None
        assert await follower.past(position - 1, within=5.0)
        assert follower.position == position


async def test_a_save_of_another_process_is_found_by_looking(store: EventStore) -> None:
    database = Database(store.database.dsn)
    database.open()
    other = EventStore(database)
    other.open()
    async with Follower(store) as follower:
        position = (await asyncio.to_thread(other.run, hang, uuid4())).position

        assert position is not None
        assert await follower.past(position - 1, within=5.0)
    other.close()
    database.close()


async def test_waiting_for_what_does_not_come_ends_in_time(store: EventStore) -> None:
    async with Follower(store) as follower:
        before = time.monotonic()

        assert not await follower.past(0, within=0.05)

        assert 0.04 < time.monotonic() - before < 2.0


async def test_reading_on_gives_every_event_once_in_order_and_goes_on_over_holes(store: EventStore) -> None:
    for _ in range(3):
        store.run(hang, uuid4(), *range(400))
    store.database.fetch("DELETE FROM stored_events WHERE notification_id = 700 RETURNING 1")
    seen: list[int] = []
    async with Follower(store) as follower:
        position = 2
        while position < 1203:
            assert await follower.past(position, within=5.0)
            rows = await follower.read(position)
            assert len(rows) <= 500
            seen += [row.id for row in rows]
            position = seen[-1]

    assert seen == [number for number in range(3, 1204) if number != 700]
