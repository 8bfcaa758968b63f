"""How far what another service said under a key took effect here, for who waits until it did everywhere.

An event took effect when the position of its partition has reached it and no letter holds it. A record that could not
be read has no key: those of the key's partition are told, too, for one of them may have been such an event. Whichever
replica answers, it says what the database says.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from chassis.auth import TokenReader
from chassis.consumer import Consumer
from chassis.repair.caller import command_line
from chassis.repair.letters import told
from contracts.envelope import ascii_of, partition_of


def effect_routes(consumer: Consumer, reader: TokenReader) -> APIRouter:
    """The routes below /internal/effects."""
    allowed = [command_line(reader)]
    router = APIRouter(prefix="/internal/effects", include_in_schema=False, dependencies=allowed)

    @router.get("/{topic}/{key}")
    def effects(topic: str, key: UUID) -> dict[str, Any]:
        # The position first: what is kept as a letter was so in the transaction that moved the position past it.
        upto = consumer.upto(topic, key)
        waiting = [told(letter) for letter in consumer.letters.about(topic, str(key))]
        unreadable = consumer.letters.unreadable(topic, partition_of(ascii_of(key)))
        return {"sequence": upto, "waiting": waiting, "unreadable": unreadable, "trouble": consumer.reason()}

    return router
