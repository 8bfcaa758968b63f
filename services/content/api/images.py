"""The image that an item names, shown to curators.

A browser of ours asks no other host, so the image comes through here: by the guarded client, its type read off its
bytes, kept nowhere. Networks show their own.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.vault import Vault
from contracts.values import Role
from services.content.domain import Item
from services.content.sources import Sources
from services.content.words import KIND

Id = Annotated[UUID, Path()]
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def image_routes(*, store: EventStore, vault: Vault, sources: Sources, who: Any) -> APIRouter:
    """The route; `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["content"])

    @router.get("/items/{item_id}/image", response_class=Response)
    async def image(item_id: Id, caller: Caller = who) -> Response:
        """The image that an item names, as its server has it now; 204 where there is none to show. Curators only."""
        caller.require(Role.CURATOR)
        url = await asyncio.to_thread(_image_of, item_id, store, vault)
        picture = await sources.picture(url) if url is not None else None
        if picture is None:
            return Response(status_code=204, headers=_HEADERS)
        return Response(picture.data, media_type=picture.type, headers=_HEADERS)

    return router


def _image_of(item_id: UUID, store: EventStore, vault: Vault) -> str | None:
    """The address of an item's image. Raises NotFound."""
    item = store.load([item_id]).get(item_id)
    if not isinstance(item, Item):
        raise NotFound(f"there is no item {item_id}")
    words = vault.open(item.revision.id, KIND)
    address: str | None = words["image_url"] if words is not None else None
    return address
