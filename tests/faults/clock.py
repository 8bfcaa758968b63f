"""A machine's clock that can be set by a file.

A service reads its machine's clock in two places, `chassis.clock` and `chassis.auth`. Both get the true time and what
the file says that it is off (s), read again four times a second.
"""

from __future__ import annotations

import time
from datetime import datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace

import chassis.auth
import chassis.clock

FILE = "clock"
SETTING = "RESTU_FAULTS_CLOCK"
FRESH_SECONDS = 0.25


class Offset:
    """How far the clock is off (s)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = -FRESH_SECONDS
        self._seconds = 0.0

    def __call__(self) -> float:
        """As the file said at most a moment ago; 0 where there is none."""
        if time.monotonic() - self._read >= FRESH_SECONDS:
            self._read = time.monotonic()
            try:
                self._seconds = float(self._file.read_text("ascii"))
            except (FileNotFoundError, ValueError):  # nobody set it, or somebody is just writing it
                self._seconds = self._seconds if self._file.exists() else 0.0
        return self._seconds


def set_clocks(offset: Offset) -> None:
    """From now on this process's machine clock is off by that much."""

    class Machine(datetime):
        """As the machine would tell it."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one, as others expect
            """The true time, and what it is off."""
            return datetime.fromtimestamp(time.time() + offset(), tz)

    vars(chassis.clock)["datetime"] = Machine
    vars(chassis.auth)["time"] = SimpleNamespace(time=lambda: time.time() + offset())
