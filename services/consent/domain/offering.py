"""What is offered: one aggregate per content item with all its activities, fed by content's events.

It is consent's own small copy of the facts an approval rests on, so that a revision counts at once, for all
activities of the item, in the transaction that approves or releases. A copy that was told less than content knows
refuses more, never less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import Audience, Kind, LapseReason, Network, Window
from services.consent.domain.errors import (
    ActivityClosed,
    ActivityNotOpen,
    ContentRetired,
    ContentRevised,
    NotInAudience,
    OfferError,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one activity asks for and gives; `own_words` in percent, 0 = not asked for; `priority` orders a feed."""

    kind: Kind
    network: Network
    window: Window
    audience: Audience
    points: int
    own_words: int
    priority: int = 0

    def own_words_needed(self, network_minimum: int, *, identical_text: bool) -> int:
        """The percentage of own words an approval needs: where words are asked for, at least the network's.

        Where the network does not allow the same text of several people, they are always asked for.
        """
        asked = self.kind.has_words and (bool(self.own_words) or not identical_text)
        return max(self.own_words, network_minimum) if asked else 0


@dataclass(frozen=True, slots=True)
class About:
    """What an item is about, and in which language (BCP 47; None = not known): for a feed, never for a decision."""

    topics: tuple[UUID, ...] = ()
    language: str | None = None


UNTOLD = About()
"""Of what nobody has said anything."""


class Offering(Aggregate):
    """One content item as it is offered now."""

    TOPIC = "consent.Offering"

    class Created(Aggregate.Created):
        """What begins an offering."""

        TOPIC = "consent.Offering.Created"

    class Stated(Created):
        """Content has the item."""

        TOPIC = "consent.Offering.Stated"

        revision_id: UUID
        expires_at: datetime | None
        at: datetime
        about: About = UNTOLD

    class Restated(Aggregate.Event):
        """Content, restored, states the item anew: what it does not offer again is closed."""

        TOPIC = "consent.Offering.Restated"

        revision_id: UUID
        expires_at: datetime | None
        at: datetime
        about: About = UNTOLD

    class Revised(Aggregate.Event):
        """The item's words changed or, with the same revision, what is told of it besides."""

        TOPIC = "consent.Offering.Revised"

        revision_id: UUID
        expires_at: datetime | None
        at: datetime
        about: About = UNTOLD

    class Retired(Aggregate.Event):
        """The item is no longer offered."""

        TOPIC = "consent.Offering.Retired"

        at: datetime

    class Offered(Aggregate.Event):
        """One activity is offered, by a curator where it is known which."""

        TOPIC = "consent.Offering.Offered"

        activity_id: UUID
        terms: Terms
        at: datetime
        offered_by: UUID | None = None

    class Closed(Aggregate.Event):
        """One activity is no longer offered."""

        TOPIC = "consent.Offering.Closed"

        activity_id: UUID
        at: datetime

    revision_id: UUID
    expires_at: datetime | None
    about: About
    retired: bool
    activities: dict[UUID, Terms]
    closed: set[UUID]

    @event(Stated)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; content's id of the item
        revision_id: UUID,
        expires_at: datetime | None,
        at: datetime,
        about: About,
    ) -> None:
        self.about = about
        self.revision_id = revision_id
        self.expires_at = expires_at
        self.retired = False
        self.activities = {}
        self.closed = set()

    def restate(self, *, revision_id: UUID, expires_at: datetime | None, at: datetime, about: About = UNTOLD) -> None:
        """The item is stated again by a restored content."""
        self._restated(revision_id=revision_id, expires_at=expires_at, at=at, about=about)

    def revise(self, *, revision_id: UUID, expires_at: datetime | None, at: datetime, about: About = UNTOLD) -> None:
        """Approvals of earlier revisions no longer count. The same revision again moves the expiry and the rest."""
        if (revision_id, expires_at, about) != (self.revision_id, self.expires_at, self.about):
            self._revised(revision_id=revision_id, expires_at=expires_at, at=at, about=about)

    def retire(self, *, at: datetime) -> None:
        """Nothing of the item is offered any more."""
        if not self.retired:
            self._retired(at=at)

    def offer(self, activity_id: UUID, terms: Terms, *, at: datetime, offered_by: UUID | None = None) -> None:
        """One activity is open to an audience; offered again, under the new terms."""
        if self.activities.get(activity_id) != terms or activity_id in self.closed:
            self._offered(activity_id=activity_id, terms=terms, at=at, offered_by=offered_by)

    def close(self, activity_id: UUID, *, at: datetime) -> None:
        """The activity is over."""
        if activity_id in self.activities and activity_id not in self.closed:
            self._closed(activity_id=activity_id, at=at)

    def ends_at(self, activity_id: UUID) -> datetime:
        """Up to when the activity is offered: its window's end, or the item's expiry when that is earlier."""
        closes_at = self.activities[activity_id].window.closes_at
        return closes_at if self.expires_at is None else min(closes_at, self.expires_at)

    def terms(self, activity_id: UUID) -> Terms:
        """The activity's terms. Raises ActivityClosed when the item never had it."""
        terms = self.activities.get(activity_id)
        if terms is None:
            raise ActivityClosed("this activity is not offered")
        return terms

    def check_open(self, activity_id: UUID, *, revision_id: UUID, groups: frozenset[UUID], at: datetime) -> Terms:
        """The terms, when somebody in `groups` may approve the activity with this revision now. Raises OfferError."""
        reason = self.over(activity_id, revision_id=revision_id, groups=groups, at=at)
        if reason is not None:
            error, message = _REFUSALS[reason]
            raise error(message)
        terms = self.activities[activity_id]
        if at < terms.window.opens_at:
            raise ActivityNotOpen(terms.window.opens_at)
        return terms

    def over(
        self, activity_id: UUID, *, revision_id: UUID, groups: frozenset[UUID], at: datetime
    ) -> LapseReason | None:
        """Why an approval of this revision by somebody in `groups` no longer counts, or None."""
        if self.retired or (self.expires_at is not None and at >= self.expires_at):
            return LapseReason.CONTENT_RETIRED
        terms = self.activities.get(activity_id)
        if terms is None or activity_id in self.closed or at >= terms.window.closes_at:
            return LapseReason.ACTIVITY_CLOSED
        if revision_id != self.revision_id:
            return LapseReason.CONTENT_REVISED
        if not terms.audience.includes(groups):
            return LapseReason.NOT_IN_AUDIENCE
        return None

    @event(Restated)
    def _restated(self, *, revision_id: UUID, expires_at: datetime | None, at: datetime, about: About) -> None:
        self.about = about
        self.revision_id = revision_id
        self.expires_at = expires_at
        self.retired = False
        self.closed = set(self.activities)

    @event(Revised)
    def _revised(self, *, revision_id: UUID, expires_at: datetime | None, at: datetime, about: About) -> None:
        self.about = about
        self.revision_id = revision_id
        self.expires_at = expires_at

    @event(Retired)
    def _retired(self, *, at: datetime) -> None:
        self.retired = True

    @event(Offered)
    def _offered(self, *, activity_id: UUID, terms: Terms, at: datetime, offered_by: UUID | None) -> None:
        del offered_by
        self.activities[activity_id] = terms
        self.closed.discard(activity_id)

    @event(Closed)
    def _closed(self, *, activity_id: UUID, at: datetime) -> None:
        self.closed.add(activity_id)


_REFUSALS: dict[LapseReason, tuple[type[OfferError], str]] = {
    LapseReason.CONTENT_RETIRED: (ContentRetired, "this content is no longer offered; nothing was approved"),
    LapseReason.CONTENT_REVISED: (
        ContentRevised,
        "the content has changed since this preview was made; nothing was approved, please look at it again",
    ),
    LapseReason.ACTIVITY_CLOSED: (ActivityClosed, "this activity is closed; nothing was approved"),
    LapseReason.NOT_IN_AUDIENCE: (NotInAudience, "this activity is offered to others"),
}
