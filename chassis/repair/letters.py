"""What operators do with dead letters while a service runs: list, show, replay, drop (decisions.md 27).

A letter's data is shown by `show` only, to who holds the command line's key; events hold no personal data. Replaying
and dropping are one transaction each and may be repeated. The gateway may list, for administrators, and do nothing else
(docs/decisions/0043).
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Query

from chassis import dead_letters
from chassis.auth import GATEWAY, TokenReader
from chassis.consumer import Consumer
from chassis.dead_letters import DeadLetter
from chassis.repair.caller import COMMAND_LINE, command_line, only
from contracts.values import timestamp

MOST = 1000


def letter_routes(consumer: Consumer, reader: TokenReader) -> APIRouter:
    """The routes below /internal/dead-letters."""
    allowed = [command_line(reader)]
    router = APIRouter(prefix="/internal/dead-letters", include_in_schema=False)

    @router.get("", dependencies=[only(reader, COMMAND_LINE, GATEWAY)])
    def oldest(
        *, limit: int = Query(100, ge=1, le=MOST), after: int = Query(0, ge=0), queued: bool = True
    ) -> dict[str, Any]:
        return listed(consumer, limit, after, queued=queued)

    @router.get("/{letter_id}", dependencies=allowed)
    def show(letter_id: int) -> dict[str, Any]:
        letter = consumer.letters.show(letter_id)
        return {**told(letter), "data": _data(letter)}

    @router.post("/{letter_id}/replay", dependencies=allowed)
    def replay(letter_id: int) -> dict[str, int]:
        return settled(dead_letters.replay(consumer.letters, consumer.runner, letter_id))

    @router.post("/{letter_id}/drop", dependencies=allowed)
    def drop(letter_id: int) -> dict[str, int]:
        return settled(dead_letters.drop(consumer.letters, consumer.runner, letter_id))

    def settled(applied: int) -> dict[str, int]:
        consumer.count_letters()
        return {"applied": applied}

    return router


def listed(consumer: Consumer, limit: int, after: int = 0, *, queued: bool = True) -> dict[str, Any]:
    """The oldest letters behind the id `after`, and how many wait. Not `queued`: without those behind a dead one."""
    letters, parked = consumer.count_letters()
    found = [told(letter) for letter in consumer.letters.oldest(limit, after, queued=queued)]
    return {"letters": found, "waiting": letters, "parked_keys": parked}


def told(letter: DeadLetter) -> dict[str, Any]:
    """A letter without its data."""
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
