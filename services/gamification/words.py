"""Words that administrators write, and that are kept in the vault. Their spelling is the edge's (contracts/labels)."""

from __future__ import annotations

from dataclasses import dataclass

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
    """The words, where their title says something. Raises WordsInvalid."""
    return Words(_said(title, "a title"), words)


def checked_reason(reason: str) -> str:
    """A reason that says something. Raises WordsInvalid."""
    return _said(reason, "a reason")


def _said(text: str, what: str) -> str:
    if not any(character.isalnum() for character in text):
        raise WordsInvalid(f"{what} has at least a letter or a number")
    return text
