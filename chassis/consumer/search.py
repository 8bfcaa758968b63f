"""Looking for a hole: an event says that another one comes before it, and that one has not been seen.

The partition is read again from its start, without applying, until the event that links to the position is found;
what was passed over meanwhile is read again afterwards. Only when the partition was read to its end without progress
is the hole truly there: an alarm. It ends as soon as the missing event arrives, for the relay publishes again what a
topic has lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Step(Enum):
    """What to do next."""

    GO_ON = auto()
    FROM_THE_START = auto()
    ALARM = auto()
    FOUND = auto()


@dataclass(slots=True)
class Search:
    """The search in one partition; `end` is the partition's next offset when this pass began."""

    position: int
    furthest: int
    end: int
    missing: bool = False

    def after(self, position: int, unlinked: int, next_offset: int) -> Step:
        """Judges a batch: the position it led to, the last sequence it could not link (0 = none), where it ended."""
        self.furthest = max(self.furthest, unlinked)
        if position >= self.furthest:
            return Step.FOUND
        if next_offset < self.end:
            return Step.GO_ON
        if position > self.position:
            return Step.FROM_THE_START
        if self.missing:
            return Step.GO_ON
        self.missing = True
        return Step.ALARM
