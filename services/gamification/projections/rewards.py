"""The shop: each reward with its stock, and each redemption with how far it is. Ids, times and numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pymongo import InsertOne, UpdateOne
from pymongo.operations import IndexModel

from chassis.projection import Batch, Handler
from services.gamification.domain import Redemption, Reward, State

REWARDS = "rewards"
REDEMPTIONS = "redemptions"

COLLECTIONS: Mapping[str, Sequence[IndexModel]] = {
    REWARDS: [IndexModel([("retired", 1), ("position", 1)])],
    REDEMPTIONS: [
        IndexModel([("advocate", 1), ("position", -1)]),
        IndexModel([("state", 1), ("position", 1)]),
    ],
}


def _made(event: Reward.Made, batch: Batch) -> None:
    document = {
        "_id": event.originator_id,
        "position": batch.position,
        "points": event.points,
        "stock": event.stock,
        "retired": False,
        "made_at": event.at,
    }
    batch.add(REWARDS, InsertOne(document))


def _stock(event: Reward.StockChanged | Reward.Taken | Reward.PutBack, batch: Batch) -> None:
    batch.add(REWARDS, UpdateOne({"_id": event.originator_id}, {"$set": {"stock": event.stock}}))


def _retired(event: Reward.Retired, batch: Batch) -> None:
    batch.add(REWARDS, UpdateOne({"_id": event.originator_id}, {"$set": {"retired": True}}))


def _redeemed(event: Redemption.Redeemed, batch: Batch) -> None:
    document = {
        "_id": event.originator_id,
        "position": batch.position,
        "advocate": event.advocate_id,
        "reward_id": event.reward_id,
        "points": event.points,
        "state": State.OPEN.value,
        "redeemed_at": event.at,
        "settled_at": None,
    }
    batch.add(REDEMPTIONS, InsertOne(document))


def _settled(event: Redemption.Fulfilled | Redemption.Refunded, batch: Batch) -> None:
    state = State.FULFILLED if isinstance(event, Redemption.Fulfilled) else State.REFUNDED
    now = {"state": state.value, "settled_at": event.at}
    batch.add(REDEMPTIONS, UpdateOne({"_id": event.originator_id}, {"$set": now}))


HANDLERS: Mapping[type, Handler] = {
    Reward.Made: _made,
    Reward.StockChanged: _stock,
    Reward.Taken: _stock,
    Reward.PutBack: _stock,
    Reward.Retired: _retired,
    Redemption.Redeemed: _redeemed,
    Redemption.Fulfilled: _settled,
    Redemption.Refunded: _settled,
}
