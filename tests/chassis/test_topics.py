"""What a client of Kafka does to those who wait for it."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.errors import KafkaError

from chassis.backoff import Backoff
from chassis.broker import Broker
from chassis.topics import listening, next_try, only_our_cancellation, stop_in_time


async def cut_off() -> None:
    """Waits for something that somebody else cancels, as aiokafka does when a connection is lost."""
    waited_for: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waited_for.cancel()
    await waited_for


async def test_a_cancellation_that_nobody_asked_for_is_an_error_of_the_client() -> None:
    with pytest.raises(KafkaError), only_our_cancellation():
        await cut_off()


async def test_a_task_that_is_cancelled_ends() -> None:
    async def wait() -> None:
        with only_our_cancellation():
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()


async def test_a_wait_that_takes_too_long_is_no_cancellation() -> None:
    with pytest.raises(TimeoutError), only_our_cancellation():
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()


@pytest.mark.parametrize("seconds", [0.01, 5.0])
async def test_a_client_that_cannot_stop_is_left_behind(seconds: float) -> None:
    async def stop() -> None:
        if seconds > 1.0:
            await cut_off()
        await asyncio.Event().wait()

    await stop_in_time(stop, seconds)


async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A broker that only takes connections."""
    writer.close()


async def test_who_waits_for_a_broker_goes_on_as_soon_as_one_of_the_list_takes_connections() -> None:
    taken = await asyncio.start_server(close, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    taken.close()
    await taken.wait_closed()

    waiting = asyncio.create_task(listening(Broker(f"127.0.0.1:{port},127.0.0.1:{port}")))
    await asyncio.wait([waiting], timeout=0.4)
    assert not waiting.done()

    async with await asyncio.start_server(close, "127.0.0.1", port), asyncio.timeout(2.0):
        await waiting


async def test_what_failed_is_tried_again_after_a_pause_also_where_a_broker_listens() -> None:
    backoff = Backoff((0.3,))
    async with await asyncio.start_server(close, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        trying = asyncio.create_task(next_try(Broker(f"127.0.0.1:{port}"), backoff))
        await asyncio.wait([trying], timeout=0.1)
        assert not trying.done()

        async with asyncio.timeout(2.0):
            await trying

    assert backoff.failures == 1
