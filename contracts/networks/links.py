"""Links in a text, as the networks recognise them: with their scheme and a dotted host name."""

from __future__ import annotations

from collections import Counter

import regex

LINK = r"""(?<![\w@\uff20$#\uff03])https?://(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#][^\s<>"“”«»]*)?"""
"""Not glued to a word before it, and up to white space: `without_trailing` says where it really ends."""
_LINKS = regex.compile(LINK, regex.IGNORECASE)
_TRAILING = ".,;:!?\u2026'\u2019*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def links(text: str) -> tuple[str, ...]:
    """The links in a text, in order, without the punctuation that ends a sentence."""
    return tuple(without_trailing(match[0]) for match in _LINKS.finditer(text))


def without_links(text: str) -> str:
    """The text with every link replaced by a space."""
    return _LINKS.sub(" ", text)


def without_trailing(link: str) -> str:
    """A link without closing punctuation; a closing bracket stays where the link itself opened it."""
    end, counts = len(link), Counter(link)
    while end:
        last = link[end - 1]
        opener = _PAIRS.get(last)
        unpaired = opener is not None and counts[opener] < counts[last]
        if last not in _TRAILING and not unpaired:
            break
        counts[last] -= 1
        end -= 1
    return link[:end]
