"""Reading RSS (0.9x, 1.0, 2.0) and Atom. Pure: text in, entries out.

Declared entities are never expanded, nothing outside the bytes is read, and what is handed to the parser is bounded in
size, depth and number of tags first, since the parser's time is not. It fails with NotAFeed alone, whatever the bytes.
"""

from __future__ import annotations

import html
import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html.entities import html5
from typing import Any

import feedparser
import httpx

from contracts.languages import language_tag
from contracts.values import as_utc
from services.content import markup
from services.content.feeds.entries import (
    MAX_ENTRIES,
    MAX_SUMMARY,
    MAX_TITLE,
    NAMED_BY_PAGES,
    Feed,
    FeedEntry,
    NotAFeed,
    bounded_guid,
    each_once,
)

_MAX_TAGS = 40_000
_MAX_DEPTH = 200
_MAX_BROKEN = 500


def read(text: str, address: httpx.URL) -> Feed:
    """The feed in `text`, which came from `address`. Raises NotAFeed."""
    root = _root(text)
    if root is None or _local(root[1]) not in ("rss", "feed", "rdf"):
        raise _not_a_feed(text, root[1] if root else "", address)
    parsed = _parse(_bounded(text[root.start() :]), address)
    if not parsed.get("version") and not parsed.get("entries"):
        raise NotAFeed(f"an XML document (<{markup.line(root[1], 40)}>)")
    return _feed(parsed, address)


_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_START = re.compile(r"<([A-Za-z_][\w.-]{0,30}(?::[\w.-]{1,30})?)(?=[\s/>])")


def _root(text: str) -> re.Match[str] | None:
    """The start of the first element, behind what XML lets stand before it."""
    position = 0
    while skipped := _PROLOG.match(text, position):
        position = skipped.end()
    return _START.match(text, position)


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


_MARKUP = re.compile(r"<!\[CDATA\[|<!--|<(/?)([A-Za-z_][\w.:-]*)[^<>]*?(/?)>|<")
_SECTION_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _bounded(text: str) -> str:
    """The document, cut where it is too much and closed again there. Walks over it once."""
    text = _NOT_XML.sub("", text)
    pieces: list[str] = []
    open_tags: list[str] = []
    entries = tags = broken = position = done = 0
    while match := _MARKUP.search(text, position):
        position = match.end()
        name = match[2]
        if end := _SECTION_ENDS.get(match[0]):
            closing = text.find(end, position)
            position = len(text) if closing < 0 else closing + len(end)
            pieces += _repaired(text[done : match.start()]), text[match.start() : position]
            done = position
            continue
        broken += name is None
        tags += name is not None
        entries += bool(name) and not match[1] and _local(name) in ("item", "entry")
        if entries > MAX_ENTRIES or tags > _MAX_TAGS or len(open_tags) > _MAX_DEPTH or broken > _MAX_BROKEN:
            closing_tags = "".join(f"</{name}>" for name in reversed(open_tags))
            return "".join((*pieces, _repaired(text[done : match.start()]), closing_tags))
        if name and not match[3]:
            open_tags = _closed(open_tags, name) if match[1] else [*open_tags, name]
    return "".join((*pieces, _repaired(text[done:])))


def _closed(open_tags: list[str], name: str) -> list[str]:
    """What is still open behind `</name>`: in a damaged document what was opened since is closed with it."""
    if name not in open_tags:
        return open_tags
    return open_tags[: len(open_tags) - 1 - open_tags[::-1].index(name)]


_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)([A-Za-z][A-Za-z0-9]{1,31};)?")


def _repaired(text: str) -> str:
    """`text` with the references that XML does not know: HTML's names read, all others taken for an ampersand."""
    return _REFERENCE.sub(
        lambda match: html.escape(html5[match[1]]) if match[1] in html5 else f"&amp;{match[1] or ''}", text
    )


def _parse(text: str, address: httpx.URL) -> Mapping[str, Any]:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": str(address)}
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(text.encode()),  # a stream: from plain bytes it would try to open a file of that name
            response_headers=headers,
            sanitize_html=False,  # only text leaves this module
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise NotAFeed("a damaged document") from error
    return parsed


def _feed(parsed: Mapping[str, Any], address: httpx.URL) -> Feed:
    about = parsed["feed"]
    home = markup.address(_string(about.get("link")), address)
    is_rss = not _string(parsed.get("version")).startswith("atom")
    entries = [_entry(entry, home or address, about, is_rss=is_rss) for entry in parsed["entries"][:MAX_ENTRIES]]
    return Feed(
        title=_plain(about, "title", MAX_TITLE, is_rss=is_rss),
        link=str(home) if home else None,
        entries=tuple(each_once(entries)),
        refresh_after=_refresh_after(about),
    )


def _entry(entry: dict[str, Any], base: httpx.URL, about: Mapping[str, Any], *, is_rss: bool) -> FeedEntry:
    link = markup.address(_string(entry.get("link")), base)
    title = _plain(entry, "title", MAX_TITLE, is_rss=is_rss)
    published_at = next(filter(None, (_time(dict.get(entry, name)) for name in _TIMES)), None)
    image = next(filter(None, (markup.address(text, link or base) for text in _images(entry))), None)
    languages = (_string(entry.get("title_detail", {}).get("language")), _string(about.get("language")))
    guid = _string(entry.get("id")).strip() or str(link or "") or f"{title} {published_at}"
    return FeedEntry(
        guid=bounded_guid(guid),
        link=str(link) if link else None,
        title=title,
        summary=_plain(entry, "summary", MAX_SUMMARY, is_rss=is_rss) or _content(entry),
        published_at=published_at,
        image_url=str(image) if image else None,
        language=next(filter(None, map(language_tag, languages)), None),
    )


_TIMES = ("published_parsed", "updated_parsed", "created_parsed")


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(thing: Mapping[str, Any], name: str, limit: int, *, is_rss: bool) -> str | None:
    value = _string(thing.get(name))
    if _string(thing.get(f"{name}_detail", {}).get("type")) != "text/plain":
        return markup.plain_text(value, limit)
    # RSS does not say whether a title is HTML; publishers escape character references twice, but mean no tags.
    return markup.line(html.unescape(value[: 10 * limit]) if is_rss else value, limit)


def _content(entry: Mapping[str, Any]) -> str | None:
    contents = entry.get("content") or [{}]
    return markup.plain_text(_string(contents[0].get("value")), MAX_SUMMARY)


def _images(entry: Mapping[str, Any]) -> Iterator[str]:
    """Addresses of pictures: the ones that are named, then those in the text."""
    for media in [*entry.get("media_content", ()), *entry.get("enclosures", ())]:
        if _string(media.get("type")).startswith("image/") or media.get("medium") == "image":
            yield _string(media.get("url")) or _string(media.get("href"))
    for thumbnail in entry.get("media_thumbnail", ()):
        yield _string(thumbnail.get("url"))
    yield _string(entry.get("image", {}).get("href"))
    for source in (*(content.get("value") for content in entry.get("content", ())), entry.get("summary")):
        yield from markup.pictures(_string(source))


def _time(parsed: object) -> datetime | None:
    try:
        return as_utc(datetime.fromtimestamp(timegm(parsed), UTC))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        return None


_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
"""Hours in the periods that RSS's syndication module names."""


def _refresh_after(about: Mapping[str, Any]) -> timedelta | None:
    minutes = _string(about.get("ttl")).strip()
    if re.fullmatch(r"[0-9]{1,6}", minutes) and int(minutes):
        return timedelta(minutes=int(minutes))
    hours = _PERIODS.get(_string(about.get("sy_updateperiod")).strip().lower())
    often = _string(about.get("sy_updatefrequency")).strip()
    if hours is None:
        return None
    return timedelta(hours=hours) / (int(often) if re.fullmatch(r"[1-9][0-9]{0,3}", often) else 1)


def _not_a_feed(text: str, root: str, address: httpx.URL) -> NotAFeed:
    """The error, with a guess at what the text is."""
    start = text.lstrip()[:200].lower()
    if not start:
        return NotAFeed("an empty document")
    if _local(root) == "html" or start.startswith(("<!doctype html", "<head", "<body", "<meta")):
        return NotAFeed("a web page", tuple(_feeds_of_page(text, address)))
    if start[0] == "[":
        return NotAFeed("JSON of another kind")
    if root:
        return NotAFeed(f"an XML document (<{markup.line(root, 40)}>)")
    if "\0" in start or "\ufffd" in start:
        return NotAFeed("a file that holds no text")
    return NotAFeed("plain text")


def _feeds_of_page(text: str, address: httpx.URL) -> Iterator[str]:
    for tag in markup.tags(text, ("link",)):
        if "alternate" in tag["rel"].lower().split() and tag["type"].lower().strip() in NAMED_BY_PAGES:
            feed = markup.address(tag["href"], address)
            if feed is not None:
                yield str(feed)
