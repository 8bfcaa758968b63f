"""What people write for others to recognise things by: names, titles, reasons. Pure.

A label can be seen, and reads as what it says: it has no control characters, none that turn the direction of the text
around them, no tag characters but those of a flag, no byte order mark, and it is not made of characters alone that
show nothing. What a person types is refused: with `Barred`, which names the character, whoever typed it can take it
out, and nothing is kept that they did not write. What comes from outside is `cleaned`: nobody is there to be asked.

Joiners (U+200C, U+200D) and variation selectors stay: Persian, many scripts of India, emoji and Japanese names need
them. The rule is for what is taken in. What was kept before is read as it is.
"""

from __future__ import annotations

import unicodedata

import regex

_LINE_ENDS = regex.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BREAKS = r"\p{Cc}\p{Zl}\p{Zp}"
_FLAG = r"\U0001F3F4[\U000E0030-\U000E0039\U000E0061-\U000E007A]{3,6}\U000E007F(*SKIP)(*FAIL)"
"""A black flag with the code of a region, such as Scotland's: its tag characters are passed over."""
_TURNING = r"\u202A-\u202E\u2066-\u2069\uFEFF\U000E0000-\U000E007F\p{Cs}"
_BARRED_IN_LINE = regex.compile(rf"{_FLAG}|[{_BREAKS}{_TURNING}]")
_BARRED_IN_LINES = regex.compile(rf"{_FLAG}|(?!\n)[{_BREAKS}{_TURNING}]")
_CLEANED_AWAY = regex.compile(rf"{_FLAG}|[{_TURNING}]")
_BREAK = regex.compile(f"[{_BREAKS}]")
_SEEN = regex.compile(r"[^\p{Z}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u2800]")


class Barred(ValueError):
    """A character that may not stand in a label; `character` is its number, such as U+202E."""

    def __init__(self, character: str) -> None:
        self.character = f"U+{ord(character):04X}"
        unnamed = "half a character" if unicodedata.category(character) == "Cs" else "a control character"
        name = unicodedata.name(character, unnamed).lower()
        super().__init__(f"{self.character} ({name}) cannot stand here: take it out, or type the text anew without it")


def label(text: str) -> str:
    """One line that can be seen, composed (NFC) and trimmed. Raises Barred, or another ValueError for nothing."""
    line = _checked(text, _BARRED_IN_LINE)
    if not can_be_seen(line):
        raise ValueError("nothing of this can be seen: it needs a letter, a number or another character that shows")
    return line


def passage(text: str) -> str:
    """The same of several lines, where nothing may be said: empty where nothing can be seen. Raises Barred."""
    return _checked(_LINE_ENDS.sub("\n", text), _BARRED_IN_LINES) if can_be_seen(text) else ""


def cleaned(text: str) -> str:
    """What a text from outside leaves of one line; empty where nothing of it can be seen."""
    rest = " ".join(unicodedata.normalize("NFC", _CLEANED_AWAY.sub("", _BREAK.sub(" ", text))).split())
    return rest if can_be_seen(rest) else ""


def can_be_seen(text: str) -> bool:
    """Whether there is anything to see: not only spaces, marks without a letter, and characters that show nothing."""
    return _SEEN.search(text) is not None


def _checked(text: str, barred: regex.Pattern[str]) -> str:
    plain = unicodedata.normalize("NFC", text).strip()
    if (found := barred.search(plain)) is not None:
        raise Barred(found[0])
    return plain
