"""Live updates: after the view, in order, resumable, and honest about what cannot be resumed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis import live as live_module
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.live import Live, LiveEvent, LiveItem, live_response
from chassis.projection import Projection, open_views
from tests.chassis.pipeline import Lamp, hang, light
from tests.chassis.test_projection import COLLECTIONS, HANDLERS
from tests.servers import MongoDatabase


def tell(event: Any) -> LiveEvent | None:
    match event:
        case Lamp.Lit():
            return LiveEvent("lamp-lit", event.originator_id, {"times": event.times})
    return None


@pytest_asyncio.fixture
async def projection(store: EventStore, mongo_database: MongoDatabase) -> AsyncIterator[Projection]:
    views = open_views(mongo_database.url, mongo_database.name)
    async with (
        Follower(store) as follower,
        Projection(follower, views, "lamps", collections=COLLECTIONS, handlers=HANDLERS) as projection,
    ):
        yield projection
    views.client.close()


async def stream_of(live: Live, after: int | None = None) -> AsyncIterator[LiveItem]:
    """One item after the other."""
    async for items in live.stream(after):
        for item in items:
            yield item


async def take(stream: AsyncIterator[LiveItem], count: int) -> list[LiveItem]:
    async with asyncio.timeout(10.0):
        return [await anext(stream) for _ in range(count)]


async def test_live_events_come_after_their_view_in_order(store: EventStore, projection: Projection) -> None:
    lamp = store.run(hang, uuid4()).result
    assert await projection.wait_for(1, timeout=10.0)
    stream = stream_of(Live(projection, tell), 1)
    for number in (1, 2):
        await asyncio.to_thread(store.run, light, lamp, number)
    items = []
    for _ in range(2):
        items += await take(stream, 1)
        shown = await projection.collection("lamps").find_one({"_id": str(lamp)})
        assert shown is not None
        assert shown["lit"] >= len(items)

    assert [(item.position, item.event and item.event.data["times"]) for item in items] == [(2, 1), (3, 2)]


async def test_a_reader_resumes_behind_what_it_has(store: EventStore, projection: Projection) -> None:
    store.run(hang, uuid4(), 1, 2, 3)
    first = await take(stream_of(Live(projection, tell), 0), 2)

    again = await take(stream_of(Live(projection, tell), first[-1].position), 1)

    assert [item.position for item in [*first, *again]] == [2, 3, 4]


async def test_a_new_reader_starts_now_and_learns_where(store: EventStore, projection: Projection) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    assert await projection.wait_for(2, timeout=10.0)
    stream = stream_of(Live(projection, tell))
    assert await take(stream, 1) == [LiveItem(2)]

    await asyncio.to_thread(store.run, light, lamp, 7)

    assert [item.position for item in await take(stream, 1)] == [3]


async def test_a_position_that_is_not_known_is_reset(store: EventStore, projection: Projection) -> None:
    store.run(hang, uuid4(), 1)
    assert await projection.wait_for(2, timeout=10.0)

    assert await take(stream_of(Live(projection, tell), 5_000), 1) == [LiveItem(2, reset=True)]


async def test_a_reader_too_far_behind_is_reset(
    store: EventStore, projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "RESUMABLE", 3)
    store.run(hang, uuid4(), 1, 2, 3, 4)
    assert await projection.wait_for(5, timeout=10.0)

    assert await take(stream_of(Live(projection, tell), 1), 1) == [LiveItem(5, reset=True)]


async def test_quiet_streams_beat_and_end_when_closed(projection: Projection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "SLICE_SECONDS", 0.02)
    monkeypatch.setattr(live_module, "HEARTBEAT_SECONDS", 0.04)
    live = Live(projection, tell)
    stream = stream_of(live, 0)
    assert await take(stream, 2) == [LiveItem(0), LiveItem(0)]

    live.close()

    assert [item async for item in stream] == []


async def test_the_response_is_one_json_object_a_line(store: EventStore, projection: Projection) -> None:
    lamp = store.run(hang, uuid4(), 1).result
    response = live_response(Live(projection, tell), 0)
    async with asyncio.timeout(10.0):
        line = await anext(aiter(response.body_iterator))

    assert response.media_type == "application/x-ndjson"
    assert isinstance(line, bytes)
    assert json.loads(line) == {"position": 2, "person": str(lamp), "type": "lamp-lit", "data": {"times": 1}}


async def test_what_is_shown_together_is_told_at_once(store: EventStore, projection: Projection) -> None:
    store.run(hang, uuid4(), 1, 2, 3)
    assert await projection.wait_for(4, timeout=10.0)

    response = live_response(Live(projection, tell), 0)
    async with asyncio.timeout(10.0):
        lines = await anext(aiter(response.body_iterator))

    assert isinstance(lines, bytes)
    assert [json.loads(line)["position"] for line in lines.splitlines()] == [2, 3, 4]


def test_a_hint_is_told_besides() -> None:
    line = LiveItem(3, LiveEvent("lamp-lit", hint="lamps-changed")).line()

    assert json.loads(line) == {"position": 3, "person": None, "type": "lamp-lit", "data": {}, "hint": "lamps-changed"}
