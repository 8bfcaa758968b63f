"""What content's routes take. Bounds are tight and nothing unknown is accepted."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from chassis.http import shown
from contracts.content import Priority
from contracts.event import Percent, Timestamp
from contracts.labels import label, passage
from contracts.languages import LanguageTag
from contracts.values import Audience, Kind, Network, Window
from services.content.domain import About, Offer, RetireReason, Source
from services.content.words import MAX_DESCRIPTION, MAX_MESSAGES, MAX_REASON, MAX_TITLE, Draft, Message, Words, checked

MOST_TOPICS = 10
"""Topics of one item."""
Address = Annotated[str, Field(min_length=1, max_length=2048)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageIn(_Request):
    """A text offered as a starting point."""

    network: Network
    language: LanguageTag
    text: Annotated[str, Field(min_length=1, max_length=MAX_DESCRIPTION)]


class ItemIn(_Request):
    """All words of an item, its topics and its language (null: not known); a revision states them all again."""

    model_config = shown(
        {
            "title": "Our learning lab opens",
            "link": "https://example.org/lab",
            "language": "en",
            "messages": [{"network": "mastodon", "language": "en", "text": "Our learning lab is open. Come by!"}],
        }
    )

    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE), AfterValidator(label)]
    description: Annotated[str, Field(max_length=MAX_DESCRIPTION)] = ""
    link: Address | None = None
    image_url: Address | None = None
    language: LanguageTag | None = None
    topics: Annotated[list[UUID], Field(max_length=MOST_TOPICS)] = []
    messages: Annotated[list[MessageIn], Field(max_length=MAX_MESSAGES)] = []
    expires_at: Timestamp | None = None

    def draft(self) -> Draft:
        """What an item is made of, checked; a topic counts once. Raises a ContentError or AddressRefused."""
        return Draft.new(self._words(), About(tuple(dict.fromkeys(self.topics)), self.language))

    def _words(self) -> Words:
        return checked(
            title=self.title,
            description=self.description,
            link=self.link,
            image_url=self.image_url,
            messages=[Message(m.network, m.language, m.text) for m in self.messages],
        )


class LinkIn(_Request):
    """An address that was pasted."""

    model_config = shown({"url": "https://example.org/lab"})

    url: Address


class AudienceIn(_Request):
    """Everyone, or the members of any of the groups."""

    everyone: bool
    groups: Annotated[list[UUID], Field(max_length=100)] = []

    def audience(self) -> Audience:
        """As the domain knows it; a group counts once."""
        return Audience(self.everyone, tuple(dict.fromkeys(self.groups)))


class ActivityIn(_Request):
    """The terms of an activity."""

    model_config = shown(
        {
            "kind": "post",
            "network": "mastodon",
            "opens_at": "2026-11-23T08:00:00.000Z",
            "closes_at": "2026-11-30T08:00:00.000Z",
            "audience": {"everyone": True},
            "points": 10,
            "own_words": 30,
            "reason": "We built it with our neighbours: they should know that it is open.",
        }
    )

    kind: Kind
    network: Network
    target: Address | None = None
    opens_at: Timestamp
    closes_at: Timestamp
    audience: AudienceIn
    points: Annotated[int, Field(ge=0, le=1000, strict=True)]
    own_words: Percent
    priority: Priority = 0
    reason: Annotated[str, Field(max_length=MAX_REASON), AfterValidator(passage)] | None = None

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes_at <= self.opens_at:
            raise ValueError("the window closes before it opens")
        return self

    def offer(self, activity_id: UUID) -> Offer:
        """As the domain knows it."""
        return Offer(
            id=activity_id,
            kind=self.kind,
            network=self.network,
            window=Window(self.opens_at, self.closes_at),
            audience=self.audience.audience(),
            points=self.points,
            own_words=self.own_words,
            priority=self.priority,
        )


class Composed(BaseModel):
    """A new item."""

    item_id: UUID
    revision_id: UUID


class Revised(BaseModel):
    """The item's revision now; `changed` is false when it was like that already."""

    item_id: UUID
    revision_id: UUID
    changed: bool


class Retired(BaseModel):
    """The item that ended."""

    item_id: UUID


class Offered(BaseModel):
    """A new activity."""

    item_id: UUID
    activity_id: UUID


class Closed(BaseModel):
    """The activity that ended; `closed` is false when it had ended already."""

    item_id: UUID
    activity_id: UUID
    closed: bool


class FeedTaken(BaseModel):
    """A feed after a look at it, with the items that were new."""

    feed_id: UUID
    items: list[UUID]


class FeedPaused(BaseModel):
    """Whether a feed rests: a paused one is asked only where somebody looks."""

    feed_id: UUID
    paused: bool


class FeedRemoved(BaseModel):
    """The feed that is no longer followed."""

    feed_id: UUID


class AudienceOut(BaseModel):
    """Whom an activity is for."""

    everyone: bool
    groups: list[UUID]


class ActivityOut(BaseModel):
    """One activity as the curator sees it. `reason`: what the curator who offered it said for it."""

    activity_id: UUID
    kind: Kind
    network: Network
    state: Literal["upcoming", "open", "over", "closed"]
    target: str | None
    opens_at: Timestamp
    closes_at: Timestamp
    audience: AudienceOut
    points: int
    own_words: int
    priority: int
    offered_at: Timestamp
    offered_by: UUID | None
    reason: str | None
    closed_at: Timestamp | None


class MessageOut(BaseModel):
    """A suggested message."""

    network: Network
    language: str
    text: str


class WordsOut(BaseModel):
    """What people read and follow."""

    title: str
    description: str
    link: str | None
    image_url: str | None
    language: str | None
    messages: list[MessageOut]


class ItemOut(BaseModel):
    """One item as the curator sees it. `words` is null when the vault no longer holds them.

    `suggested_by`: the advocate who has the credit for it, where it was suggested.
    """

    item_id: UUID
    revision_id: UUID
    state: Literal["active", "retired"]
    source: Source
    curated_by: UUID | None
    suggested_by: UUID | None
    curated_at: Timestamp
    revised_at: Timestamp | None
    expires_at: Timestamp | None
    retired_at: Timestamp | None
    retired_because: RetireReason | None
    words: WordsOut | None
    topics: list[UUID]
    activities: list[ActivityOut]


class ItemPage(BaseModel):
    """Items, newest first; `next` is the cursor of the page behind this one, null at the end."""

    items: list[ItemOut]
    next: str | None


class FeedOut(BaseModel):
    """One feed that is followed. `failures` counts those in a row, `problem` is the last one's code."""

    feed_id: UUID
    url: str | None
    added_at: Timestamp
    polled_at: Timestamp | None
    failures: int
    problem: str | None
    paused: bool


class FeedList(BaseModel):
    """All feeds, oldest first."""

    feeds: list[FeedOut]
