"""What a preview would publish, field by field (decisions.md 4). Its canonical JSON is what a preview digest covers.

Every field is always present and unknown ones are refused: what we do not know how to compare with what is about to
be sent, we do not send. Digests are computed over the JSON that was received, never over this model.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Media(BaseModel):
    """One image of a post: its SHA-256 in lower-case hexadecimal and its description."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    alt: str


class Opening(BaseModel):
    """The fields of one preview. `text` is exactly as sent, with its link in it.

    What is done to a post or an account names it as `target`; a field that a kind does not have is empty, and so is the
    handle where the person publishes it themselves, from whichever account they choose.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    salt: Annotated[str, Field(strict=True, min_length=1)]
    handle: Annotated[str, Field(strict=True)]
    text: Annotated[str, Field(strict=True)]
    visibility: Annotated[str, Field(strict=True)]
    language: Annotated[str, Field(strict=True)]
    content_warning: Annotated[str, Field(strict=True)]
    sensitive: Annotated[bool, Field(strict=True)]
    media: tuple[Media, ...]
    link: Annotated[str, Field(strict=True)] | None
    target: Annotated[str, Field(strict=True)] | None
