"""What consent's routes take and give. Bounds are tight and nothing unknown is accepted."""

from services.consent.api.models.answers import ApprovalOut, ApprovalsOut, FeedOut, ReceiptOut, RespondIn, RespondOut
from services.consent.api.models.people import (
    GroupIn,
    GroupOut,
    GroupsIn,
    GroupsOut,
    MeOut,
    NamesIn,
    PeopleOut,
    PersonIn,
    PersonOut,
    PreferencesIn,
    RolesIn,
    WhoIn,
)
from services.consent.api.models.previews import ImageOut, PreviewIn, PreviewOut

__all__ = [
    "ApprovalOut",
    "ApprovalsOut",
    "FeedOut",
    "GroupIn",
    "GroupOut",
    "GroupsIn",
    "GroupsOut",
    "ImageOut",
    "MeOut",
    "NamesIn",
    "PeopleOut",
    "PersonIn",
    "PersonOut",
    "PreferencesIn",
    "PreviewIn",
    "PreviewOut",
    "ReceiptOut",
    "RespondIn",
    "RespondOut",
    "RolesIn",
    "WhoIn",
]
