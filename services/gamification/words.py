"""Words that administrators write: given one spelling before they are kept in the vault."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.networks import UnusableText, normalise
from services.gamification.domain import WordsInvalid

REWARD = "reward"
"""The vault's kind of a reward's words; the row's id is the reward's."""
CONTEST = "contest"
"""The vault's kind of a contest's words; the row's id is the contest's."""
CALLED_OFF = "contest-called-off"
"""The vault's kind of why a contest was called off; the row's id is the contest's."""
MAX_TITLE = 120
MAX_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """What people read of a reward or a contest: a title, and what else there is to say."""

    title: str
    words: str


def checked(*, title: str, words: str) -> Words:
    """The words in their one spelling. Raises WordsInvalid."""
    return Words(_said(_spelt(title).replace("\n", " "), "a title"), _spelt(words))


def checked_reason(reason: str) -> str:
    """A reason in its one spelling. Raises WordsInvalid."""
    return _said(_spelt(reason), "a reason")


def _spelt(text: str) -> str:
    try:
        return normalise(text)
    except UnusableText as error:
        raise WordsInvalid(f"these words cannot be used: {error.code}") from error


def _said(text: str, what: str) -> str:
    if not any(character.isalnum() for character in text):
        raise WordsInvalid(f"{what} has at least a letter or a number")
    return text
