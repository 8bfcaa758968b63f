"""What a pasted address leads to, asked through the guarded client: the words of a page, or the entries of a feed.

A page either gives words or raises an error that says what is wrong with it; nothing is stored here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.addresses import AddressRefused, web_address
from chassis.guarded import GuardedClient
from services.content.domain import About, ContentError, SourceUnusable
from services.content.feeds import FEED_TYPES, MAX_FEED, Feed, FeedEntry, read_feed
from services.content.pages import PAGE_TYPES, describe
from services.content.words import Words, checked

OK = 200
UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """A server's answer for a feed; `feed` is there when it was a 200."""

    status: int
    headers: Mapping[str, str]
    feed: Feed | None

    def check(self) -> None:
        """Raises SourceUnusable for a status that is neither a feed nor "unchanged"."""
        if self.status not in (OK, UNCHANGED):
            raise SourceUnusable(f"the feed's server answered {self.status}; nothing was taken from it")


class Sources:
    """Pages and feeds behind addresses that people typed."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client

    async def page(self, url: str) -> tuple[Words, About]:
        """What a page says about itself, as an item's words. Raises GuardedError, PageUnreadable or a ContentError.

        Its language is the one that the page tells; where it tells none, none is guessed.
        """
        fetched = await self._client.get(url, accept=PAGE_TYPES)
        if fetched.status != OK:
            raise SourceUnusable(f"the page's server answered {fetched.status}; nothing was brought in")
        page = await asyncio.to_thread(describe, fetched.body, fetched.content_type, fetched.url_final)
        if page.title is None:
            raise SourceUnusable("the page does not say a title; compose the item by hand")
        words = checked(
            title=page.title,
            description=page.description or "",
            link=page.canonical_url,
            image_url=page.image_url,
        )
        return words, About(language=page.language)

    async def feed(self, address: str, conditions: Mapping[str, str]) -> FeedAnswer:
        """A feed, unless it is unchanged. Raises GuardedError or NotAFeed."""
        wanted = {"Accept": ", ".join((*FEED_TYPES, "*/*;q=0.5")), **conditions}
        fetched = await self._client.get(address, wanted, max_bytes=MAX_FEED)
        feed = None
        if fetched.status == OK:
            feed = await asyncio.to_thread(read_feed, fetched.body, fetched.content_type, fetched.url_final)
        return FeedAnswer(fetched.status, fetched.headers, feed)


def feed_address(url: str) -> str:
    """One spelling of a feed's address. Raises AddressRefused."""
    return str(web_address(url))


def words_of(entry: FeedEntry) -> Words | None:
    """An entry as an item's words; None when there is nothing in it that an item could be made of."""
    try:
        return checked(
            title=entry.title or entry.link or "",
            description=entry.summary or "",
            link=entry.link,
            image_url=entry.image_url,
        )
    except (ContentError, AddressRefused):
        return None
