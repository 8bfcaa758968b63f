"""Results: a person's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.auth import Caller
from chassis.clock import Clock
from contracts.event import Timestamp
from contracts.values import Network
from services.publisher.queries import Returns


class EstimateOut(BaseModel):
    """A number, and the interval that holds the true one in at least 95 of 100 such cases."""

    value: float
    low: float
    high: float


class PeriodOut(BaseModel):
    """So many posts, or weeks; of so many of them the network told; half were above the median. Null: too few."""

    number: int
    told: int
    median: EstimateOut | None


class ComparedOut(BaseModel):
    """One's own beginning, the last months, and by how much they are higher; null where that cannot be said yet."""

    baseline: PeriodOut
    now: PeriodOut
    change: EstimateOut | None


class SampleOut(BaseModel):
    """How many followed at a time."""

    at: Timestamp
    followers: int


class FollowersOut(BaseModel):
    """An account's followers by weeks, empty where its network does not tell, and how many more there are each week."""

    account_id: UUID
    network: Network | None
    handle: str | None
    counted: list[SampleOut]
    a_week: ComparedOut | None


class MineOut(BaseModel):
    """One's own return. Likes, reposts and replies of a post are compared at the age of `age_days`.

    `needed`: of fewer posts or weeks nothing is said. `engagement` is null as long as nothing was published.
    """

    age_days: int
    needed: int
    engagement: ComparedOut | None
    accounts: list[FollowersOut]


def result_routes(*, returns: Returns, clock: Clock, who: Any) -> APIRouter:
    """Queries. `who` gives the caller."""
    router = APIRouter(prefix="/v1/results", tags=["publisher"])

    @router.get("/mine", response_model=MineOut)
    def mine(caller: Caller = who) -> Any:
        """What one's own posts have brought oneself, against one's own beginning."""
        return returns.of(caller.as_person(), clock())

    return router
