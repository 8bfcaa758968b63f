"""The image that an item names, shown to curators, and with what is offered to everybody.

A browser of ours asks no other host, so the image comes through here: by the guarded client, its type read off its
bytes, written nowhere. Networks show their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.vault import Vault
from contracts.values import Role
from services.content.domain import Item
from services.content.pictures import Pictures
from services.content.queries import Activities
from services.content.sources import Picture, Sources
from services.content.words import KIND

Id = Annotated[UUID, Path()]
_AS_TOLD = {"X-Content-Type-Options": "nosniff"}
_NOW = {**_AS_TOLD, "Cache-Control": "private, no-store"}
_A_WHILE = {**_AS_TOLD, "Cache-Control": "private, max-age=900"}


def image_routes(
    *, store: EventStore, vault: Vault, activities: Activities, sources: Sources, pictures: Pictures, who: Any
) -> APIRouter:
    """The routes; `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["content"])

    @router.get("/items/{item_id}/image", response_class=Response)
    async def image(item_id: Id, caller: Caller = who) -> Response:
        """The image that an item names, as its server has it now; 204 where there is none to show. Curators only."""
        caller.require(Role.CURATOR)
        url = await asyncio.to_thread(_image_of, item_id, store, vault)
        return _shown(await sources.picture(url) if url is not None else None, _NOW)

    @router.get("/activities/{activity_id}/image", response_class=Response)
    async def image_of_activity(activity_id: Id, caller: Caller = who) -> Response:
        """The image of what an activity is about, at most a quarter of an hour old; 204 where there is none to show.

        For whoever takes part and was told of the activity: its id is what they need to know.
        """
        caller.as_person()
        url = await asyncio.to_thread(activities.image, activity_id)
        return _shown(await pictures.at(url) if url is not None else None, _A_WHILE)

    return router


def _shown(picture: Picture | None, headers: Mapping[str, str]) -> Response:
    if picture is None:
        return Response(status_code=204, headers=dict(headers))
    return Response(picture.data, media_type=picture.type, headers=dict(headers))


def _image_of(item_id: UUID, store: EventStore, vault: Vault) -> str | None:
    """The address of an item's image. Raises NotFound."""
    item = store.load([item_id]).get(item_id)
    if not isinstance(item, Item):
        raise NotFound(f"there is no item {item_id}")
    words = vault.open(item.revision.id, KIND)
    address: str | None = words["image_url"] if words is not None else None
    return address
