"""The feed, what is answered to it, and what became of it, as routes take and give them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from chassis.http import shown
from services.consent.api.models.fields import Request, Text

MAX_TOKEN = 65_536

REQUIRED = {
    "approve": ("token", "text"),
    "replace": ("token", "text", "approval_id"),
    "withdraw": ("approval_id",),
    "decline": ("activity_id",),
    "undo-decline": ("activity_id",),
}
"""What each verb needs."""


class RespondIn(Request):
    """An answer to an activity. The verb is here and not in the address: nobody sees from outside who declined."""

    model_config = shown(
        {"verb": "approve", "token": "...", "text": "I helped to build it: our learning lab is open."},
        {
            "verb": "replace",
            "approval_id": "e4a1c2d3-5b6f-4a7e-8c9d-0f1e2d3c4b54",
            "token": "...",
            "text": "Our learning lab is open, and I helped to build it.",
        },
        {"verb": "withdraw", "approval_id": "e4a1c2d3-5b6f-4a7e-8c9d-0f1e2d3c4b54"},
        {"verb": "decline", "activity_id": "8c1d1d5e-0b7a-4b0e-9a43-5d0f6f1f2a10"},
        {"verb": "undo-decline", "activity_id": "8c1d1d5e-0b7a-4b0e-9a43-5d0f6f1f2a10"},
    )

    verb: Literal["approve", "replace", "decline", "withdraw", "undo-decline"]
    token: Annotated[str, Field(min_length=1, max_length=MAX_TOKEN)] | None = None
    text: Text | None = None
    approval_id: UUID | None = None
    activity_id: UUID | None = None
    account_id: UUID | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in REQUIRED[self.verb] if getattr(self, name) is None]
        if missing:
            raise ValueError(f"{self.verb} needs {', '.join(missing)}")
        return self


class RespondOut(BaseModel):
    """What an answer led to."""

    approval_id: UUID | None
    activity_id: UUID
    account_id: UUID | None
    state: str


class Message(BaseModel):
    """A text offered as a starting point."""

    language: str
    text: str


class ContentOut(BaseModel):
    """The words of an activity; `language` is null where nobody said it. `image`: whether content names one."""

    title: str
    language: str | None
    link: str | None
    target: str | None
    image: bool
    messages: list[Message]


class Mine(BaseModel):
    """The latest approval of an activity on one account."""

    account_id: UUID
    approval_id: UUID
    state: str


class AskedBy(BaseModel):
    """The curator who asks for it, and why it is worth doing, in their words where they said it."""

    person_id: UUID
    name: str
    reason: str | None


class AltText(BaseModel):
    """How many characters the description of an image may have (null: no limit), and whether there has to be one."""

    limit: int | None
    required: bool


class Extras(BaseModel):
    """What a preview may have besides its words. `visibilities`: the usual one first, none where nothing is chosen.

    `images`: at most so many, each of at most `image_bytes`.
    """

    visibilities: list[str]
    content_warning: bool
    images: int
    image_bytes: int
    alt_text: AltText


class ActivityOut(BaseModel):
    """One activity of a feed; `by_hand`: one publishes it oneself. `content` is null while it cannot be fetched.

    `asked_by` is null where nobody noted who asks, and once they are erased.
    """

    activity_id: UUID
    item_id: UUID
    revision_id: UUID
    kind: str
    network: str
    opens_at: str
    closes_at: str
    offered_at: str
    points: int
    own_words: int
    priority: int
    topics: list[UUID]
    by_hand: bool
    extras: Extras
    content: ContentOut | None
    asked_by: AskedBy | None
    approvals: list[Mine]


class LeftOut(BaseModel):
    """How many activities of the whole feed the filter leaves out: for their language, and of the others for topics."""

    language: int
    topics: int


class FeedOut(BaseModel):
    """A page of a feed; `next` is given as `after` to go on."""

    activities: list[ActivityOut]
    left_out: LeftOut
    next: UUID | None


class DeclinedOut(BaseModel):
    """What one declined and may still take up."""

    activities: list[ActivityOut]


class ApprovalOut(BaseModel):
    """One approval."""

    approval_id: UUID
    activity_id: UUID
    account_id: UUID
    item_id: UUID | None
    revision_id: UUID | None
    state: str
    reason: str | None
    withdrawal_noted: bool
    replaces: UUID | None
    replaced_by: UUID | None
    approved_at: str
    changed_at: str
    kind: str | None
    network: str | None
    choice: str | None
    own_words: int | None
    points: int | None
    preview_digest: str | None
    opens_at: str | None
    closes_at: str | None
    picked_at: str | None


class ApprovalsOut(BaseModel):
    """A page of approvals, newest first; `next` is given as `before` to go on."""

    approvals: list[ApprovalOut]
    next: str | None


class ReceiptOut(BaseModel):
    """The signed approval, byte for byte as text, and what its digest opens to (null once erased)."""

    type: str
    event: str
    opening: dict[str, Any] | None
