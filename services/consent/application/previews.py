"""Previews: exactly what would be published, rendered for one person, with its digest and its token (decisions.md 3-5).

A preview changes nothing. It asks content for the suggestions, the link and the target, and the publisher for the
account's handle, its server's limits and a time; what is then approved is checked again against the aggregates.
A card that a network draws of a link by itself is not part of the promise, and the preview says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.dead_letters import DeadLetters, KeyParked
from chassis.event_store import EventStore, Work
from chassis.signing import digest
from contracts.networks import load, own_words
from contracts.values import Kind, timestamp
from services.consent.application.openings import (
    Wish,
    alike_told,
    check_choice,
    check_performed,
    length_of,
    opening_of,
    own_words_needed,
)
from services.consent.domain import (
    Account,
    ActivityClosed,
    Advocate,
    Offering,
    Parties,
    Terms,
    check_possible,
    window_for,
)
from services.consent.facts import Facts
from services.consent.tables import Tables
from services.consent.tokens import LIFETIME, Preview, Tokens

CARD = "card-drawn-by-network"
"""The network may draw a card of the link by itself; it is not part of what is approved."""


@dataclass(frozen=True, slots=True)
class Previews:
    """Makes previews. `salt` gives a fresh random text for each opening."""

    store: EventStore
    tables: Tables
    letters: DeadLetters
    tokens: Tokens
    facts: Facts
    salt: Callable[[], str] = lambda: secrets.token_urlsafe(24)

    def make(self, *, by: UUID, wish: Wish, at: datetime) -> dict[str, Any]:
        """The preview as it is answered. Raises a ConsentError, NotFound, KeyParked, Unavailable."""
        offering, terms = self._possible(by, wish, at)
        rules = load(terms.network)
        check_performed(terms, rules)
        check_choice(wish.choice, terms, rules)
        account = self.facts.account(wish.account_id, owner=by)
        activity = self.facts.activity(wish.activity_id)
        rules = rules.with_limits(account.max_characters, account.characters_per_url)
        opening = opening_of(wish, terms, rules, account, activity, salt=self.salt())
        length = length_of(opening, rules)
        window = window_for(
            wish.choice,
            at=at,
            picked_at=wish.picked_at,
            opens_at=terms.window.opens_at,
            ends_at=offering.ends_at(wish.activity_id),
        )
        preview = Preview(
            approval_id=wish.approval_id,
            parties=Parties(by, wish.activity_id, wish.account_id),
            item_id=offering.id,
            revision_id=activity.revision_id,
            opening={name: value for name, value in opening.items() if name != "text"},
            digest=digest(opening),
            choice=wish.choice,
            window=window,
            picked_at=wish.picked_at,
            own_words=own_words(wish.text, activity.texts) if terms.kind is Kind.POST else 0,
            expires_at=at + LIFETIME,
        )
        slot = self.facts.slot(preview)
        return {
            "token": self.tokens.seal(preview),
            "approval_id": str(preview.approval_id),
            "digest": preview.digest,
            "preview": {
                **{name: value for name, value in opening.items() if name != "salt"},
                "kind": terms.kind.value,
                "network": terms.network.value,
                "notes": [CARD] if activity.link else [],
            },
            "own_words": preview.own_words,
            "own_words_needed": own_words_needed(terms, rules),
            "alike": alike_told(
                self.tables.texts.nearest(opening["text"], person=by, item=offering.id, network=terms.network, at=at),
                rules,
            ),
            "disclosure_required": rules.rules.disclosure.required and terms.kind is Kind.POST,
            "length": {"used": length.used, "limit": length.limit, "unit": length.unit.value},
            "window": {"opens_at": timestamp(window.opens_at), "closes_at": timestamp(window.closes_at)},
            "slot": slot,
            "points": terms.points,
            "expires_at": timestamp(preview.expires_at),
        }

    def _possible(self, by: UUID, wish: Wish, at: datetime) -> tuple[Offering, Terms]:
        item_id = self.tables.item_of(wish.activity_id)
        if item_id is None:
            raise ActivityClosed("this activity is not offered")
        if self.letters.parked(item_id, by):
            raise KeyParked("something about this waits for repair; nothing was done, please try again later")
        work = Work(self.store)
        work.prefetch([by, item_id, wish.account_id])
        offering = work.get(Offering, item_id)
        terms = check_possible(
            work.get(Advocate, by),
            offering,
            work.get(Account, wish.account_id),
            activity_id=wish.activity_id,
            revision_id=offering.revision_id,
            at=at,
        )
        return offering, terms
