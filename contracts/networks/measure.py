"""How long a text is, counted as the network counts. Linear in the length of the text."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from contracts.networks.load import Mentions, NetworkRules, Unit

# Links as the networks recognise them: with their scheme, a dotted host name, and not glued to a word before.
_LINK = r"""(?<![\w@\uff20$#\uff03])https?://(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#][^\s<>"“”«»]*)?"""
_MENTION = r"(?<![=/\w])@(?P<local>[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[\w.-]+\w)?"
_LINKS = regex.compile(_LINK, regex.IGNORECASE)
_ENTITIES = regex.compile(f"(?P<link>{_LINK})|{_MENTION}", regex.IGNORECASE)
_GRAPHEME = regex.compile(r"\X")
_TRAILING = ".,;:!?\u2026'\u2019*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Length:
    """How much of what is allowed a text uses, in `unit`."""

    used: int
    limit: int
    unit: Unit

    @property
    def fits(self) -> bool:
        """Whether the network would take it."""
        return self.used <= self.limit


def measure(text: str, rules: NetworkRules, content_warning: str = "") -> Length:
    """The length of a text as it would be sent (see `render`), with its content warning."""
    rule = rules.length

    def counted(match: regex.Match[str]) -> str:
        if link := match["link"]:
            if rule.url_length is None:
                return link
            kept = _without_trailing(link)
            return "x" * rule.url_length + link[len(kept) :]
        return f"@{match['local']}" if rule.mentions is Mentions.LOCAL_PART else match[0]

    countable = _ENTITIES.sub(counted, text)
    if rule.content_warning_counts:
        countable = content_warning + countable
    return Length(_count(countable, rule.unit), rule.limit, rule.unit)


def links(text: str) -> tuple[str, ...]:
    """The links in a text, in order, without the punctuation that ends a sentence."""
    return tuple(_without_trailing(match[0]) for match in _LINKS.finditer(text))


def without_links(text: str) -> str:
    """The text with every link replaced by a space."""
    return _LINKS.sub(" ", text)


def _count(text: str, unit: Unit) -> int:
    if unit is Unit.CODE_POINTS:
        return len(text)
    return sum(1 for _ in _GRAPHEME.finditer(text))


def _without_trailing(link: str) -> str:
    """A link without closing punctuation; a closing bracket stays where the link itself opened it."""
    end = len(link)
    while end:
        last = link[end - 1]
        opener = _PAIRS.get(last)
        unpaired = opener is not None and link.count(opener, 0, end) < link.count(last, 0, end)
        if last not in _TRAILING and not unpaired:
            break
        end -= 1
    return link[:end]
