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
from contracts.values import Choice, Kind
from services.consent.domain import NotOnNetwork, Terms, TextInvalid, TextTooLong
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


def check_choice(choice: Choice, terms: Terms, rules: NetworkRules) -> None:
    """Raises NotOnNetwork for a later time where the network wants the person's own click."""
    if choice is not Choice.NOW and not rules.may_wait(terms.kind):
        raise NotOnNetwork(f"{rules.title} wants a {terms.kind} at once, by your own click: choose now")


def own_words_needed(terms: Terms, rules: NetworkRules) -> int:
    """How many percent must be the person's own, by the offer and by the network's rules."""
    return terms.own_words_needed(
        rules.rules.own_words.minimum_percent, identical_text=rules.rules.identical_text.allowed
    )


def alike_told(percent: int, rules: NetworkRules) -> dict[str, Any]:
    """How alike a text is to the nearest colleague's, how alike it may be, and both in words, by language."""
    most = rules.rules.alike.most_percent
    if not percent:
        en, id_ = "No colleague has written it like this.", "Belum ada rekan yang menulisnya seperti ini."
    else:
        en = f"About {percent} % of this is as a colleague has written it."
        id_ = f"Sekitar {percent} % dari teks ini sama dengan tulisan seorang rekan."
    if percent > most:
        en += f" {rules.title} takes at most {most} %: say it in your own way."
        id_ += f" {rules.title} menerima paling banyak {most} %: tulislah dengan cara Anda sendiri."
    return {"percent": percent, "most": most, "explained": {"en": en, "id": id_}}


def opening_of(
    wish: Wish, terms: Terms, rules: NetworkRules, account: AccountFacts, activity: ActivityFacts, *, salt: str
) -> dict[str, Any]:
    """The opening as plain JSON, its text exactly as sent. Raises NotOnNetwork, TextInvalid."""
    visibility = wish.visibility or rules.opening.visibilities[0]
    if visibility not in rules.opening.visibilities:
        raise NotOnNetwork(f"{rules.title} has no visibility {visibility!r} for this")
    is_post = terms.kind is Kind.POST
    try:
        text = render(wish.text, activity.link) if is_post else wish.text
        warning = render(wish.content_warning, None)
    except UnusableText as error:
        raise TextInvalid(f"this text cannot be published: {error.code}") from error
    if is_post != bool(text):
        raise TextInvalid("a post needs a text" if is_post else "a repost has no text of its own")
    if warning and not (is_post and rules.opening.content_warning):
        raise NotOnNetwork(f"{rules.title} has no content warning for this")
    opening = Opening(
        salt=salt,
        handle=account.handle,
        text=text,
        visibility=visibility,
        language=wish.language,
        content_warning=warning,
        sensitive=bool(warning),
        media=(),
        link=activity.link if is_post else None,
        target=None if is_post else activity.target,
    )
    return opening.model_dump(mode="json")


def length_of(opening: dict[str, Any], rules: NetworkRules) -> Length:
    """How long the text is, as the network counts. Raises TextTooLong."""
    length = measure(opening["text"], rules, opening["content_warning"])
    if not length.fits:
        raise TextTooLong(used=length.used, limit=length.limit, unit=length.unit)
    return length
