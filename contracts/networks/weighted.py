"""How X counts: Latin and its neighbours one, everything else two, each emoji two, each link as its t.co address.

The weights are those of twitter-text's config/v3.json, for the text in NFC. Where only X's own lists could tell, the
longer reading is taken: a bare `example.com` counts at least as much as a link, letters beyond ASCII end a link's path.
Two things can still count less here than there: an emoji sequence or a flag that X has no picture for, and a link to a
top-level domain that does not exist. Linear in the length of the text.
"""

from __future__ import annotations

import unicodedata

import regex

from contracts.networks.links import without_trailing

_LINK = regex.compile(
    r"""(?:(?<![A-Za-z0-9@\uff20$#\uff03])https?://(?P<host>(?:[\w-]+\.)+[^\W\d_]{2,})
    |(?<![A-Za-z0-9@\uff20$#\uff03_./-])(?:[a-z0-9_-]+\.)+[a-z]{2,}(?![a-z0-9@]))
    (?::[0-9]+)?(?:[/?#][!#-;=?-~]*)?""",
    regex.IGNORECASE | regex.VERBOSE,
)
_ONE = r"\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?"
# No emoji of one picture joins more than four.
_EMOJI = regex.compile(
    rf"\p{{Regional_Indicator}}{{2}}|[0-9#*]\uFE0F?\u20E3|\U0001F3F4[\U000E0020-\U000E007E]{{2,6}}\U000E007F"
    rf"|{_ONE}(?:\u200D{_ONE}){{0,3}}"
)
_EMOJI_STANDS_FOR = "\u3042"
_LIGHT = regex.compile(r"[\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")
_LONGEST_LABEL = 63
_LONGEST_LINK = 4096


def weighted(text: str, url_length: int) -> int:
    """The length of a text in X's weighted characters."""
    normal = unicodedata.normalize("NFC", text)
    used, end = 0, 0
    for match in _LINK.finditer(normal):
        link = without_trailing(match[0])
        used += _weight(normal[end : match.start()]) + _weight_of_link(link, match["host"], url_length)
        end = match.start() + len(link)
    return used + _weight(normal[end:])


def _weight(text: str) -> int:
    plain = _EMOJI.sub(_EMOJI_STANDS_FOR, text)
    return 2 * len(plain) - sum(1 for _ in _LIGHT.finditer(plain))


def _weight_of_link(link: str, host: str | None, url_length: int) -> int:
    """What X is sure to take for a link counts as one; what it may or may not, as the longer of both."""
    if host is not None and len(link) <= _LONGEST_LINK and _is_possible(host):
        return url_length
    return max(url_length, _weight(link))


def _is_possible(host: str) -> bool:
    """Whether the name system could hold a name: beyond ASCII, its encoded labels count."""
    if any(len(label) > _LONGEST_LABEL for label in host.split(".")):
        return False
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True
