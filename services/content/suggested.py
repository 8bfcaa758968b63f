"""What an advocate suggests: a link, or words, and why. Checked and given one spelling; kept in the vault as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.labels import can_be_seen
from services.content import markup
from services.content.domain import About, WordsInvalid
from services.content.words import MAX_DESCRIPTION, MAX_TITLE, Words, address_of, checked, text_of

KIND = "suggestion"
"""The vault's kind of what was suggested; the row's id is the suggestion's."""
REASON = "decline"
"""The vault's kind of why a suggestion was declined; the row's id is the suggestion's."""
MAX_REASON = 1000


@dataclass(frozen=True, slots=True)
class Suggested:
    """A link, words, or both, with a reason."""

    link: str | None
    text: str
    reason: str
    language: str | None

    def sealed(self) -> dict[str, Any]:
        """What goes into the vault."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Suggested:
        """What a vault row holds."""
        return cls(stored["link"], stored["text"], stored["reason"], stored["language"])

    def words(self) -> Words:
        """An item of just the words: their beginning is its title. Raises WordsInvalid."""
        return checked(
            title=markup.line(self.text, MAX_TITLE) or "",
            description=self.text,
            link=self.link,
            image_url=None,
        )

    def about(self) -> About:
        """Its language, as its suggester says."""
        return About(language=self.language)


def suggested(*, link: str | None, text: str, reason: str, language: str | None) -> Suggested:
    """A suggestion in its one spelling. Raises WordsInvalid, AddressRefused."""
    address, words = address_of(link), text_of(text, "the text", MAX_DESCRIPTION)
    if address is None and not can_be_seen(words):
        raise WordsInvalid("suggest a link, or some words")
    return Suggested(link=address, text=words, reason=reason_of(reason), language=language)


def reason_of(reason: str) -> str:
    """A reason in its one spelling. Raises WordsInvalid."""
    words = text_of(reason, "the reason", MAX_REASON)
    if not can_be_seen(words):
        raise WordsInvalid("say why: somebody is to understand it")
    return words
