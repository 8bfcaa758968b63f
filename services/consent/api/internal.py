"""What other services ask consent for, each route for the services it names."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path

from chassis.auth import GATEWAY, Caller
from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.event_store import EventStore, Work
from chassis.vault import Vault
from services.consent.api.images import Digest
from services.consent.api.models import CalledIn, NamesIn
from services.consent.application import Images, Releases
from services.consent.directory import Directory
from services.consent.domain import Approval
from services.consent.kinds import OPENING
from services.consent.tables import Tables

Id = Annotated[UUID, Path()]
MOST_PERSONAS = 200
MOST_CALLED = 200


def opening_routes(
    *,
    store: EventStore,
    vault: Vault,
    tables: Tables,
    releases: Releases,
    images: Images,
    clock: Clock,
    who: Any,
) -> APIRouter:
    """What the publisher asks of an approval: what its digest opens to, also to give that to its own person."""
    router = APIRouter(prefix="/internal/openings", tags=["internal"])

    @router.get("/{approval_id}")
    def opening(approval_id: Id, caller: Caller = who) -> dict[str, Any]:
        caller.require_service("publisher")
        return {"opening": _opened(vault, approval_id)}

    @router.get("/{approval_id}/to-hand-over")
    def to_hand_over(approval_id: Id, caller: Caller = who) -> dict[str, Any]:
        caller.require_service("publisher")
        releases.check_standing(Work(store), approval_id, at=clock())
        return {"opening": _opened(vault, approval_id)}

    @router.get("/{approval_id}/images/{digest}")
    def image(approval_id: Id, digest: Digest, caller: Caller = who) -> dict[str, str]:
        caller.require_service("publisher")
        aggregate_id, opening = tables.aggregate_of(approval_id), vault.open(approval_id, OPENING)
        if aggregate_id is None or opening is None or digest not in {shown["hash"] for shown in opening["media"]}:
            raise NotFound("there is no such image of this approval (any more)")
        kind, data = images.data(Work(store).get(Approval, aggregate_id).parties.advocate_id, digest)
        return {"type": kind, "data": b64encode(data).decode()}

    return router


def _opened(vault: Vault, approval_id: UUID) -> Any:
    found = vault.open(approval_id, OPENING)
    if found is None:
        raise NotFound("there is no opening of this approval (any more)")
    return found


def internal_routes(*, directory: Directory, who: Any, demo: bool) -> APIRouter:
    """What is asked about people; `demo` opens the list of personas to the gateway."""
    router = APIRouter(prefix="/internal", tags=["internal"])

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

    @router.post("/authors")
    def authors(body: NamesIn, caller: Caller = who) -> dict[str, dict[str, str]]:
        caller.require_service("publisher")
        return {"names": directory.authors(body.ids)}

    @router.post("/authors/search")
    def called(body: CalledIn, caller: Caller = who) -> dict[str, list[dict[str, str]]]:
        caller.require_service("publisher")
        return {"people": directory.called(body.words, MOST_CALLED)}

    return router
