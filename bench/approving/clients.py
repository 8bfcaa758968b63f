"""Clients that keep their connections and ask again as soon as they are answered, in a process of their own.

`ask_all` sends whole requests, made before, and gives the seconds it took and each answer's. They read no more of an
answer than its status and length: what they cost the machine is not ours.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import msgspec
import uvloop

CLIENTS = 64


class Answered(msgspec.Struct):
    """How long all of it took, each answer, and the answers that were not 200."""

    seconds: float
    each: list[float]
    refused: list[bytes]


def ask_all(port: int, requests: Sequence[bytes]) -> Answered:
    """Sends everything from 64 clients. Raises CalledProcessError when they do not come to the end."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(msgspec.msgpack.encode(requests))
        file.flush()
        command = [sys.executable, "-m", __name__, str(port), file.name]
        told = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=300).stdout
    return msgspec.msgpack.decode(told, type=Answered)


class _Client(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], answered: Answered) -> None:
        self._requests = requests
        self._answered = answered
        self._transport: asyncio.Transport | None = None
        self._read = b""
        self._asked = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the service closed the connection"))

    def ask(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            return
        assert self._transport is not None
        self._asked = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, whole, body = self._read.partition(b"\r\n\r\n")
        if not whole or len(body) < int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]):
            return
        self._answered.each.append(time.perf_counter() - self._asked)
        if not head.startswith(b"HTTP/1.1 200"):
            self._answered.refused.append(self._read)
        self._read = b""
        self.ask()


async def _ask_all(port: int, requests: Sequence[bytes]) -> Answered:
    answered = Answered(0.0, [], [])
    waiting = iter(requests)
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: _Client(waiting, answered), "127.0.0.1", port))[1] for _ in range(CLIENTS)
    ]
    started = time.perf_counter()
    for client in clients:
        client.ask()
    await asyncio.gather(*(client.done for client in clients))
    answered.seconds = time.perf_counter() - started
    return answered


if __name__ == "__main__":
    asked = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=list[bytes])
    sys.stdout.buffer.write(msgspec.msgpack.encode(uvloop.run(_ask_all(int(sys.argv[1]), asked))))
