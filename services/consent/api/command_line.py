"""What the command line asks of consent with its own key: the first administrator, who somebody is, leaving, erasure.

An address comes in the body, so that no log of addresses has it. Leaving and erasing may be repeated and need no
Idempotency-Key; the answer has a position of the log behind what was done, by whichever call: the other services have
followed once they have applied what consent published up to there.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore, Outcome
from chassis.http import IdempotencyKey, answer
from chassis.idempotency import Request
from services.consent.api.models import PersonIn, PersonOut, WhoIn
from services.consent.api.people import Private, fingerprint
from services.consent.application import People
from services.consent.directory import Directory
from services.consent.domain import NAMESPACE

Id = Annotated[UUID, Path()]
COMMAND_LINE = "cli"


def command_line_routes(
    *, store: EventStore, people: People, directory: Directory, private: Private, clock: Clock, who: Any
) -> APIRouter:
    """The routes, for the command line alone."""
    router = APIRouter(prefix="/internal/people", tags=["internal"])

    @router.post("", status_code=201, response_model=PersonOut)
    def join(body: PersonIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        caller.require_service(COMMAND_LINE)
        request = Request.of(NAMESPACE, "join", key, fingerprint(body, private))
        outcome = store.run_once(request, people.join, person_id=uuid4(), **body.model_dump(), at=clock())
        return answer(response, outcome)

    @router.post("/find")
    def find(body: WhoIn, caller: Caller = who) -> dict[str, Any]:
        caller.require_service(COMMAND_LINE)
        if body.person_id is not None:
            return {"people": [directory.found(body.person_id)]}
        assert body.email is not None  # one of the two is there
        return {"people": directory.found_by(body.email)}

    @router.post("/{person_id}/leave")
    def leave(person_id: Id, caller: Caller = who) -> dict[str, Any]:
        caller.require_service(COMMAND_LINE)
        return done(store.run(people.leave, person_id=person_id, at=clock()))

    @router.post("/{person_id}/erase")
    def erase(person_id: Id, caller: Caller = who) -> dict[str, Any]:
        caller.require_service(COMMAND_LINE)
        return done(store.run(people.erase, person_id=person_id, at=clock()))

    def done(outcome: Outcome[dict[str, Any]]) -> dict[str, Any]:
        return {**outcome.result, "position": outcome.position or store.position()}

    return router
