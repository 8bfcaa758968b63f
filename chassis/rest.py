"""How long to rest between batches of what goes on by itself: consuming, writing views, following the log.

Each batch costs the same however little is in it: a transaction, a thread, a round trip or two. Under load, who takes
at once what there is, takes it one by one, and whoever answers people waits for the processor. So after a batch one
rests in proportion to how long it took; what comes meanwhile is the next batch. What comes alone finds that the rest is
over and is not delayed. On a crowded machine batches take longer, so rests do, and batches grow. There is no rest
while there is a backlog: then the batches are as large as they may be.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

TIMES = 2.0
"""A rest for each second of work: so at most a third of the time is spent on batches that are not full."""
MOST_SECONDS = 0.25


class Rest:
    """The rests of one worker."""

    def __init__(
        self, times: float = TIMES, most: float = MOST_SECONDS, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._times = times
        self._most = most
        self._now = now
        self._began = 0.0
        self._over_at = 0.0

    def begin(self) -> None:
        """A batch begins."""
        self._began = self._now()

    def end(self, *, more: bool = False) -> None:
        """The batch is done; `more`: it was as large as it may be, and the next one is there already."""
        ended = self._now()
        self._over_at = ended if more else ended + min(self._most, self._times * (ended - self._began))

    @property
    def left(self) -> float:
        """Seconds until the rest is over."""
        return max(0.0, self._over_at - self._now())

    async def take(self) -> None:
        """Waits until the rest is over."""
        if (left := self.left) > 0.0:
            await asyncio.sleep(left)
