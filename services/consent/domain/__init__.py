"""What consent decides."""

from services.consent.domain.account import Account
from services.consent.domain.advocate import Advocate, Group, Preferences
from services.consent.domain.approval import Approval
from services.consent.domain.errors import (
    AccountGone,
    AccountNotYours,
    ActivityClosed,
    AlreadyApproved,
    ApprovalError,
    ConsentError,
    EmailTaken,
    NoSlot,
    NotEnoughOwnWords,
    NotOnNetwork,
    NotTakingPart,
    NotWhatWasShown,
    OfferError,
    PreviewError,
    PreviewExpired,
    PreviewInvalid,
    TextInvalid,
    TextTooLong,
    TooAlike,
    UnknownApproval,
    UnknownItem,
    WindowInvalid,
)
from services.consent.domain.offering import Offering, Terms
from services.consent.domain.rules import check_approvable, check_possible, reason_to_lapse
from services.consent.domain.states import NAMESPACE, Basis, Parties, Refusal, State
from services.consent.domain.windows import window_for

__all__ = [
    "NAMESPACE",
    "Account",
    "AccountGone",
    "AccountNotYours",
    "ActivityClosed",
    "Advocate",
    "AlreadyApproved",
    "Approval",
    "ApprovalError",
    "Basis",
    "ConsentError",
    "EmailTaken",
    "Group",
    "NoSlot",
    "NotEnoughOwnWords",
    "NotOnNetwork",
    "NotTakingPart",
    "NotWhatWasShown",
    "OfferError",
    "Offering",
    "Parties",
    "Preferences",
    "PreviewError",
    "PreviewExpired",
    "PreviewInvalid",
    "Refusal",
    "State",
    "Terms",
    "TextInvalid",
    "TextTooLong",
    "TooAlike",
    "UnknownApproval",
    "UnknownItem",
    "WindowInvalid",
    "check_approvable",
    "check_possible",
    "reason_to_lapse",
    "window_for",
]
