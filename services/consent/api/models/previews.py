"""Previews and images, as routes take and give them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.http import shown
from contracts.event import Timestamp
from contracts.networks import Media
from contracts.values import Choice
from services.consent.api.models.fields import Language, Request, Text
from services.consent.application import Wish


class MediaIn(Request):
    """An image that was uploaded, by its digest, with its description for those who do not see it."""

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    alt: Annotated[str, Field(max_length=5000)] = ""


class PreviewIn(Request):
    """What somebody wants to see before approving it. An activity `by_hand` in the feed is for no account.

    Without a `choice` it is for now, or, where now has no time left, spread out; the preview says which.
    """

    model_config = shown(
        {
            "activity_id": "8c1d1d5e-0b7a-4b0e-9a43-5d0f6f1f2a10",
            "account_id": "b7e0c5aa-6d0f-4c58-8a3e-2f9f0c3d4e21",
            "text": "I helped to build it: our learning lab is open.",
            "choice": "drip",
        },
        {
            "activity_id": "8c1d1d5e-0b7a-4b0e-9a43-5d0f6f1f2a10",
            "text": "I helped to build it: our learning lab is open.",
        },
    )

    activity_id: UUID
    account_id: UUID | None = None
    text: Text = ""
    language: Language = "en"
    visibility: Annotated[str, Field(pattern=r"^[a-z]{0,20}$")] = ""
    content_warning: Annotated[str, Field(max_length=500)] = ""
    choice: Choice | None = None
    picked_at: Timestamp | None = None
    media: Annotated[list[MediaIn], Field(max_length=10)] = Field(default=[])

    def wish(self, approval_id: UUID) -> Wish:
        """As previews know it."""
        images = tuple(Media(hash=image.hash, alt=image.alt) for image in self.media)
        return Wish(approval_id=approval_id, **self.model_dump(exclude={"media"}), media=images)


class Length(BaseModel):
    """What the text uses and may use, in what the network counts: graphemes, bytes, characters of its own."""

    used: int
    limit: int
    unit: str


class Shown(BaseModel):
    """Every field that would be published, and codes of what is not part of the promise."""

    handle: str
    text: str
    visibility: str
    language: str
    content_warning: str
    sensitive: bool
    media: list[dict[str, str]]
    link: str | None
    target: str | None
    kind: str
    network: str
    notes: list[str]


class ImageOut(BaseModel):
    """An image as it was stored, without anything that is not picture; sizes in bytes and pixels."""

    hash: str
    type: str
    bytes: int
    width: int
    height: int


class TargetOut(BaseModel):
    """What the network shows of the target at this moment; its words belong to their author, who may change them."""

    url: str
    handle: str | None
    text: str
    content_warning: str
    created_at: str | None


class WindowOut(BaseModel):
    """From when to when it may go out."""

    opens_at: str
    closes_at: str


class Alike(BaseModel):
    """How much of a text is as in the nearest colleague's, in steps of ten percent; more than `most` is refused."""

    percent: int
    most: int
    explained: dict[str, str]


class DisclosureOut(BaseModel):
    """What it says of its author's employer. `text`: the words that do; `added`: the preview put them in front.

    `in_warning`: the content warning says it, for that folds the text away.
    `label`: what the network's own composer has for it, which Restu cannot set.
    """

    required: bool
    country: str
    text: str | None
    added: bool
    in_warning: bool
    label: str | None
    explained: dict[str, str]


class ByHand(BaseModel):
    """What a person does themselves once they have approved it: whether they paste the text, and all of it in words."""

    paste: bool
    explained: dict[str, str]


class PreviewOut(BaseModel):
    """A preview; `token` and `preview.text` are what approving needs. Percentages are integers.

    `by_hand` is null for what Restu publishes. `not_now`: why it is spread out, where nobody chose and now has no time
    left; else null.
    """

    token: str
    approval_id: UUID
    digest: str
    preview: Shown
    target: TargetOut | None
    by_hand: ByHand | None
    own_words: int
    own_words_needed: int
    alike: Alike
    disclosure_required: bool
    disclosure: DisclosureOut
    length: Length
    choice: Choice
    not_now: dict[str, str] | None
    window: WindowOut
    slot: dict[str, Any]
    points: int
    expires_at: str
