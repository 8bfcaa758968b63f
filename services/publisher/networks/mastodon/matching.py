"""Whether a post on the network is the one we sent, judged by what its server made of the words.

A server turns text into HTML: paragraphs and line breaks, links (shortened for the eye), mentions without their host,
hashtags. `compare` undoes that. EXACT means the same words with the same punctuation and links; SIMILAR more than half
of them (a server that reads `*this*` or `<this>` as markup, an edited post): a human or the post's source has to tell;
neither is ever taken for the other. Links, spaces and line breaks are compared by what they are, not how
they are laid out.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from html.parser import HTMLParser

import regex

from contracts.networks import own_words

_SPACE = regex.compile(r"\s+")
_MENTION_HOST = regex.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@[\w.:-]*\w", regex.IGNORECASE)
DIFFERENT_PERCENT = 50
_ELLIPSES = ("\u2026", "...")


class Likeness(Enum):
    """How much a post is like what was sent."""

    EXACT = 2
    SIMILAR = 1
    NONE = 0


def compare(html: str, text: str) -> Likeness:
    """How much a post's HTML is like the text that was sent."""
    shown, sent = _one_spelling(reading(html)), _one_spelling(text)
    if shown == sent:
        return Likeness.EXACT
    own = own_words(sent, [shown])
    return Likeness.SIMILAR if own < DIFFERENT_PERCENT and _has_words(sent) else Likeness.NONE


def reading(html: str) -> str:
    """The text a reader of the HTML sees, with links in full."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def _one_spelling(text: str) -> str:
    plain = _MENTION_HOST.sub(r"\1", unicodedata.normalize("NFC", text))
    return _SPACE.sub(" ", plain).strip()


def _has_words(text: str) -> bool:
    """Whether there is anything to compare but emoji and links."""
    return own_words(text, []) > 0


class _Reader(HTMLParser):
    """Collects text; a link that was shortened for the eye becomes its address again."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._link: str | None = None
        self._link_began = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "br", "div", "li", "blockquote"):
            self._parts.append("\n")
        elif tag == "a":
            named = dict(attrs)
            self._link = named.get("href") if "mention" not in (named.get("class") or "").split() else None
            self._link_began = len(self._parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "li", "blockquote"):
            self._parts.append("\n")
        elif tag == "a" and self._link:
            label = "".join(self._parts[self._link_began :])
            if _abbreviates(label, self._link):
                self._parts[self._link_began :] = [self._link]
            self._link = None

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def text(self) -> str:
        return "".join(self._parts)


def _abbreviates(label: str, address: str) -> bool:
    """Whether a link's label is its own address without scheme, or cut short."""
    cut = label.strip()
    for ellipsis in _ELLIPSES:
        cut = cut.removesuffix(ellipsis)
    scheme, _, rest = address.partition("://")
    return bool(cut) and (
        rest.startswith(cut) or rest.removeprefix("www.").startswith(cut) or (scheme + "://" + rest).startswith(cut)
    )
