"""Where a person does themselves what Restu does not: the network's own composer, opened with what was approved.

An address is made of the approved fields alone, percent-encoded as UTF-8 (RFC 3986), so that nothing in a text can
become another part of it. What an address does not carry, the person pastes. Pure: nothing is opened here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Self
from urllib.parse import quote, urlsplit

from pydantic import model_validator

from contracts.networks.rule import Part, Rule
from contracts.networks.vocabulary import Evidence
from contracts.values import Kind

LONGEST = 8000
"""Characters of an address: what web servers usually take. With a longer one, the text is pasted."""
TARGET = "{target}"
_PLACES = frozenset({"text", "link", "target", "target_id"})
_SCHEMES = ("https", "http")


class ComposerRule(Rule):
    """The address at which the network takes one kind of activity from the person themselves.

    In braces stands what it carries: `{text}`, `{link}`, `{target}`, or `{target_id}`, which `target_id` finds in the
    target's address. `{target}` alone opens the target itself. Where something named is not there, or the address would
    be too long, `otherwise` is opened.
    """

    address: str
    otherwise: str
    target_id: str | None = None

    @model_validator(mode="after")
    def _can_be_filled(self) -> Self:
        named = self.carried
        if strange := sorted(named - _PLACES):
            raise ValueError(f"nothing is called {strange[0]}: an address carries {', '.join(sorted(_PLACES))}")
        if self.otherwise != TARGET and "{" in self.otherwise:
            raise ValueError("otherwise is an address without anything to fill in, or the target")
        if any(each != TARGET and not each.startswith("https://") for each in (self.address, self.otherwise)):
            raise ValueError("a composer is opened by https, or is the target's own page")
        if ("target_id" in named) != (self.target_id is not None):
            raise ValueError("target_id says how to find what the address names, and nothing else")
        if self.target_id is not None and re.compile(self.target_id).groups != 1:
            raise ValueError("target_id has one group: the id")
        if self.evidence is Evidence.MEMORY:
            raise ValueError("nobody is sent to an address that is known from memory alone")
        return self

    @property
    def carried(self) -> frozenset[str]:
        """What the address names."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.address) if name)


class Composers(Part):
    """The composer of each kind that this release hands over to the person; the others are not handed over."""

    post: ComposerRule | None = None
    repost: ComposerRule | None = None
    like: ComposerRule | None = None
    comment: ComposerRule | None = None
    follow: ComposerRule | None = None

    def __getitem__(self, kind: Kind) -> ComposerRule | None:
        rule = getattr(self, kind.value)
        assert rule is None or isinstance(rule, ComposerRule)
        return rule


@dataclass(frozen=True, slots=True)
class Composer:
    """Where to go, and what to paste there: empty when the address brings the words, or there are none."""

    address: str
    paste: str


def composer_of(rule: ComposerRule, *, text: str, link: str | None, target: str | None) -> Composer:
    """The composer for exactly these approved fields. Raises ValueError for a target that is no web address."""
    if target is not None and (urlsplit(target).scheme not in _SCHEMES or not urlsplit(target).hostname):
        raise ValueError("a target is an address on the web")
    known = {"text": text, "link": link, "target": target, "target_id": _found(rule.target_id, target)}
    values = {name: known[name] or "" for name in rule.carried}
    address = _filled(rule.address, values)
    if all(values.values()) and len(address) <= LONGEST:
        return Composer(address, "" if "text" in rule.carried else text)
    return Composer(_filled(rule.otherwise, {"target": target or ""}), text)


def _found(pattern: str | None, target: str | None) -> str | None:
    match = re.search(pattern, target) if pattern and target else None
    return match[1] if match is not None else None


def _filled(address: str, values: Mapping[str, str]) -> str:
    if address == TARGET:
        return values["target"]
    return address.format_map({name: quote(value, safe="") for name, value in values.items()})
