"""restu.consent.v1, keyed by advocate id: who takes part, and every consent given, taken back, lapsed or used."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.event import Digest, IntegrationEvent, Percent, Reason, SignedEvent, Timestamp
from contracts.values import Choice, Kind, LapseReason, Network, Role

TOPIC = "restu.consent.v1"


class _ConsentEvent(IntegrationEvent):
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    advocate_id: UUID


class AdvocateJoined(_ConsentEvent):
    """An employee takes part."""

    TYPE: ClassVar[str] = "restu.AdvocateJoined.v1"

    joined_at: Timestamp


class GroupsChanged(_ConsentEvent):
    """All groups the advocate is in now."""

    TYPE: ClassVar[str] = "restu.GroupsChanged.v1"

    groups: tuple[UUID, ...]
    changed_at: Timestamp


class RolesChanged(_ConsentEvent):
    """All roles the advocate has now."""

    TYPE: ClassVar[str] = "restu.RolesChanged.v1"

    roles: tuple[Role, ...]
    changed_at: Timestamp


class PreferencesChanged(_ConsentEvent):
    """How the advocate wants posts spread. Times are local to `time_zone`, minutes after midnight."""

    TYPE: ClassVar[str] = "restu.PreferencesChanged.v1"

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    time_zone: Annotated[str, Field(max_length=60)]
    quiet_from: Annotated[int, Field(ge=0, lt=1440)]
    quiet_to: Annotated[int, Field(ge=0, lt=1440)]
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    spacing_minutes: Annotated[int, Field(ge=0, le=1440)]
    daily_cap: Annotated[int, Field(ge=1, le=50)]
    listed: bool
    changed_at: Timestamp


class AdvocateLeft(_ConsentEvent):
    """The advocate no longer takes part; standing approvals lapse, sessions end."""

    TYPE: ClassVar[str] = "restu.AdvocateLeft.v1"

    left_at: Timestamp


class PersonErased(_ConsentEvent):
    """Every service deletes this person's rows in its vault."""

    TYPE: ClassVar[str] = "restu.PersonErased.v1"

    erased_at: Timestamp


class ActivityApproved(SignedEvent):
    """The receipt: one advocate's explicit consent to one preview and a window, signed by consent."""

    TYPE: ClassVar[str] = "restu.ActivityApproved.v1"
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    approval_id: UUID
    advocate_id: UUID
    activity_id: UUID
    account_id: UUID
    item_id: UUID
    revision_id: UUID
    kind: Kind
    network: Network
    preview_digest: Digest
    choice: Choice
    opens_at: Timestamp
    closes_at: Timestamp
    picked_at: Timestamp | None = None
    own_words: Percent
    points: int
    replaces: UUID | None = None
    approved_at: Timestamp


class _ApprovalEvent(_ConsentEvent):
    approval_id: UUID
    activity_id: UUID
    account_id: UUID


class ApprovalWithdrawn(_ApprovalEvent):
    """Taken back before release (or, noted during one, after it was returned)."""

    TYPE: ClassVar[str] = "restu.ApprovalWithdrawn.v1"

    replaced_by: UUID | None = None
    withdrawn_at: Timestamp


class ApprovalLapsed(_ApprovalEvent):
    """The approval ended by itself."""

    TYPE: ClassVar[str] = "restu.ApprovalLapsed.v1"

    reason: LapseReason
    lapsed_at: Timestamp


class ReleaseGranted(SignedEvent):
    """One approval handed over for one attempt, recorded within 60 s of `requested_at` by the publisher's clock."""

    TYPE: ClassVar[str] = "restu.ReleaseGranted.v1"
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "advocate_id"

    release_id: UUID
    approval_id: UUID
    approval_hash: Digest
    advocate_id: UUID
    activity_id: UUID
    account_id: UUID
    preview_digest: Digest
    requested_at: Timestamp
    granted_at: Timestamp


class ReleaseRefused(_ConsentEvent):
    """The approval may not be used: for good (`final`), or not before `retry_at`."""

    TYPE: ClassVar[str] = "restu.ReleaseRefused.v1"

    release_id: UUID
    approval_id: UUID
    reason: Reason
    final: bool
    retry_at: Timestamp | None = None
    refused_at: Timestamp


EVENTS: tuple[type[IntegrationEvent], ...] = (
    AdvocateJoined,
    GroupsChanged,
    RolesChanged,
    PreferencesChanged,
    AdvocateLeft,
    PersonErased,
    ActivityApproved,
    ApprovalWithdrawn,
    ApprovalLapsed,
    ReleaseGranted,
    ReleaseRefused,
)
