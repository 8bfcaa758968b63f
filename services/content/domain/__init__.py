"""What content decides."""

from services.content.domain.errors import (
    AudienceInvalid,
    ContentError,
    ExpiryInvalid,
    FeedKnown,
    FeedRemoved,
    ItemRetired,
    KindNotOnNetwork,
    MessageTooLong,
    NothingToShare,
    OwnWordsInvalid,
    PointsNotAllowed,
    PriorityInvalid,
    SourceUnusable,
    SuggestionGone,
    SuggestionSettled,
    TargetInvalid,
    TooManyActivities,
    TooManySuggestions,
    UnknownActivity,
    WindowInvalid,
    WordsInvalid,
)
from services.content.domain.feed import Feed
from services.content.domain.item import Item
from services.content.domain.lost import LostItem
from services.content.domain.suggestion import Suggestion
from services.content.domain.terms import NetworkTerms, Offer, RetireReason, Revision, Source, check_expiry

__all__ = [
    "AudienceInvalid",
    "ContentError",
    "ExpiryInvalid",
    "Feed",
    "FeedKnown",
    "FeedRemoved",
    "Item",
    "ItemRetired",
    "KindNotOnNetwork",
    "LostItem",
    "MessageTooLong",
    "NetworkTerms",
    "NothingToShare",
    "Offer",
    "OwnWordsInvalid",
    "PointsNotAllowed",
    "PriorityInvalid",
    "RetireReason",
    "Revision",
    "Source",
    "SourceUnusable",
    "Suggestion",
    "SuggestionGone",
    "SuggestionSettled",
    "TargetInvalid",
    "TooManyActivities",
    "TooManySuggestions",
    "UnknownActivity",
    "WindowInvalid",
    "WordsInvalid",
    "check_expiry",
]
