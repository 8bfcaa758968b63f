"""What would be published, made to fit its network's rules, or refused in words. Pure: no store, no clock.

Whatever the network does not have, or this release does not perform there, is refused before anything is shown: what
cannot be published cannot be approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.networks import Length, NetworkRules, Opening, UnusableText, measure, render
from contracts.values import Choice
from services.consent.domain import NotOnNetwork, PermissionMissing, Terms, TextInvalid, TextTooLong
from services.consent.facts import AccountFacts, ActivityFacts


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see before approving it. An empty visibility is the network's usual one."""

    approval_id: UUID
    activity_id: UUID
    account_id: UUID
    text: str
    language: str
    visibility: str
    content_warning: str
    choice: Choice
    picked_at: datetime | None


def check_performed(terms: Terms, rules: NetworkRules) -> None:
    """Raises NotOnNetwork for a kind that nobody would publish there, whatever was offered."""
    if not rules.offers(terms.kind):
        raise NotOnNetwork(f"a {terms.kind} on {rules.title} cannot be published by Restu; nothing was approved")


def check_permitted(terms: Terms, rules: NetworkRules, account: AccountFacts) -> None:
    """Raises PermissionMissing where the account was connected before Restu asked for what this kind needs."""
    if account.kinds is not None and terms.kind not in account.kinds:
        raise PermissionMissing(
            f"your account on {rules.title} was connected without the permission for a {terms.kind}: connect it again"
        )


def check_choice(choice: Choice, terms: Terms, rules: NetworkRules) -> None:
    """Raises NotOnNetwork for a later time where the network wants the person's own click."""
    if choice is not Choice.NOW and not rules.may_wait(terms.kind):
        raise NotOnNetwork(f"{rules.title} wants a {terms.kind} at once, by your own click: choose now")


def own_words_needed(terms: Terms, rules: NetworkRules) -> int:
    """How many percent must be the person's own, by the offer and by the network's rules."""
    return terms.own_words_needed(
        rules.rules.own_words.minimum_percent, identical_text=rules.rules.identical_text.allowed
    )


def opening_of(
    wish: Wish, terms: Terms, rules: NetworkRules, account: AccountFacts, activity: ActivityFacts, *, salt: str
) -> dict[str, Any]:
    """The opening as plain JSON, its text exactly as sent. Raises NotOnNetwork, TextInvalid."""
    kind = terms.kind
    link = activity.link if kind.aim is None else None
    try:
        text = render(wish.text, link) if kind.has_words else wish.text
        warning = render(wish.content_warning, None)
    except UnusableText as error:
        raise TextInvalid(f"this text cannot be published: {error.code}") from error
    if kind.has_words != bool(text):
        raise TextInvalid(f"a {kind} needs a text" if kind.has_words else f"a {kind} has no text of its own")
    if warning and not (kind.has_words and rules.opening.content_warning):
        raise NotOnNetwork(f"{rules.title} has no content warning for this")
    opening = Opening(
        salt=salt,
        handle=account.handle,
        text=text,
        visibility=_visibility(wish, terms, rules),
        language=wish.language if kind.has_words else "",
        content_warning=warning,
        sensitive=bool(warning),
        media=(),
        link=link,
        target=activity.target if kind.aim else None,
    )
    return opening.model_dump(mode="json")


def _visibility(wish: Wish, terms: Terms, rules: NetworkRules) -> str:
    possible = rules.opening.visibilities if terms.kind.has_visibility else ("",)
    visibility = wish.visibility or possible[0]
    if visibility not in possible:
        raise NotOnNetwork(f"{rules.title} has no visibility {visibility!r} for a {terms.kind}")
    return visibility


def length_of(opening: dict[str, Any], rules: NetworkRules) -> Length:
    """How long the text is, as the network counts. Raises TextTooLong."""
    length = measure(opening["text"], rules, opening["content_warning"])
    if not length.fits:
        raise TextTooLong(used=length.used, limit=length.limit, unit=length.unit)
    return length
