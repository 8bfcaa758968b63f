"""Live updates: each hears their own, in order, without a gap, or is told to read everything again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from chassis.auth import TokenIssuer
from services.gateway import hints
from services.gateway.live import KEPT, QUEUED, Channel, Hub, Listener, as_server_sent_events, heard_of

ANN, BOB = uuid4(), uuid4()


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    keys = {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}
    hub = Hub({"consent": "http://127.0.0.1:1", "content": "http://127.0.0.1:1"}, TokenIssuer("gateway", keys))
    for service in ("consent", "content"):
        hub._take(service, {"position": 10})
    yield hub
    await hub.stop()


def told(hub: Hub, position: int, person: UUID, service: str = "consent") -> None:
    hub._take(service, {"position": position, "person": str(person), "type": "approved", "data": {"n": position}})


async def hear(listener: Listener, count: int) -> list[dict[str, Any]]:
    """The first `count` events of the stream, each as its fields."""
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        async for text in as_server_sent_events(listener, alive_seconds=0.05):
            fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
            if fields["event"] == "alive":
                continue
            events.append({"id": fields["id"], "event": fields["event"], **json.loads(fields["data"])})
            if len(events) == count:
                break
    return events


async def test_each_hears_their_own_in_order(hub: Hub) -> None:
    with hub.listening(ANN, b"s", None) as listener:
        told(hub, 11, ANN)
        told(hub, 12, BOB)
        told(hub, 13, ANN)

        events = await hear(listener, 3)

    assert [event["event"] for event in events] == ["hello", "approved", "approved"]
    assert [event["n"] for event in events[1:]] == [11, 13]
    assert events[-1]["id"] == "consent:13,content:10"


async def test_a_lost_connection_goes_on_without_a_gap(hub: Hub) -> None:
    with hub.listening(ANN, b"s", None) as listener:
        told(hub, 11, ANN)
        events = await hear(listener, 2)
    told(hub, 12, ANN)
    told(hub, 5 + 10, ANN, "content")

    with hub.listening(ANN, b"s", heard_of(events[-1]["id"])) as listener:
        told(hub, 16, ANN)
        again = await hear(listener, 4)

    assert [event["event"] for event in again] == ["hello", "approved", "approved", "approved"]
    assert sorted(event["n"] for event in again[1:]) == [12, 15, 16]


async def test_a_page_misses_nothing_that_happens_between_its_beginning_and_its_connection(hub: Hub) -> None:
    begun = hub.heard
    told(hub, 11, ANN)
    told(hub, 12, BOB)

    with hub.listening(ANN, b"s", heard_of(begun)) as listener:
        events = await hear(listener, 2)

    assert begun == "consent:10,content:10"
    assert [event["event"] for event in events] == ["hello", "approved"]


async def test_where_nothing_happens_the_connection_says_that_it_stands_and_how_far_it_is(hub: Hub) -> None:
    with hub.listening(ANN, b"s", None) as listener:
        stream = as_server_sent_events(listener, alive_seconds=0.01)
        told(hub, 11, ANN)
        signs = [await anext(stream) for _ in range(3)]

    assert signs[-1] == "id: consent:11,content:10\nevent: alive\ndata: {}\n\n"


@pytest.mark.parametrize("last", ["consent:3,content:10", "consent:10", "nonsense", "consent:x,content:y"])
async def test_who_was_away_too_long_is_told_to_reset(hub: Hub, last: str) -> None:
    with hub.listening(ANN, b"s", heard_of(last)) as listener:
        assert [event["event"] for event in await hear(listener, 1)] == ["reset"]


async def test_only_so_much_is_kept_and_what_is_not_kept_is_a_reset(hub: Hub) -> None:
    for position in range(11, 11 + KEPT + 1):
        told(hub, position, BOB)

    with hub.listening(ANN, b"s", {"consent": 10, "content": 10}) as listener:
        assert (await hear(listener, 1))[0]["event"] == "reset"
    with hub.listening(ANN, b"s", {"consent": 11, "content": 10}) as listener:
        assert (await hear(listener, 1))[0]["event"] == "hello"


async def test_a_listener_that_is_too_slow_is_told_to_reset(hub: Hub) -> None:
    with hub.listening(ANN, b"s", None) as listener:
        for position in range(11, 11 + QUEUED + 5):
            told(hub, position, ANN)

        events = await hear(listener, 2)

    assert [event["event"] for event in events] == ["reset", "approved"]


async def test_what_concerns_everybody_is_told_to_everybody(hub: Hub) -> None:
    with hub.listening(ANN, b"a", None) as ann, hub.listening(BOB, b"b", None) as bob:
        hub._take("content", {"position": 11, "person": None, "type": "offered", "data": {}})

        assert [event["event"] for event in await hear(ann, 2)] == ["hello", "offered"]
        assert [event["event"] for event in await hear(bob, 2)] == ["hello", "offered"]


async def test_when_a_service_cannot_go_on_listeners_are_told_to_reset(hub: Hub) -> None:
    with hub.listening(ANN, b"a", None) as listener:
        assert (await hear(listener, 1))[0]["event"] == "hello"
        hub._take("consent", {"reset": 999})

        assert (await hear(listener, 1))[0]["event"] == "reset"

    with hub.listening(ANN, b"a", {"consent": 10, "content": 10}) as late:
        assert (await hear(late, 1))[0]["event"] == "reset"


async def test_who_listened_before_a_service_was_heard_reads_everything_again(hub: Hub) -> None:
    """What happened until then was told to nobody."""
    hub._channels["consent"] = Channel()
    with hub.listening(ANN, b"a", None) as listener:
        assert (await hear(listener, 1))[0]["event"] == "hello"
        hub._take("consent", {"position": 12})
        told(hub, 13, ANN)

        events = await hear(listener, 2)

    assert [event["event"] for event in events] == ["reset", "restarted"]
    with hub.listening(ANN, b"a", heard_of(events[-1]["id"])) as again:
        assert [event["event"] for event in await hear(again, 2)] == ["hello", "approved"]


@pytest.mark.parametrize("last", ["consent:11,content:10", "consent:10,content:12"])
async def test_a_position_that_was_never_reached_is_a_reset(hub: Hub, last: str) -> None:
    with hub.listening(ANN, b"s", heard_of(last)) as listener:
        assert [event["event"] for event in await hear(listener, 1)] == ["reset"]


async def test_after_a_log_that_begins_anew_a_lost_connection_goes_on_in_it(hub: Hub) -> None:
    with hub.listening(ANN, b"a", None) as listener:
        hub._take("consent", {"reset": 3})
        told(hub, 4, ANN)
        heard = await hear(listener, 3)
    told(hub, 5, ANN)
    told(hub, 11, ANN)

    assert [event["event"] for event in heard] == ["reset", "restarted", "approved"]
    with hub.listening(ANN, b"a", heard_of(heard[-1]["id"])) as again:
        assert [event.get("n") for event in await hear(again, 3)] == [None, 5, 11]


async def test_a_session_that_is_over_hears_nothing_more(hub: Hub) -> None:
    with hub.listening(ANN, b"over", None) as listener:
        told(hub, 11, ANN)
        hub.end({b"over"})
        heard = [text async for text in as_server_sent_events(listener)]

    assert len(heard) == 1  # the greeting


def booked(hub: Hub, position: int, person: UUID) -> None:
    event = {"position": position, "person": str(person), "type": "points", "data": {}, "hint": "standings"}
    hub._take("consent", event)


async def test_a_hint_is_told_to_everybody_and_many_are_one(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "PAUSE_SECONDS", 0.05)
    with hub.listening(ANN, b"a", None) as ann, hub.listening(BOB, b"b", None) as bob:
        for burst in (range(11, 31), range(31, 41)):
            for position in burst:
                booked(hub, position, ANN)
            theirs = await hear(bob, 2)
            assert [event["event"] for event in theirs] == ["hello", "standings"]
            assert set(theirs[1]) == {"id", "event", "service", "position"}, "nothing about whom or why"
        await asyncio.sleep(0.1)
        assert bob.queue.empty()
        own = await hear(ann, 33)

    assert [event["event"] for event in own].count("standings") == 2


async def test_who_comes_back_is_given_the_hints_they_may_have_missed(hub: Hub) -> None:
    with hub.listening(BOB, b"b", None) as listener:
        (hello,) = await hear(listener, 1)
    booked(hub, 11, ANN)
    await asyncio.sleep(0)

    with hub.listening(BOB, b"b", heard_of(hello["id"])) as listener:
        again = await hear(listener, 2)

    assert [event["event"] for event in again] == ["hello", "standings"]


@given(st.one_of(st.none(), st.text(max_size=600)))
def test_any_last_event_id_is_read(text: str | None) -> None:
    heard = heard_of(text)

    assert heard is None or all(isinstance(position, int) for position in heard.values())
