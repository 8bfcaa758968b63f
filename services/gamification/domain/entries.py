"""What a ledger's entries are, and the ids that follow from their causes, so that each cause is booked once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5


@dataclass(frozen=True, slots=True)
class Worth:
    """What a post earns, and the rule that says so."""

    points: int
    rule: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Points that a post earned, or that were taken back. `period`: the month; `periods`: all that they count in.

    `reverses`: the entry it takes back.
    """

    id: UUID
    post_id: UUID
    points: int
    rule: str
    period: str
    periods: tuple[str, ...]
    reverses: UUID | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """Points that went for a reward."""

    reward_id: UUID
    points: int


def award_id(post_id: UUID) -> UUID:
    """The one entry that a publication can make."""
    return uuid5(post_id, "award")


def reversal_id(post_id: UUID) -> UUID:
    """The one entry that a removal can make."""
    return uuid5(post_id, "reversal")


def spending_id(redemption_id: UUID) -> UUID:
    """The one entry of the ledger that a redemption makes."""
    return uuid5(redemption_id, "spending")


def refund_id(redemption_id: UUID) -> UUID:
    """The one entry of the ledger that its refund makes."""
    return uuid5(redemption_id, "refund")
