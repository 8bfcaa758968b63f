"""How much of a text is the advocate's own: 100 minus its similarity to the nearest suggestion, in percent.

Integer arithmetic over casefolded words (links left out), so that everybody computes the same number. Texts
beyond `MAX_WORDS` words are compared as bags of words, which can only find them more similar: the cost stays
bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import regex

from contracts.networks.links import without_links

MAX_WORDS = 300
# Scripts written without spaces count by character, all others by word.
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|\p{M}*[\w--[\p{Han}\p{Hiragana}"
    r"\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]+(?:['\u2019]\w+)*",
    regex.VERSION1,
)
# What nobody sees would make other words of the same ones.
_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")


def own_words(text: str, suggestions: Iterable[str]) -> int:
    """The percentage of own words, 0 to 100.

    Without suggestions everything is one's own; a text without a word has none.
    """
    words = words_of(text)
    if not words:
        return 0
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    nearest = 0
    for suggestion in suggestions:
        theirs = words_of(suggestion)
        at_most = _percent(_common(theirs, words), theirs, words)
        if at_most <= nearest:
            continue
        if max(len(theirs), len(words)) > MAX_WORDS:
            nearest = at_most
            continue
        matcher.set_seq1(theirs)
        matching = sum(block.size for block in matcher.get_matching_blocks())
        nearest = max(nearest, _percent(matching, theirs, words))
    return 100 - nearest


def words_of(text: str) -> list[str]:
    """The casefolded words of a text, links and what nobody sees left out."""
    return [word.casefold() for word in _WORD.findall(_UNSEEN.sub("", without_links(text)))]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return (Counter(one) & Counter(other)).total()


def _percent(matching: int, one: Sequence[str], other: Sequence[str]) -> int:
    return 200 * matching // (len(one) + len(other))
