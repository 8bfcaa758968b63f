"""How far what another service said under a key took effect here, for who waits until it did everywhere.

An event took effect when the position of its partition has reached it and no letter holds it. The position only grows,
so an answer stays true. Whichever replica answers, it is what the database says.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from chassis.auth import TokenReader
from chassis.consumer import Consumer
from chassis.repair.caller import command_line
from chassis.repair.letters import told


def effect_routes(consumer: Consumer, reader: TokenReader) -> APIRouter:
    """The routes below /internal/effects."""
    allowed = [command_line(reader)]
    router = APIRouter(prefix="/internal/effects", include_in_schema=False, dependencies=allowed)

    @router.get("/{topic}/{key}")
    def effects(topic: str, key: UUID) -> dict[str, Any]:
        found = consumer.effects(topic, key)
        return {
            "sequence": found.sequence,
            "waiting": [told(letter) for letter in found.waiting],
            "trouble": consumer.reason(),
        }

    return router
