"""Routes about disclosures: what people have to say of their employer, by country, and what the programme has set."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore, Work
from chassis.http import IdempotencyKey, answer, shown
from chassis.idempotency import Request
from contracts.disclosures import Country, DisclosureText
from contracts.event import Timestamp
from contracts.values import Network, Role
from services.consent.application import Disclosing

MOST_TEXTS = 50


class DisclosureTextIn(BaseModel):
    """Words that disclose, in a language; for the named networks only, or for every one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    text: Annotated[str, Field(min_length=1, max_length=200)]
    networks: Annotated[list[Network], Field(max_length=len(Network))] = []

    def disclosure(self) -> DisclosureText:
        """As contracts know it."""
        return DisclosureText(language=self.language, text=self.text, networks=tuple(self.networks))


class OwnDisclosureIn(BaseModel):
    """The programme's own rule for a country. Any of the texts discloses; none: those that come with Restu do."""

    model_config = ConfigDict(
        **shown({"required": True, "texts": [{"language": "en", "text": "I work for Example Ltd."}]}),
        extra="forbid",
        frozen=True,
    )

    required: bool
    texts: Annotated[list[DisclosureTextIn], Field(max_length=MOST_TEXTS)] = []


class DisclosureSet(BaseModel):
    """The country whose rule was set."""

    country: str


class DisclosureTextOut(BaseModel):
    """Words that disclose."""

    language: str
    text: str
    networks: list[Network]


class ShippedDisclosure(BaseModel):
    """A rule that comes with Restu, with where it is from, how that is known and the day it was checked."""

    title: str
    countries: list[str]
    required: bool
    texts: list[DisclosureTextOut]
    source: str
    evidence: str
    checked: date


class OwnDisclosure(BaseModel):
    """What the programme has set for a country."""

    country: str
    required: bool
    texts: list[DisclosureTextOut]
    stated_at: Timestamp


class DisclosuresOut(BaseModel):
    """All rules; the programme's own go before. `ZZ` is every country that has none, and for those who named none."""

    shipped: list[ShippedDisclosure]
    own: list[OwnDisclosure]


def disclosure_routes(*, store: EventStore, disclosing: Disclosing, clock: Clock, who: Any) -> APIRouter:
    """The routes; `who` gives the caller."""
    router = APIRouter(prefix="/v1/disclosures", tags=["consent"])

    @router.get("", response_model=DisclosuresOut)
    def read(caller: Caller = who) -> Any:
        """What is asked for in each country, with its source, and what the programme has set."""
        caller.as_person()
        return disclosing.all(Work(store))

    @router.put("/{country}", response_model=DisclosureSet)
    def state(
        country: Annotated[Country, Path()],
        body: OwnDisclosureIn,
        key: IdempotencyKey,
        response: Response,
        caller: Caller = who,
    ) -> Any:
        """Sets whether posts of people in a country have to disclose, and by which words. Administrators only.

        It counts for what is approved from then on; `ZZ` is for every country without a rule that comes with Restu.
        """
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "disclosure", key, {"country": country, **body.model_dump(mode="json")})
        outcome = store.run_once(
            request,
            disclosing.state,
            country=country,
            required=body.required,
            texts=[each.disclosure() for each in body.texts],
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    return router
