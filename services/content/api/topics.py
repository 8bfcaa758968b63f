"""Topics: everybody who takes part sees them and may choose among them; curators keep the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import IdempotencyKey, answer, shown
from chassis.idempotency import Request
from contracts.event import Timestamp
from contracts.labels import label
from contracts.values import Role
from services.content.application import Topics
from services.content.queries import TopicLists

MAX_NAME = 60


def _name(text: str) -> str:
    """A name in its one spelling: spaces in a row are one. Raises ValueError."""
    return " ".join(label(text).split())


Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_name)]


class TopicIn(BaseModel):
    """A new topic."""

    model_config = ConfigDict(**shown({"name": "Learning"}), extra="forbid", frozen=True)

    name: Name


class TopicStateIn(BaseModel):
    """What a topic is called, and whether it is archived: then no further item is about it."""

    model_config = ConfigDict(**shown({"name": "Learning", "archived": True}), extra="forbid", frozen=True)

    name: Name
    archived: bool


class TopicSet(BaseModel):
    """The topic that a command was about."""

    topic_id: UUID


class TopicOut(BaseModel):
    """One topic."""

    topic_id: UUID
    name: str
    archived: bool
    added_at: Timestamp


class TopicList(BaseModel):
    """All topics, by name, archived ones too: items may still be about them."""

    topics: list[TopicOut]


def topic_routes(
    *, store: EventStore, topics: Topics, lists: TopicLists, clock: Clock, mark: Callable[[str], bytes], who: Any
) -> APIRouter:
    """The routes. `mark` gives what stands for a name where only sameness matters; `who` gives the caller."""
    router = APIRouter(prefix="/v1/topics", tags=["content"])

    @router.get("", response_model=TopicList)
    def read(caller: Caller = who) -> Any:
        """What the programme speaks about."""
        caller.as_person()
        return lists.all()

    @router.post("", status_code=201, response_model=TopicSet)
    def add(body: TopicIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Adds a topic. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "add-topic", key, body.model_dump(mode="json"))
        outcome = store.run_once(
            request, topics.add, topic_id=uuid4(), name=body.name, mark=mark(body.name.casefold()), by=by, at=clock()
        )
        return answer(response, outcome)

    @router.put("/{topic_id}", response_model=TopicSet)
    def state(
        topic_id: Annotated[UUID, Path()],
        body: TopicStateIn,
        key: IdempotencyKey,
        response: Response,
        caller: Caller = who,
    ) -> Any:
        """Renames a topic, archives it, takes it up again; items that are about it stay so. Curators only."""
        by = caller.require(Role.CURATOR)
        request = Request.of(by, "state-topic", key, {"topic_id": str(topic_id), **body.model_dump(mode="json")})
        outcome = store.run_once(
            request,
            topics.state,
            topic_id=topic_id,
            name=body.name,
            mark=mark(body.name.casefold()),
            archived=body.archived,
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    return router
