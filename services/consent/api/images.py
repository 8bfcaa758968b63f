"""Routes of an advocate's own images: uploaded as the body of a request, shown to nobody else."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from chassis.auth import Caller
from chassis.clock import Clock
from services.consent.api.models import ImageOut
from services.consent.application import Images
from services.consent.images import MOST_BYTES

Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


def image_routes(*, images: Images, clock: Clock, who: Any) -> APIRouter:
    """The routes; `who` gives the caller."""
    router = APIRouter(prefix="/v1/images", tags=["consent"])

    @router.post("", status_code=201, response_model=ImageOut, max_body_size=MOST_BYTES)
    async def upload(request: Request, caller: Caller = who) -> Any:
        """The same image again is the same image: it needs no Idempotency-Key."""
        person = caller.as_person()
        data = await request.body()
        return await asyncio.to_thread(images.keep, data, by=person, at=clock())

    @router.get("/{digest}", response_class=Response)
    def show(digest: Digest, caller: Caller = who) -> Response:
        """One of one's own images, as it was cleaned: the bytes that a post would have."""
        kind, data = images.data(caller.as_person(), digest)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
        return Response(data, media_type=kind, headers=headers)

    return router
