"""What can be offered on each network and how long words are there: what a screen says before anything is stored.

All of it follows from the networks' rules (contracts/networks); what is refused here is refused when it is stored, too.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Caller
from chassis.http import shown
from contracts.networks import NetworkRules, load, measure, render
from contracts.networks.vocabulary import Mode, Unit
from contracts.values import Aim, Kind, Network, Role
from services.content.api.models import Address
from services.content.words import MAX_DESCRIPTION, address_of, text_of

WhyNot = Literal["not-on-network", "by-hand", "not-yet"]


class LengthIn(BaseModel):
    """A suggested message with its item's link, as they would be published together."""

    model_config = ConfigDict(
        **shown({"network": "mastodon", "text": "Our learning lab is open.", "link": "https://example.org/lab"}),
        extra="forbid",
        frozen=True,
    )

    network: Network
    text: Annotated[str, Field(max_length=MAX_DESCRIPTION)]
    link: Address | None = None


class LengthOut(BaseModel):
    """How much of what the network allows the text and its link use, in `unit`."""

    used: int
    limit: int
    unit: Unit
    fits: bool


class KindOut(BaseModel):
    """A kind of activity on a network. `why_not` is null where it can be offered; `source` says how that is known.

    `aim`: what it is done to, whose address an offer has to name; null for what stands by itself. `has_words`: whether
    own words can be asked for.
    """

    kind: Kind
    offered: bool
    why_not: WhyNot | None
    aim: Aim | None
    has_words: bool
    source: str


class PointsRuleOut(BaseModel):
    """Whether an activity may give points there, and where that is from."""

    allowed: bool
    source: str


class NetworkOut(BaseModel):
    """A network as a curator needs to know it.

    `limit` of `unit` is how long a text may be, a link counts `url_length` (null: as many as it has).
    `own_words`: the least that is asked for, in percent, where own words are asked for; where `identical_text` is
    false that is always.
    """

    network: Network
    title: str
    limit: int
    unit: Unit
    url_length: int | None
    kinds: list[KindOut]
    points: PointsRuleOut
    own_words: int
    identical_text: bool

    @classmethod
    def of(cls, network: Network, rules: NetworkRules) -> Self:
        """Out of its rules."""
        return cls(
            network=network,
            title=rules.title,
            limit=rules.length.limit,
            unit=rules.length.unit,
            url_length=rules.length.url_length,
            kinds=[_kind(kind, rules) for kind in Kind],
            points=PointsRuleOut(allowed=rules.rules.points.allowed, source=rules.rules.points.source),
            own_words=rules.rules.own_words.minimum_percent,
            identical_text=rules.rules.identical_text.allowed,
        )


class NetworksOut(BaseModel):
    """All networks that Restu knows the rules of."""

    networks: list[NetworkOut]


def network_routes(*, who: Any) -> APIRouter:
    """Queries that need nothing but the rules. `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["content"])

    @router.get("/networks", response_model=NetworksOut)
    def networks(caller: Caller = who) -> Any:
        """What can be offered on each network, and why not what cannot. Curators only."""
        caller.require(Role.CURATOR)
        return NetworksOut(networks=[NetworkOut.of(network, load(network)) for network in Network])

    @router.post("/length", response_model=LengthOut)
    def length(body: LengthIn, caller: Caller = who) -> Any:
        """How long a suggested message is, counted as its network counts. Nothing is stored. Curators only."""
        caller.require(Role.CURATOR)
        text = text_of(body.text, "a suggested message", None)
        counted = measure(render(text, address_of(body.link)), load(body.network))
        return LengthOut(used=counted.used, limit=counted.limit, unit=counted.unit, fits=counted.fits)

    return router


def _kind(kind: Kind, rules: NetworkRules) -> KindOut:
    return KindOut(
        kind=kind,
        offered=rules.offers(kind),
        why_not=_why_not(kind, rules),
        aim=kind.aim,
        has_words=kind.has_words,
        source=rules.kinds[kind].source,
    )


def _why_not(kind: Kind, rules: NetworkRules) -> WhyNot | None:
    if rules.offers(kind):
        return None
    if not rules.has(kind):
        return "not-on-network"
    return "by-hand" if rules.kinds[kind].mode is Mode.ASSISTED else "not-yet"
