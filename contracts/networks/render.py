"""The text exactly as it is sent.

`normalise` gives one spelling to what looks the same (NFC, LF, no invisible control characters), so that
preview, digest and publication are about the same bytes; it changes nothing the second time. Text that cannot
be written as UTF-8, or is far beyond what any network takes, is refused with `UnusableText`.
"""

from __future__ import annotations

import unicodedata

import regex

from contracts.networks.links import links

MAX_CHARACTERS = 20_000
_LINE_ENDS = regex.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, the byte order mark, and the overrides that make text read unlike what it says.
_INVISIBLE = regex.compile(r"(?![\n\t])[\p{Cc}\uFEFF\u202D\u202E]")


class UnusableText(ValueError):
    """A text nobody can publish. `code` is `not-unicode` or `too-long`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def normalise(text: str) -> str:
    """The one spelling of a text. Raises `UnusableText`."""
    if len(text) > MAX_CHARACTERS:
        raise UnusableText("too-long")
    if regex.search(r"\p{Cs}", text):
        raise UnusableText("not-unicode")
    lines = _LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lines)).strip()


def render(text: str, link: str | None) -> str:
    """The text with its link, on a paragraph of its own at the end unless the text already has it.

    Raises `UnusableText`.
    """
    words = normalise(text)
    address = normalise(link or "")
    if not address or address in links(words):
        return words
    return normalise(f"{words}\n\n{address}")
