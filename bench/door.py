"""Many requests at given times at one door, over kept connections, at next to no cost for the machine.

A request is sent when it is due, however many are unanswered: who waits does not slow down who comes. While a service
is away the same bytes are sent again, as a browser would.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from restu.demo.browser import Person

AGAIN_SECONDS = 0.1
BUSY = 503


@dataclass(frozen=True, slots=True)
class Answer:
    """When the request was due, when the answer was there (`time.perf_counter`), and what it says."""

    due: float
    at: float
    told: Any


def request_of(person: Person, path: str, body: Any) -> bytes:
    """A change that the person's browser would send, with an idempotency key of its own."""
    headers = {"Restu-CSRF": person.csrf, "Idempotency-Key": str(uuid4())}
    request = person.client.build_request("POST", path, json=body, headers=headers)
    lines = [b"POST %b HTTP/1.1" % request.url.raw_path]
    lines += [b"%b: %b" % each for each in request.headers.raw]
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.content


class Door:
    """Connections to one address, closed with the block."""

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address)
        self._free: list[tuple[StreamReader, StreamWriter]] = []

    async def send(self, requests: Sequence[bytes], seconds: float) -> list[Answer]:
        """Sends all of them evenly within so many seconds. Raises AssertionError for one that is refused."""
        began = time.perf_counter()
        due = [began + seconds * number / len(requests) for number in range(len(requests))]
        return await asyncio.gather(*(self._send(*each) for each in zip(requests, due, strict=True)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for _, writer in self._free:
            writer.close()

    async def _send(self, request: bytes, due: float) -> Answer:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        while True:
            status, body = await self._ask(request)
            if status != BUSY:
                assert 200 <= status < 300, body
                return Answer(due, time.perf_counter(), msgspec.json.decode(body))
            await asyncio.sleep(AGAIN_SECONDS)

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        reader, writer = self._free.pop() if self._free else await self._connect()
        writer.write(request)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            body = await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            return BUSY, b""
        self._free.append((reader, writer))
        return int(head[9:12]), body

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        return await asyncio.open_connection(self._place.hostname, self._place.port)
