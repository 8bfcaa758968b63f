"""Connecting accounts, and the slots they would give."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query, Response

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import After, IdempotencyKey, answer
from chassis.idempotency import Request
from chassis.projection import Projection
from services.publisher.api.models import AccountRef, AccountsOut, BegunOut, CompleteIn, ConnectIn, SlotIn, SlotOut
from services.publisher.application import Accounts
from services.publisher.connecting import Connecting
from services.publisher.queries import AccountViews, Proposals
from services.publisher.queries.proposals import Wanted

WAIT_SECONDS = 1.0


def account_routes(
    *,
    store: EventStore,
    accounts: Accounts,
    connecting: Connecting,
    views: AccountViews,
    projection: Projection,
    proposals: Proposals,
    clock: Clock,
    who: Any,
) -> APIRouter:
    """Routes of a person's own accounts. `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["publisher"])

    @router.post("/accounts/connect", response_model=BegunOut)
    async def connect(body: ConnectIn, caller: Caller = who) -> Any:
        """Begins to connect an account: where to go to give permission at the network's own page."""
        begun = await connecting.begin(caller.as_person(), body.network, body.instance)
        return BegunOut(authorize_url=begun.authorize_url, state=begun.state)

    @router.post("/accounts/complete", status_code=201, response_model=AccountRef)
    async def complete(body: CompleteIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Connects the account, with what came back from its network."""
        return answer(response, await connecting.complete(caller.as_person(), body.state, body.code, key))

    @router.get("/accounts", response_model=AccountsOut)
    async def mine(caller: Caller = who, after: After = None) -> Any:
        """One's own accounts."""
        await projection.wait_for(after or 0, timeout=WAIT_SECONDS)
        return {"accounts": await views.of(caller.as_person())}

    @router.delete("/accounts/{account_id}", response_model=AccountRef)
    def disconnect(
        account_id: Annotated[UUID, Path()], key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """Disconnects an account and ends its credentials at the network."""
        by = caller.as_person()
        request = Request.of(by, "disconnect", key, {"account_id": str(account_id)})
        return answer(response, store.run_once(request, accounts.disconnect, by=by, account=account_id, at=clock()))

    @router.get("/slots", response_model=SlotOut)
    def slots(wanted: Annotated[SlotIn, Query()], caller: Caller = who) -> Any:
        """When a post would go out, and why then."""
        asked = Wanted(
            advocate_id=caller.as_person(),
            account_id=wanted.account_id,
            seed=wanted.seed or uuid4(),
            window=wanted.window(),
            choice=wanted.choice,
            picked_at=wanted.picked_at,
        )
        return proposals.propose(asked, clock())

    return router
