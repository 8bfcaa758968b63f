"""Rewards: made and changed by administrators, redeemed by advocates, given back by them, fulfilled or refunded.

Redeeming and refunding save ledger, reward and redemption together, each at the version that was read: who is second
looks again and is told what is so then. So no stock is given twice and no point spent twice, whoever else is at it.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import Work
from chassis.vault import Vault
from services.gamification.domain import Ledger, NotEnoughPoints, Redemption, Reward, Spending
from services.gamification.rules import Rules
from services.gamification.words import REWARD, Words


class Rewards:
    """One method per command. Each answers with ids, codes and numbers only."""

    def __init__(self, rules: Rules, vault: Vault) -> None:
        self._rules = rules
        self._vault = vault

    def make(
        self, work: Work, *, reward_id: UUID, words: Words, points: int, stock: int, by: UUID, at: datetime
    ) -> dict[str, Any]:
        """A new reward."""
        work.add(Reward(id=reward_id, points=points, stock=stock, made_by=by, at=at))
        work.write(self._vault.put(reward_id, REWARD, asdict(words), person=None))
        return {"reward_id": str(reward_id)}

    def change_stock(self, work: Work, *, reward_id: UUID, change: int, by: UUID, at: datetime) -> dict[str, Any]:
        """More or fewer of it are there. Raises NotFound, RewardRetired, StockInvalid."""
        reward = work.get(Reward, reward_id)
        reward.change_stock(change, by=by, at=at)
        return {"reward_id": str(reward_id), "stock": reward.stock}

    def retire(self, work: Work, *, reward_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """It is redeemed no more; redemptions that are open stay so. Raises NotFound, RewardRetired."""
        work.get(Reward, reward_id).retire(by=by, at=at)
        return {"reward_id": str(reward_id)}

    def redeem(
        self, work: Work, *, redemption_id: UUID, reward_id: UUID, advocate_id: UUID, at: datetime
    ) -> dict[str, Any]:
        """Points for one of it. Raises NotFound, RewardRetired, OutOfStock, NotTakingPart, NotEnoughPoints."""
        reward = work.get(Reward, reward_id)
        reward.take(redemption_id, at=at)
        ledger = work.find(Ledger, advocate_id)
        if ledger is None:
            raise NotEnoughPoints(balance=0, points=reward.points)
        ledger.spend(redemption_id, Spending(reward_id, reward.points), rule=self._rules.redemption.code, at=at)
        work.add(
            Redemption(id=redemption_id, advocate_id=advocate_id, reward_id=reward_id, points=reward.points, at=at)
        )
        return {"redemption_id": str(redemption_id), "points": reward.points, "balance": ledger.balance}

    def fulfil(self, work: Work, *, redemption_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """The advocate has it. Raises NotFound, RedemptionSettled."""
        work.get(Redemption, redemption_id).fulfil(by=by, at=at)
        return {"redemption_id": str(redemption_id)}

    def refund(self, work: Work, *, redemption_id: UUID, by: UUID, at: datetime) -> dict[str, Any]:
        """Points and stock come back. Raises NotFound, RedemptionSettled."""
        give_back(work, work.get(Redemption, redemption_id), rule=self._rules.refund.code, by=by, at=at)
        return {"redemption_id": str(redemption_id)}

    def give_back(self, work: Work, *, redemption_id: UUID, advocate_id: UUID, at: datetime) -> dict[str, Any]:
        """The advocate does not want it any more, and does not have it yet. Raises NotFound, RedemptionSettled."""
        give_back(
            work, _own(work, redemption_id, advocate_id), rule=self._rules.giving_back.code, by=advocate_id, at=at
        )
        return {"redemption_id": str(redemption_id)}

    def refund_erased(self, work: Work, *, advocate_id: UUID, at: datetime) -> None:
        """What an erased person still waited for can be handed to nobody: stock and points come back."""
        ledger = work.find(Ledger, advocate_id)
        for each in list(ledger.redemptions()) if ledger is not None else []:
            redemption = work.find(Redemption, each)
            if redemption is not None and redemption.open:
                give_back(work, redemption, rule=self._rules.erasure.code, by=None, at=at)


def _own(work: Work, redemption_id: UUID, advocate_id: UUID) -> Redemption:
    """Somebody's own. Raises NotFound, in the same words whether it is somebody else's or not there."""
    with contextlib.suppress(NotFound):
        redemption = work.get(Redemption, redemption_id)
        if redemption.advocate_id == advocate_id:
            return redemption
    raise NotFound("there is no such redemption of yours")


def give_back(work: Work, redemption: Redemption, *, rule: str, by: UUID | None, at: datetime) -> None:
    """Ends an open redemption in a refund: points to the ledger, one to the stock. Raises RedemptionSettled."""
    redemption.refund(rule=rule, by=by, at=at)
    if (ledger := work.find(Ledger, redemption.advocate_id)) is not None:
        ledger.refund(redemption.id, rule=rule, at=at)
    if (reward := work.find(Reward, redemption.reward_id)) is not None:  # a restore may have lost it
        reward.put_back(redemption.id, at=at)
