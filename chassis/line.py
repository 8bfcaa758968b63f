"""What many hand over to one thread, in order, until the end: nobody waits in vain for a thread that is gone.

Whatever is put in before `close` reaches the thread before it is told of the end; what comes later, or is left when the
thread ends for whatever reason, is given to `refuse` instead.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Line(Generic[T]):
    """A queue of lists with an end."""

    def __init__(self, refuse: Callable[[list[T]], None]) -> None:
        """`refuse` is called in the thread of who put it in, or of who ends the line, and tells those who wait."""
        self._refuse = refuse
        self._queue: queue.SimpleQueue[list[T] | None] = queue.SimpleQueue()
        self._lock = Lock()
        self._closed = False

    def put(self, things: list[T]) -> None:
        """Hands over, or refuses at once."""
        with self._lock:  # else something could be put in behind the end
            if not self._closed:
                self._queue.put(things)
                return
        self._refuse(things)

    def get(self, *, block: bool = True) -> list[T] | None:
        """The next ones, for the one thread; None at the end. Raises queue.Empty unless it is to wait."""
        return self._queue.get(block=block)

    def close(self) -> None:
        """Takes nothing more; the thread is told when it has got all the rest. May be repeated."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)

    def end(self) -> None:
        """Nobody gets anything any more: refuses what is left."""
        self.close()
        while True:
            try:
                things = self._queue.get_nowait()
            except queue.Empty:
                return
            if things is not None:
                self._refuse(things)
