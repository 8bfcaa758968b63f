"""The law of a country, or of several, about people who post for their employer: typed, frozen, sourced."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.networks.rules import Rule
from contracts.values import Network

ANYWHERE = "ZZ"
"""The code of no country (reserved for users of ISO 3166-1): for those without rules of their own."""

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2, such as ID; nobody checks that there is such a country."""


class DisclosureText(BaseModel):
    """Words that disclose, in a language (ISO 639-1); for the named networks only, or for every one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    text: Annotated[str, Field(min_length=1, max_length=200)]
    networks: tuple[Network, ...] = ()

    def is_for(self, network: Network) -> bool:
        """Whether they may stand for a disclosure on this network."""
        return not self.networks or network in self.networks


class CountryRule(Rule):
    """Whether posts have to disclose in these countries, and words that do; the first is used when no language fits."""

    title: Annotated[str, Field(min_length=1)]
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    required: bool
    texts: Annotated[tuple[DisclosureText, ...], Field(min_length=1)]
