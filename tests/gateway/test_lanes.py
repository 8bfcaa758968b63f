"""The way to a service: in turn, over kept connections, and nobody waits in vain."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpcore
import pytest

from services.gateway import lanes
from services.gateway.lanes import LATEST_SECONDS, SMALL_LINE, Busy, Lane, Turns
from tests.clocks import Hand


class Counter:
    """Where people take turns; each stays until it is served."""

    def __init__(self, at_once: int = 2) -> None:
        self.hand = Hand()
        self.turns = Turns("consent", at_once, now=self.hand)
        self.there: list[int] = []
        self._done: dict[int, asyncio.Event] = {}

    async def come(self, *people: int) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self._visit(each)) for each in people]
        await settle()
        return tasks

    async def serve(self, person: int) -> None:
        self._done[person].set()
        await settle()

    async def _visit(self, person: int) -> None:
        done = self._done[person] = asyncio.Event()
        async with self.turns:
            self.there.append(person)
            try:
                await done.wait()
            finally:
                self.there.remove(person)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_so_many_at_a_time_and_then_who_has_waited_longest() -> None:
    counter = Counter()
    await counter.come(1, 2, 3, 4)
    assert counter.there == [1, 2]
    await counter.serve(2)
    assert counter.there == [1, 3]
    await counter.serve(1)
    await counter.serve(3)
    await counter.serve(4)
    await counter.come(5, 6, 7)
    assert counter.there == [5, 6]


async def test_who_goes_away_leaves_no_gap_in_the_line_and_no_place_behind() -> None:
    counter = Counter(at_once=1)
    _, second, third, _ = await counter.come(1, 2, 3, 4)
    second.cancel()
    await settle()
    await counter.serve(1)
    assert counter.there == [3]
    third.cancel()
    await settle()
    assert counter.there == [4]


async def test_who_goes_away_at_the_moment_of_their_turn_gives_it_on() -> None:
    turns = Turns("consent", 1)
    await turns.__aenter__()
    second, third = (asyncio.create_task(turns.__aenter__()) for _ in range(2))
    await settle()
    await turns.__aexit__()
    second.cancel()

    await third
    assert second.cancelled()


async def test_beyond_the_line_everybody_is_told_another_moment_to_come_again() -> None:
    counter = Counter(at_once=1)
    await counter.come(*range(1 + SMALL_LINE))
    away = await asyncio.gather(*await counter.come(*range(1000, 1030)), return_exceptions=True)

    moments = [each.retry_after for each in away if isinstance(each, Busy)]
    assert len(moments) == 30
    assert moments == sorted(moments)
    assert max(moments.count(each) for each in moments) <= SMALL_LINE / lanes.MOST_SECONDS + 1


async def test_nobody_is_sent_away_for_long() -> None:
    counter = Counter(at_once=1)
    await counter.come(*range(1 + SMALL_LINE))
    away = await asyncio.gather(*await counter.come(*range(1000, 3000)), return_exceptions=True)

    assert {each.retry_after for each in away[-100:] if isinstance(each, Busy)} == {LATEST_SECONDS}


async def test_the_line_of_who_answers_quickly_may_be_long() -> None:
    counter = Counter(at_once=1)
    await counter.come(*range(1 + SMALL_LINE))
    for person in range(5 * SMALL_LINE):
        counter.hand.at += 0.005
        await counter.serve(person)
        await counter.come(person + 1 + SMALL_LINE)

    more = await counter.come(*range(10_000, 10_000 + 5 * SMALL_LINE))
    assert not any(each.done() for each in more)
    for each in more:
        each.cancel()


class Service:
    """Answers each request with how many connections there were before its own; ends one when it is told to."""

    def __init__(self) -> None:
        self.port = 0
        self.connections: list[asyncio.StreamWriter] = []
        self._ended: list[asyncio.Event] = []

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Lane]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        lane = Lane("consent", f"http://127.0.0.1:{self.port}", ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        async with server:
            yield lane
            await lane.aclose()
            async with asyncio.timeout(10):
                for each in self._ended:
                    await each.wait()

    async def ask(self, lane: Lane) -> bytes:
        target = httpcore.URL(f"http://127.0.0.1:{self.port}/v1/me")
        answer = await lane.request("GET", target, [(b"accept", b"text/plain")], b"")
        return answer.content

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = b"%d" % len(self.connections)
        self.connections.append(writer)
        self._ended.append(ended := asyncio.Event())
        while True:
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                writer.close()
                ended.set()
                return
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(number), number))


async def test_a_connection_is_kept_and_one_that_ended_meanwhile_is_not_used() -> None:
    service = Service()
    async with service.served() as lane:
        assert [await service.ask(lane), await service.ask(lane)] == [b"0", b"0"]
        service.connections[0].close()
        await asyncio.sleep(0.05)
        assert await service.ask(lane) == b"1"


async def test_what_came_at_once_has_a_connection_each_and_the_last_used_is_used_again() -> None:
    service = Service()
    async with service.served() as lane:
        assert {*await asyncio.gather(*(service.ask(lane) for _ in range(3)))} == {b"0", b"1", b"2"}
        again = {await service.ask(lane) for _ in range(5)}
        assert len(again) == 1
        assert len(service.connections) == 3


async def test_a_connection_that_has_not_been_used_for_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "KEPT_SECONDS", 0.05)
    service = Service()
    async with service.served() as lane:
        await asyncio.gather(*(service.ask(lane) for _ in range(2)))
        await asyncio.sleep(0.1)
        await service.ask(lane)
        assert len(service.connections) == 3


async def test_a_service_that_is_away_takes_no_turn_with_it() -> None:
    service = Service()
    async with service.served() as lane:
        await service.ask(lane)
    for _ in range(2 * lanes.AT_ONCE):
        with pytest.raises(httpcore.NetworkError):
            await service.ask(lane)
    assert not lane._idle
