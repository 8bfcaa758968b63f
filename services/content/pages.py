"""What a web page says about itself: title, description, image, canonical address (Open Graph, Twitter cards, JSON-LD).

`describe` is pure. Guarantees: every text is one clean line of bounded length, every address is http(s) and absolute,
and time grows in step with the page's size. It fails with PageUnreadable alone, whatever the bytes are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, ClassVar

import httpx

from chassis.addresses import web_address
from chassis.errors import Invalid
from contracts.languages import language_tag
from contracts.values import as_utc
from services.content import markup
from services.content.encoding import decoded
from services.content.markup import Tag

PAGE_TYPES = ("text/html", "application/xhtml+xml")
"""What to ask a server for, and the only types that are read."""
MAX_TITLE = 300
MAX_DESCRIPTION = 1000
MAX_SITE_NAME = 100
_MAX_READ = 2 * 1024 * 1024
"""Bytes that are looked at: what a page says about itself stands at its beginning."""


class PageUnreadable(Invalid):
    """The bytes are no web page."""

    code: ClassVar[str] = "page-unreadable"


@dataclass(frozen=True, slots=True)
class PageDescription:
    """What a page says; None for what it does not say. Times are UTC, addresses absolute http(s)."""

    title: str | None
    description: str | None
    image_url: str | None
    canonical_url: str
    """The page's own word for its address where it can be trusted, else the address it came from."""
    site_name: str | None
    language: str | None
    published_at: datetime | None


def describe(html: bytes, content_type: str, url: str) -> PageDescription:
    """What the page at `url` says about itself. Raises PageUnreadable when it is none, AddressRefused for the url."""
    address = web_address(url)
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type and media_type not in PAGE_TYPES:
        raise PageUnreadable(f"The address leads to {markup.line(media_type, 80)}, not to a web page.")
    if not html.strip():
        raise PageUnreadable("The page is empty.")
    text = decoded(html[:_MAX_READ], content_type, _META_CHARSET)
    if "\0" in text[:1024]:
        raise PageUnreadable("The address leads to a file, not to a web page.")
    return _Head(text, address).description()


_META_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


_WANTED = frozenset({"html", "base", "meta", "link", "title", "script", "time"})
_WHEN_PUBLISHED = (
    *("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date"),
    *("dcterms.created", "dcterms.issued", "pubdate", "publish_date", "parsely-pub-date", "citation_publication_date"),
)


class _Head:
    """The parts of a page that speak about it."""

    def __init__(self, text: str, url: httpx.URL) -> None:
        self._url = url
        self._meta: dict[str, list[str]] = {}
        self._links: dict[str, list[str]] = {}
        self._title = self._language = ""
        self._base: httpx.URL | None = None
        self._linked_data: list[Mapping[str, Any]] = []
        for tag in markup.tags(text, _WANTED):
            self._take(tag)

    def _take(self, tag: Tag) -> None:
        match tag.name:
            case "html":
                self._language = self._language or tag["lang"] or tag["xml:lang"]
            case "base":
                self._base = self._base or markup.address(tag["href"], self._url)
            case "title":
                self._title = self._title or markup.text_of(tag.content)
            case "meta":
                name = tag["property"] or tag["name"] or tag["itemprop"] or tag["http-equiv"]
                self._meta.setdefault(name.strip().lower(), []).append(tag["content"])
            case "time" if "pubdate" in tag.attributes or tag["itemprop"].lower() == "datepublished":
                self._meta.setdefault("datepublished", []).append(tag["datetime"])
            case "link":
                for relation in tag["rel"].lower().split():
                    self._links.setdefault(relation, []).append(tag["href"])
            case "script" if tag["type"].strip().lower() == "application/ld+json":
                self._linked_data += _articles(tag.content)

    def description(self) -> PageDescription:
        """Each field from the first source that has it."""
        image = next(self._addresses(self._images()), None)
        whens = [*self._said(*_WHEN_PUBLISHED), *self._data("datePublished")]
        languages = [self._language, *self._said("og:locale", "content-language"), *self._data("inLanguage")]
        return PageDescription(
            title=self._line(MAX_TITLE, *self._said("og:title", "twitter:title"), *self._data("headline"),
                             self._title, *self._data("name")),
            description=self._line(MAX_DESCRIPTION, *self._said("og:description", "twitter:description", "description"),
                                   *self._data("description")),
            image_url=str(image) if image else None,
            canonical_url=str(self._canonical()),
            site_name=self._line(MAX_SITE_NAME, *self._said("og:site_name"), *self._data("publisher", "isPartOf"),
                                 *self._said("application-name")),
            language=next(filter(None, map(language_tag, languages)), None),
            published_at=next(filter(None, map(read_time, whens)), None),
        )  # fmt: skip

    def _said(self, *names: str) -> list[str]:
        return [value for name in names for value in self._meta.get(name, ())]

    def _data(self, *names: str, of: str = "name") -> list[str]:
        return [text for name in names for item in self._linked_data for text in _texts(item.get(name), of)]

    def _line(self, limit: int, *candidates: str) -> str | None:
        return next(filter(None, (markup.line(text, limit) for text in candidates)), None)

    def _images(self) -> list[str]:
        return [
            *self._said("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
            *self._data("image", "thumbnailUrl", of="url"),
            *self._data("image", of="contentUrl"),
            *self._links.get("image_src", ()),
        ]

    def _addresses(self, candidates: Iterable[str]) -> Iterator[httpx.URL]:
        base = self._base or self._url
        return filter(None, (markup.address(text, base) for text in candidates))

    def _canonical(self) -> httpx.URL:
        linked = next(self._addresses(self._links.get("canonical", ())), None)
        shared = next(self._addresses(self._said("og:url")), None)
        agreed = linked is not None and shared is not None and linked.host == shared.host
        for candidate in (linked, shared):
            if candidate is not None and may_stand_for(candidate, self._url, agreed=agreed):
                return candidate
        return self._url


def may_stand_for(candidate: httpx.URL, page: httpx.URL, *, agreed: bool) -> bool:
    """Whether a page may name `candidate` as its own address.

    On its own site: yes, unless it loses encryption or is the front page (a frequent mistake of templates). On another:
    only a public https name, and only when the page says so twice (`agreed`: canonical link and Open Graph).
    """
    if candidate.path in ("", "/") and not candidate.query and page.path not in ("", "/"):
        return False
    if page.scheme == "https" and candidate.scheme != "https":
        return False
    if (
        _site(candidate) == _site(page)
        or _is_within(candidate.host, page.host)
        or _is_within(page.host, candidate.host)
    ):
        return candidate.port == page.port or candidate.port is None
    return agreed and candidate.scheme == "https" and candidate.port is None and _is_public_name(candidate.host)


def _site(url: httpx.URL) -> str:
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", url.host)


def _is_within(host: str, parent: str) -> bool:
    return "." in parent and host.endswith(f".{parent}") and not _is_number(parent)


def _is_public_name(host: str) -> bool:
    last = host.rstrip(".").rpartition(".")[2]
    reserved = {"local", "localhost", "internal", "lan", "home", "corp", "test", "invalid", "arpa", "onion"}
    return "." in host and last not in reserved and not last.isdigit() and not _is_number(host)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


_ARTICLES = ("article", "posting", "page", "report", "video", "event", "product", "podcast", "course", "book", "recipe")


def _articles(source: str) -> list[Mapping[str, Any]]:
    """The things in a JSON-LD script that a page can be about; none when it is damaged."""
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        return []
    things = document if isinstance(document, list) else [document]
    things = [thing for thing in things[:50] if isinstance(thing, dict)]
    for thing in list(things):
        graph = thing.get("@graph")
        things += [node for node in graph[:200] if isinstance(node, dict)] if isinstance(graph, list) else []
    return [thing for thing in things if _is_article(thing.get("@type"))]


def _is_article(types: object) -> bool:
    named = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.lower().endswith(_ARTICLES) for name in named[:10])


def _texts(value: object, of: str) -> Iterator[str]:
    """The texts in a JSON-LD value: itself, or its first members; of a thing, what it says under `of`."""
    for member in value[:5] if isinstance(value, list) else [value]:
        text = member.get(of) if isinstance(member, dict) else member
        if isinstance(text, str):
            yield text


def read_time(text: str) -> datetime | None:
    """A time as ISO 8601 or RFC 5322 write it, in UTC; without a zone it is taken for UTC. None when it is none."""
    text = text.strip()[:64]
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
            return as_utc(at if at.tzinfo else at.replace(tzinfo=UTC))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
