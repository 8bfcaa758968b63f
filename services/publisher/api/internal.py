"""What other services ask the publisher for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path

from chassis.auth import Caller
from chassis.clock import Clock
from services.publisher.api.models import KnownAccount, ProposalIn, SlotOut, TargetIn, TargetOut
from services.publisher.queries import Known, Proposals
from services.publisher.queries.proposals import Wanted
from services.publisher.targets import Targets


def internal_routes(*, known: Known, proposals: Proposals, targets: Targets, clock: Clock, who: Any) -> APIRouter:
    """Routes for services with their own token."""
    router = APIRouter(prefix="/internal", tags=["internal"])

    @router.get("/accounts/{account_id}", response_model=KnownAccount)
    def account(account_id: Annotated[UUID, Path()], caller: Caller = who) -> Any:
        caller.require_service("consent")
        return known.account(account_id)

    @router.post("/proposals", response_model=SlotOut)
    def propose(body: ProposalIn, caller: Caller = who) -> Any:
        caller.require_service("consent")
        wanted = Wanted(
            advocate_id=body.advocate_id,
            account_id=body.account_id,
            seed=body.seed,
            window=body.window(),
            choice=body.choice,
            picked_at=body.picked_at,
            replaces=body.replaces,
        )
        return proposals.propose(wanted, clock())

    @router.post("/targets", response_model=TargetOut)
    async def target(body: TargetIn, caller: Caller = who) -> Any:
        caller.require_service("consent")
        return await targets.look(body.account_id, body.kind, body.url)

    return router
