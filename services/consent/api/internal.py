"""What other services ask consent for, each route for the services it names."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path

from chassis.auth import GATEWAY, Caller
from chassis.errors import NotFound
from chassis.vault import Vault
from services.consent.api.models import NamesIn
from services.consent.kinds import OPENING
from services.consent.queries import Directory

Id = Annotated[UUID, Path()]
MOST_PERSONAS = 200


def internal_routes(*, vault: Vault, directory: Directory, who: Any, demo: bool) -> APIRouter:
    """The routes; `demo` opens the list of personas to the gateway."""
    router = APIRouter(prefix="/internal", tags=["internal"])

    @router.get("/openings/{approval_id}")
    def opening(approval_id: Id, caller: Caller = who) -> dict[str, Any]:
        caller.require_service("publisher")
        found = vault.open(approval_id, OPENING)
        if found is None:
            raise NotFound("there is no opening of this approval (any more)")
        return {"opening": found}

    @router.get("/people/{person_id}")
    def person(person_id: Id, caller: Caller = who) -> dict[str, Any]:
        caller.require_service(GATEWAY, "publisher", "gamification")
        return directory.person(person_id)

    @router.get("/personas")
    def personas(caller: Caller = who) -> list[dict[str, Any]]:
        caller.require_service(GATEWAY)
        if not demo:
            raise NotFound("personas exist in the demo only")
        return directory.personas(MOST_PERSONAS)

    @router.post("/names")
    def names(body: NamesIn, caller: Caller = who) -> dict[str, dict[str, str]]:
        caller.require_service("gamification")
        return {"names": directory.names(body.ids)}

    return router
