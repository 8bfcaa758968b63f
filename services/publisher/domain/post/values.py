"""Where a post is, and what belongs to it there. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from contracts.values import GRANT_LIFETIME

FoundBy = Literal["answer", "look-up"]
Resolution = Literal["not-posted", "posted-reported"]


class State(StrEnum):
    """Where a post is. `to-hand-over` and on: its author publishes it themselves, and `reported` to have done so."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    REQUESTED = "requested"
    GRANTED = "granted"
    ATTEMPTING = "attempting"
    TO_HAND_OVER = "to-hand-over"
    REPORTED = "reported"
    HANDED_OVER = "handed-over"
    UNCERTAIN = "uncertain"
    PUBLISHED = "published"
    REMOVED = "removed"
    FAILED = "failed"
    ENDED = "ended"


WAITING = frozenset({State.ACCEPTED, State.SCHEDULED, State.TO_HAND_OVER, State.REPORTED})
RELEASED = frozenset({State.REQUESTED, State.GRANTED, State.ATTEMPTING})
ATTEMPTED = frozenset({State.ATTEMPTING, State.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a slot: its code and the numbers that belong to it."""

    code: str
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Release:
    """One request to use the approval for one attempt."""

    id: UUID
    requested_at: datetime

    def is_over(self, at: datetime) -> bool:
        """Whether a grant of this release can no longer be used."""
        return at - self.requested_at >= GRANT_LIFETIME


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at the network: nothing of it is under way after `look_up_at`."""

    id: UUID
    started_at: datetime
    look_up_at: datetime
    repeats: int = 0
