"""Follow a service's own event log: one watcher per process tells relay, projection and live updates what is new.

A save of this process tells its position at once; saves of other replicas are found by looking, every 20 ms while they
bring news and every 100 ms when they do not. A position is a notification id; ids have holes, so a follower reads what
is behind its position and never counts. When the database does not answer, the watcher keeps looking and every `read`
raises Unavailable, which the caller tries again.

    follower = Follower(store)                      # one per process, after store.open()
    async with follower:
        while await follower.past(position):
            rows = await follower.read(position)    # notifications in commit order, at most 500
            position = rows[-1].id if rows else position
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from eventsourcing.persistence import Notification

from chassis.background import Background, ended
from chassis.event_store import EventStore

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

QUICK = 0.02
SLOW = 0.1
AWAY = 1.0
LIMIT = 500


class Follower(Background):
    """Knows how far the log goes; `past` waits for more of it, `read` gives it. Belongs to one event loop."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self._position = 0
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._threads: ThreadPoolExecutor | None = None
        store.on_saved(self._wake)

    @property
    def position(self) -> int:
        """The last committed event that is known of; it may lag behind the store by one look."""
        return self._position

    async def start(self) -> None:
        """Starts looking."""
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="follower")
        self._task = asyncio.create_task(self._watch(), name="follower")

    async def stop(self) -> None:
        """Stops looking; whoever waits goes on waiting and is to be stopped before."""
        if self._task is not None:
            await ended([self._task])
            self._task = None
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def past(self, position: int, within: float | None = None) -> bool:
        """Waits until the log goes beyond `position`; False when it does not `within` so many seconds."""
        try:
            async with asyncio.timeout(within):
                while self._position <= position:
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def read(self, after: int, limit: int = LIMIT) -> Sequence[Notification]:
        """The next events behind `after`, at most `limit`, perhaps none. Raises Unavailable."""
        return await self.in_thread(self.store.notifications, after, limit)

    async def in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs what would hold up the event loop in one of the follower's threads."""
        if self._threads is None:
            raise RuntimeError("the follower is not started")
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(function, *args, **kwargs))

    def _wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):  # closed in between: nobody is left to wake
                self._loop.call_soon_threadsafe(self._advance, self.store.known)

    async def _watch(self) -> None:
        assert self._threads is not None
        loop = asyncio.get_running_loop()
        pause = QUICK
        while True:
            try:
                position = await loop.run_in_executor(self._threads, self.store.position)
            except Exception as error:  # noqa: BLE001 - whatever it is, followers wait for the database
                log.warning("the database does not answer; followers wait", extra={"why": type(error).__name__})
                pause = AWAY
            else:
                pause = QUICK if position > self._position else min(pause * 1.2, SLOW)
                self._advance(position)
            await asyncio.sleep(pause)

    def _advance(self, position: int) -> None:
        if position > self._position:
            self._position = position
            self._news.set()
            self._news = asyncio.Event()
