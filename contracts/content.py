"""restu.content.v1, keyed by content item id. Words, links and media stay in content's vault."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.event import Digest, IntegrationEvent, Percent, Reason, Timestamp
from contracts.languages import LONGEST
from contracts.values import MOST_PRIORITY, Kind, Network

TOPIC = "restu.content.v1"

Priority = Annotated[int, Field(ge=0, le=MOST_PRIORITY, strict=True)]
"""How much before others an activity stands in a feed; 0 is the usual."""


Language = Annotated[str, Field(max_length=LONGEST)]
"""A language tag as BCP 47 writes it; null = not known."""


class _ContentEvent(IntegrationEvent):
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "item_id"

    item_id: UUID


class ContentCurated(_ContentEvent):
    """A content item exists. `digest` is salted: it tells whether the words changed, never what they are."""

    TYPE: ClassVar[str] = "restu.ContentCurated.v1"

    revision_id: UUID
    digest: Digest
    source: Literal["composed", "link", "feed"]
    curated_by: UUID | None
    curated_at: Timestamp
    expires_at: Timestamp | None = None
    topics: tuple[UUID, ...] = ()
    language: Language | None = None


class ContentRevised(_ContentEvent):
    """The item's words changed: approvals of earlier revisions lapse.

    With the revision that was known, only its expiry, its topics or its language did, and approvals stand.
    """

    TYPE: ClassVar[str] = "restu.ContentRevised.v1"

    revision_id: UUID
    digest: Digest
    revised_at: Timestamp
    expires_at: Timestamp | None = None
    topics: tuple[UUID, ...] = ()
    language: Language | None = None


class ContentRetired(_ContentEvent):
    """The item is no longer offered; with it all its activities."""

    TYPE: ClassVar[str] = "restu.ContentRetired.v1"

    reason: Reason
    retired_at: Timestamp


class OfferAudience(BaseModel):
    """Everyone, or the members of any of the groups."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    everyone: bool
    groups: tuple[UUID, ...] = ()


class ActivityOffered(_ContentEvent):
    """Advocates of the audience may do this one thing with the item, within the window.

    `offered_by`: the curator who asks for it; null where nobody noted that.
    """

    TYPE: ClassVar[str] = "restu.ActivityOffered.v1"

    activity_id: UUID
    kind: Kind
    network: Network
    opens_at: Timestamp
    closes_at: Timestamp
    audience: OfferAudience
    points: Annotated[int, Field(ge=0, le=1000)]
    own_words: Percent = 0
    priority: Priority = 0
    offered_at: Timestamp
    offered_by: UUID | None = None


class ActivityClosed(_ContentEvent):
    """The activity is no longer offered: standing approvals lapse."""

    TYPE: ClassVar[str] = "restu.ActivityClosed.v1"

    activity_id: UUID
    reason: Reason
    closed_at: Timestamp


EVENTS: tuple[type[IntegrationEvent], ...] = (
    ContentCurated,
    ContentRevised,
    ContentRetired,
    ActivityOffered,
    ActivityClosed,
)
