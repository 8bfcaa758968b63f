"""Why content refuses: nothing was changed, and the message says what to do."""

from __future__ import annotations

from typing import ClassVar


class ContentError(Exception):
    """Nothing was changed. `code` is for programs, the message for people, `status` is the HTTP status."""

    code: ClassVar[str] = "content"
    status: ClassVar[int] = 409


class ItemRetired(ContentError):
    """A retired item is never offered or revised again."""

    code = "item-retired"


class ExpiryInvalid(ContentError):
    """The item would expire in the past, or before an activity that is open on it."""

    code = "expiry-invalid"
    status = 422


class WindowInvalid(ContentError):
    """The window makes no sense as an offer."""

    code = "window-invalid"
    status = 422


class AudienceInvalid(ContentError):
    """Everyone, or at least one group, and not both."""

    code = "audience-invalid"
    status = 422


class KindNotOnNetwork(ContentError):
    """The network has no such activity, or this release cannot perform it there yet."""

    code = "kind-not-on-network"
    status = 422


class NothingToShare(ContentError):
    """A post needs a link or a text to start from."""

    code = "nothing-to-share"


class TargetInvalid(ContentError):
    """What is done to a post or an account needs its address on the network; a post has none."""

    code = "target-invalid"
    status = 422


class PointsNotAllowed(ContentError):
    """The network's rules forbid rewards, or the number is out of range."""

    code = "points-not-allowed"
    status = 422


class OwnWordsInvalid(ContentError):
    """Own words are asked for in percent, and only where there are words."""

    code = "own-words-invalid"
    status = 422


class PriorityInvalid(ContentError):
    """A priority is a small number."""

    code = "priority-invalid"
    status = 422


class TooManyActivities(ContentError):
    """The item has as many open activities as it may have."""

    code = "too-many-activities"


class UnknownActivity(ContentError):
    """The item has no such activity."""

    code = "not-found"
    status = 404


class TopicArchived(ContentError):
    """No further item is about an archived topic."""

    code = "topic-archived"


class TopicNameTaken(ContentError):
    """Another topic has this name."""

    code = "topic-name-taken"


class TooManyTopics(ContentError):
    """The programme has as many topics as anybody can choose from."""

    code = "too-many-topics"


class FeedRemoved(ContentError):
    """The feed is no longer followed."""

    code = "not-found"
    status = 404


class FeedKnown(ContentError):
    """The feed is followed already."""

    code = "feed-known"


class SuggestionSettled(ContentError):
    """A suggestion is accepted or declined once."""

    code = "suggestion-settled"


class SuggestionGone(ContentError):
    """There is no such suggestion, or its suggester was erased and its words with them."""

    code = "not-found"
    status = 404


class TooManySuggestions(ContentError):
    """A person suggests a few things a day, so that curators can look at each."""

    code = "too-many-suggestions"
    status = 429


class SourceUnusable(ContentError):
    """What the address leads to is no page or feed that an item can be made of."""

    code = "source-unusable"
    status = 422


class MessageTooLong(ContentError):
    """A suggested message does not fit its network. `used` and `limit` are counted as the network counts."""

    code = "message-too-long"
    status = 422

    def __init__(self, message: str, *, network: str, language: str, used: int, limit: int) -> None:
        super().__init__(message)
        self.network = network
        self.language = language
        self.used = used
        self.limit = limit


class WordsInvalid(ContentError):
    """The item's words or addresses are not usable."""

    code = "words-invalid"
    status = 422
