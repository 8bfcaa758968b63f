"""Routes of an advocate: feed, previews, responding, approvals, receipts. Everybody sees and does only theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore, Work
from chassis.http import POSITION, After, IdempotencyKey
from chassis.idempotency import Request
from chassis.projection import Projection
from chassis.shortcut import CommandRoute
from contracts.event import Timestamp
from contracts.languages import LanguageTag
from services.consent.api.models import (
    ApprovalOut,
    ApprovalsOut,
    DeclinedOut,
    FeedOut,
    PreviewIn,
    PreviewOut,
    ReceiptOut,
    RespondIn,
    RespondOut,
)
from services.consent.application import Approvals, Previews
from services.consent.feed import Only
from services.consent.queries import Feed, Given

Id = Annotated[UUID, Path()]
Limit = Annotated[int, Query(ge=1, le=50)]
Topics = Annotated[list[UUID] | None, Query(max_length=50)]
Languages = Annotated[list[LanguageTag] | None, Query(max_length=20)]


def answer_routes(
    *,
    store: EventStore,
    previews: Previews,
    approvals: Approvals,
    feed: Feed,
    given: Given,
    projection: Projection,
    clock: Clock,
    who: Any,
) -> APIRouter:
    """The routes; `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["consent"])

    @router.get("/feed", response_model=FeedOut)
    async def read_feed(
        *,
        position: After = None,
        after: UUID | None = None,
        limit: Limit = 20,
        topic: Topics = None,
        language: Languages = None,
        caller: Caller = who,
    ) -> Any:
        """The activities that one may do now, with the words they start from.

        What closes within 48 hours comes first, then the newest; within both what fits one's preferences, then by
        priority. Of `topic` and `language` any may fit; what says no language fits every one. `left_out` counts what
        does not.
        """
        person = caller.as_person()
        await projection.wait_for(position)
        only = Only(frozenset(topic or ()), tuple(language or ()))
        return await feed.page(person, at=clock(), after=after, limit=limit, only=only)

    @router.get("/feed/declined", response_model=DeclinedOut)
    async def read_declined(position: After = None, caller: Caller = who) -> Any:
        """The activities that one declined and may still take up, in the order of the feed.

        The web app asks for it whenever it shows the feed, so that asking says nothing of whether there are any.
        """
        person = caller.as_person()
        await projection.wait_for(position)
        return await feed.declined(person, at=clock())

    @router.post("/previews", response_model=PreviewOut)
    def preview(body: PreviewIn, caller: Caller = who) -> Any:
        """Exactly what would be published, and the token that approving it needs.

        Nothing is stored: a preview is good for five minutes.
        """
        return previews.make(by=caller.as_person(), wish=body.wish(uuid4()), at=clock())

    async def respond(body: RespondIn, key: IdempotencyKey, caller: Caller = who) -> JSONResponse:
        """Approves, replaces, withdraws, declines or takes a decline back.

        The verb is in the body, so that nobody sees from outside who declined. Approving needs the token of a preview
        and its text to the letter.
        """
        by = caller.as_person()
        request = Request.of(by, "respond", key, body.model_dump(mode="json"))
        command = _command(approvals, body, by=by, at=clock())
        outcome = await store.once(request, command, reads=partial(_reads, approvals, body))
        # Always there, so that an answer without an event looks like one with.
        position = outcome.position or await asyncio.to_thread(store.position)
        return JSONResponse(outcome.result, headers={POSITION: str(position)})

    router.add_api_route(
        "/respond", respond, methods=["POST"], response_model=RespondOut, route_class_override=CommandRoute
    )

    @router.get("/approvals", response_model=ApprovalsOut)
    async def read_approvals(
        position: After = None, before: Timestamp | None = None, limit: Limit = 20, caller: Caller = who
    ) -> Any:
        """One's own approvals, newest first."""
        person = caller.as_person()
        await projection.wait_for(position)
        return await given.page(person, before=before, limit=limit)

    @router.get("/approvals/{approval_id}", response_model=ApprovalOut)
    async def read_approval(approval_id: Id, position: After = None, caller: Caller = who) -> Any:
        """One of one's own approvals."""
        person = caller.as_person()
        await projection.wait_for(position)
        return await given.one(person, approval_id)

    @router.get("/approvals/{approval_id}/receipt", response_model=ReceiptOut)
    async def read_receipt(approval_id: Id, position: After = None, caller: Caller = who) -> Any:
        """The signed approval, to keep: byte for byte, with what its digest opens to."""
        person = caller.as_person()
        await projection.wait_for(position)
        return await given.receipt(person, approval_id)

    return router


def _command(approvals: Approvals, body: RespondIn, *, by: UUID, at: datetime) -> Callable[[Work], dict[str, Any]]:
    token, text, approval_id, activity_id = body.token, body.text, body.approval_id, body.activity_id
    if token is not None and text is not None:
        if body.verb == "approve":
            return partial(approvals.approve, by=by, token=token, text=text, at=at)
        if body.verb == "replace" and approval_id is not None:
            return partial(approvals.replace, by=by, replaced=approval_id, token=token, text=text, at=at)
    if body.verb == "withdraw" and approval_id is not None:
        return partial(approvals.withdraw, by=by, approval_id=approval_id, at=at)
    assert activity_id is not None  # the model asks for what each verb needs
    if body.verb == "decline":
        return partial(approvals.decline, by=by, activity_id=activity_id, at=at)
    return partial(approvals.undo_decline, by=by, activity_id=activity_id)


def _reads(approvals: Approvals, body: RespondIn) -> Iterable[UUID]:
    return approvals.rests_on(body.token) if body.token is not None else ()
