"""Reading feeds: RSS, Atom and JSON Feed. Pure: bytes in, entries out.

Guarantees: every text is clean and bounded, every address absolute http(s), every time UTC, no entry comes twice.
It fails with NotAFeed alone, whatever the bytes.
"""

from services.content.feeds.entries import FEED_TYPES, MAX_ENTRIES, MAX_FEED, Feed, FeedEntry, NotAFeed
from services.content.feeds.reading import read_feed

__all__ = ["FEED_TYPES", "MAX_ENTRIES", "MAX_FEED", "Feed", "FeedEntry", "NotAFeed", "read_feed"]
