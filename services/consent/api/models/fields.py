"""What the fields of several requests are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=20_000)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class Request(BaseModel):
    """What somebody sends; nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
