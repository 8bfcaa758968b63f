"""The events of a post, which `Post` names as its own. Each `apply` only records what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.publisher.domain.post.values import Attempt, Because, FoundBy, Release, Resolution, State


class Event(Aggregate.Event):
    """What every event of a post names."""

    advocate_id: UUID
    approval_id: UUID
    activity_id: UUID
    account_id: UUID
    at: datetime


class Created(Event, Aggregate.Created):
    """What begins a post."""

    TOPIC = "publisher.Post.Created"


class Accepted(Created):
    """The approval was proven; it is kept as its exact JSON."""

    TOPIC = "publisher.Post.Accepted"

    approval: str


class Scheduled(Event):
    """The post has a slot; `zone` is the IANA time zone in which its reasons are meant."""

    TOPIC = "publisher.Post.Scheduled"

    slot_at: datetime
    zone: str
    because: tuple[Because, ...]

    def apply(self, aggregate: Any) -> None:
        """Waits for the slot."""
        aggregate.state = State.SCHEDULED
        aggregate.slot_at = self.slot_at


class Prepared(Event):
    """Its author publishes it themselves, in the network's own composer."""

    TOPIC = "publisher.Post.Prepared"

    def apply(self, aggregate: Any) -> None:
        """Waits for its author."""
        aggregate.state = State.TO_HAND_OVER


class Reported(Event):
    """Its author says that it is posted: whether the approval still stands is asked next."""

    TOPIC = "publisher.Post.Reported"

    def apply(self, aggregate: Any) -> None:
        """Waits for consent."""
        aggregate.state = State.REPORTED
        aggregate.reported_at = self.at


class ReleaseRequested(Event):
    """The post is due: consent is asked whether the approval still stands."""

    TOPIC = "publisher.Post.ReleaseRequested"

    release_id: UUID

    def apply(self, aggregate: Any) -> None:
        """Waits for consent's answer."""
        aggregate.state = State.REQUESTED
        aggregate.release = Release(self.release_id, self.at)


class Granted(Event):
    """Consent granted this release; the grant is kept as its exact JSON, `sequence` is its place in the topic."""

    TOPIC = "publisher.Post.Granted"

    release_id: UUID
    grant: str
    sequence: str

    def apply(self, aggregate: Any) -> None:
        """May be attempted once."""
        aggregate.state = State.GRANTED
        aggregate.grant = self.grant
        aggregate.grant_sequence = self.sequence


class Refused(Event):
    """Consent refused this release for now; the approval stands."""

    TOPIC = "publisher.Post.Refused"

    release_id: UUID
    reason: str
    retry_at: datetime | None

    def apply(self, aggregate: Any) -> None:
        """Needs another slot."""
        aggregate.release_over()
        aggregate.returns += 1


class ReleaseReturned(Event):
    """Certainly not performed: the approval stands again."""

    TOPIC = "publisher.Post.ReleaseReturned"

    release_id: UUID
    reason: str
    retry_at: datetime | None

    def apply(self, aggregate: Any) -> None:
        """Needs another slot."""
        aggregate.release_over()
        aggregate.returns += 1


class AttemptStarted(Event):
    """On disk before the first byte. `intent_digest` is salted: it tells one intent from another, not its words."""

    TOPIC = "publisher.Post.AttemptStarted"

    release_id: UUID
    attempt_id: UUID
    intent_digest: str
    look_up_at: datetime

    def apply(self, aggregate: Any) -> None:
        """May have happened from now on."""
        aggregate.state = State.ATTEMPTING
        aggregate.attempt = Attempt(self.attempt_id, self.at, self.look_up_at)


class AttemptRepeated(Event):
    """The same attempt once more, where repeating cannot double it and it was certainly absent."""

    TOPIC = "publisher.Post.AttemptRepeated"

    attempt_id: UUID
    look_up_at: datetime

    def apply(self, aggregate: Any) -> None:
        """May have happened from now on."""
        first = aggregate.attempt
        assert first is not None
        aggregate.attempt = Attempt(first.id, first.started_at, self.look_up_at, first.repeats + 1)


class Published(Event):
    """The approved words are on the network; `publication` is the exact JSON that we signed."""

    TOPIC = "publisher.Post.Published"

    publication: str
    published_at: datetime
    found_by: FoundBy

    def apply(self, aggregate: Any) -> None:
        """Is public."""
        aggregate.state = State.PUBLISHED
        aggregate.use = self.publication


class HandedOver(Event):
    """Its author has posted the approved words, they say; `report` is the exact JSON that we signed."""

    TOPIC = "publisher.Post.HandedOver"

    report: str

    def apply(self, aggregate: Any) -> None:
        """Is over for us."""
        aggregate.state = State.HANDED_OVER
        aggregate.use = self.report


class Failed(Event):
    """Nothing was published, and this approval will not be used."""

    TOPIC = "publisher.Post.Failed"

    release_id: UUID | None
    reason: str

    def apply(self, aggregate: Any) -> None:
        """Is over."""
        aggregate.release_over()
        aggregate.state = State.FAILED


class BecameUncertain(Event):
    """It may have been published, and the network does not tell."""

    TOPIC = "publisher.Post.BecameUncertain"

    release_id: UUID

    def apply(self, aggregate: Any) -> None:
        """The person is asked."""
        aggregate.state = State.UNCERTAIN
        aggregate.uncertain_at = self.at


class Resolved(Event):
    """The person said what they see."""

    TOPIC = "publisher.Post.Resolved"

    release_id: UUID
    outcome: Resolution

    def apply(self, aggregate: Any) -> None:
        """Stays uncertain, unless it is found."""
        aggregate.resolution = self.outcome


class Ended(Event):
    """The approval was withdrawn or lapsed before it was used."""

    TOPIC = "publisher.Post.Ended"

    reason: str

    def apply(self, aggregate: Any) -> None:
        """Is over."""
        aggregate.release_over()
        aggregate.state = State.ENDED


class RemovalAsked(Event):
    """Its author wants it off the network."""

    TOPIC = "publisher.Post.RemovalAsked"

    def apply(self, aggregate: Any) -> None:
        """Is being taken down."""
        aggregate.removing = True


class RemovalFailed(Event):
    """The network did not let us take it down; the author may ask again or remove it there."""

    TOPIC = "publisher.Post.RemovalFailed"

    reason: str

    def apply(self, aggregate: Any) -> None:
        """Is still public."""
        aggregate.removing = False


class Removed(Event):
    """It is off the network."""

    TOPIC = "publisher.Post.Removed"

    def apply(self, aggregate: Any) -> None:
        """Is gone."""
        aggregate.state = State.REMOVED
        aggregate.removing = False
