"""The values that approvals speak of: where one is, what it rests on, why a release is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID, uuid5

from contracts.values import Window

NAMESPACE = UUID("0d5b1c52-9c1c-4f0e-8a53-7f1d6b6f2c11")
"""Of the ids that follow from other ids, in consent."""


class State(StrEnum):
    """Where one approval is. `released` stands for the moment of one attempt; all behind it have ended."""

    STANDING = "standing"
    RELEASED = "released"
    UNCERTAIN = "uncertain"
    PUBLISHED = "published"
    REPORTED = "reported"
    HANDED_OVER = "handed-over"
    NOT_POSTED = "not-posted"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OUT = (State.PUBLISHED, State.REPORTED, State.HANDED_OVER)
"""It is on the network, as we or the person found, or as the person says who put it there."""

ASKED = (State.UNCERTAIN, State.NOT_POSTED, State.REPORTED)
"""The network did not tell; a look-up may still find it."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose approvals, of which activity, on which account: the three ids that name an aggregate."""

    advocate_id: UUID
    activity_id: UUID
    account_id: UUID

    @property
    def aggregate_id(self) -> UUID:
        """The same three ids are the same aggregate, so that two tabs never make two posts."""
        return _aggregate_id(self.advocate_id, self.activity_id, self.account_id)


@lru_cache(maxsize=1024)  # one command asks several times
def _aggregate_id(advocate_id: UUID, activity_id: UUID, account_id: UUID) -> UUID:
    return uuid5(NAMESPACE, f"{advocate_id}/{activity_id}/{account_id}")


@dataclass(frozen=True, slots=True)
class Basis:
    """What one approval rests on. `digest` is the preview's, `hash` the SHA-256 of the signed approval's JSON."""

    approval_id: UUID
    item_id: UUID
    revision_id: UUID
    window: Window
    digest: str
    hash: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a release is refused: for good, or to be asked again from `retry_at` on."""

    reason: str
    final: bool = True
    retry_at: datetime | None = None


@dataclass(slots=True)
class Entry:
    """What is remembered of each approval for ever: that it was there, its last release, how it stands."""

    state: State
    digest: str | None = None
    release_id: UUID | None = None


REFUSED: dict[State, str] = {
    State.STANDING: "unknown-approval",
    State.RELEASED: "already-released",
    State.UNCERTAIN: "uncertain",
    State.PUBLISHED: "already-published",
    State.REPORTED: "already-published",
    State.HANDED_OVER: "already-handed-over",
    State.NOT_POSTED: "not-posted",
    State.FAILED: "failed",
    State.WITHDRAWN: "withdrawn",
    State.LAPSED: "lapsed",
}
"""What a release of an approval in this state is refused with."""
