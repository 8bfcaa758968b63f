"""Bringing content in from addresses: a pasted link, feeds. Curators only.

An address that gives nothing usable is a problem document that says why, and nothing is stored.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore, Outcome
from chassis.http import IdempotencyKey, answer
from chassis.idempotency import Request
from chassis.vault import Vault
from contracts.values import Role
from services.content.api.models import Composed, FeedList, FeedRemoved, FeedTaken, LinkIn
from services.content.application import ADDRESS, Content
from services.content.poller import Poller
from services.content.sources import Sources
from services.content.tables import Tables
from services.content.words import Draft

Id = Annotated[UUID, Path()]


def source_routes(
    *,
    store: EventStore,
    content: Content,
    vault: Vault,
    tables: Tables,
    poller: Poller,
    sources: Sources,
    clock: Clock,
    who: Any,
) -> APIRouter:
    """Routes that ask other people's servers. `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["content"])

    @router.post("/items/from-link", status_code=201, response_model=Composed)
    async def from_link(body: LinkIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Makes an item of the page that an address leads to. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "from-link", key, body.model_dump(mode="json"))
        if (first := await asyncio.to_thread(store.answers.find, request)) is not None:
            return answer(response, Outcome(first, None))
        draft = Draft.new(*await sources.page(body.url))

        def bring_in() -> Outcome[dict[str, Any]]:
            return store.run_once(
                request, content.compose, item_id=uuid4(), draft=draft, source="link", by=by, at=clock()
            )

        return answer(response, await asyncio.to_thread(bring_in))

    @router.post("/feeds", status_code=201, response_model=FeedTaken)
    async def add(body: LinkIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Follows a feed (RSS, Atom or JSON Feed), and makes items of what it has now. Curators only."""
        request = Request.of(caller.require(Role.CURATOR), "add-feed", key, body.model_dump(mode="json"))
        return answer(response, await poller.add(body.url, request))

    @router.get("/feeds", response_model=FeedList)
    def feeds(caller: Caller = who) -> Any:
        """The feeds that are followed, oldest first. Curators only."""
        caller.require(Role.CURATOR)
        rows = tables.feeds()
        addresses = vault.open_many([row.id for row in rows], ADDRESS)
        return {
            "feeds": [
                {
                    "feed_id": row.id,
                    "url": addresses.get(row.id),
                    "added_at": row.added_at,
                    "polled_at": row.polled_at,
                    "failures": row.failures,
                    "problem": row.problem,
                }
                for row in rows
            ]
        }

    @router.post("/feeds/{feed_id}/poll", response_model=FeedTaken)
    async def poll(feed_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Looks for new items in a feed at once. Curators only."""
        request = Request.of(caller.require(Role.CURATOR), "poll-feed", key, {"feed_id": str(feed_id)})
        return answer(response, await poller.look(feed_id, request))

    @router.delete("/feeds/{feed_id}", response_model=FeedRemoved)
    def remove(feed_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Follows a feed no longer; its items stay. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "remove-feed", key, {"feed_id": str(feed_id)})
        return answer(response, store.run_once(request, content.remove_feed, feed_id=feed_id, by=by, at=clock()))

    return router
