"""What operators do with dead letters while a service runs: list, show, replay, drop (decisions.md 27).

Internal routes for the command line alone. A letter's data is shown by `show` only, to who holds the command line's
key; events hold no personal data. Replaying and dropping are one transaction each and may be repeated.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Query

from chassis import dead_letters
from chassis.auth import Caller, TokenReader
from chassis.consumer import Consumer
from chassis.dead_letters import DeadLetter
from chassis.http import caller_of
from contracts.values import timestamp

COMMAND_LINE = "cli"
MOST = 1000


def repair_routes(consumer: Consumer, reader: TokenReader) -> APIRouter:
    """The routes below /internal/dead-letters."""
    router = APIRouter(prefix="/internal/dead-letters", include_in_schema=False)
    asking = caller_of(reader)

    @router.get("")
    def oldest(caller: Caller = asking, limit: int = Query(100, ge=1, le=MOST)) -> dict[str, Any]:
        caller.require_service(COMMAND_LINE)
        letters, parked = consumer.letters.counts()
        found = [_told(letter) for letter in consumer.letters.oldest(limit)]
        return {"letters": found, "waiting": letters, "parked_keys": parked}

    @router.get("/{letter_id}")
    def show(letter_id: int, caller: Caller = asking) -> dict[str, Any]:
        caller.require_service(COMMAND_LINE)
        letter = consumer.letters.show(letter_id)
        return {**_told(letter), "data": _data(letter)}

    @router.post("/{letter_id}/replay")
    def replay(letter_id: int, caller: Caller = asking) -> dict[str, int]:
        caller.require_service(COMMAND_LINE)
        return {"applied": dead_letters.replay(consumer.letters, consumer.runner, letter_id)}

    @router.post("/{letter_id}/drop")
    def drop(letter_id: int, caller: Caller = asking) -> dict[str, int]:
        caller.require_service(COMMAND_LINE)
        return {"applied": dead_letters.drop(consumer.letters, consumer.runner, letter_id)}

    return router


def _told(letter: DeadLetter) -> dict[str, Any]:
    envelope = letter.envelope
    return {
        "id": letter.id,
        "state": letter.state.value,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "reason": letter.reason,
        "at": timestamp(letter.at),
        "type": envelope.type if envelope is not None else None,
        "key": envelope.subject if envelope is not None else None,
        "sequence": envelope.sequence if envelope is not None else None,
    }


def _data(letter: DeadLetter) -> Any:
    if letter.envelope is None:
        return None
    try:
        return json.loads(letter.envelope.data)
    except ValueError:
        return letter.envelope.data.decode("utf-8", errors="replace")
