"""What a curator sees: pages of items and single ones."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.http import After
from chassis.projection import Projection
from contracts.values import Role
from services.content.api.models import ItemOut, ItemPage
from services.content.queries import Items, State


def view_routes(*, items: Items, views: Projection, clock: Clock, who: Any) -> APIRouter:
    """Queries. `who` gives the caller; with a position a query waits up to a second for the view to show it."""
    router = APIRouter(prefix="/v1", tags=["content"])

    @router.get("/items", response_model=ItemPage)
    async def page(
        position: After = None,
        state: State | None = None,
        after: Annotated[str | None, Query(max_length=40)] = None,
        caller: Caller = who,
    ) -> Any:
        """Items with their activities, newest first. Curators only."""
        caller.require(Role.CURATOR)
        await views.wait_for(position)
        return await items.page(state, after, clock())

    @router.get("/items/{item_id}", response_model=ItemOut)
    async def one(item_id: Annotated[UUID, Path()], position: After = None, caller: Caller = who) -> Any:
        """One item with its activities. Curators only."""
        caller.require(Role.CURATOR)
        await views.wait_for(position)
        return await items.one(item_id, clock())

    return router
