"""The ladder and the badges: ladder.toml and the networks' own rules, read once. Pure after that."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.event import Percent, Reason
from contracts.networks import load as load_network
from contracts.values import Kind, Network
from services.gamification.domain import Goal, Goals

_FILE = Path(__file__).with_name("ladder.toml")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    """The same in each language of the interface (ISO 639-1)."""

    en: str
    id: str


class Deed(_Part):
    """What counts: a publication of one of the kinds, with so much of one's own words in it."""

    kinds: tuple[Kind, ...]
    own_words: Percent

    def fits(self, kind: Kind, own_words: int) -> bool:
        """Whether a publication is one."""
        return kind in self.kinds and own_words >= self.own_words


class Step(_Part):
    """A level or a badge: so many posts of which any of `counts` fits."""

    code: Reason
    counts: Annotated[tuple[Deed, ...], Field(min_length=1)]
    posts: Annotated[int, Field(ge=1)]
    title: Text
    reason: Text

    @property
    def goal(self) -> Goal:
        """As the domain knows it."""
        return Goal(self.code, self.posts)


class Ladder(_Part):
    """The whole file. One that does not fit the types fails when it is read."""

    levels: tuple[Step, ...]
    badges: tuple[Step, ...]

    @classmethod
    def read(cls, file: Path = _FILE) -> Ladder:
        """The ladder in a file. Raises OSError, tomllib.TOMLDecodeError, pydantic.ValidationError."""
        return cls.model_validate(tomllib.loads(file.read_text("utf-8")))

    @model_validator(mode="after")
    def _codes_are_different(self) -> Self:
        codes = [step.code for step in self.steps]
        if len(codes) != len(set(codes)):
            raise ValueError("each level and badge has a code of its own")
        return self

    @property
    def steps(self) -> tuple[Step, ...]:
        """All levels and badges."""
        return *self.levels, *self.badges

    @cached_property
    def goals(self) -> Goals:
        """As the domain knows them."""
        return Goals(tuple(step.goal for step in self.levels), tuple(step.goal for step in self.badges))

    def towards(self, *, kind: Kind, network: Network, own_words: int) -> tuple[str, ...]:
        """What a publication counts towards: nothing where the network forbids rewards."""
        if not load_network(network).rules.points.allowed:
            return ()
        return tuple(step.code for step in self.steps if any(deed.fits(kind, own_words) for deed in step.counts))
