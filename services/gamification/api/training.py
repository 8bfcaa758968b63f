"""Training: everybody who takes part does it for themselves."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import After, IdempotencyKey, answer
from chassis.idempotency import Request
from chassis.projection import Projection
from contracts.event import Timestamp
from services.gamification.application import Trainings
from services.gamification.curriculum import TrainingStep
from services.gamification.queries import TrainingView

Code = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]


class StepStarted(BaseModel):
    """The step whose time has begun."""

    step: str


class StepCompleted(BaseModel):
    """The step that is done, and the seconds it took the first time."""

    step: str
    seconds: int


class TrainingStepOut(TrainingStep):
    """One step; `minutes` is about how long it takes, `seconds` how long it took."""

    started_at: Timestamp | None
    completed_at: Timestamp | None
    seconds: int | None


class TrainingOut(BaseModel):
    """One's own training; `seconds` is how long all that is done took together."""

    seconds: int
    steps: list[TrainingStepOut]


def training_routes(
    *, store: EventStore, trainings: Trainings, shown: TrainingView, views: Projection, clock: Clock, who: Any
) -> APIRouter:
    """Commands and queries. `who` gives the caller."""
    router = APIRouter(prefix="/v1/me/training", tags=["gamification"])

    @router.get("", response_model=TrainingOut)
    async def mine(position: After = None, caller: Caller = who) -> Any:
        """One's own training: every step there is, and how long those that are done took."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await shown.of(advocate)

    @router.post("/{step}/start", response_model=StepStarted)
    def start(step: Code, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """One begins to read a step; its time begins, again where it had begun before."""
        advocate = caller.as_person()
        request = Request.of(advocate, "start-step", key, {"step": step})
        return answer(response, store.run_once(request, trainings.start, advocate_id=advocate, step=step, at=clock()))

    @router.post("/{step}/complete", response_model=StepCompleted)
    def complete(step: Code, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """One has done a step; how long it took is measured from its start, and is half an hour at most."""
        advocate = caller.as_person()
        request = Request.of(advocate, "complete-step", key, {"step": step})
        outcome = store.run_once(request, trainings.complete, advocate_id=advocate, step=step, at=clock())
        return answer(response, outcome)

    return router
