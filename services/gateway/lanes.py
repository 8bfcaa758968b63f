"""Requests to one service: so many at a time over kept connections, the others in line, and no more than can be served.

Under more requests than a service can answer, waiting grows until everybody has waited in vain; so who would be too far
behind is told at once, and when to come again. Those who are sent away are each given a moment of their own, at the
pace at which the service answers, so that they do not come back all at once. What it costs to find a connection does
not depend on how many there are, or how many wait.
"""

from __future__ import annotations

import asyncio
import math
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence

import httpcore

from chassis.errors import Unavailable
from chassis.wire import Wire

SECONDS = 30.0
"""Longer than any service takes for what it fetches itself, so that its own words about a slow page arrive."""
TIMEOUTS = {"timeout": dict.fromkeys(("connect", "read", "write"), SECONDS)}
AT_ONCE = 128
"""Two batches of consent's commands: one that is worked, and one that comes together meanwhile."""
MOST_SECONDS = 10.0
"""Who would wait longer is sent away."""
SMALL_LINE = 100
"""So many may wait in any case: how fast a service answers is not known before it was busy for a while."""
LATEST_SECONDS = 60.0
KEPT_SECONDS = 4.0
"""A connection without work is closed before the service closes it (5 s), so that no request is sent into its end."""


class Busy(Unavailable):
    """More is asked of a service than it can answer; nothing was done. `retry_after` is in seconds, as the header."""

    def __init__(self, service: str, retry_after: int) -> None:
        super().__init__(f"{service} has too much to do just now; nothing was done, please come again")
        self.retry_after = retry_after


class Turns:
    """Who may go on at once, who waits in which order, and who is sent away. Belongs to one event loop."""

    def __init__(self, service: str, at_once: int = AT_ONCE, *, now: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._now = now
        self._free = at_once
        self._line: deque[asyncio.Future[None]] = deque()
        self._pause = MOST_SECONDS / SMALL_LINE  # from one answer to the next, while somebody waits
        self._answered: float | None = None
        self._room_at = 0.0

    async def __aenter__(self) -> None:
        """Waits for one's turn. Raises Busy at once where that would take too long."""
        if self._free:
            self._free -= 1
            return
        if len(self._line) >= max(SMALL_LINE, MOST_SECONDS / self._pause):
            raise Busy(self._service, self._room_in())
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next()
            raise

    async def __aexit__(self, *_: object) -> None:
        """Gives the turn to who has waited longest."""
        answered, self._answered = self._answered, self._now() if self._line else None
        if answered is not None and self._answered is not None:
            self._pause += (self._answered - answered - self._pause) / SMALL_LINE
        self._next()

    def _next(self) -> None:
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _room_in(self) -> int:
        """In how many seconds there is room for one more of those who were sent away."""
        now = self._now()
        self._room_at = min(max(now, self._room_at) + self._pause, now + LATEST_SECONDS)
        return max(1, math.ceil(self._room_at - now))


class Lane:
    """The way to one service."""

    def __init__(self, service: str, address: str, ssl_context: ssl.SSLContext) -> None:
        url = httpcore.URL(address)
        self._origin = url.origin
        self._ssl_context = ssl_context
        self._turns = Turns(service)
        self._idle: deque[httpcore.AsyncHTTPConnection] = deque()

    async def request(
        self, method: str, target: httpcore.URL, headers: Sequence[tuple[bytes, bytes]], content: bytes
    ) -> httpcore.Response:
        """The whole answer. Raises Busy, and httpcore's errors."""
        async with self._turns:
            connection = await self._connection()
            try:
                return await connection.request(method, target, headers=headers, content=content, extensions=TIMEOUTS)
            finally:
                if connection.is_available():
                    self._idle.append(connection)
                else:
                    await connection.aclose()

    async def aclose(self) -> None:
        """Closes the connections without work."""
        while self._idle:
            await self._idle.pop().aclose()

    async def _connection(self) -> httpcore.AsyncHTTPConnection:
        """The one that was used last, or a new one; the one that has not been used for longest ends where it is old."""
        if self._idle and self._idle[0].has_expired():
            await self._idle.popleft().aclose()
        while self._idle:
            connection = self._idle.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(
            self._origin,
            ssl_context=self._ssl_context,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=Wire(),
        )
