"""A line between a browser and the gateway that is cut and mended, as a network is: connections end, none begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Relay:
    """Passes on what a browser sends to `address`. Use it through `relaying`.

    The gateway answers under its own name only, so that name is written in place of the relay's; both are of the same
    length, as both ports have five digits.
    """

    def __init__(self, gateway: str) -> None:
        place = urlsplit(gateway)
        self._host, self._port = str(place.hostname), int(place.port or 0)
        self._server: asyncio.Server | None = None
        self._own_port = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where a browser goes instead of to the gateway."""
        return f"http://{self._host}:{self._own_port}"

    async def mend(self) -> None:
        """From now on, or again: connections may be made."""
        self._server = await asyncio.start_server(self._connected, self._host, self._own_port)
        self._own_port = self._server.sockets[0].getsockname()[1]
        assert len(str(self._own_port)) == len(str(self._port)), "the names differ in length"

    async def cut(self) -> None:
        """Every connection ends at once, and none is taken."""
        if self._server is not None:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._port)
        own, its = f"{self._host}:{self._own_port}".encode(), f"{self._host}:{self._port}".encode()
        self._open |= {writer, back}
        for source, target, names in ((reader, back, (own, its)), (there, writer, (its, its))):
            pump = asyncio.create_task(_pump(source, target, names))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter, names: tuple[bytes, bytes]) -> None:
    """Passes on until either side ends."""
    with suppress(ConnectionError):
        while read := await source.read(1 << 16):
            target.write(read.replace(*names))
            await target.drain()
    target.close()


@asynccontextmanager
async def relaying(gateway: str) -> AsyncIterator[Relay]:
    """A line to the gateway at this address."""
    relay = Relay(gateway)
    await relay.mend()
    yield relay
    await relay.cut()
