"""What a published post earns: rules.toml and the networks' own rules, read once. Pure after that."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from contracts.event import Percent, Reason
from contracts.networks import load as load_network
from contracts.values import Kind, Network
from services.gamification.domain import Worth

_FILE = Path(__file__).with_name("rules.toml")
_NOTHING = Worth(0, "nothing")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Reason
    reason: str


class Rule(_Row):
    """Posts of these kinds with at least so many percent of own words earn a share of what was promised."""

    kinds: tuple[Kind, ...]
    own_words: Percent
    percent: Annotated[int, Field(ge=0, le=1000)]


class Rules(BaseModel):
    """The whole file. One that does not fit the types fails when it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: tuple[Rule, ...]
    removal: _Row
    redemption: _Row
    refund: _Row
    giving_back: _Row
    erasure: _Row

    @classmethod
    def read(cls, file: Path = _FILE) -> Rules:
        """The rules in a file. Raises OSError, tomllib.TOMLDecodeError, pydantic.ValidationError."""
        return cls.model_validate(tomllib.loads(file.read_text("utf-8")))

    def worth(self, *, kind: Kind, network: Network, promised: int, own_words: int) -> Worth:
        """What a post earns, and by which rule; 0 points where the network forbids rewards or nothing was promised."""
        if promised <= 0 or not load_network(network).rules.points.allowed:
            return _NOTHING
        for rule in self.rules:
            if kind in rule.kinds and own_words >= rule.own_words:
                return Worth(promised * rule.percent // 100, rule.code)
        return _NOTHING


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day on which something happened, in the organisation's time zone."""
    return at.astimezone(zone).date()
