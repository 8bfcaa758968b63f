"""Rewards: administrators make, stock and retire them and settle redemptions; everybody redeems and gives back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import After, IdempotencyKey, answer
from chassis.idempotency import Request
from chassis.projection import Projection
from contracts.event import Timestamp
from contracts.labels import label, passage
from contracts.values import Role
from services.gamification.api.cursor import Cursor
from services.gamification.application import Rewards
from services.gamification.domain import MOST_STOCK, State
from services.gamification.queries import Shop
from services.gamification.words import MAX_TITLE, MAX_WORDS, checked

Id = Annotated[UUID, Path()]
MOST_POINTS = 1_000_000


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RewardIn(_Request):
    """What can be had for points. The cost never changes: another price is another reward."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "A day for your own project", "points": 500, "stock": 5}]}
    )

    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE), AfterValidator(label)]
    words: Annotated[str, Field(max_length=MAX_WORDS), AfterValidator(passage)] = ""
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)]
    stock: Annotated[int, Field(ge=0, le=MOST_STOCK)]


class StockIn(_Request):
    """How many come, or (below 0) go. Not how many there are: somebody may redeem one meanwhile."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"change": 3}]})

    change: Annotated[int, Field(ge=-MOST_STOCK, le=MOST_STOCK)]


class RewardMade(BaseModel):
    """The reward concerned."""

    reward_id: UUID


class Stock(BaseModel):
    """What is left."""

    reward_id: UUID
    stock: int


class Redeemed(BaseModel):
    """What it cost, and what is left to spend."""

    redemption_id: UUID
    points: int
    balance: int


class Settled(BaseModel):
    """The redemption that was fulfilled or refunded."""

    redemption_id: UUID


class RewardOut(BaseModel):
    """One reward. Title and words are null where a restore has lost them."""

    reward_id: UUID
    title: str | None
    words: str | None
    points: int
    stock: int
    retired: bool
    made_at: Timestamp


class RewardList(BaseModel):
    """Rewards, newest first."""

    rewards: list[RewardOut]


class RedemptionOut(BaseModel):
    """One redemption; `settled_at` is when it was fulfilled or refunded."""

    redemption_id: UUID
    advocate_id: UUID
    reward_id: UUID
    title: str | None
    points: int
    state: State
    redeemed_at: Timestamp
    settled_at: Timestamp | None


class RedemptionPage(BaseModel):
    """Redemptions; `next` is the cursor of the page behind, null at the end."""

    redemptions: list[RedemptionOut]
    next: int | None


def reward_routes(*, store: EventStore, rewards: Rewards, clock: Clock, who: Any) -> APIRouter:
    """Commands. `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["gamification"])

    @router.post("/rewards", status_code=201, response_model=RewardMade)
    def make(body: RewardIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator makes a reward."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "make-reward", key, body.model_dump(mode="json"))
        outcome = store.run_once(
            request,
            rewards.make,
            reward_id=uuid4(),
            words=checked(title=body.title, words=body.words),
            points=body.points,
            stock=body.stock,
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    @router.post("/rewards/{reward_id}/stock", response_model=Stock)
    def stock(reward_id: Id, body: StockIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator says how many more, or fewer, of a reward there are."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "change-stock", key, {"reward_id": str(reward_id), "change": body.change})
        outcome = store.run_once(
            request, rewards.change_stock, reward_id=reward_id, change=body.change, by=by, at=clock()
        )
        return answer(response, outcome)

    @router.post("/rewards/{reward_id}/retire", response_model=RewardMade)
    def retire(reward_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator ends a reward; what was redeemed of it can still be fulfilled or refunded."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "retire-reward", key, {"reward_id": str(reward_id)})
        return answer(response, store.run_once(request, rewards.retire, reward_id=reward_id, by=by, at=clock()))

    @router.post("/rewards/{reward_id}/redeem", status_code=201, response_model=Redeemed)
    def redeem(reward_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Exchanges one's own points for one of a reward: both happen, or nothing does."""
        advocate = caller.as_person()
        request = Request.of(advocate, "redeem", key, {"reward_id": str(reward_id)})
        outcome = store.run_once(
            request, rewards.redeem, redemption_id=uuid4(), reward_id=reward_id, advocate_id=advocate, at=clock()
        )
        return answer(response, outcome)

    @router.post("/me/redemptions/{redemption_id}/give-back", response_model=Settled)
    def give_back(redemption_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Gives back what one redeemed and does not have yet: points and stock come back, once."""
        advocate = caller.as_person()
        request = Request.of(advocate, "give-back", key, {"redemption_id": str(redemption_id)})
        outcome = store.run_once(
            request, rewards.give_back, redemption_id=redemption_id, advocate_id=advocate, at=clock()
        )
        return answer(response, outcome)

    @router.post("/redemptions/{redemption_id}/fulfil", response_model=Settled)
    def fulfil(redemption_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator has handed it over."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "fulfil", key, {"redemption_id": str(redemption_id)})
        outcome = store.run_once(request, rewards.fulfil, redemption_id=redemption_id, by=by, at=clock())
        return answer(response, outcome)

    @router.post("/redemptions/{redemption_id}/refund", response_model=Settled)
    def refund(redemption_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator lets it come to nothing: points and stock come back, once."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "refund", key, {"redemption_id": str(redemption_id)})
        outcome = store.run_once(request, rewards.refund, redemption_id=redemption_id, by=by, at=clock())
        return answer(response, outcome)

    return router


def shop_routes(*, shop: Shop, views: Projection, who: Any) -> APIRouter:
    """Queries. `who` gives the caller; with a position a query waits up to a second for the view to show it."""
    router = APIRouter(prefix="/v1", tags=["gamification"])

    @router.get("/rewards", response_model=RewardList)
    async def rewards(position: After = None, caller: Caller = who) -> Any:
        """What can be redeemed, newest first, also what is out of stock."""
        caller.as_person()
        await views.wait_for(position)
        return await shop.rewards(retired=False)

    @router.get("/rewards/retired", response_model=RewardList)
    async def retired(position: After = None, caller: Caller = who) -> Any:
        """Rewards that were retired, for administrators."""
        caller.require(Role.ADMINISTRATOR)
        await views.wait_for(position)
        return await shop.rewards(retired=True)

    @router.get("/me/redemptions", response_model=RedemptionPage)
    async def mine(position: After = None, after: Cursor = None, caller: Caller = who) -> Any:
        """One's own redemptions, newest first."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await shop.mine(advocate, after)

    @router.get("/redemptions", response_model=RedemptionPage)
    async def everybodys(
        position: After = None, state: State = State.OPEN, after: Cursor = None, caller: Caller = who
    ) -> Any:
        """Everybody's redemptions in a state, oldest first, for administrators. Names are consent's to tell."""
        caller.require(Role.ADMINISTRATOR)
        await views.wait_for(position)
        return await shop.all_in(state, after)

    return router
