"""How alike two texts are, seen from sketches that hold no words: MinHash (Broder, 1997) over keyed phrases.

A text's phrases are its runs of three words, casefolded, links left out. Each is hashed under a key to `SIZE` numbers,
and the sketch keeps the least of each number over all phrases. The share of equal numbers in two sketches estimates
the share of phrases that both texts have of those that either has: off by 6 percent points at most in two of three
cases, so it is told in steps of ten. Pure, and the same text has the same sketch in every process.

Without the key nobody can find out from a sketch whether a text is that of a guess. Whoever holds two sketches sees how
alike they are, and nothing else.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import blake2b
from operator import eq

from contracts.networks import words_of

PHRASE = 3
"""Words in a phrase; a shorter text is one phrase."""
SIZE = 64
"""Numbers in a sketch."""
_PER_HASH = 16
_SKETCH = struct.Struct(f"<{SIZE}I")
_ROUNDS = [str(number).encode() for number in range(SIZE // _PER_HASH)]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text. `whole` is equal where all words are; `numbers` are the least of its phrases'."""

    whole: bytes
    numbers: bytes

    @classmethod
    def of(cls, text: str, key: bytes) -> Sketch | None:
        """The sketch of a text under a key; None when it has no words."""
        words = words_of(text)
        if not words:
            return None
        phrases = {" ".join(words[at : at + PHRASE]) for at in range(max(1, len(words) - PHRASE + 1))}
        hashed = [_hashed(phrase, key) for phrase in phrases]
        whole = blake2b(" ".join(words).encode(), key=key, digest_size=32, person=b"whole").digest()
        return cls(whole, _SKETCH.pack(*map(min, zip(*hashed, strict=True))))


def alike(one: Sketch, other: Sketch) -> int:
    """The percentage of phrases in common, in steps of ten; 100 only where all words are the same."""
    if one.whole == other.whole:
        return 100
    equal: int = sum(map(eq, _SKETCH.unpack(one.numbers), _SKETCH.unpack(other.numbers)))
    return min(90, equal * 10 // SIZE * 10)


def _hashed(phrase: str, key: bytes) -> tuple[int, ...]:
    spelled = phrase.encode()
    rounds = [blake2b(spelled, key=key, digest_size=64, person=round_).digest() for round_ in _ROUNDS]
    return _SKETCH.unpack(b"".join(rounds))
