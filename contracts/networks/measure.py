"""How long a text is, counted as the network counts. Linear in the length of the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import regex

from contracts.networks.links import LINK, without_trailing
from contracts.networks.rules import LengthRule, NetworkRules
from contracts.networks.vocabulary import Mentions, Unit
from contracts.networks.weighted import weighted

_MENTION = r"(?<![=/\w])@(?P<local>[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[\w.-]+\w)?"
_ENTITIES = regex.compile(f"(?P<link>{LINK})|{_MENTION}", regex.IGNORECASE)
_GRAPHEME = regex.compile(r"\X")


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
    """The length of a text as it would be sent (see `render`), with its content warning.

    Where the network limits bytes as well, it is the limit that is exceeded that is told, the usual one first.
    """
    rule = rules.length
    length = Length(_used(text, content_warning, rule), rule.limit, rule.unit)
    if rule.max_bytes is not None and length.fits:
        size = Length(_bytes(text), rule.max_bytes, Unit.UTF8_BYTES)
        return length if size.fits else size
    return length


def _used(text: str, content_warning: str, rule: LengthRule) -> int:
    if rule.unit is Unit.WEIGHTED:
        assert rule.url_length is not None
        return weighted(text, rule.url_length)
    countable = _ENTITIES.sub(lambda match: _counted(match, rule), text)
    return _COUNTS[rule.unit](content_warning + countable if rule.content_warning_counts else countable)


def _counted(match: regex.Match[str], rule: LengthRule) -> str:
    """What a link or a mention counts as."""
    if link := match["link"]:
        if rule.url_length is None:
            return link
        return "x" * rule.url_length + link[len(without_trailing(link)) :]
    return f"@{match['local']}" if rule.mentions is Mentions.LOCAL_PART else match[0]


def _graphemes(text: str) -> int:
    return sum(1 for _ in _GRAPHEME.finditer(text))


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


_COUNTS: Mapping[Unit, Callable[[str], int]] = {
    Unit.GRAPHEMES: _graphemes,
    Unit.CODE_POINTS: len,
    Unit.UTF16_UNITS: _utf16_units,
    Unit.UTF8_BYTES: _bytes,
}
