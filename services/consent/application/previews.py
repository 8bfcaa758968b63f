"""Previews: exactly what would be published, rendered for one person, with its digest and its token (decisions.md 3-5).

A preview changes nothing. It asks content for the suggestions, the link and the target, and the publisher for the
account's handle, its server's limits, what the target looks like and a time, unless the person publishes it themselves;
what is then approved is checked again against the aggregates. Who did not choose when gets now, or, where now has no
time left, spread out and why not now; what was chosen is never another choice. A card that a network draws of a link
by itself, and the words of somebody else's post, which their author may change, are not part of the promise, and the
preview says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from chassis.dead_letters import DeadLetters, KeyParked
from chassis.errors import NotFound
from chassis.event_store import EventStore, Work
from chassis.signing import digest
from contracts.disclosures import seen_first
from contracts.networks import UnusableText, load, own_words
from contracts.values import Choice, Window, is_unconnected, timestamp, unconnected_account
from services.consent.application.by_hand import OWN_ACCOUNT, slot_told, steps_told
from services.consent.application.disclosures import Asked, Disclosing
from services.consent.application.images import Images
from services.consent.application.openings import (
    Wish,
    alike_told,
    check_choice,
    check_performed,
    check_permitted,
    check_size,
    check_way,
    length_of,
    opening_of,
    own_words_needed,
    warning_of,
)
from services.consent.domain import (
    BY_HAND,
    NOW,
    Account,
    AccountNotYours,
    ActivityClosed,
    Advocate,
    Approval,
    Disclosures,
    NoSlot,
    Offering,
    Parties,
    Terms,
    TextInvalid,
    check_possible,
    window_for,
)
from services.consent.facts import Facts
from services.consent.tables import Tables
from services.consent.tokens import LIFETIME, Preview, Tokens

CARD = "card-drawn-by-network"
"""The network may draw a card of the link by itself; it is not part of what is approved."""
TARGET_MAY_CHANGE = "target-may-change"
"""The target's address is part of what is approved; what stands there is its author's, and shown as of now."""
TARGET_NOT_SEEN = "target-not-seen"
"""The network could not be asked what stands at the target's address."""


@dataclass(frozen=True, slots=True)
class Previews:
    """Makes previews. `salt` gives a fresh random text for each opening."""

    store: EventStore
    tables: Tables
    letters: DeadLetters
    tokens: Tokens
    facts: Facts
    images: Images
    disclosing: Disclosing
    salt: Callable[[], str] = lambda: secrets.token_urlsafe(24)

    def make(self, *, by: UUID, wish: Wish, at: datetime) -> dict[str, Any]:
        """The preview as it is answered. Raises a ConsentError, NotFound, KeyParked, Unavailable."""
        texts = self.tables.texts
        offering, terms, account_id, asked, replaces = self._possible(by, wish, at)
        rules, by_hand = load(terms.network), is_unconnected(account_id, by)
        check_performed(terms, rules)
        check_way(terms, rules, by_hand=by_hand)
        choice = wish.choice or Choice.NOW
        check_choice(choice, terms, rules)
        account = OWN_ACCOUNT if by_hand else self.facts.account(account_id, owner=by)
        check_permitted(wish, terms, rules, account)
        for image in wish.media:
            check_size(self.images.facts(by, image.hash), rules)
        activity = self.facts.activity(wish.activity_id)
        rules = rules.with_limits(account.max_characters, account.characters_per_url)
        disclosure = _missing(asked, wish)
        opening = opening_of(wish, terms, rules, account, activity, salt=self.salt(), disclosure=disclosure)
        length = length_of(opening, rules)
        own = asked.own_part(opening["text"])  # as it is sent: what is spelt otherwise is not one's own for that
        suggested = [asked.own_part(each) for each in activity.starts]
        window_of = partial(
            window_for,
            at=at,
            picked_at=wish.picked_at,
            opens_at=terms.window.opens_at,
            ends_at=offering.ends_at(wish.activity_id),
            now=BY_HAND if by_hand else NOW,
        )
        preview = Preview(
            approval_id=wish.approval_id,
            parties=Parties(by, wish.activity_id, account_id),
            item_id=offering.id,
            revision_id=activity.revision_id,
            opening={name: value for name, value in opening.items() if name != "text"},
            digest=digest(opening),
            choice=choice,
            window=window_of(choice),
            picked_at=wish.picked_at,
            own_words=own_words(own, suggested) if terms.kind.has_words else 0,
            expires_at=at + LIFETIME,
            sketches=texts.sketches(own),
        )
        not_now = None
        if by_hand:
            slot = slot_told(preview.window, rules)
        elif wish.choice is None and rules.may_wait(terms.kind):
            preview, slot, not_now = self._soonest(preview, window_of(Choice.DRIP), replaces)
        else:
            slot = self.facts.slot(preview, replaces)
        target = None
        if opening["target"] and not by_hand:  # what Restu sees is seen with a connected account
            target = self.facts.target(account_id, terms.kind, opening["target"])
        return {
            "token": self.tokens.seal(preview),
            "approval_id": str(preview.approval_id),
            "digest": preview.digest,
            "preview": {
                **{name: value for name, value in opening.items() if name != "salt"},
                "kind": terms.kind.value,
                "network": terms.network.value,
                "notes": _notes(opening, target),
            },
            "target": target,
            "by_hand": steps_told(opening, terms, rules),
            "own_words": preview.own_words,
            "own_words_needed": own_words_needed(terms, rules),
            "alike": alike_told(
                texts.nearest(preview.sketches, person=by, item=offering.id, network=terms.network, at=at),
                terms.kind,
                rules,
            ),
            "disclosure_required": asked.required,
            "disclosure": asked.told(opening["text"], opening["content_warning"], added=disclosure),
            "length": {"used": length.used, "limit": length.limit, "unit": length.unit.value},
            "choice": preview.choice.value,
            "not_now": not_now,
            "window": {
                "opens_at": timestamp(preview.window.opens_at),
                "closes_at": timestamp(preview.window.closes_at),
            },
            "slot": slot,
            "points": terms.points,
            "expires_at": timestamp(preview.expires_at),
        }

    def _soonest(
        self, now: Preview, rest: Window, replaces: UUID | None
    ) -> tuple[Preview, Any, Mapping[str, str] | None]:
        """The preview with its slot: now, or spread over the rest of the offer and why not now, by language.

        Raises NoSlot where neither has a place, Unavailable.
        """
        try:
            return now, self.facts.slot(now, replaces), None
        except NoSlot as none:
            why = none.explained
        spread = replace(now, choice=Choice.DRIP, window=rest)
        return spread, self.facts.slot(spread, replaces), why

    def _possible(self, by: UUID, wish: Wish, at: datetime) -> tuple[Offering, Terms, UUID, Asked, UUID | None]:
        """What is offered, its terms, the account (a connected one, or what stands for none), what to disclose.

        And the approval that stands, which approving this one would replace.
        """
        item_id = self.tables.item_of(wish.activity_id)
        if item_id is None:
            raise ActivityClosed("this activity is not offered")
        if self.letters.parked(item_id, by):
            raise KeyParked("something about this waits for repair; nothing was done, please try again later")
        work = Work(self.store)
        work.prefetch([by, item_id, *filter(None, [wish.account_id]), Disclosures.ID])
        advocate, offering = work.get(Advocate, by), work.get(Offering, item_id)
        account_id = wish.account_id or unconnected_account(by, offering.terms(wish.activity_id).network)
        terms = check_possible(
            advocate,
            offering,
            None if is_unconnected(account_id, by) else _own(work, account_id, by),
            account_id=account_id,
            activity_id=wish.activity_id,
            revision_id=offering.revision_id,
            at=at,
        )
        asked = self.disclosing.asked(work, advocate, terms.kind, load(terms.network))
        given = work.find(Approval, Parties(by, wish.activity_id, account_id).aggregate_id)
        replaces = given.standing.approval_id if given is not None and given.standing is not None else None
        return offering, terms, account_id, asked, replaces


def _missing(asked: Asked, wish: Wish) -> str:
    """The disclosure that the preview puts in front, nothing where none is missing. Raises TextInvalid."""
    seen = seen_first(wish.text, warning_of(wish))
    try:
        return asked.missing(seen, wish.language)
    except UnusableText as error:
        raise TextInvalid(f"this text cannot be published: {error.code}") from error


def _notes(opening: Mapping[str, Any], target: Any | None) -> list[str]:
    """Codes of what is seen, or not, and not part of what is approved."""
    notes = [CARD] if opening["link"] else []
    if opening["target"]:
        notes.append(TARGET_NOT_SEEN if target is None else TARGET_MAY_CHANGE)
    return notes


def _own(work: Work, account_id: UUID, by: UUID) -> Account:
    """Somebody else's account is, in words and in order, like one that is not there. Raises AccountNotYours."""
    try:
        account = work.get(Account, account_id)
    except NotFound:
        account = None
    if account is None or account.advocate_id != by:
        raise AccountNotYours("there is no such account of yours")
    return account
