"""Routes of auditors and administrators: what went out, with its proof. They read, and change nothing."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query

from chassis.auth import Caller
from chassis.http import After
from chassis.projection import Projection
from contracts.values import Network, Role
from services.publisher.api.models import AuditedPageOut, AuditedWordsOut, AuthorsIn, AuthorsOut
from services.publisher.auditing import Audit, Only
from services.publisher.domain.post import State

WAIT_SECONDS = 1.0
MAY = (Role.AUDITOR, Role.ADMINISTRATOR)


def audit_routes(*, audit: Audit, projection: Projection, who: Any) -> APIRouter:
    """Routes below /v1/audit. `who` gives the caller."""
    router = APIRouter(prefix="/v1/audit", tags=["publisher"])

    @router.get("/posts", response_model=AuditedPageOut)
    async def posts(
        *,
        position: After = None,
        before: Annotated[str | None, Query(max_length=80)] = None,
        network: Network | None = None,
        state: Literal["published", "handed-over", "removed"] | None = None,
        advocate_id: UUID | None = None,
        caller: Caller = who,
    ) -> Any:
        """What was published or handed over, the newest first, with the signed records to verify.

        Without words: those of one are where it is asked for by itself.
        """
        caller.require(*MAY)
        await projection.wait_for(position or 0, timeout=WAIT_SECONDS)
        only = Only(network, State(state) if state is not None else None, advocate_id)
        return await audit.page(only, before)

    @router.get("/posts/{post_id}", response_model=AuditedWordsOut)
    async def one(post_id: Annotated[UUID, Path()], position: After = None, caller: Caller = who) -> Any:
        """One of them, with the words where anybody may read them on the network."""
        caller.require(*MAY)
        await projection.wait_for(position or 0, timeout=WAIT_SECONDS)
        return await audit.one(post_id)

    @router.post("/authors", response_model=AuthorsOut)
    async def authors(body: AuthorsIn, position: After = None, caller: Caller = who) -> Any:
        """Whose name has all of the words, the closest first, of those of whom something went out: at most 20.

        What is looked for is in the body, so that no address and no log holds a name. Nothing is stored.
        """
        caller.require(*MAY)
        await projection.wait_for(position or 0, timeout=WAIT_SECONDS)
        return {"authors": await audit.authors(body.words)}

    return router
