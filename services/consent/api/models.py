"""What consent's routes take and give. Bounds are tight and nothing unknown is accepted."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.http import shown
from contracts.disclosures import Country
from contracts.event import Timestamp
from contracts.languages import LanguageTag
from contracts.networks import Media
from contracts.values import Choice, Role
from services.consent.application import Wish
from services.consent.domain import Preferences

# Control characters, and the overrides that make a name read unlike what it says.
_UNSEEN = r"\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\uFEFF"
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=rf"^[^\s{_UNSEEN}]([^{_UNSEEN}]*[^\s{_UNSEEN}])?$")]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=rf"^[^@\s{_UNSEEN}]+@[^@\s{_UNSEEN}]+$")]
Roles = Annotated[list[Role], Field(max_length=len(Role))]
Groups = Annotated[list[UUID], Field(max_length=100)]
Text = Annotated[str, Field(max_length=20_000)]
MAX_TOKEN = 65_536

REQUIRED = {
    "approve": ("token", "text"),
    "replace": ("token", "text", "approval_id"),
    "withdraw": ("approval_id",),
    "decline": ("activity_id",),
    "undo-decline": ("activity_id",),
}
"""What each verb needs."""


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonIn(_Request):
    """Somebody who is to take part."""

    model_config = shown(
        {
            "name": "Ayu Lestari",
            "email": "ayu@example.org",
            "roles": ["curator"],
            "groups": ["5f2b9a34-1c8d-4e7f-b6a5-9d8c7b6a5f43"],
        }
    )

    name: Name
    email: Email
    roles: Roles = []
    groups: Groups = []


class WhoIn(_Request):
    """Somebody by their address, or by their id."""

    email: Email | None = None
    person_id: UUID | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.email is None) == (self.person_id is None):
            raise ValueError("give either an address or an id")
        return self


class RolesIn(_Request):
    """All roles from now on; everybody stays an advocate."""

    model_config = shown({"roles": ["curator", "administrator"]})

    roles: Roles


class GroupsIn(_Request):
    """All groups from now on."""

    model_config = shown({"groups": ["5f2b9a34-1c8d-4e7f-b6a5-9d8c7b6a5f43"]})

    groups: Groups


class GroupIn(_Request):
    """A new group."""

    model_config = shown({"name": "Engineering"})

    name: Name


class PreferencesIn(_Request):
    """How a person wants posts spread: minutes after local midnight, weekdays from Monday = 0.

    `country`: whose law one's posts are under; null: not said, then what is asked for anywhere is asked for.
    `topics` and `languages`: what one likes to be asked for, which comes first in the feed; it leaves nothing out.
    """

    model_config = shown(
        {
            "language": "id",
            "time_zone": "Asia/Jakarta",
            "quiet_from": 1260,
            "quiet_to": 420,
            "weekdays": [0, 1, 2, 3, 4],
            "spacing_minutes": 120,
            "daily_cap": 3,
            "listed": True,
            "country": "ID",
            "topics": ["3f0d2c1b-8a79-4d5e-b6c4-1a2b3c4d5e6f"],
            "languages": ["id", "en"],
        }
    )

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    time_zone: Annotated[str, Field(min_length=1, max_length=60)]
    quiet_from: Annotated[int, Field(ge=0, lt=1440)]
    quiet_to: Annotated[int, Field(ge=0, lt=1440)]
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    spacing_minutes: Annotated[int, Field(ge=0, le=1440)]
    daily_cap: Annotated[int, Field(ge=1, le=50)]
    listed: bool
    country: Country | None = None
    topics: Annotated[list[UUID], Field(max_length=50)] = []
    languages: Annotated[list[LanguageTag], Field(max_length=20)] = []

    def preferences(self) -> Preferences:
        """As the domain knows them; a day, a topic and a language count once."""
        once = {
            "weekdays": tuple(sorted(set(self.weekdays))),
            "topics": tuple(dict.fromkeys(self.topics)),
            "languages": tuple(dict.fromkeys(self.languages)),
        }
        return Preferences(**{**self.model_dump(), **once})


class MediaIn(_Request):
    """An image that was uploaded, by its digest, with its description for those who do not see it."""

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    alt: Annotated[str, Field(max_length=5000)] = ""


class PreviewIn(_Request):
    """What somebody wants to see before approving it."""

    model_config = shown(
        {
            "activity_id": "8c1d1d5e-0b7a-4b0e-9a43-5d0f6f1f2a10",
            "account_id": "b7e0c5aa-6d0f-4c58-8a3e-2f9f0c3d4e21",
            "text": "I helped to build it: our learning lab is open.",
            "choice": "drip",
        }
    )

    activity_id: UUID
    account_id: UUID
    text: Text = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    visibility: Annotated[str, Field(pattern=r"^[a-z]{0,20}$")] = ""
    content_warning: Annotated[str, Field(max_length=500)] = ""
    choice: Choice
    picked_at: Timestamp | None = None
    media: Annotated[list[MediaIn], Field(max_length=10)] = []

    def wish(self, approval_id: UUID) -> Wish:
        """As previews know it."""
        images = tuple(Media(hash=image.hash, alt=image.alt) for image in self.media)
        return Wish(approval_id=approval_id, **self.model_dump(exclude={"media"}), media=images)


class RespondIn(_Request):
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


class NamesIn(_Request):
    """Whose names are asked for."""

    ids: Annotated[list[UUID], Field(max_length=500)]


class PersonOut(BaseModel):
    """The person that a command was about."""

    person_id: UUID


class GroupOut(BaseModel):
    """The group that a command was about."""

    group_id: UUID


class RespondOut(BaseModel):
    """What an answer led to."""

    approval_id: UUID | None
    activity_id: UUID
    account_id: UUID | None
    state: str


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
    """What the text says of its author's employer. `text`: the words that do; `added`: the preview put them in front.

    `label`: what the network's own composer has for it, which Restu cannot set.
    """

    required: bool
    country: str
    text: str | None
    added: bool
    label: str | None
    explained: dict[str, str]


class PreviewOut(BaseModel):
    """A preview; `token` and `preview.text` are what approving needs. Percentages are integers."""

    token: str
    approval_id: UUID
    digest: str
    preview: Shown
    target: TargetOut | None
    own_words: int
    own_words_needed: int
    alike: Alike
    disclosure_required: bool
    disclosure: DisclosureOut
    length: Length
    window: WindowOut
    slot: dict[str, Any]
    points: int
    expires_at: str


class Message(BaseModel):
    """A text offered as a starting point."""

    language: str
    text: str


class ContentOut(BaseModel):
    """The words of an activity; `language` is null where nobody said it."""

    title: str
    language: str | None
    link: str | None
    target: str | None
    messages: list[Message]


class Mine(BaseModel):
    """The latest approval of an activity on one account."""

    account_id: UUID
    approval_id: UUID
    state: str


class ActivityOut(BaseModel):
    """One activity of a feed; `content` is null while it cannot be fetched."""

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
    content: ContentOut | None
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


class GroupName(BaseModel):
    """A group."""

    group_id: UUID
    name: str


class MeOut(BaseModel):
    """One's own page."""

    person_id: UUID
    name: str
    email: str
    roles: list[Role]
    active: bool
    joined_at: str
    groups: list[GroupName]
    preferences: PreferencesIn


class PersonRow(BaseModel):
    """One person, for administrators."""

    person_id: UUID
    name: str
    email: str
    roles: list[Role]
    active: bool
    joined_at: str
    groups: list[UUID]


class PeopleOut(BaseModel):
    """A page of people; `next` is given as `after` to go on."""

    people: list[PersonRow]
    next: UUID | None


class GroupsOut(BaseModel):
    """All groups."""

    groups: list[GroupName]
