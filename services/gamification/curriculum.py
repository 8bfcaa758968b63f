"""The training steps: training.toml, read once. Pure after that."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.event import Reason
from services.gamification.ladder import Text

_FILE = Path(__file__).with_name("training.toml")


class TrainingStep(BaseModel):
    """One step, for a rung of the ladder; `minutes` is about how long it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Reason
    rung: Reason
    minutes: Annotated[int, Field(ge=1, le=30)]
    title: Text
    words: Text


class Curriculum(BaseModel):
    """The whole file. One that does not fit the types fails when it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: tuple[TrainingStep, ...]

    @classmethod
    def read(cls, file: Path = _FILE) -> Curriculum:
        """The steps in a file. Raises OSError, tomllib.TOMLDecodeError, pydantic.ValidationError."""
        return cls.model_validate(tomllib.loads(file.read_text("utf-8")))

    @model_validator(mode="after")
    def _codes_are_different(self) -> Self:
        if len(self.codes) != len(self.steps):
            raise ValueError("each step has a code of its own")
        return self

    @property
    def codes(self) -> frozenset[str]:
        """What steps there are."""
        return frozenset(step.code for step in self.steps)
