"""What SIGTERM does to requests and streams that are under way, in a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from restu.home import PROJECT
from restu.ports import free_port

SECONDS = 10.0


class Served:
    """The running process, and a client of it."""

    def __init__(self, process: asyncio.subprocess.Process, client: httpx.AsyncClient, folder: Path) -> None:
        self.process, self.client, self.folder = process, client, folder

    async def begun(self) -> None:
        async with asyncio.timeout(SECONDS):
            while not (self.folder / "begun").exists():
                await asyncio.sleep(0.01)

    async def end(self) -> float:
        """Asks it to end; how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        await self.process.wait()
        return time.monotonic() - began


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chassis.served", str(folder), str(port), cwd=PROJECT
    )
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=2 * SECONDS, trust_env=False
        ) as client:
            async with asyncio.timeout(60):
                while True:
                    with suppress(httpx.TransportError):
                        await client.get("/livez")
                        break
                    await asyncio.sleep(0.05)
            yield Served(process, client, folder)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest_asyncio.fixture(loop_scope="function")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as served:
        yield served


async def test_a_request_under_way_is_answered_and_nobody_new_is_let_in(served: Served) -> None:
    asking = asyncio.create_task(served.client.get("/slow"))
    await served.begun()
    ending = asyncio.create_task(served.end())
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                async with httpx.AsyncClient(base_url=served.client.base_url, trust_env=False) as another:
                    await another.get("/livez")
            except httpx.ConnectError:
                break
            except httpx.TransportError:  # it was let in while the door closed, and sent away
                continue

    (served.folder / "go-on").touch()

    assert (await asking).json() == "done"
    assert await ending < SECONDS
    assert (served.folder / "ended").exists(), "everything else was stopped in order, too"


async def test_a_stream_comes_to_its_end(served: Served) -> None:
    async with served.client.stream("GET", "/stream") as stream:
        words = stream.aiter_lines()
        assert await anext(words) == "word"
        ending = asyncio.create_task(served.end())
        assert [word async for word in words if word != "word"] == []
    assert await ending < SECONDS / 2


async def test_a_request_that_never_ends_does_not_keep_the_process(served: Served) -> None:
    asking = asyncio.create_task(served.client.get("/stubborn"))
    await served.begun()

    assert await served.end() < SECONDS

    with pytest.raises(httpx.HTTPError):
        (await asking).raise_for_status()
    assert (served.folder / "ended").exists()
