"""Business time. Rooms that decide take `at` as an argument; only the edges ask a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

from contracts.values import as_utc

Clock = Callable[[], datetime]
"""Gives the current time: UTC, whole milliseconds."""


def system_clock() -> datetime:
    """The machine's clock."""
    return as_utc(datetime.now(UTC))


class MonotonicClock:
    """A clock that never runs backwards and never behind what it was told (decisions.md 12)."""

    def __init__(self, source: Clock = system_clock) -> None:
        self._source = source
        self._newest = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def __call__(self) -> datetime:
        """The source's time, or the newest time seen when the source is behind it."""
        return self.not_before(self._source())

    def not_before(self, at: datetime) -> datetime:
        """Takes note of a time that has certainly been reached; gives the newest one known."""
        with self._lock:
            self._newest = max(self._newest, at)
            return self._newest
