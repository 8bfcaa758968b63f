"""Finding people by what one remembers of their names. Pure; what is looked through is kept nowhere.

Names are sealed in the vault one by one, so that erasing a person is deleting their row. An index over them would be a
second place to delete, and blinding it does not help: whoever has its rows counts which beginnings are how frequent,
and reads names from that. A memory of opened names would outlive an erasure in every other replica. So a search opens
every name, looks, and forgets. With 10,000 people that took a second in the median and 1.6 at worst, on two cores busy
with seven times as much else; only administrators spend it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where somebody stands among those who are found: the better they fit, then by name, as it is read aloud."""

    fit: int
    name: str


@dataclass(frozen=True, slots=True)
class Sought:
    """The words that somebody typed, in any order; none of them finds everybody."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> Self:
        """From what was typed."""
        return cls(tuple(folded(typed).split()))

    def place(self, name: str, email: str) -> Place | None:
        """None where one of the words stands neither in the name nor in the address.

        Whose name begins with the first word come first, then those in whom every word begins one, then the others.
        """
        told = f"{(read := folded(name))} {folded(email)}"
        if not all(word in told for word in self.words):
            return None
        if self.words and read.startswith(self.words[0]):
            return Place(0, read)
        begun = all(f" {word}" in f" {told}" for word in self.words)
        return Place(1 if begun else 2, read)


NAMELESS = Place(3, "")
"""Whose name is lost: behind everybody, where nothing is sought."""


def folded(text: str) -> str:
    """As letters are compared by who searches: in any case, and without accents."""
    parted = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parted if not unicodedata.combining(letter)).casefold()
