"""When to ask a feed again, and with which conditions. Pure: the time is passed in.

A feed is asked again between 15 minutes and 24 hours later, as its own headers and `ttl` wish, hourly when it says
nothing. Failures back off, doubling from 15 minutes to 24 hours, and never ask sooner than the server allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SOONEST = timedelta(minutes=15)
LATEST = timedelta(hours=24)
USUAL = timedelta(hours=1)
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,512}")


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between two polls. `failures` counts those in a row; times are UTC."""

    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0

    def conditions(self) -> dict[str, str]:
        """Request headers that let the server answer 304 when nothing is new."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


def after_answer(
    state: FeedState, status: int, headers: Mapping[str, str], at: datetime, refresh_after: timedelta | None = None
) -> FeedState:
    """The state after a 200 whose feed could be read, or a 304. `refresh_after` is the feed's own wish."""
    known = status == 304
    return FeedState(
        next_poll_at=at + _within_limits(max(_fresh_for(headers, at), refresh_after or timedelta()) or USUAL),
        etag=_validator(headers.get("etag")) or (state.etag if known else None),
        last_modified=_validator(headers.get("last-modified")) or (state.last_modified if known else None),
    )


def after_failure(state: FeedState, at: datetime, headers: Mapping[str, str] | None = None) -> FeedState:
    """The state after no answer, another status, or bytes that were no feed; what was known of it is kept."""
    failures = state.failures + 1
    backoff = SOONEST * 2 ** min(failures - 1, 10)
    asked = _retry_after((headers or {}).get("retry-after", ""), at)
    return replace(state, failures=failures, next_poll_at=at + _within_limits(max(backoff, asked)))


def _within_limits(pause: timedelta) -> timedelta:
    return min(max(pause, SOONEST), LATEST)


def _validator(value: str | None) -> str | None:
    """A validator that may be sent back; one that could break a header is as good as none."""
    return value if value and _VALIDATOR.fullmatch(value) else None


def _fresh_for(headers: Mapping[str, str], at: datetime) -> timedelta:
    """How long the answer counts as fresh (RFC 9111): max-age less age, else Expires; 0 when it does not say."""
    max_age = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]{1,9})", headers.get("cache-control", ""), re.IGNORECASE)
    if max_age:
        age = headers.get("age", "").strip()
        return max(_seconds(max_age[1]) - _seconds(age), timedelta())
    return max(_until(headers.get("expires", ""), at), timedelta())


def _retry_after(value: str, at: datetime) -> timedelta:
    return max(_seconds(value.strip()) or _until(value, at), timedelta())


def _seconds(value: str) -> timedelta:
    return timedelta(seconds=int(value)) if re.fullmatch(r"[0-9]{1,9}", value) else timedelta()


def _until(value: str, at: datetime) -> timedelta:
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at
    except (ValueError, TypeError, OverflowError, IndexError):
        return timedelta()
