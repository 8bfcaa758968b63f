"""In which order a feed is, and what a filter takes out of it. Pure, over documents of the view.

Nothing that somebody may do is left out unless they ask for it, and then they are told how much. What a person likes
only moves: what fits comes before what does not, among what is as urgent, and before what the curators put first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.projection import Document
from contracts.languages import understood
from services.consent.domain import Preferences

SOON = timedelta(hours=48)
"""What closes within this time comes first in a feed."""


@dataclass(frozen=True, slots=True)
class Only:
    """A filter: of these topics, and in these languages; none named = whichever."""

    topics: frozenset[UUID] = frozenset()
    languages: tuple[str, ...] = ()

    def of(self, offers: Sequence[Document]) -> tuple[list[Document], dict[str, int]]:
        """What passes, and how many do not: for their language, and of the others for their topics.

        What says no language may be in any, so it passes.
        """
        read = [offer for offer in offers if _reads(offer, self.languages) is not False]
        passed = [offer for offer in read if not self.topics or not self.topics.isdisjoint(offer["topics"])]
        return passed, {"language": len(offers) - len(read), "topics": len(read) - len(passed)}


EVERYTHING = Only()


def ordered(offers: Sequence[Document], liked: Preferences, at: datetime) -> list[Document]:
    """What closes soon first, soonest first; then the newest. Within both by what is liked, then by priority."""
    soon = [offer for offer in offers if offer["closes_at"] <= at + SOON]
    later = [offer for offer in offers if offer["closes_at"] > at + SOON]
    soon.sort(key=lambda offer: (offer["closes_at"], offer["_id"]))
    later.sort(key=lambda offer: (offer["offered_at"], offer["_id"]), reverse=True)
    for urgent in (soon, later):
        # Sorting keeps equals as they are, also in reverse.
        urgent.sort(key=lambda offer: (_fit(offer, liked), offer["priority"]), reverse=True)
    return soon + later


def _fit(offer: Document, liked: Preferences) -> tuple[int, bool]:
    """How well something fits a person: whether they read it, before whether it is about what they like."""
    reads = {True: 2, None: 1, False: 0}[_reads(offer, liked.languages)]
    return reads, not set(liked.topics).isdisjoint(offer["topics"])


def _reads(offer: Document, languages: Sequence[str]) -> bool | None:
    """Whether it is in one of the languages; None where it does not say, or none was named."""
    if not languages or offer["language"] is None:
        return None
    return understood(offer["language"], languages)
