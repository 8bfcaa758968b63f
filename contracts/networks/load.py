"""The rules of a network, typed. A file that does not fit the types fails at `load`; nothing is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.values import Kind

_FOLDER = Path(__file__).parent


class UnknownNetwork(LookupError):
    """No rules are kept for a network of this name."""


class Mode(StrEnum):
    """Who performs an approved activity."""

    API = "api"
    """The publisher, at once or scheduled."""
    API_ON_CLICK = "api-on-click"
    """The publisher, only as the immediate effect of the person's own click; never scheduled."""
    ASSISTED = "assisted"
    """The person, in the network's own composer, which we open for them."""


class Idempotency(StrEnum):
    """What happens when the same request arrives twice."""

    CLIENT_ID = "client-chosen-id"
    """It hits the same record."""
    SERVER_KEY = "server-key"
    """Nothing, where the server honours the key and still has it: a bonus, never relied on."""
    NATURAL = "natural"
    """Nothing: the act is a set membership."""
    DUPLICATE_ERROR = "duplicate-error"
    """The network refuses identical content: a hint, not a guarantee."""
    NONE = "none"


class Lookup(StrEnum):
    """How surely an earlier attempt can be found."""

    EXACT = "exact"
    HEURISTIC = "heuristic"
    NONE = "none"


class Unit(StrEnum):
    """What a network counts."""

    GRAPHEMES = "graphemes"
    CODE_POINTS = "code-points"


class Mentions(StrEnum):
    """How much of `@user@host` counts."""

    WHOLE = "whole"
    LOCAL_PART = "local-part"


class _Sourced(BaseModel):
    """A statement about a network, where it is from and when somebody last looked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[str, Field(min_length=1)]
    checked: date


class Capability(_Sourced):
    """How one kind of activity is performed. `key_seconds`: how long a server keeps an idempotency key."""

    mode: Mode
    idempotency: Idempotency = Idempotency.NONE
    lookup: Lookup = Lookup.NONE
    key_seconds: Annotated[int, Field(gt=0)] | None = None
    scopes: tuple[str, ...] = ()


class AccountRule(_Sourced):
    """What is asked of every person who connects an account, whatever they will do."""

    scopes: tuple[str, ...]


class LengthRule(_Sourced):
    """How long a text may be. `url_length`: what every link counts, in `unit`; absent: as many as it has."""

    limit: Annotated[int, Field(gt=0)]
    unit: Unit
    url_length: Annotated[int, Field(gt=0)] | None = None
    mentions: Mentions = Mentions.WHOLE
    content_warning_counts: bool = False


class OpeningRule(_Sourced):
    """Which fields of an opening the network has. The first visibility is the default."""

    visibilities: Annotated[tuple[str, ...], Field(min_length=1)]
    content_warning: bool


class AllowedRule(_Sourced):
    """Something that is allowed or not."""

    allowed: bool


class OwnWordsRule(_Sourced):
    """How much of a text must be the advocate's own where an offer asks for own words, in percent."""

    minimum_percent: Annotated[int, Field(ge=0, le=100)]


class DisclosureRule(_Sourced):
    """Whether the text must say that its author works for the company."""

    required: bool


class RetentionRule(_Sourced):
    """How many days data that came from the network may be kept; absent: the network sets no limit."""

    network_data_days: Annotated[int, Field(ge=0)] | None = None


class Rules(BaseModel):
    """What the network, the law and we allow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schedule: AllowedRule
    identical_text: AllowedRule
    points: AllowedRule
    own_words: OwnWordsRule
    disclosure: DisclosureRule
    retention: RetentionRule


class NetworkRules(BaseModel):
    """Everything the software knows about one network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    account: AccountRule
    kinds: Mapping[Kind, Capability]
    length: LengthRule
    opening: OpeningRule
    rules: Rules

    def offers(self, kind: Kind) -> bool:
        """Whether this kind of activity exists on the network."""
        return kind in self.kinds

    def with_limits(self, limit: int | None = None, url_length: int | None = None) -> NetworkRules:
        """The same rules with the lengths one server announces for itself."""
        announced = {"limit": limit, "url_length": url_length}
        known = {name: value for name, value in announced.items() if value is not None}
        length = LengthRule.model_validate({**self.length.model_dump(), **known})
        return self.model_copy(update={"length": length})


@lru_cache
def names() -> tuple[str, ...]:
    """The networks there are rules for, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@lru_cache
def load(name: str) -> NetworkRules:
    """The rules of a network, read once. Raises `UnknownNetwork`."""
    if name not in names():
        raise UnknownNetwork(name)
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return NetworkRules.model_validate(tomllib.load(file))
