"""The terms on which something is offered: values, their limits, and the rules that need nothing but them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from contracts.values import MOST_PRIORITY, Audience, Kind, Network, Window
from services.content.domain.errors import (
    AudienceInvalid,
    ExpiryInvalid,
    KindNotOnNetwork,
    OwnWordsInvalid,
    PointsNotAllowed,
    PriorityInvalid,
    WindowInvalid,
)

MAX_POINTS = 1000
LEAST_OPEN = timedelta(seconds=60)
"""Nothing is released in a window's last 60 s: a window that has no more left is no offer."""
LONGEST_WINDOW = timedelta(days=366)
OLDEST_START = timedelta(days=1)

Source = Literal["composed", "link", "feed"]
RetireReason = Literal["retired", "expired"]


@dataclass(frozen=True, slots=True)
class NetworkTerms:
    """What can be offered on a network: the `kinds` it has, those of them `performed` here, and whether for points."""

    kinds: frozenset[Kind]
    performed: frozenset[Kind]
    points: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an item's words: its random id, salted digest, and what can be done with it."""

    id: UUID
    digest: str
    shareable: bool


@dataclass(frozen=True, slots=True)
class About:
    """What an item is about, and in which language it is (BCP 47; None = nobody said)."""

    topics: tuple[UUID, ...] = ()
    language: str | None = None


UNTOLD = About()
"""Of what nobody has said anything, as everything before there were topics."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms of one activity. They never change; another offer is another activity.

    `priority`: how much before others it stands in a feed, 0 is the usual.
    """

    id: UUID
    kind: Kind
    network: Network
    window: Window
    audience: Audience
    points: int
    own_words: int
    priority: int = 0


def check_terms(offer: Offer, terms: NetworkTerms, at: datetime) -> None:
    """Raises a ContentError for terms that make no sense whatever is offered.

    What the network's rules forbid for good is said before what is only not here yet.
    """
    if offer.kind not in terms.kinds:
        raise KindNotOnNetwork(f"{offer.network} has no {offer.kind}: offer something else there")
    _check_window(offer.window, at)
    _check_reward(offer, terms)
    if not 0 <= offer.priority <= MOST_PRIORITY:
        raise PriorityInvalid(f"a priority is a number from 0, the usual, to {MOST_PRIORITY}")
    if offer.audience.everyone == bool(offer.audience.groups):
        raise AudienceInvalid("an activity is for everyone, or for at least one group, not both")
    if offer.kind not in terms.performed:
        raise KindNotOnNetwork(f"a {offer.kind} on {offer.network} cannot be offered yet: nobody could publish it")


def _check_window(window: Window, at: datetime) -> None:
    if window.closes_at - at <= LEAST_OPEN:
        raise WindowInvalid("the window is over already, or about to be")
    if window.opens_at < at - OLDEST_START:
        raise WindowInvalid("the window begins more than a day ago")
    if window.closes_at - max(window.opens_at, at) <= LEAST_OPEN:
        raise WindowInvalid("the window is too short for anything to go out in it: give it more than a minute")
    if window.closes_at - at > LONGEST_WINDOW:
        raise WindowInvalid(f"the window ends more than {LONGEST_WINDOW.days} days from now")


def check_expiry(expires_at: datetime, at: datetime) -> None:
    """Raises ExpiryInvalid for a time that has passed."""
    if expires_at <= at:
        raise ExpiryInvalid("the item would have expired already")


def _check_reward(offer: Offer, terms: NetworkTerms) -> None:
    if not 0 <= offer.points <= MAX_POINTS:
        raise PointsNotAllowed(f"an activity gives 0 to {MAX_POINTS} points")
    if offer.points and not terms.points:
        raise PointsNotAllowed(f"the rules of {offer.network} forbid rewards: offer it with 0 points")
    if not 0 <= offer.own_words <= 100:
        raise OwnWordsInvalid("own words are a percentage, 0 to 100")
