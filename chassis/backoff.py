"""Growing pauses between attempts, with jitter, so that many who wait for one server do not return at once."""

from __future__ import annotations

import random

PAUSES = (0.1, 0.3, 1.0, 2.0)
"""The longest one is what a server that is back may have to wait for us: all are to be ready within ten seconds."""


class Backoff:
    """Pauses in seconds: longer with each failure, from the start again after a success."""

    def __init__(self, pauses: tuple[float, ...] = PAUSES) -> None:
        self._pauses = pauses
        self.failures = 0

    def pause(self) -> float:
        """The next pause; counts one failure."""
        pause = self._pauses[min(self.failures, len(self._pauses) - 1)]
        self.failures += 1
        return pause * random.uniform(0.7, 1.3)  # noqa: S311 - spreading, not a secret

    def reset(self) -> None:
        """It worked."""
        self.failures = 0
