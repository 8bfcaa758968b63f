"""Suggestions: anybody who takes part makes them and sees their own; curators see what waits, accept and decline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore, Outcome
from chassis.http import IdempotencyKey, answer, shown
from chassis.idempotency import Request
from contracts.event import Timestamp
from contracts.labels import passage
from contracts.languages import LanguageTag
from contracts.values import Role
from services.content.api.models import Address, ItemIn
from services.content.application import Suggestions
from services.content.domain import Source
from services.content.queries import SuggestionLists
from services.content.sources import Sources
from services.content.suggested import MAX_REASON, Suggested, reason_of, suggested
from services.content.words import MAX_DESCRIPTION, Draft

Id = Annotated[UUID, Path()]
Reason = Annotated[str, Field(min_length=1, max_length=MAX_REASON), AfterValidator(passage)]


class SuggestionIn(BaseModel):
    """A link, words, or both, and why it is worth sharing."""

    model_config = ConfigDict(
        **shown({"link": "https://example.org/lab", "reason": "Our customers ask about the lab all the time."}),
        extra="forbid",
        frozen=True,
    )

    link: Address | None = None
    text: Annotated[str, Field(max_length=MAX_DESCRIPTION)] = ""
    reason: Reason
    language: LanguageTag | None = None

    def suggested(self) -> Suggested:
        """As it is kept. Raises WordsInvalid, AddressRefused."""
        return suggested(link=self.link, text=self.text, reason=self.reason, language=self.language)


class AcceptIn(BaseModel):
    """The item's words; null: those of the page that the link leads to or, without a link, the suggested ones."""

    model_config = ConfigDict(**shown({"words": None}), extra="forbid", frozen=True)

    words: ItemIn | None = None


class DeclineIn(BaseModel):
    """Why not; the suggester reads it."""

    model_config = ConfigDict(**shown({"reason": "We shared this in spring."}), extra="forbid", frozen=True)

    reason: Reason


class SuggestionMade(BaseModel):
    """A suggestion that waits for a curator, or was declined."""

    suggestion_id: UUID


class SuggestionAccepted(BaseModel):
    """The item that a suggestion became."""

    suggestion_id: UUID
    item_id: UUID
    revision_id: UUID


class SuggestionOut(BaseModel):
    """A suggestion and what became of it."""

    suggestion_id: UUID
    suggested_by: UUID
    suggested_at: Timestamp
    state: Literal["waiting", "accepted", "declined"]
    link: str | None
    text: str
    reason: str
    language: str | None
    settled_at: Timestamp | None
    item_id: UUID | None
    declined_because: str | None


class OwnSuggestions(BaseModel):
    """One's latest suggestions, newest first."""

    suggestions: list[SuggestionOut]


class WaitingSuggestions(BaseModel):
    """What waits, oldest first; `next` is the cursor of the page behind this one, null at the end."""

    suggestions: list[SuggestionOut]
    next: UUID | None


def suggestion_routes(
    *,
    store: EventStore,
    suggestions: Suggestions,
    lists: SuggestionLists,
    sources: Sources,
    clock: Clock,
    private: Callable[[str], str],
    who: Any,
) -> APIRouter:
    """Routes of both sides. `private` gives what stands for somebody's words in a fingerprint of a request."""
    router = APIRouter(prefix="/v1/suggestions", tags=["content"])

    @router.post("", status_code=201, response_model=SuggestionMade)
    def suggest(body: SuggestionIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Suggests something to share, at most ten times a day."""
        by = caller.as_person()
        request = Request.of(by, "suggest", key, {"suggestion": private(body.model_dump_json())})
        outcome = store.run_once(
            request,
            suggestions.suggest,
            suggestion_id=uuid4(),
            suggested=body.suggested(),
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    @router.get("/mine", response_model=OwnSuggestions)
    def mine(caller: Caller = who) -> Any:
        """One's own latest suggestions, and what became of them."""
        return lists.own(caller.as_person())

    @router.get("", response_model=WaitingSuggestions)
    def waiting(after: UUID | None = None, caller: Caller = who) -> Any:
        """What waits to be accepted or declined, oldest first. Curators only."""
        caller.require(Role.CURATOR)
        return lists.waiting(after)

    @router.post("/{suggestion_id}/accept", status_code=201, response_model=SuggestionAccepted)
    async def accept(
        suggestion_id: Id, body: AcceptIn, key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """Makes an item of a suggestion; its suggester has the credit. Curators only."""
        by = caller.require(Role.CURATOR)
        asked = {"suggestion_id": str(suggestion_id), **body.model_dump(mode="json")}
        request = Request.of(by, "accept-suggestion", key, asked)
        if (first := await asyncio.to_thread(store.answers.find, request)) is not None:
            return answer(response, Outcome(first, None))
        made = await asyncio.to_thread(suggestions.opened, suggestion_id)
        draft, source = await _draft_of(made, body.words, sources)

        def take() -> Outcome[dict[str, Any]]:
            return store.run_once(
                request,
                suggestions.accept,
                suggestion_id=suggestion_id,
                item_id=uuid4(),
                draft=draft,
                source=source,
                by=by,
                at=clock(),
                expires_at=body.words.expires_at if body.words is not None else None,
            )

        return answer(response, await asyncio.to_thread(take))

    @router.post("/{suggestion_id}/decline", response_model=SuggestionMade)
    def decline(
        suggestion_id: Id, body: DeclineIn, key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """Makes nothing of a suggestion, and tells its suggester why. Curators only."""
        by = caller.require(Role.CURATOR)
        asked = {"suggestion_id": str(suggestion_id), "reason": private(body.reason)}
        outcome = store.run_once(
            Request.of(by, "decline-suggestion", key, asked),
            suggestions.decline,
            suggestion_id=suggestion_id,
            reason=reason_of(body.reason),
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    return router


async def _draft_of(made: Suggested, chosen: ItemIn | None, sources: Sources) -> tuple[Draft, Source]:
    """An item's words out of a suggestion, and where they are from. Raises as what is asked for them does."""
    if chosen is not None:
        return chosen.draft(), "composed"
    if made.link is not None:
        return Draft.new(*await sources.page(made.link)), "link"
    return Draft.new(made.words(), made.about()), "composed"
