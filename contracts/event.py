"""What all integration events share: immutable, tolerant of added fields, exact about time and ids.

`TYPE` is the CloudEvents type and, for signed events, the JWS `typ`. `key` names the person or aggregate whose
events stay in order. Signed events contain their own `id` and `signature`; the JSON received is what is verified,
never the model.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from contracts.values import as_utc, timestamp

Timestamp = Annotated[
    datetime,
    AfterValidator(as_utc),
    PlainSerializer(timestamp, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Reason = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


class IntegrationEvent(BaseModel):
    """Base of the published language. Subclasses set TYPE, TOPIC and KEY (the field that keys the topic)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]
    KEY: ClassVar[str]
    SIGNED: ClassVar[bool] = False

    @property
    def key(self) -> UUID:
        """The id whose events are in one partition, in order."""
        value = getattr(self, self.KEY)
        assert isinstance(value, UUID)
        return value


class SignedEvent(IntegrationEvent):
    """An event that proves something: its exact JSON is signed, stored and passed on (decisions.md 14, 15)."""

    SIGNED: ClassVar[bool] = True

    id: UUID
    signature: str
