"""Whether a text discloses, and how it is made to. Pure; linear in the length of the text.

A disclosure is recognised word for word, in any case and however its words are spaced or broken into lines, and never
inside a link or a longer word. What merely means the same is not recognised: then the words are there twice, never
missing. Where a warning folds the text away, it is the warning that has to say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from contracts.disclosures.rules import DisclosureText
from contracts.networks.links import without_links
from contracts.networks.render import normalise
from contracts.values import Network

_END = ".!…"
"""What ends a sentence may be missing where it goes on."""


def best(texts: Sequence[DisclosureText], *, network: Network, language: str) -> DisclosureText | None:
    """The words to put into a text: in its language before others, for its network alone before for all."""
    possible = [each for each in texts if each.is_for(network)]
    return max(possible, key=lambda each: (each.language == language, bool(each.networks)), default=None)


def said_in(text: str, texts: Iterable[DisclosureText], *, network: Network) -> DisclosureText | None:
    """The first of the disclosures that stands in a text. Raises UnusableText."""
    readable = without_links(normalise(text))
    return next((each for each in texts if each.is_for(network) and _phrase(each.text).search(readable)), None)


def disclosed(text: str, disclosure: str) -> str:
    """The text behind its disclosure, which is a paragraph of its own where nobody misses it. Raises UnusableText."""
    return normalise(f"{disclosure}\n\n{text}")


def seen_first(text: str, warning: str) -> str:
    """What everybody sees of a post: its warning where it has one, behind which the text is folded; else its text."""
    return warning or text


def warned(warning: str, disclosure: str) -> str:
    """The warning behind its disclosure, in the one line that nobody has to unfold. Raises UnusableText."""
    joint = " " if disclosure.endswith(tuple(_END)) else " · "
    return normalise(f"{disclosure}{joint}{warning}")


def without(text: str, texts: Iterable[DisclosureText]) -> str:
    """The text without what only discloses: what is left is the person's to say.

    Longer words first: shorter ones may be a part of them.
    """
    for each in sorted(texts, key=lambda each: -len(each.text)):
        text = _phrase(each.text).sub(" ", text)
    return text


@lru_cache(maxsize=1024)
def _phrase(text: str) -> regex.Pattern[str]:
    words = r"\s+".join(map(regex.escape, normalise(text).rstrip(_END).split()))
    return regex.compile(rf"(?<![\w#@]){words}(?!\w)", regex.IGNORECASE)
