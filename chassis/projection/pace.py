"""How many events the next batch of a view may have.

Far behind, the more there are, the more of what happens to one document is one write; but a batch is one transaction,
which has to fit into the server's memory, and which other replicas wait for. The embedded view database comes to no end
once the changes of one transaction fill a fifth of its cache; 1,000 bookings of points, which write some 5,000
documents, took that much of 64 MB, and take 1.5 s. So a batch that took long, or came to nothing, is followed by a
smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from chassis.projection.transactions import Contended, Overtaken

MOST = 1_000
LEAST = 50
LONG_SECONDS = 5.0


class Pace:
    """Of one writer; `limit` is for its next batch."""

    def __init__(self) -> None:
        self.limit = MOST

    @contextmanager
    def writing(self, events: int) -> Iterator[None]:
        """A batch of so many events is written meanwhile."""
        began = monotonic()
        try:
            yield
        except (Overtaken, Contended):
            raise
        except BaseException:
            self._slower()
            raise
        seconds = monotonic() - began
        if seconds > LONG_SECONDS:
            self._slower()
        elif events >= self.limit and seconds < LONG_SECONDS / 4:
            self.limit = min(MOST, self.limit * 2)

    def _slower(self) -> None:
        self.limit = max(LEAST, self.limit // 2)
