"""What other services ask content for: the words of an activity, by its id."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel

from chassis.auth import Caller
from contracts.values import Kind, Network
from services.content.queries import Activities


class SuggestedMessage(BaseModel):
    """A text offered as a starting point."""

    language: str
    text: str


class Activity(BaseModel):
    """What an advocate is shown of an activity, whether it is still open or not.

    `image`: whether its item names one. `reason`: what the curator who offers it says for it; words of theirs, to be
    shown with their name.
    """

    activity_id: UUID
    item_id: UUID
    revision_id: UUID
    kind: Kind
    network: Network
    language: str | None
    title: str
    link: str | None
    target: str | None
    messages: list[SuggestedMessage]
    image: bool
    reason: str | None


def internal_routes(*, activities: Activities, who: Any) -> APIRouter:
    """Routes for services with their own token."""
    router = APIRouter(prefix="/internal", tags=["internal"])

    @router.get("/activities/{activity_id}", response_model=Activity)
    def activity(activity_id: Annotated[UUID, Path()], caller: Caller = who) -> Any:
        caller.require_service("consent")
        return activities.find(activity_id)

    return router
