"""Rewards: something that points can be exchanged for, and how many of it are left.

Each taking and putting back is saved with the redemption it belongs to, which happens once. What a reward costs never
changes: another price is another reward. Words are in the vault; here are ids and numbers.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.gamification.domain.errors import OutOfStock, RewardRetired, StockInvalid

MOST_STOCK = 1_000_000


class Reward(Aggregate):
    """One kind of thing with its stock, which is never below none."""

    TOPIC = "gamification.Reward"

    class Created(Aggregate.Created):
        """What begins a reward."""

        TOPIC = "gamification.Reward.Created"

    class Made(Created):
        """There is a reward."""

        TOPIC = "gamification.Reward.Made"

        points: int
        stock: int
        made_by: UUID
        at: datetime

    class StockChanged(Aggregate.Event):
        """So many came, or (below 0) went otherwise than by redeeming. `stock`: what is left."""

        TOPIC = "gamification.Reward.StockChanged"

        change: int
        stock: int
        changed_by: UUID
        at: datetime

    class Taken(Aggregate.Event):
        """One was redeemed. `stock`: what is left."""

        TOPIC = "gamification.Reward.Taken"

        redemption_id: UUID
        stock: int
        at: datetime

    class PutBack(Aggregate.Event):
        """One came back from a redemption. `stock`: what is left."""

        TOPIC = "gamification.Reward.PutBack"

        redemption_id: UUID
        stock: int
        at: datetime

    class Retired(Aggregate.Event):
        """It is redeemed no more."""

        TOPIC = "gamification.Reward.Retired"

        retired_by: UUID
        at: datetime

    points: int
    stock: int
    retired: bool

    @event(Made)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        points: int,
        stock: int,
        made_by: UUID,
        at: datetime,
    ) -> None:
        del made_by, at
        self.points = points
        self.stock = stock
        self.retired = False

    def change_stock(self, change: int, *, by: UUID, at: datetime) -> None:
        """More or fewer are there. Raises RewardRetired, StockInvalid."""
        self._check_lives()
        stock = self.stock + change
        if stock < 0:
            raise StockInvalid(f"{self.stock} are left, so at most so many can be taken away; nothing was changed")
        if stock > MOST_STOCK:
            raise StockInvalid(f"a stock is at most {MOST_STOCK}; nothing was changed")
        if change:
            self._stock_changed(change=change, stock=stock, changed_by=by, at=at)

    def take(self, redemption_id: UUID, *, at: datetime) -> None:
        """One goes to a redemption. Raises RewardRetired, OutOfStock."""
        self._check_lives()
        if self.stock < 1:
            raise OutOfStock("none of it is left; your points stay with you")
        self._taken(redemption_id=redemption_id, stock=self.stock - 1, at=at)

    def put_back(self, redemption_id: UUID, *, at: datetime) -> None:
        """What a redemption took comes back, also to a retired reward."""
        self._put_back(redemption_id=redemption_id, stock=self.stock + 1, at=at)

    def learn_taken(self, redemption_id: UUID, *, at: datetime) -> None:
        """Our own topic says that one went, after an older store was put back. Of none, none is left."""
        self._taken(redemption_id=redemption_id, stock=max(self.stock - 1, 0), at=at)

    def retire(self, *, by: UUID, at: datetime) -> None:
        """No more of it is redeemed. Raises RewardRetired."""
        self._check_lives()
        self._retired(retired_by=by, at=at)

    def _check_lives(self) -> None:
        if self.retired:
            raise RewardRetired("this reward is retired: nothing of it can be changed or redeemed any more")

    @event(StockChanged)
    def _stock_changed(self, *, change: int, stock: int, changed_by: UUID, at: datetime) -> None:
        del change, changed_by, at
        self.stock = stock

    @event(Taken)
    def _taken(self, *, redemption_id: UUID, stock: int, at: datetime) -> None:
        del redemption_id, at
        self.stock = stock

    @event(PutBack)
    def _put_back(self, *, redemption_id: UUID, stock: int, at: datetime) -> None:
        del redemption_id, at
        self.stock = stock

    @event(Retired)
    def _retired(self, *, retired_by: UUID, at: datetime) -> None:
        del retired_by, at
        self.retired = True
