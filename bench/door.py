"""Many requests at given times at one door, over kept connections, at next to no cost for the machine.

A request is sent when it is due, however many are unanswered: who waits does not slow down who comes. While a service
is away, asks to wait or cannot even be connected to, the same bytes are sent again, as a browser would.
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
AWAY = 503
BUSY = frozenset({429, AWAY})


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


@dataclass(frozen=True, slots=True)
class _Told:
    """One answer as it came, and in how many seconds to ask again where it says to wait."""

    status: int
    body: bytes
    again_in: float


_NOTHING = _Told(AWAY, b"", AGAIN_SECONDS)


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
            told = await self._ask(request)
            if told.status not in BUSY:
                assert 200 <= told.status < 300, told.body
                return Answer(due, time.perf_counter(), msgspec.json.decode(told.body))
            await asyncio.sleep(told.again_in)

    async def _ask(self, request: bytes) -> _Told:
        try:
            reader, writer = self._free.pop() if self._free else await self._connect()
        except OSError:  # a timeout is one, too
            return _NOTHING
        writer.write(request)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            body = await reader.readexactly(int(_header(head, b"content-length") or 0))
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            return _NOTHING
        self._free.append((reader, writer))
        return _Told(int(head[9:12]), body, float(_header(head, b"retry-after") or AGAIN_SECONDS))

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        return await asyncio.open_connection(self._place.hostname, self._place.port)


def _header(head: bytes, name: bytes) -> bytes | None:
    """A header's value out of the lower-cased head of an answer."""
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((value.strip() for each, _, value in lines if each == name), None)
