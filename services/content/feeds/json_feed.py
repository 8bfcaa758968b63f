"""Reading JSON Feed 1.0 and 1.1 (jsonfeed.org). Pure: text in, entries out.

The guarantees are those of XML feeds: clean, bounded texts, absolute http(s) addresses, UTC times, each entry once.
A field of another type than the format's counts as missing, except an id that is a number, which is read as its text.
It fails with NotAFeed alone, whatever the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from contracts.languages import language_tag
from services.content import markup
from services.content.feeds.entries import (
    MAX_ENTRIES,
    MAX_SUMMARY,
    MAX_TITLE,
    Feed,
    FeedEntry,
    NotAFeed,
    bounded_guid,
    each_once,
)
from services.content.pages import read_time

_VERSION = "//jsonfeed.org/version/1"


def read(text: str, address: httpx.URL) -> Feed:
    """The feed in `text`, which came from `address`. Raises NotAFeed."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("a damaged JSON document") from error
    if not isinstance(document, dict) or _VERSION not in _string(document, "version"):
        raise NotAFeed("JSON of another kind")
    items = document.get("items")
    if not isinstance(items, list):
        raise NotAFeed("JSON without entries")
    home = markup.address(_string(document, "home_page_url"), address)
    told = [item for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    entries = (_entry(item, home or address, _string(document, "language")) for item in told)
    return Feed(
        title=markup.line(_string(document, "title"), MAX_TITLE),
        link=str(home) if home else None,
        entries=tuple(each_once(entries)),
    )


def _entry(item: Mapping[str, Any], base: httpx.URL, language: str) -> FeedEntry:
    link = next(filter(None, (markup.address(_string(item, name), base) for name in ("url", "external_url"))), None)
    title = markup.line(_string(item, "title"), MAX_TITLE)
    summary = _summary(item)
    published_at = next(filter(None, map(read_time, _strings(item, "date_published", "date_modified"))), None)
    image = next(filter(None, (markup.address(text, link or base) for text in _images(item))), None)
    return FeedEntry(
        guid=bounded_guid(_id(item) or str(link or "") or f"{title or summary} {published_at}"),
        link=str(link) if link else None,
        # A short post has no title of its own: its first words are what a reader goes by.
        title=title or markup.line(summary, _FIRST_WORDS),
        summary=summary,
        published_at=published_at,
        image_url=str(image) if image else None,
        language=next(filter(None, map(language_tag, (_string(item, "language"), language))), None),
    )


_FIRST_WORDS = 80


def _id(item: Mapping[str, Any]) -> str:
    value = item.get("id")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _string(item, "id").strip()


def _summary(item: Mapping[str, Any]) -> str | None:
    """The summary, else the text, else what a reader sees of the HTML."""
    for name in ("summary", "content_text"):
        if said := markup.line(_string(item, name), MAX_SUMMARY):
            return said
    return markup.plain_text(_string(item, "content_html"), MAX_SUMMARY)


def _images(item: Mapping[str, Any]) -> Iterator[str]:
    """Addresses of pictures: the ones that are named, attached ones, then those in the text."""
    yield from _strings(item, "image", "banner_image")
    attachments = item.get("attachments")
    for attachment in attachments[:20] if isinstance(attachments, list) else ():
        if isinstance(attachment, dict) and _string(attachment, "mime_type").startswith("image/"):
            yield _string(attachment, "url")
    yield from markup.pictures(_string(item, "content_html"))


def _strings(item: Mapping[str, Any], *names: str) -> Iterator[str]:
    return (_string(item, name) for name in names)


def _string(item: Mapping[str, Any], name: str) -> str:
    """The text under a name, empty when there is none; half a surrogate pair, which is no character, is left out."""
    value = item.get(name)
    return value.encode(errors="ignore").decode() if isinstance(value, str) else ""
