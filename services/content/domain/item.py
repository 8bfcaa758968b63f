"""Content items with the activities offered on them.

One aggregate holds an item's revisions and its offers, so that what is offered and what it is offered with never
contradict each other. What it is about and in which language are no words of it: changing them makes no revision, and
what was approved stands. Events hold ids, codes, times, numbers and a salted digest; words, links and targets are in
the vault.
An item that expires or is retired ends all its activities; an activity also ends by itself when its window is over,
which needs no event, for everybody knows the window.

Public methods check the rules and raise a ContentError; the private event methods only record.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import timestamp
from services.content.domain.errors import (
    ExpiryInvalid,
    ItemRetired,
    NothingToShare,
    OwnWordsInvalid,
    TargetInvalid,
    TooManyActivities,
    UnknownActivity,
    WindowInvalid,
)
from services.content.domain.terms import (
    UNTOLD,
    About,
    NetworkTerms,
    Offer,
    RetireReason,
    Revision,
    Source,
    check_expiry,
    check_terms,
)

MOST_OPEN = 100
"""Activities open at once on one item."""


class Item(Aggregate):
    """One thing worth sharing."""

    TOPIC = "content.Item"

    class Created(Aggregate.Created):
        """What begins an item."""

        TOPIC = "content.Item.Created"

    class Curated(Created):
        """The item exists."""

        TOPIC = "content.Item.Curated"

        revision: Revision
        source: Source
        curated_by: UUID | None
        at: datetime
        expires_at: datetime | None
        about: About = UNTOLD

    class Revised(Aggregate.Event):
        """The words changed."""

        TOPIC = "content.Item.Revised"

        revision: Revision
        revised_by: UUID
        at: datetime
        expires_at: datetime | None
        about: About = UNTOLD

    class ExpiryChanged(Aggregate.Event):
        """The words are the same, the item lives longer or shorter."""

        TOPIC = "content.Item.ExpiryChanged"

        revision: Revision
        changed_by: UUID | None
        at: datetime
        expires_at: datetime | None
        about: About = UNTOLD

    class Classified(Aggregate.Event):
        """The words are the same; what they are about, or in which language, is said otherwise."""

        TOPIC = "content.Item.Classified"

        revision: Revision
        about: About
        classified_by: UUID | None
        at: datetime
        expires_at: datetime | None

    class Retired(Aggregate.Event):
        """The item ended, and with it all its activities."""

        TOPIC = "content.Item.Retired"

        reason: RetireReason
        retired_by: UUID | None
        at: datetime
        curated_at: datetime

    class Offered(Aggregate.Event):
        """An activity is open to an audience."""

        TOPIC = "content.Item.Offered"

        offer: Offer
        offered_by: UUID
        at: datetime

    class Closed(Aggregate.Event):
        """An activity ended before its window was over."""

        TOPIC = "content.Item.Closed"

        activity_id: UUID
        reason: str
        closed_by: UUID | None
        at: datetime

    class Restated(Aggregate.Event):
        """After a restore: this is what is known of the item."""

        TOPIC = "content.Item.Restated"

        revision: Revision
        source: Source
        curated_by: UUID | None
        curated_at: datetime
        expires_at: datetime | None
        at: datetime
        about: About = UNTOLD

    class OfferedAgain(Aggregate.Event):
        """After a restore: this activity is still open."""

        TOPIC = "content.Item.OfferedAgain"

        offer: Offer
        at: datetime
        offered_by: UUID | None = None

    class Missed(Aggregate.Event):
        """After a restore: our topic tells of an activity whose terms this store has lost."""

        TOPIC = "content.Item.Missed"

        activity_id: UUID
        at: datetime

    class Lost(Aggregate.Event):
        """After a restore: such an activity is not offered any more."""

        TOPIC = "content.Item.Lost"

        activity_id: UUID
        at: datetime

    revision: Revision
    source: Source
    curated_by: UUID | None
    curated_at: datetime
    expires_at: datetime | None
    about: About
    retired: bool
    offers: dict[UUID, Offer]
    offered_by: dict[UUID, UUID]
    closed: set[UUID]
    missed: list[UUID]

    @event(Curated)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        revision: Revision,
        source: Source,
        curated_by: UUID | None,
        at: datetime,
        expires_at: datetime | None,
        about: About,
    ) -> None:
        self.about = about
        self.revision = revision
        self.source = source
        self.curated_by = curated_by
        self.curated_at = at
        self.expires_at = expires_at
        self.retired = False
        self.offers = {}
        self.offered_by = {}
        self.closed = set()
        self.missed = []

    def ended(self, at: datetime) -> bool:
        """Whether nothing can be done with the item any more."""
        return self.retired or (self.expires_at is not None and self.expires_at <= at)

    def open_offers(self, at: datetime) -> list[Offer]:
        """The activities that are neither closed nor past their window, in the order in which they were offered."""
        if self.ended(at):
            return []
        return [offer for offer in self.offers.values() if self._is_open(offer, at)]

    def revise(self, revision: Revision, *, by: UUID, at: datetime, expires_at: datetime | None, about: About) -> None:
        """Other words. Raises ItemRetired, ExpiryInvalid, NothingToShare."""
        self._check_alive(at)
        self._check_expiry(expires_at, at)
        if not revision.shareable and any(offer.kind.aim is None for offer in self.open_offers(at)):
            raise NothingToShare("an open activity asks for a post: the item keeps a link or a text while it is open")
        self._revised(revision=revision, revised_by=by, at=at, expires_at=expires_at, about=about)

    def change_expiry(self, expires_at: datetime | None, *, by: UUID, at: datetime) -> None:
        """The same words for another time. Raises ItemRetired, ExpiryInvalid."""
        self._check_alive(at)
        self._check_expiry(expires_at, at)
        self._expiry_changed(revision=self.revision, changed_by=by, at=at, expires_at=expires_at, about=self.about)

    def classify(self, about: About, *, by: UUID, at: datetime) -> None:
        """The same words under other topics, or another language. Raises ItemRetired."""
        self._check_alive(at)
        if about != self.about:
            self._classified(revision=self.revision, about=about, classified_by=by, at=at, expires_at=self.expires_at)

    def retire(self, *, by: UUID, at: datetime) -> None:
        """Ends the item for good. Raises ItemRetired."""
        if self.retired:
            raise ItemRetired("this item has ended already")
        self._retired(reason="retired", retired_by=by, at=at, curated_at=self.curated_at)

    def expire(self, at: datetime) -> bool:
        """Ends the item if its time has come; whether it has ended."""
        if not self.retired and self.ended(at):
            self._retired(reason="expired", retired_by=None, at=at, curated_at=self.curated_at)
        return self.retired

    def offer(self, offer: Offer, terms: NetworkTerms, *, has_target: bool, by: UUID, at: datetime) -> None:
        """Opens an activity to an audience. Raises a ContentError that names what is wrong with the terms."""
        self._check_alive(at)
        check_terms(offer, terms, at)
        self._check_what(offer, has_target=has_target)
        if self.expires_at is not None and offer.window.closes_at > self.expires_at:
            raise WindowInvalid(f"the item expires at {timestamp(self.expires_at)}, before the window ends")
        if len(self.open_offers(at)) >= MOST_OPEN:
            raise TooManyActivities(f"an item has at most {MOST_OPEN} open activities; close one first")
        self._offered(offer=offer, offered_by=by, at=at)

    def close(self, activity_id: UUID, *, by: UUID, at: datetime) -> bool:
        """Ends an activity before its time; False when it had ended already. Raises UnknownActivity."""
        offer = self.offers.get(activity_id)
        if offer is None:
            raise UnknownActivity(f"there is no activity {activity_id}")
        if self.ended(at) or not self._is_open(offer, at):
            return False
        self._closed(activity_id=activity_id, reason="closed", closed_by=by, at=at)
        return True

    def learn_state(self, revision_id: UUID, expires_at: datetime | None, about: About, *, at: datetime) -> bool:
        """What our topic says of the item after a restore; False for words that this store has lost."""
        if revision_id != self.revision.id:
            return False
        if about != self.about:
            self._classified(revision=self.revision, about=about, classified_by=None, at=at, expires_at=self.expires_at)
        if expires_at != self.expires_at:
            self._expiry_changed(
                revision=self.revision, changed_by=None, at=at, expires_at=expires_at, about=self.about
            )
        return True

    def learn_end(self, *, expired: bool, at: datetime) -> None:
        """Our topic says after a restore that the item has ended."""
        if not self.retired:
            reason: RetireReason = "expired" if expired else "retired"
            self._retired(reason=reason, retired_by=None, at=at, curated_at=self.curated_at)

    def learn_offer(self, activity_id: UUID, *, at: datetime) -> None:
        """Our topic tells of an activity after a restore; one that is not known here is lost."""
        if activity_id not in self.offers and activity_id not in self.missed:
            self._missed(activity_id=activity_id, at=at)

    def learn_close(self, activity_id: UUID, reason: str, *, at: datetime) -> None:
        """Our topic says after a restore that an activity has ended."""
        if activity_id in self.missed:
            self._lost(activity_id=activity_id, at=at)
        elif activity_id in self.offers and activity_id not in self.closed:
            self._closed(activity_id=activity_id, reason=reason, closed_by=None, at=at)

    def restate(self, at: datetime) -> None:
        """Says again what is known, after a restore; of an item that has ended there is nothing to say."""
        if self.ended(at):
            return
        for activity_id in self.missed:
            self._lost(activity_id=activity_id, at=at)
        self._restated(
            revision=self.revision,
            source=self.source,
            curated_by=self.curated_by,
            curated_at=self.curated_at,
            expires_at=self.expires_at,
            at=at,
            about=self.about,
        )
        for offer in self.open_offers(at):
            self._offered_again(offer=offer, at=at, offered_by=self.offered_by.get(offer.id))

    def _is_open(self, offer: Offer, at: datetime) -> bool:
        return offer.id not in self.closed and at < offer.window.closes_at

    def _check_alive(self, at: datetime) -> None:
        if self.ended(at):
            raise ItemRetired("this item has ended; bring the content in again as a new item")

    def _check_expiry(self, expires_at: datetime | None, at: datetime) -> None:
        if expires_at is None:
            return
        check_expiry(expires_at, at)
        last = max((offer.window.closes_at for offer in self.open_offers(at)), default=None)
        if last is not None and expires_at < last:
            raise ExpiryInvalid(
                f"an activity is open until {timestamp(last)}: close it, or let the item live as long as that"
            )

    def _check_what(self, offer: Offer, *, has_target: bool) -> None:
        aim = offer.kind.aim
        if aim is None and has_target:
            raise TargetInvalid(f"a {offer.kind} has no target")
        if aim is None and not self.revision.shareable:
            raise NothingToShare("the item has neither a link nor a text to post; revise it first")
        if aim is not None and not has_target:
            raise TargetInvalid(f"a {offer.kind} needs the address of the {aim} on {offer.network}")
        if offer.own_words and not offer.kind.has_words:
            raise OwnWordsInvalid(f"a {offer.kind} has no words; own words are asked for where there are some")

    @event(Revised)
    def _revised(
        self, *, revision: Revision, revised_by: UUID, at: datetime, expires_at: datetime | None, about: About
    ) -> None:
        del revised_by, at
        self.about = about
        self.revision = revision
        self.expires_at = expires_at

    @event(ExpiryChanged)
    def _expiry_changed(
        self, *, revision: Revision, changed_by: UUID | None, at: datetime, expires_at: datetime | None, about: About
    ) -> None:
        del revision, changed_by, at, about
        self.expires_at = expires_at

    @event(Classified)
    def _classified(
        self, *, revision: Revision, about: About, classified_by: UUID | None, at: datetime, expires_at: datetime | None
    ) -> None:
        del revision, classified_by, at, expires_at
        self.about = about

    @event(Retired)
    def _retired(self, *, reason: RetireReason, retired_by: UUID | None, at: datetime, curated_at: datetime) -> None:
        del reason, retired_by, at, curated_at
        self.retired = True

    @event(Offered)
    def _offered(self, *, offer: Offer, offered_by: UUID, at: datetime) -> None:
        del at
        self.offers[offer.id] = offer
        self.offered_by[offer.id] = offered_by

    @event(Closed)
    def _closed(self, *, activity_id: UUID, reason: str, closed_by: UUID | None, at: datetime) -> None:
        del reason, closed_by, at
        self.closed.add(activity_id)

    @event(Restated)
    def _restated(
        self,
        *,
        revision: Revision,
        source: Source,
        curated_by: UUID | None,
        curated_at: datetime,
        expires_at: datetime | None,
        at: datetime,
        about: About,
    ) -> None:
        """Changes nothing here."""

    @event(OfferedAgain)
    def _offered_again(self, *, offer: Offer, at: datetime, offered_by: UUID | None) -> None:
        """Changes nothing here."""

    @event(Missed)
    def _missed(self, *, activity_id: UUID, at: datetime) -> None:
        del at
        self.missed = [*self.missed, activity_id]

    @event(Lost)
    def _lost(self, *, activity_id: UUID, at: datetime) -> None:
        del at
        self.missed = [each for each in self.missed if each != activity_id]
