"""What a running service publishes: how far it is, and events again (chassis/relay/republishing.py).

`published` says of a key's partition that everything of the log up to `read` is in the topic, and that what is there
ends with `sequence`: who has applied that has applied all of it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import TokenReader
from chassis.relay import Relay
from chassis.relay.wishes import Wish
from chassis.repair.caller import command_line
from contracts.envelope import MAX_SEQUENCE, PARTITIONS, ascii_of, partition_of


class Wanted(BaseModel):
    """What is to be published again: one partition or all, from a sequence on."""

    model_config = ConfigDict(extra="forbid")

    partition: int | None = Field(None, ge=0, lt=PARTITIONS)
    first: int = Field(1, ge=1, le=MAX_SEQUENCE)


def topic_routes(relay: Relay, reader: TokenReader) -> APIRouter:
    """The routes below /internal/topic."""
    router = APIRouter(prefix="/internal/topic", include_in_schema=False, dependencies=[command_line(reader)])

    @router.get("")
    def progress() -> dict[str, Any]:
        return _told(relay.wishes.last())

    @router.get("/published/{key}")
    def published(key: UUID) -> dict[str, int]:
        place = relay.places.load()[partition_of(ascii_of(key))]
        return {"read": place.read, "sequence": place.sequence}

    @router.post("/republish")
    def republish(wanted: Wanted) -> dict[str, Any]:
        return _told(relay.wishes.begin(wanted.partition, wanted.first))

    return router


def _told(wish: Wish | None) -> dict[str, Any]:
    if wish is None:
        return {"number": 0, "done": 0, "total": 0, "sent": 0, "over": True, "trouble": None}
    return {
        "number": wish.number,
        "done": wish.done,
        "total": wish.total,
        "sent": wish.sent,
        "over": wish.over,
        "trouble": wish.trouble,
    }
