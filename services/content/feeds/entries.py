"""What a feed is, however it was written: its entries, each once, and how it fails to be one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from chassis.errors import Invalid

FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/json",
)
"""What to ask a server for. Feeds also come as text/html and text/plain, so do not insist: the bytes decide."""
NAMED_BY_PAGES = FEED_TYPES[:3]
"""The types under which a page names its feeds; the others are also said of what is no feed."""
MAX_FEED = 2 * 1024 * 1024
"""Largest feed that is read, in bytes."""
MAX_ENTRIES = 200
"""Entries that are read, from the top."""
MAX_TITLE = 300
MAX_SUMMARY = 1000
_MAX_GUID = 500


class NotAFeed(Invalid):
    """The bytes are no feed; the message says what they looked like. `feeds`: addresses of feeds that a page names."""

    code: ClassVar[str] = "not-a-feed"

    def __init__(self, looked_like: str, feeds: tuple[str, ...] = ()) -> None:
        hint = f" It names a feed at {feeds[0]}." if feeds else ""
        super().__init__(f"This is {looked_like}, not an RSS, Atom or JSON feed.{hint}")
        self.looked_like = looked_like
        self.feeds = feeds


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `guid` tells it from all others of its feed and stays the same from poll to poll."""

    guid: str
    link: str | None
    title: str | None
    summary: str | None
    published_at: datetime | None
    image_url: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its entries in the publisher's order, each once. `refresh_after`: how often it wants to be asked."""

    title: str | None
    link: str | None
    entries: tuple[FeedEntry, ...]
    refresh_after: timedelta | None = None


def bounded_guid(guid: str) -> str:
    """`guid`, or its digest when it is very long."""
    return guid if len(guid) <= _MAX_GUID else hashlib.sha256(guid.encode(errors="replace")).hexdigest()


def each_once(entries: Iterable[FeedEntry]) -> Iterator[FeedEntry]:
    """The entries that show something, without those whose guid or link came before."""
    guids: set[str] = set()
    links: set[str] = set()
    for entry in entries:
        if not (entry.title or entry.link) or entry.guid in guids or entry.link in links:
            continue
        guids.add(entry.guid)
        links |= {entry.link} if entry.link else set()
        yield entry
