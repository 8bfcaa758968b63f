"""A status's text: how long Mastodon counts it, and the HTML Mastodon makes of it.

Rules from https://docs.joinmastodon.org/user/posting/#text (a link counts 23, of @name@host only @name, the
rest in grapheme clusters) and https://docs.joinmastodon.org/api/guidelines/#links (markup of links). Pure
functions; they never fail. One thing is simpler than in Mastodon: any host whose last label has two letters or
more counts as a domain (Mastodon knows the list of top-level domains). IP addresses are no links in either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import regex

MAX_CHARACTERS = 500
CHARACTERS_PER_URL = 23

_URL = regex.compile(
    r"(?<![A-Za-z0-9@\uff20$#\uff03])https?://(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?\.)+"
    r"(?:\p{L}{2,63}|xn--[a-z0-9-]{1,59})(?![\p{L}\p{N}_])(?::[0-9]{1,5})?(?P<tail>[/?][^\s<>]*)?",
    regex.IGNORECASE,
)
_USERNAME = r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"
_MENTION = regex.compile(rf"(?<![=/\w])@(?P<name>{_USERNAME})(?P<host>@[\w.-]*\w)?")
_HASHTAG = regex.compile(r"(?<![=/)\w])#(?P<tag>[\w·]*[\p{L}_][\w·]*)")
_PREFIX = regex.compile(r"https?://(?:www\.)?", regex.IGNORECASE)
_GRAPHEME = regex.compile(r"\X")
_NOT_AT_THE_END = "!*\"'「」;:,.$%[]~|@?("


@dataclass(frozen=True)
class Entity:
    """A stretch of text that is more than its characters; `value` without `@` or `#`."""

    kind: Literal["url", "mention", "hashtag"]
    start: int
    end: int
    value: str
    host: str = ""


def entities(text: str) -> list[Entity]:
    """Links, mentions and hashtags in the order of the text; none overlaps another."""
    found = [*_urls(text), *_mentions(text), *_hashtags(text)]
    found.sort(key=lambda entity: (entity.start, entity.kind != "url"))
    apart: list[Entity] = []
    for entity in found:
        if not apart or entity.start >= apart[-1].end:
            apart.append(entity)
    return apart


def _urls(text: str) -> Iterator[Entity]:
    for match in _URL.finditer(text):
        tail = match["tail"] or ""
        end = match.end() - len(tail) + len(_trimmed(tail))
        yield Entity("url", match.start(), end, text[match.start() : end])


def _mentions(text: str) -> Iterator[Entity]:
    for match in _MENTION.finditer(text):
        host = (match["host"] or "").removeprefix("@")
        yield Entity("mention", match.start(), match.end(), match["name"], host)


def _hashtags(text: str) -> Iterator[Entity]:
    for match in _HASHTAG.finditer(text):
        yield Entity("hashtag", match.start(), match.end(), match["tag"])


def _trimmed(tail: str) -> str:
    """A path without the sentence's own punctuation and closing bracket at its end."""
    while tail:
        last = tail[-1]
        if last in _NOT_AT_THE_END or (last == ")" and tail.count(")") > tail.count("(")):
            tail = tail[:-1]
        else:
            break
    return tail


def length(text: str, spoiler_text: str = "") -> int:
    """Characters as Mastodon counts them against its limit; the content warning counts too."""
    counted: list[str] = []
    position = 0
    for entity in entities(text):
        counted.append(text[position : entity.start])
        if entity.kind == "url":
            counted.append("x" * CHARACTERS_PER_URL)
        elif entity.kind == "mention":
            counted.append(f"@{entity.value}")
        else:
            counted.append(text[entity.start : entity.end])
        position = entity.end
    counted.append(text[position:])
    return sum(1 for _ in _GRAPHEME.finditer(spoiler_text + "".join(counted)))


def escape(text: str) -> str:
    """Text made safe for HTML content and attributes, with the entities Mastodon uses."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(character, entity)
    return text


def to_html(text: str, profile_urls: Mapping[str, str], base_url: str) -> str:
    """The `content` of a status: paragraphs, line breaks, links, mentions, hashtags, all else escaped.

    `profile_urls` holds the profile of each known account by lower-case name; a mention of nobody stays text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces: list[str] = []
    position = 0
    for entity in entities(text):
        pieces.append(escape(text[position : entity.start]))
        pieces.append(_MARKUP[entity.kind](entity, profile_urls, base_url))
        position = entity.end
    pieces.append(escape(text[position:]))
    paragraphs = regex.split(r"\n{2,}", "".join(pieces).strip("\n"))
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in paragraphs if paragraph)


def _url_markup(entity: Entity, _profiles: Mapping[str, str], _base: str) -> str:
    rest = _PREFIX.sub("", entity.value, count=1)
    prefix = entity.value.removesuffix(rest)
    shown, hidden = rest[:30], rest[30:]
    return (
        f'<a href="{escape(entity.value)}" target="_blank" rel="nofollow noopener noreferrer">'
        f'<span class="invisible">{escape(prefix)}</span>'
        f'<span class="{"ellipsis" if hidden else ""}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(hidden)}</span></a>'
    )


def _mention_markup(entity: Entity, profiles: Mapping[str, str], base: str) -> str:
    is_local = entity.host.lower() in ("", base.split("://", 1)[-1].lower())
    url = profiles.get(entity.value.lower()) if is_local else None
    if url is None:
        return escape(f"@{entity.value}@{entity.host}" if entity.host else f"@{entity.value}")
    name = escape(entity.value)
    return f'<span class="h-card"><a href="{escape(url)}" class="u-url mention">@<span>{name}</span></a></span>'


def _hashtag_markup(entity: Entity, _profiles: Mapping[str, str], base: str) -> str:
    url = escape(f"{base}/tags/{entity.value}")
    return f'<a href="{url}" class="mention hashtag" rel="tag">#<span>{escape(entity.value)}</span></a>'


_MARKUP: dict[str, Callable[[Entity, Mapping[str, str], str], str]] = {
    "url": _url_markup,
    "mention": _mention_markup,
    "hashtag": _hashtag_markup,
}
