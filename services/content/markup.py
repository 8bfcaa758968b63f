"""Reading what publishers send: text made safe to show, and the few tags of a document that matter. All pure.

Guarantees: time grows in step with the input, whatever it is. A full HTML parser does not promise that (one megabyte of
nested `<div>` takes it minutes), so `tags` finds the wanted tags by walking once over the text, and only these, each
bounded, go through the parser. Nothing here raises for any input.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import httpx
from selectolax.lexbor import LexborHTMLParser

from chassis.addresses import AddressRefused, web_address
from contracts.labels import cleaned

_LONGEST_TAG = 16_384
_LONGEST_FRAGMENT = 8_192
_LONGEST_LOOK = 65_536
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\u00ad\u200e\u200f\u061c"))
"""Characters that may stand in a label, and that publishers leave behind where nobody needs them."""
_SELF_LINKS = "a.headerlink, a.header-anchor, a.anchorjs-link, a.anchor"
"""The pilcrow or hash that site generators put behind headings."""
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|center|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|li"
    r"|main|nav|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
"""Where a reader sees a gap though the source may have none. Depth of these is what costs a parser its time."""
_NOT_TEXT = f"script, style, template, noscript, iframe, svg, head, figure, {_SELF_LINKS}"


def clean(text: str) -> str:
    """`text` as a label (contracts/labels) in one line, runs of whitespace as one space; empty where nothing shows."""
    return cleaned(text.translate(_INVISIBLE))


def shorten(text: str, limit: int) -> str:
    """`text`, cut after a word so that it has at most `limit` characters, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rpartition(" ")[0] if text[limit - 1] != " " else cut
    # A single very long word (or a language without spaces) is cut inside.
    kept = at_word if len(at_word) > limit // 2 else cut
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip(" ,;:-\u2013\u2014") + "…"


def line(text: str | None, limit: int) -> str | None:
    """`text` cleaned and shortened; None when nothing is left."""
    if text is None:
        return None
    # Ten times the limit is enough to clean and then cut, and keeps a novel in a title cheap.
    # Cleaned again, since a cut may leave half of a flag.
    return clean(shorten(clean(text[: 10 * limit]), limit)) or None


def plain_text(html: str, limit: int) -> str | None:
    """What a person would read in an HTML fragment, cleaned and shortened to `limit` characters."""
    tree = LexborHTMLParser(_BLOCK.sub(" ", html[:_LONGEST_FRAGMENT]))
    while node := tree.css_first(_NOT_TEXT):  # one at a time: removing a node frees those inside it
        node.decompose()
    return line(tree.body.text() if tree.body else None, limit)


def address(text: str | None, base: httpx.URL) -> httpx.URL | None:
    """The http(s) address in `text`, relative to `base`; None for everything else."""
    if not text or not text.strip():
        return None
    try:
        return web_address(text, base)
    except AddressRefused:
        return None


@dataclass(frozen=True, slots=True)
class Tag:
    """One start tag: its name, its attributes by lower-case name, and for raw-text elements what stands in it."""

    name: str
    attributes: dict[str, str]
    content: str = ""

    def __getitem__(self, name: str) -> str:
        """The attribute's value, empty when it is missing."""
        return self.attributes.get(name, "")


_NAME = re.compile(r"<([a-zA-Z][^\s/>]{0,30})")
_QUOTE_OR_END = re.compile(r""">|=[ \t\r\n\f]*(["'])""")
_RAW_TEXT = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})


def tags(html: str, wanted: Collection[str], limit: int = 1000) -> Iterator[Tag]:
    """The first `limit` start tags named in `wanted`, in order, outside comments and scripts."""
    position = found = 0
    while found < limit and (start := html.find("<", position)) >= 0:
        position = start + 1
        if html.startswith("<!--", start):
            position = html.find("-->", start + 4) + 3
            if position == 2:  # a comment without an end: the rest is comment
                return
            continue
        match = _NAME.match(html, start)
        if match is None:
            continue
        name = match[1].lower()
        end = _end_of_tag(html, match.end())
        if end is None:
            return
        position, content = end, ""
        if name in _RAW_TEXT:
            closing = re.compile(f"</{name}", re.IGNORECASE).search(html, end)
            position = closing.start() if closing else len(html)
            content = html[end:position]
        if name in wanted and end - start <= _LONGEST_TAG:
            found += 1
            yield Tag(name, _attributes(html[start:end], name), content)


def pictures(html: str) -> Iterator[str]:
    """What the first pictures in an HTML fragment name as their addresses, counting pixels left out."""
    for tag in tags(html[:_LONGEST_LOOK], ("img",), limit=20):
        if "1" not in (tag["width"], tag["height"]):
            yield tag["src"]


def _end_of_tag(html: str, position: int) -> int | None:
    """Behind the `>` that ends the tag, quotes respected; None when it does not end."""
    while match := _QUOTE_OR_END.search(html, position):
        if match[1] is None:
            return match.end()
        closing = html.find(match[1], match.end())
        if closing < 0:
            return None
        position = closing + 1
    return None


def _attributes(source: str, name: str) -> dict[str, str]:
    # Read as another element, since the parser keeps html, base and the like only where they may stand.
    node = LexborHTMLParser(f"<meta{source[len(name) + 1 :]}").css_first("meta")
    return {key: value or "" for key, value in node.attributes.items()} if node else {}


def text_of(source: str) -> str:
    """Raw text with its character references read, such as a title's."""
    body = LexborHTMLParser(source[:_LONGEST_FRAGMENT].replace("<", "&lt;")).body
    return body.text() if body else ""
