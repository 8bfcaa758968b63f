"""An item's words: checked and given one spelling before anything is decided, digested with a salt, kept in the vault.

Whatever is wrong raises a ContentError or AddressRefused that says what to change. Lengths of suggested messages are
counted as their network counts them, with the item's link.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from chassis.addresses import web_address
from chassis.signing import digest
from contracts.labels import can_be_seen
from contracts.networks import UnusableText, load, measure, normalise, render
from contracts.values import Network
from services.content.domain import UNTOLD, About, MessageTooLong, Revision, WordsInvalid

KIND = "revision"
"""The vault's kind of an item's words; the row's id is the revision's."""
TOPIC = "topic"
"""The vault's kind of a topic's name; the row's id is the topic's."""

WHY = "why"
"""The vault's kind of a curator's reason for an offer; the row's id is the activity's."""

MAX_TITLE = 300
MAX_DESCRIPTION = 5000
MAX_REASON = 200
MAX_MESSAGES = 40


@dataclass(frozen=True, slots=True)
class Message:
    """A text offered as a starting point, on one network, in one language (BCP 47)."""

    network: Network
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything of an item that a person reads or follows."""

    title: str
    description: str
    link: str | None
    image_url: str | None
    messages: tuple[Message, ...] = ()

    @property
    def shareable(self) -> bool:
        """Whether there is something to post: a link or a text."""
        return bool(self.link or self.description or self.messages)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Words:
        """The words of a vault row."""
        messages = tuple(Message(Network(m["network"]), m["language"], m["text"]) for m in stored["messages"])
        return cls(stored["title"], stored["description"], stored["link"], stored["image_url"], messages)


@dataclass(frozen=True, slots=True)
class Draft:
    """Words with the random id and salt of the revision they are to become, and what they are about."""

    revision_id: UUID
    salt: str
    words: Words
    about: About

    @classmethod
    def new(cls, words: Words, about: About = UNTOLD) -> Draft:
        """With a random id and salt."""
        return cls(uuid4(), secrets.token_hex(16), words, about)

    def sealed(self) -> dict[str, Any]:
        """What goes into the vault."""
        messages = [asdict(message) for message in self.words.messages]
        return {**asdict(self.words), "messages": messages, "salt": self.salt}

    def revision(self) -> Revision:
        """What the events may know."""
        return Revision(self.revision_id, digest(self.sealed()), self.words.shareable)


def checked(
    *,
    title: str,
    description: str,
    link: str | None,
    image_url: str | None,
    messages: Sequence[Message] = (),
) -> Words:
    """The words in their one spelling. Raises WordsInvalid, MessageTooLong or AddressRefused."""
    title = text_of(title, "the title", MAX_TITLE).replace("\n", " ")
    if not can_be_seen(title):
        raise WordsInvalid("an item needs a title")
    address = address_of(link)
    return Words(
        title=title,
        description=text_of(description, "the description", MAX_DESCRIPTION),
        link=address,
        image_url=address_of(image_url),
        messages=tuple(_checked_message(message, address) for message in messages),
    )


def _checked_message(message: Message, link: str | None) -> Message:
    text = text_of(message.text, "a suggested message", None)
    if not can_be_seen(text):
        raise WordsInvalid("a suggested message has no words")
    try:
        length = measure(render(text, link), load(message.network))
    except UnusableText as error:
        raise WordsInvalid("a suggested message is far too long") from error
    if not length.fits:
        raise MessageTooLong(
            f"the suggested message for {message.network} ({message.language}) takes {length.used} of {length.limit} "
            f"{length.unit} with its link; shorten it by {length.used - length.limit}",
            network=message.network,
            language=message.language,
            used=length.used,
            limit=length.limit,
        )
    return Message(message.network, message.language, text)


def text_of(text: str, name: str, limit: int | None) -> str:
    """A text in its one spelling; `name` is what an error calls it. Raises WordsInvalid."""
    try:
        plain = normalise(text)
    except UnusableText as error:
        raise WordsInvalid(f"{name} cannot be used: {error.code}") from error
    if limit is not None and len(plain) > limit:
        raise WordsInvalid(f"{name} has {len(plain)} characters, at most {limit} are possible")
    return plain


def reason_of(text: str | None) -> str | None:
    """A curator's reason for an offer, in one line; None where nothing is said. Raises WordsInvalid."""
    plain = " ".join(text_of(text or "", "the reason", MAX_REASON).split())
    return plain if can_be_seen(plain) else None


def address_of(text: str | None) -> str | None:
    """An address people may follow, with its fragment."""
    if text is None or not text.strip():
        return None
    url = web_address(text)
    fragment = httpx.URL(text.strip()).fragment
    return str(url.copy_with(fragment=fragment)) if fragment else str(url)
