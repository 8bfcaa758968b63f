"""A person's own posts: where they are, publishing one oneself, what they see of an uncertain one, taking one down."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query, Response

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import After, IdempotencyKey, answer
from chassis.idempotency import Request
from chassis.projection import Projection
from services.publisher.api.models import Changed, ComposerOut, EngagementOut, PostOut, PostsOut, ResolveIn
from services.publisher.application import Posts
from services.publisher.composing import Composing
from services.publisher.domain.post import Resolution
from services.publisher.duties import LookingUp
from services.publisher.queries import PostViews

WAIT_SECONDS = 1.0
Id = Annotated[UUID, Path()]


def post_routes(
    *,
    store: EventStore,
    posts: Posts,
    looking_up: LookingUp,
    composing: Composing,
    views: PostViews,
    projection: Projection,
    clock: Clock,
    who: Any,
) -> APIRouter:
    """Routes of a person's own posts. `who` gives the caller."""
    router = APIRouter(prefix="/v1/posts", tags=["publisher"])

    @router.get("", response_model=PostsOut)
    async def mine(
        caller: Caller = who,
        after: After = None,
        state: Annotated[str | None, Query(pattern="^[a-z-]{1,20}$")] = None,
    ) -> Any:
        """One's own posts, what changed last first."""
        await projection.wait_for(after or 0, timeout=WAIT_SECONDS)
        return {"posts": await views.of(caller.as_person(), state)}

    @router.get("/{post_id}", response_model=PostOut)
    async def one(post_id: Id, caller: Caller = who, after: After = None) -> Any:
        """One of one's own posts."""
        await projection.wait_for(after or 0, timeout=WAIT_SECONDS)
        return await views.one(caller.as_person(), post_id)

    @router.get("/{post_id}/engagement", response_model=EngagementOut)
    async def engagement(post_id: Id, caller: Caller = who, after: After = None) -> Any:
        """What readers have done with one of one's own posts, over time."""
        await projection.wait_for(after or 0, timeout=WAIT_SECONDS)
        return {"post_id": post_id, "counted": await views.engagement(caller.as_person(), post_id, at=clock())}

    @router.get("/{post_id}/composer", response_model=ComposerOut)
    def composer(post_id: Id, caller: Caller = who) -> Any:
        """Where one publishes it oneself: the network's composer, with the approved words as far as it takes them.

        Only while the approval stands. Nothing is published by asking.
        """
        return composing.composer(caller.as_person(), post_id)

    @router.post("/{post_id}/handed-over", status_code=202, response_model=Changed)
    def handed_over(post_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Says that one has published it oneself, in the approved words. It counts when the approval still stands."""
        by = caller.as_person()
        request = Request.of(by, "handed-over", key, {"post_id": str(post_id)})
        outcome = store.run_once(request, posts.report, by=by, post=post_id, release_id=uuid4(), at=clock())
        return answer(response, outcome)

    @router.post("/{post_id}/take-down", status_code=202, response_model=Changed)
    def take_down(post_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Removes a published post from its network."""
        by = caller.as_person()
        request = Request.of(by, "take-down", key, {"post_id": str(post_id)})
        return answer(response, store.run_once(request, posts.take_down, by=by, post=post_id, at=clock()))

    @router.post("/{post_id}/resolve", response_model=Changed)
    async def resolve(
        post_id: Id, body: ResolveIn, key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """Says what one sees of a post whose outcome is uncertain."""
        by = caller.as_person()
        request = Request.of(by, "resolve", key, {"post_id": str(post_id), **body.model_dump(mode="json")})
        if (first := await asyncio.to_thread(store.answers.find, request)) is not None:
            return first
        if body.link is not None:
            await asyncio.to_thread(store.run, posts.check_uncertain, by=by, post=post_id)
            await looking_up.once_more(post_id)
        outcome: Resolution = "not-posted" if body.outcome == "not-posted" else "posted-reported"
        done = await asyncio.to_thread(
            store.run_once, request, posts.resolve, by=by, post=post_id, outcome=outcome, at=clock()
        )
        return answer(response, done)

    return router
