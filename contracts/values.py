"""Value types that every room may use: plain, immutable, without I/O.

Times are timezone-aware UTC datetimes; on the wire they are RFC 3339 with milliseconds and `Z`.
Digests are 64 lower-case hexadecimal characters (SHA-256).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo


class Aim(StrEnum):
    """What the target of an activity is: somebody's post, or somebody's account."""

    POST = "post"
    ACCOUNT = "account"


class Kind(StrEnum):
    """What an activity asks for. Which of them can be offered where is in the networks' rules (contracts/networks)."""

    POST = "post"
    REPOST = "repost"
    LIKE = "like"
    COMMENT = "comment"
    FOLLOW = "follow"

    @property
    def has_words(self) -> bool:
        """Whether it is a text of the advocate's: there is something to write, to measure, to call one's own."""
        return self in (Kind.POST, Kind.COMMENT)

    @property
    def has_visibility(self) -> bool:
        """Whether something new stands on the advocate's profile, for everybody or for some."""
        return self in (Kind.POST, Kind.REPOST, Kind.COMMENT)

    @property
    def aim(self) -> Aim | None:
        """What it is done to: its target; None for what stands by itself."""
        if self is Kind.POST:
            return None
        return Aim.ACCOUNT if self is Kind.FOLLOW else Aim.POST


class Network(StrEnum):
    """A social network that Restu knows the rules of (contracts/networks)."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    LINKEDIN = "linkedin"
    X = "x"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"


class Choice(StrEnum):
    """When an approved activity goes out: within the hour, spread over the window, or at a picked time."""

    NOW = "now"
    DRIP = "drip"
    PICK = "pick"


class Role(StrEnum):
    """What a person may do. Everybody who joined is an advocate."""

    ADVOCATE = "advocate"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SPONSOR = "sponsor"


class LapseReason(StrEnum):
    """Why an approval ended by itself (decisions.md 11)."""

    WINDOW_OVER = "window-over"
    CONTENT_REVISED = "content-revised"
    CONTENT_RETIRED = "content-retired"
    ACTIVITY_CLOSED = "activity-closed"
    NOT_IN_AUDIENCE = "not-in-audience"
    ACCOUNT_GONE = "account-gone"
    ADVOCATE_LEFT = "advocate-left"
    PERSON_ERASED = "person-erased"
    CONSENT_RESTORED = "consent-restored"
    ALREADY_PUBLISHED = "already-published"


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which an approval may be used: from `opens_at` up to, not including, `closes_at` (UTC)."""

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self) -> None:
        if self.opens_at.tzinfo is None or self.closes_at.tzinfo is None:
            raise ValueError("a window's times carry a time zone")
        if self.closes_at <= self.opens_at:
            raise ValueError("a window closes after it opens")

    def contains(self, at: datetime) -> bool:
        """Whether `at` lies in the window."""
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an activity is offered to: everyone, or the members of any of the named groups."""

    everyone: bool
    groups: tuple[UUID, ...] = ()

    def includes(self, groups: frozenset[UUID]) -> bool:
        """Whether somebody in `groups` is meant."""
        return self.everyone or not groups.isdisjoint(self.groups)


_UNCONNECTED = UUID("4f0e1c9a-7d35-4b86-9a51-0c6e2b7f8d13")


@lru_cache(maxsize=4096)
def unconnected_account(advocate_id: UUID, network: Network) -> UUID:
    """What stands for an account where a person publishes themselves: nothing is connected there.

    One for each person and network, and no connected account ever has it, so that everybody who reads an event knows
    whether Restu could have published it.
    """
    return uuid5(_UNCONNECTED, f"{advocate_id}/{network.value}")


def is_unconnected(account_id: UUID, advocate_id: UUID) -> bool:
    """Whether an account of this person's is one where they publish themselves."""
    return any(account_id == unconnected_account(advocate_id, network) for network in Network)


MOST_PRIORITY = 2
"""An activity's priority is 0, the usual, up to this."""

GRANT_LIFETIME = timedelta(seconds=60)
"""A grant serves one attempt recorded within this time of the publisher's own request (decisions.md 7)."""

MONTH = "%Y-%m"
"""How a month's period is written, in the organisation's time zone: 2026-11."""


def as_utc(at: datetime) -> datetime:
    """`at` in UTC, cut to whole milliseconds: the precision that the wire carries.

    Raises ValueError for a time without a zone, or outside the years 1 to 9999.
    """
    if at.tzinfo is None:
        raise ValueError("a time needs a time zone")
    try:
        at = at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time lies in the years 1 to 9999") from error
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and Z, as all our JSON writes time."""
    if at.tzinfo is not UTC:
        at = as_utc(at)
    return at.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"  # cuts, as `as_utc` does


_OF_A_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
"""What lies among a machine's time zones and is another one elsewhere, or none."""


def check_time_zone(name: str) -> None:
    """Raises ValueError for what is no IANA time zone, which every machine and every browser reads alike."""
    if name in _OF_A_MACHINE or name.startswith(("posix/", "right/")):
        raise ValueError(f"{name} is a machine's own time zone, not an IANA one")
    try:
        ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"{name} is no IANA time zone") from error
