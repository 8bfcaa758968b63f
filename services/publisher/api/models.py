"""What the publisher's routes take and give."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.http import shown
from contracts.event import Timestamp
from contracts.values import Choice, Kind, Network, Window


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConnectIn(_In):
    """Which server a person's account is on: its name, an address on it, or a handle there."""

    model_config = shown({"network": "mastodon", "instance": "mastodon.example"})

    network: Network
    instance: Annotated[str, Field(min_length=1, max_length=300)]


class CompleteIn(_In):
    """What came back with the person from their server."""

    model_config = shown({"state": "8c1d1d5e-0b7a-4b0e-9a43-5d0f6f1f2a10", "code": "what-the-network-sent-back"})

    state: UUID
    code: Annotated[str, Field(min_length=1, max_length=2000)]


class ResolveIn(_In):
    """What the person sees of an uncertain post. With a link it is looked for once more."""

    model_config = shown({"outcome": "not-posted"}, {"outcome": "posted", "link": "https://mastodon.example/@ayu/1"})

    outcome: Literal["not-posted", "posted"]
    link: Annotated[str, Field(min_length=1, max_length=2000)] | None = None

    @model_validator(mode="after")
    def _link_of_posted(self) -> ResolveIn:
        if self.link is not None and self.outcome != "posted":
            raise ValueError("a link belongs to a post that is there")
        return self


class WantedIn(_In):
    """What an approval would ask for. A picked time belongs to the choice `pick`, and to it only."""

    opens_at: Timestamp
    closes_at: Timestamp
    choice: Choice
    picked_at: Timestamp | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> WantedIn:
        if self.closes_at <= self.opens_at:
            raise ValueError("a window closes after it opens")
        if (self.picked_at is not None) != (self.choice is Choice.PICK):
            raise ValueError("a picked time belongs to the choice 'pick', and to it only")
        return self

    def window(self) -> Window:
        """The window."""
        return Window(self.opens_at, self.closes_at)


class SlotIn(WantedIn):
    """A person's own question; `seed` gives the same slot again."""

    account_id: UUID
    seed: UUID | None = None


class ProposalIn(WantedIn):
    """A proposal that consent asks for; `seed` is the approval's id to be.

    `replaces`: the approval that would be withdrawn with it, whose place is free then.
    """

    advocate_id: UUID
    account_id: UUID
    seed: UUID
    replaces: UUID | None = None


class BegunOut(BaseModel):
    """Where to go to authorize; `state` comes back from there."""

    authorize_url: str
    state: str


class AccountRef(BaseModel):
    """An account."""

    account_id: UUID


class KnownAccount(BaseModel):
    """An account as consent needs it; `kinds` and `images` are what its owner has permitted there."""

    account_id: UUID
    advocate_id: UUID
    network: Network
    handle: str
    max_characters: int | None
    characters_per_url: int | None
    kinds: list[Kind]
    images: bool
    connected: bool


class TargetIn(_In):
    """What somebody is about to do, to what, through which account."""

    account_id: UUID
    kind: Kind
    url: Annotated[str, Field(min_length=1, max_length=2000)]


class TargetOut(BaseModel):
    """What the network shows there now: of a post its author and words, of an account its handle and description."""

    url: str
    handle: str | None
    text: str
    content_warning: str
    created_at: str | None


class AccountOut(BaseModel):
    """One of one's own accounts. Handle and server are None when they were erased."""

    account_id: UUID
    network: Network
    handle: str | None
    server: str | None
    max_characters: int | None
    characters_per_url: int | None
    connected: bool
    connected_at: Timestamp
    disconnected_at: Timestamp | None
    disconnected_because: str | None


class AccountsOut(BaseModel):
    """One's own accounts."""

    accounts: list[AccountOut]


class SlotOut(BaseModel):
    """A moment, why it is that one as codes, and in words by language."""

    slot_at: Timestamp
    because: list[str]
    explained: dict[str, str]


class PostOut(BaseModel):
    """One of one's own posts. `reason` says why it failed, ended or waits; `link` is None until it is published.

    `by_hand`: its author publishes it, so that what is known of it is what they have reported.
    """

    post_id: UUID
    approval_id: UUID
    activity_id: UUID
    account_id: UUID
    item_id: UUID
    kind: Kind
    network: Network
    choice: Choice
    points: int
    handle: str | None
    state: str
    slot_at: Timestamp | None
    because: list[str]
    explained: dict[str, str] | None
    reason: str | None
    retry_at: Timestamp | None
    opens_at: Timestamp
    closes_at: Timestamp
    by_hand: bool
    reported_at: Timestamp | None
    handed_over_at: Timestamp | None
    attempted_at: Timestamp | None
    published_at: Timestamp | None
    found_by: str | None
    link: str | None
    uncertain_at: Timestamp | None
    resolution: str | None
    removed_at: Timestamp | None
    removal_reason: str | None
    changed_at: Timestamp


class Counted(BaseModel):
    """What others had done with a post at a time; null is what the network does not tell."""

    at: str
    likes: int | None
    reposts: int | None
    replies: int | None
    views: int | None = None


class EngagementOut(BaseModel):
    """A post's engagement over time, the first look first. Empty where nothing has been counted, or may be kept."""

    post_id: UUID
    counted: list[Counted]


class PostsOut(BaseModel):
    """One's own posts, what changed last first."""

    posts: list[PostOut]


class SignedOut(BaseModel):
    """A signed event: its type, and its data byte for byte as text. Verify that text, not what you make of it."""

    type: str
    event: str


class AuditedOut(BaseModel):
    """What went out, and what it rests on.

    `use` is what was made of the approval: the publication, or its author's report. `grant` is null where a restore
    has lost it: the stream has it. `name`, `handle` and `link` are null where they are erased, were never there, or
    cannot be asked for now.
    """

    post_id: UUID
    advocate_id: UUID
    name: str | None
    erased: bool
    network: Network
    kind: Kind
    state: str
    out_at: Timestamp
    removed_at: Timestamp | None
    own_words: int
    points: int
    handle: str | None
    link: str | None
    approval: SignedOut
    grant: SignedOut | None
    use: SignedOut


class AuditedPageOut(BaseModel):
    """A page of what went out, the newest first; `next` is given as `before` to go on."""

    posts: list[AuditedOut]
    next: str | None


class AuthorsIn(_In):
    """Words that are looked for in authors' names, in any order."""

    model_config = shown({"words": "ayu"})

    words: Annotated[str, Field(min_length=1, max_length=200)]


class AuthorOut(BaseModel):
    """Somebody of whom something went out."""

    advocate_id: UUID
    name: str


class AuthorsOut(BaseModel):
    """Authors whose names fit, the closest first."""

    authors: list[AuthorOut]


class AuditedWordsOut(AuditedOut):
    """One of them. `opening` is what its digest opens to, where anybody may read it; `words` says why it is not shown.

    `words`: shown, erased, taken-down, by-hand, not-public, unavailable.
    """

    words: str
    opening: dict[str, Any] | None


class ComposerOut(BaseModel):
    """Where to publish it oneself: an address to open, and the approved words.

    `paste`: the address does not bring them. `closes_at`: until then it can be reported.
    """

    address: str
    text: str
    link: str | None
    target: str | None
    paste: bool
    closes_at: Timestamp


class Changed(BaseModel):
    """What became of a post by a command."""

    post_id: UUID
    state: str
    resolution: str | None = None
