"""Items and the activities offered on them: curators only."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import IdempotencyKey, answer
from chassis.idempotency import Request
from contracts.values import Role
from services.content.api.models import ActivityIn, Closed, Composed, ItemIn, Offered, Retired, Revised
from services.content.application import Content
from services.content.targets import target_of
from services.content.words import reason_of

Id = Annotated[UUID, Path()]


def item_routes(*, store: EventStore, content: Content, clock: Clock, who: Any, plain_http: bool) -> APIRouter:
    """Commands on items. `who` gives the caller; `plain_http` allows targets without TLS (development)."""
    router = APIRouter(prefix="/v1", tags=["content"])

    @router.post("/items", status_code=201, response_model=Composed)
    def compose(body: ItemIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Makes an item of words that one writes. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "compose", key, body.model_dump(mode="json"))
        outcome = store.run_once(
            request,
            content.compose,
            item_id=uuid4(),
            draft=body.draft(),
            source="composed",
            by=by,
            at=clock(),
            expires_at=body.expires_at,
        )
        return answer(response, outcome)

    @router.post("/items/{item_id}/revise", response_model=Revised)
    def revise(item_id: Id, body: ItemIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """States all of an item anew; approvals of other words lapse. Curators only.

        Other topics, another language or another expiry are no other words: what was approved stands.
        """
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "revise", key, {"item_id": str(item_id), **body.model_dump(mode="json")})
        outcome = store.run_once(
            request,
            content.revise,
            item_id=item_id,
            draft=body.draft(),
            by=by,
            at=clock(),
            expires_at=body.expires_at,
        )
        return answer(response, outcome)

    @router.post("/items/{item_id}/retire", response_model=Retired)
    def retire(item_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Ends an item and all its activities. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "retire", key, {"item_id": str(item_id)})
        return answer(response, store.run_once(request, content.retire, item_id=item_id, by=by, at=clock()))

    @router.post("/items/{item_id}/activities", status_code=201, response_model=Offered)
    def offer(item_id: Id, body: ActivityIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Offers an activity with an item, to everyone or to groups. Curators only.

        `reason`: why it is worth doing, in one line. It is shown to who is asked, under the curator's name.
        """
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "offer", key, {"item_id": str(item_id), **body.model_dump(mode="json")})
        target = target_of(body.kind, body.network, body.target, plain_http=plain_http) if body.target else None
        outcome = store.run_once(
            request,
            content.offer,
            item_id=item_id,
            offer=body.offer(uuid4()),
            target=target,
            by=by,
            at=clock(),
            reason=reason_of(body.reason),
        )
        return answer(response, outcome)

    @router.post("/activities/{activity_id}/close", response_model=Closed)
    def close(activity_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Ends an activity before its window is over. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "close", key, {"activity_id": str(activity_id)})
        return answer(response, store.run_once(request, content.close, activity_id=activity_id, by=by, at=clock()))

    return router
