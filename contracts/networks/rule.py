"""What every statement of a network's file is made of: where it is from, how it is known, when somebody last looked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.networks.vocabulary import Evidence


class Part(BaseModel):
    """A part of a file: frozen, and nothing unknown stands in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Part):
    """A statement about a network, where it is from, how it is known and when somebody last looked."""

    source: Annotated[str, Field(min_length=10)]
    evidence: Evidence
    checked: date
