"""Why consent refuses: nothing was changed, and the message says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from contracts.values import timestamp


class ConsentError(Exception):
    """Nothing was changed. `code` is for programs, the message for people, `status` is the HTTP status."""

    code: ClassVar[str] = "consent"
    status: ClassVar[int] = 409


class NotTakingPart(ConsentError):
    """The person has left, was erased, or never joined."""

    code = "not-taking-part"
    status = 403


class EmailTaken(ConsentError):
    """Somebody who takes part has this e-mail address."""

    code = "email-taken"


class UnknownTimeZone(ConsentError):
    """There is no such IANA time zone."""

    code = "unknown-time-zone"
    status = 422


class OfferError(ConsentError):
    """The activity cannot be approved (any more)."""


class ContentRetired(OfferError):
    """The content item was retired or has expired."""

    code = "content-retired"


class ContentRevised(OfferError):
    """The content item's words changed after the preview was made."""

    code = "content-revised"


class ActivityClosed(OfferError):
    """The activity is closed, or its time is over."""

    code = "activity-closed"


class ActivityNotOpen(OfferError):
    """The activity has not begun. `opens_at` says when it does."""

    code = "activity-not-open"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"this activity opens at {timestamp(opens_at)}; nothing was changed")
        self.opens_at = timestamp(opens_at)


class NotInAudience(OfferError):
    """The activity is offered to others."""

    code = "not-in-audience"
    status = 403


class UnknownItem(ConsentError):
    """An event about a content item that consent never heard of."""

    code = "unknown-item"


class AccountGone(ConsentError):
    """The account is not connected any more."""

    code = "account-gone"


class AccountNotYours(ConsentError):
    """There is no such account of this person."""

    code = "not-found"
    status = 404


class OtherNetwork(ConsentError):
    """The account is on another network than the activity."""

    code = "other-network"
    status = 422


class WindowInvalid(ConsentError):
    """The chosen time does not fit: past, before the offer opens or too near to its end."""

    code = "window-invalid"
    status = 422


class ApprovalError(ConsentError):
    """The state of the approvals of this activity on this account does not allow it."""


class UnknownApproval(ApprovalError):
    """There is no such approval, or it is somebody else's."""

    code = "not-found"
    status = 404


class PreviewUsed(ApprovalError):
    """This preview was approved before; each preview is good for one approval."""

    code = "preview-used"


class AlreadyApproved(ApprovalError):
    """An approval stands: withdraw or replace it."""

    code = "already-approved"


class AlreadyPublished(ApprovalError):
    """It is published: it can be taken down, and is not published again."""

    code = "already-published"


class BeingReleased(ApprovalError):
    """It is on its way right now: wait for the outcome, or withdraw, which counts should it come back."""

    code = "being-released"


class OutcomeUncertain(ApprovalError):
    """It may have been published: look, and say what you see."""

    code = "uncertain"


class NotStanding(ApprovalError):
    """The approval has ended. `state` says how."""

    code = "not-standing"

    def __init__(self, message: str, *, state: str) -> None:
        super().__init__(message)
        self.state = state


class NotEnoughOwnWords(ApprovalError):
    """The offer asks for more of the person's own words. `own_words` and `needed` are percent."""

    code = "own-words"
    status = 422

    def __init__(self, *, own_words: int, needed: int) -> None:
        super().__init__(
            f"this activity asks for {needed} percent in your own words, and your text has {own_words}; "
            "nothing was approved, your text can be edited"
        )
        self.own_words = own_words
        self.needed = needed


class PreviewError(ConsentError):
    """A preview cannot be made, or is not what was shown."""


class PreviewInvalid(PreviewError):
    """The token is none of ours, or another person's."""

    code = "preview-invalid"
    status = 422


class PreviewExpired(PreviewError):
    """The preview is older than five minutes."""

    code = "preview-expired"


class NotWhatWasShown(PreviewError):
    """The text is another one than the preview showed."""

    code = "not-what-was-shown"


class TextInvalid(PreviewError):
    """The text cannot be published."""

    code = "text-invalid"
    status = 422


class TextTooLong(PreviewError):
    """The text is longer than the network takes. `used` and `limit` are counted in the network's own `unit`."""

    code = "text-too-long"
    status = 422

    def __init__(self, *, used: int, limit: int, unit: str) -> None:
        super().__init__(f"the text uses {used} of {limit} {unit}, as the network counts; shorten it by {used - limit}")
        self.used = used
        self.limit = limit
        self.unit = unit


class TooAlike(PreviewError):
    """More of the text is as in a colleague's than the network's rules allow, in percent of the phrases."""

    code = "too-alike"
    status = 422

    def __init__(self, *, percent: int) -> None:
        super().__init__(
            f"about {percent} % of this is as a colleague has written it, and this network does not take that from "
            "several people; nothing was approved, say it in your own way"
        )
        self.percent = percent


class DisclosureMissing(PreviewError):
    """What everybody sees of it does not say that its author works for the company. `country` asks for it.

    `text` is what to add, to the content warning where there is one.
    """

    code = "disclosure-missing"
    status = 422

    def __init__(self, *, country: str, text: str) -> None:
        super().__init__(
            f"a text of yours has to say for whom you work where everybody sees it, and this one does not: add "
            f"“{text}”, or make a new preview, which puts it in front; nothing was approved"
        )
        self.country = country
        self.text = text


class DisclosureInvalid(ConsentError):
    """These words cannot stand for a disclosure."""

    code = "disclosure-invalid"
    status = 422


class NotOnNetwork(PreviewError):
    """The network does not have the chosen visibility, content warning or kind of activity."""

    code = "not-on-network"
    status = 422


class ImageError(PreviewError):
    """An image cannot be part of this post."""


class ImageUnusable(ImageError):
    """What was uploaded is no image that we can clean. `reason` says why, as a code."""

    code = "image-unusable"
    status = 422

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{message}; nothing was stored")
        self.reason = reason


class TooManyImages(ImageError):
    """The person has as many images that no post was approved with as may wait."""

    code = "too-many-images"
    status = 429


class ImageGone(ImageError):
    """There is no such image of this person (any more)."""

    code = "image-gone"


class ImageNotDescribed(ImageError):
    """An image needs words for those who do not see it."""

    code = "image-not-described"
    status = 422


class PermissionMissing(PreviewError):
    """The account's owner has not permitted this kind on the network; connecting again asks for it."""

    code = "permission-missing"


class TargetUnusable(PreviewError):
    """The network does not let this account do this to this target. `reason` is the network's, as a code."""

    code = "target-unusable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the network does not let you do this ({reason}); nothing was approved")
        self.reason = reason


class NoSlot(PreviewError):
    """No time of the window is free. `explained` says why, by language."""

    code = "no-slot"

    def __init__(self, message: str, *, explained: Mapping[str, str]) -> None:
        super().__init__(message)
        self.explained = dict(explained)
