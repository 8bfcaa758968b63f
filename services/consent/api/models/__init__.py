"""What consent's routes take and give. Bounds are tight and nothing unknown is accepted."""

from services.consent.api.models.answers import ApprovalOut, ApprovalsOut, FeedOut, ReceiptOut, RespondIn, RespondOut
from services.consent.api.models.people import (
    CalledIn,
    FoundOut,
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
    SearchIn,
    WhoIn,
)
from services.consent.api.models.previews import ImageOut, PreviewIn, PreviewOut

__all__ = [
    "ApprovalOut",
    "ApprovalsOut",
    "CalledIn",
    "FeedOut",
    "FoundOut",
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
    "SearchIn",
    "WhoIn",
]
