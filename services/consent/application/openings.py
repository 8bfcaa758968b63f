"""What would be published, made to fit its network's rules, or refused in words. Pure: no store, no clock.

Whatever the network does not have, or this release does not perform there, is refused before anything is shown: what
cannot be published cannot be approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.disclosures import disclosed, warned
from contracts.networks import (
    Length,
    Media,
    NetworkRules,
    Opening,
    Unit,
    UnusableText,
    measure,
    normalise,
    render,
)
from contracts.values import Choice, Kind
from services.consent.application.images import ImageFacts
from services.consent.domain import ImageNotDescribed, NotOnNetwork, PermissionMissing, Terms, TextInvalid, TextTooLong
from services.consent.extras import visibilities_of
from services.consent.facts import AccountFacts, ActivityFacts


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see before approving it. An empty visibility is the network's usual one.

    No account: they publish it themselves. No choice: now, or, where now has no time left, spread out.
    """

    approval_id: UUID
    activity_id: UUID
    account_id: UUID | None
    text: str
    language: str
    visibility: str
    content_warning: str
    choice: Choice | None
    picked_at: datetime | None
    media: tuple[Media, ...] = ()


def check_performed(terms: Terms, rules: NetworkRules) -> None:
    """Raises NotOnNetwork for a kind that nobody would publish there, whatever was offered."""
    if not rules.offers(terms.kind):
        raise NotOnNetwork(f"a {terms.kind} on {rules.title} cannot be published by Restu; nothing was approved")


def check_way(terms: Terms, rules: NetworkRules, *, by_hand: bool) -> None:
    """Raises NotOnNetwork where Restu publishes and no account was named, or the person does and one was."""
    if by_hand == rules.hands_over(terms.kind):
        return
    if by_hand:
        raise NotOnNetwork(f"a {terms.kind} on {rules.title} is published by Restu: say from which account of yours")
    raise NotOnNetwork(f"a {terms.kind} on {rules.title} is yours to publish, with no account of Restu's: name none")


def check_permitted(wish: Wish, terms: Terms, rules: NetworkRules, account: AccountFacts) -> None:
    """Raises PermissionMissing where the account was connected before Restu asked for what this needs."""
    if account.kinds is not None and terms.kind not in account.kinds:
        raise _not_permitted(f"a {terms.kind}", rules)
    if wish.media and account.images is False:
        raise _not_permitted("images", rules)


def _not_permitted(what: str, rules: NetworkRules) -> PermissionMissing:
    return PermissionMissing(
        f"your account on {rules.title} was connected without the permission for {what}: connect it again"
    )


def check_choice(choice: Choice, terms: Terms, rules: NetworkRules) -> None:
    """Raises NotOnNetwork for a later time where the network wants the person's own click."""
    if choice is not Choice.NOW and rules.hands_over(terms.kind):
        raise NotOnNetwork(f"you publish this on {rules.title} yourself, which nobody can do for you later: choose now")
    if choice is not Choice.NOW and not rules.may_wait(terms.kind):
        raise NotOnNetwork(f"{rules.title} wants a {terms.kind} at once, by your own click: choose now")


def own_words_needed(terms: Terms, rules: NetworkRules) -> int:
    """How many percent must be the person's own, by the offer and by the network's rules."""
    return terms.own_words_needed(
        rules.rules.own_words.minimum_percent, identical_text=rules.rules.identical_text.allowed
    )


def alike_told(percent: int, kind: Kind, rules: NetworkRules) -> dict[str, Any]:
    """How alike a text is to the nearest colleague's, how alike it may be, and both in words, by language.

    Of a kind without words nothing is said: the words are empty.
    """
    most = rules.rules.alike.most_percent
    if not kind.has_words:
        en = id_ = ""
    elif not percent:
        en, id_ = "No colleague has written it like this.", "Belum ada rekan yang menulisnya seperti ini."
    elif percent == 100:
        en, id_ = "A colleague has approved exactly these words.", "Seorang rekan sudah menyetujui kata-kata yang sama."
    else:
        en = f"About {percent} % of this is as a colleague has written it."
        id_ = f"Sekitar {percent} % dari teks ini sama dengan tulisan seorang rekan."
    if percent > most:
        en += f" {rules.title} takes at most {most} %: say it in your own way."
        id_ += f" {rules.title} menerima paling banyak {most} %: tulislah dengan cara Anda sendiri."
    return {"percent": percent, "most": most, "explained": {"en": en, "id": id_}}


def opening_of(
    wish: Wish,
    terms: Terms,
    rules: NetworkRules,
    account: AccountFacts,
    activity: ActivityFacts,
    *,
    salt: str,
    disclosure: str = "",
) -> dict[str, Any]:
    """The opening as plain JSON, all exactly as sent. Raises NotOnNetwork, TextInvalid.

    A disclosure stands in front of what everybody sees: the warning where there is one, else the text.
    """
    kind = terms.kind
    link = activity.link if kind.aim is None else None
    warning = warning_of(wish)
    try:
        text = render(wish.text, link) if kind.has_words else wish.text
        whole = disclosed(text, disclosure) if disclosure and not warning else text
        line = warned(warning, disclosure) if disclosure and warning else warning
    except UnusableText as error:
        raise TextInvalid(f"this text cannot be published: {error.code}") from error
    if kind.has_words != bool(text):
        raise TextInvalid(f"a {kind} needs a text" if kind.has_words else f"a {kind} has no text of its own")
    if warning and not (kind.has_words and rules.opening.content_warning):
        raise NotOnNetwork(f"{rules.title} has no content warning for this")
    opening = Opening(
        salt=salt,
        handle=account.handle,
        text=whole,
        visibility=_visibility(wish, terms, rules),
        language=wish.language if kind.has_words else "",
        content_warning=line,
        sensitive=bool(line),
        media=_media(wish, terms, rules),
        link=link,
        target=activity.target if kind.aim else None,
    )
    return opening.model_dump(mode="json")


def warning_of(wish: Wish) -> str:
    """The content warning in its one spelling and in one line; empty where there is none. Raises TextInvalid."""
    try:
        return " ".join(render(wish.content_warning, None).split())
    except UnusableText as error:
        raise TextInvalid(f"this warning cannot be published: {error.code}") from error


def _visibility(wish: Wish, terms: Terms, rules: NetworkRules) -> str:
    possible = visibilities_of(terms.kind, rules) or ("",)
    visibility = wish.visibility or possible[0]
    if visibility not in possible:
        raise NotOnNetwork(f"{rules.title} has no visibility {visibility!r} for a {terms.kind}")
    return visibility


def _media(wish: Wish, terms: Terms, rules: NetworkRules) -> tuple[Media, ...]:
    """The images with their descriptions in their one spelling. Raises NotOnNetwork, TextInvalid, ImageNotDescribed."""
    rule = rules.media
    if not rules.takes_images(terms.kind):
        if wish.media:
            raise NotOnNetwork(f"a {terms.kind} on {rules.title} has no images with Restu")
        return ()
    if len(wish.media) > rule.images:
        raise NotOnNetwork(f"a {terms.kind} on {rules.title} has at most {rule.images} images")
    if len({image.hash for image in wish.media}) < len(wish.media):
        raise NotOnNetwork("this is the same image twice")
    if rule.required and not wish.media:
        raise NotOnNetwork(f"a {terms.kind} on {rules.title} needs an image")
    return tuple(Media(hash=image.hash, alt=_description(image.alt, rules)) for image in wish.media)


def _description(alt: str, rules: NetworkRules) -> str:
    rule = rules.alt_text
    try:
        words = normalise(alt)
    except UnusableText as error:
        raise TextInvalid(f"this description cannot be published: {error.code}") from error
    if rule.required and not words:
        raise ImageNotDescribed("say what can be seen in the image, for those who do not see it; nothing was approved")
    if rule.limit is not None and len(words) > rule.limit:
        raise TextTooLong(used=len(words), limit=rule.limit, unit=Unit.CODE_POINTS)
    return words


def check_size(image: ImageFacts, rules: NetworkRules) -> None:
    """Raises NotOnNetwork for an image that is larger than the network takes."""
    if rules.media.max_bytes is not None and image.bytes > rules.media.max_bytes:
        raise NotOnNetwork(f"{rules.title} takes images of at most {rules.media.max_bytes} bytes")


def length_of(opening: dict[str, Any], rules: NetworkRules) -> Length:
    """How long the text is, as the network counts. Raises TextTooLong."""
    length = measure(opening["text"], rules, opening["content_warning"])
    if not length.fits:
        raise TextTooLong(used=length.used, limit=length.limit, unit=length.unit)
    return length
