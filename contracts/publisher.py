"""restu.publisher.v1, keyed by advocate id: connected accounts and what became of every approval."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from contracts.event import Digest, IntegrationEvent, Percent, Reason, SignedEvent, Timestamp
from contracts.values import Kind, Network

TOPIC = "restu.publisher.v1"


class _PublisherEvent(IntegrationEvent):
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    advocate_id: UUID


class AccountConnected(_PublisherEvent):
    """One connection of one advocate to one network; connecting again is a new id."""

    TYPE: ClassVar[str] = "restu.AccountConnected.v1"

    account_id: UUID
    network: Network
    connected_at: Timestamp


class AccountDisconnected(_PublisherEvent):
    """The connection is gone: by its owner, a revoked token, leaving or erasure."""

    TYPE: ClassVar[str] = "restu.AccountDisconnected.v1"

    account_id: UUID
    reason: Reason
    disconnected_at: Timestamp


class _PostEvent(_PublisherEvent):
    post_id: UUID
    approval_id: UUID
    activity_id: UUID
    account_id: UUID


class PostScheduled(_PostEvent):
    """The approval has a slot; `because` lists the reasons as codes."""

    TYPE: ClassVar[str] = "restu.PostScheduled.v1"

    slot_at: Timestamp
    because: tuple[Reason, ...] = ()
    scheduled_at: Timestamp


class ReleaseRequested(_PostEvent):
    """The post is due: may this approval be used for one attempt?"""

    TYPE: ClassVar[str] = "restu.ReleaseRequested.v1"

    release_id: UUID
    requested_at: Timestamp


class ReleaseReturned(_PostEvent):
    """Certainly not performed: the approval stands again and needs a new release."""

    TYPE: ClassVar[str] = "restu.ReleaseReturned.v1"

    release_id: UUID
    reason: Reason
    retry_at: Timestamp | None = None
    returned_at: Timestamp


class _UseEvent(SignedEvent):
    """What uses an approval, once: it repeats the approval and cites the grant."""

    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    post_id: UUID
    approval_id: UUID
    release_id: UUID
    advocate_id: UUID
    activity_id: UUID
    account_id: UUID
    item_id: UUID
    kind: Kind
    network: Network
    preview_digest: Digest
    grant_hash: Digest
    grant_sequence: str
    own_words: Percent
    points: int


class PostPublished(_UseEvent):
    """The approved words are on the network; signed by the publisher, citing the grant it used."""

    TYPE: ClassVar[str] = "restu.PostPublished.v1"

    requested_at: Timestamp
    attempted_at: Timestamp
    published_at: Timestamp
    found_by: Literal["answer", "look-up"]


class PostHandedOver(_UseEvent):
    """Its author reports to have posted the approved words themselves; signed by the publisher, citing the grant.

    Reported, never seen by us: it is no publication, and nobody's reach. No account is connected there; its id follows
    from person and network (docs/events.md).
    """

    TYPE: ClassVar[str] = "restu.PostHandedOver.v1"

    reported_at: Timestamp
    requested_at: Timestamp
    handed_over_at: Timestamp


class PostFailed(_PostEvent):
    """Final: nothing was published and this approval will not be used. `release_id` None = never released."""

    TYPE: ClassVar[str] = "restu.PostFailed.v1"

    release_id: UUID | None = None
    reason: Reason
    failed_at: Timestamp


class PostUncertain(_PostEvent):
    """It may have been published and the network does not tell; the person is asked, nothing is sent again."""

    TYPE: ClassVar[str] = "restu.PostUncertain.v1"

    release_id: UUID
    uncertain_at: Timestamp


class UncertaintyResolved(_PostEvent):
    """The person said what they see. `not-posted` allows a new approval; `posted-reported` earns nothing."""

    TYPE: ClassVar[str] = "restu.UncertaintyResolved.v1"

    release_id: UUID
    outcome: Literal["not-posted", "posted-reported"]
    resolved_at: Timestamp


class PostRemoved(_PostEvent):
    """Taken down from the network at its author's wish."""

    TYPE: ClassVar[str] = "restu.PostRemoved.v1"

    removed_at: Timestamp


EVENTS: tuple[type[IntegrationEvent], ...] = (
    AccountConnected,
    AccountDisconnected,
    PostScheduled,
    ReleaseRequested,
    ReleaseReturned,
    PostPublished,
    PostHandedOver,
    PostFailed,
    PostUncertain,
    UncertaintyResolved,
    PostRemoved,
)
