"""Words that administrators write: given one spelling before they are kept in the vault."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.networks import UnusableText, normalise
from services.gamification.domain import WordsInvalid

REWARD = "reward"
"""The vault's kind of a reward's words; the row's id is the reward's."""
CONTEST = "contest"
"""The vault's kind of a contest's words; the row's id is the contest's."""
MAX_TITLE = 120
MAX_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """What people read of a reward or a contest: a title, and what else there is to say."""

    title: str
    words: str


def checked(*, title: str, words: str) -> Words:
    """The words in their one spelling. Raises WordsInvalid."""
    try:
        found = Words(normalise(title).replace("\n", " "), normalise(words))
    except UnusableText as error:
        raise WordsInvalid(f"these words cannot be used: {error.code}") from error
    if not any(character.isalnum() for character in found.title):
        raise WordsInvalid("a title has at least a letter or a number")
    return found
