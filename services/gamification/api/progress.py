"""Levels and badges: everybody who takes part sees their own, and what each takes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.auth import Caller
from chassis.http import After
from chassis.projection import Projection
from contracts.event import Timestamp
from services.gamification.ladder import Text
from services.gamification.queries import Way


class StepOut(BaseModel):
    """A level or a badge: `counted` of the `posts` that it takes; `post_id` is the one with which it was reached.

    What was reached stays, also when `counted` falls because a post is removed.
    """

    code: str
    title: Text
    reason: Text
    posts: int
    counted: int
    reached_at: Timestamp | None
    post_id: UUID | None


class WayOut(BaseModel):
    """One's own way up; `level` is how many of the levels are reached."""

    level: int
    levels: list[StepOut]
    badges: list[StepOut]


def progress_routes(*, way: Way, views: Projection, who: Any) -> APIRouter:
    """Queries. `who` gives the caller; with a position a query waits up to a second for the view to show it."""
    router = APIRouter(prefix="/v1", tags=["gamification"])

    @router.get("/me/ladder", response_model=WayOut)
    async def ladder(position: After = None, caller: Caller = who) -> Any:
        """One's own levels and badges: what each takes, how much of it is done, and when it was reached."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await way.of(advocate)

    return router
