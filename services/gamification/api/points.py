"""Points and leaderboards: everybody who takes part sees their own, and who is ahead among those who are listed."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.http import After
from chassis.projection import Projection
from contracts.event import Timestamp
from contracts.values import Network
from services.gamification.api.cursor import Around, Cursor, PlaceCursor
from services.gamification.api.periods import Period, Periods
from services.gamification.queries import Leaderboard, Points


class Me(BaseModel):
    """One's own points; `rank` is the one these points have among those who are listed, null without points.

    `total` is what was earned in all time, `balance` what of it can be spent; the balance can be below 0.
    """

    period: str
    points: int
    total: int
    balance: int
    rank: int | None


class Entry(BaseModel):
    """One movement. `rule` says why; `promised` and `own_words` are what the rule looked at.

    What came of a post has `post_id` and `period`; what was spent or refunded, `redemption_id` and `reward_id`. The
    balance is the sum of all entries' points.
    """

    entry_id: UUID
    points: int
    rule: str
    at: Timestamp
    reverses: UUID | None
    post_id: UUID | None
    period: str | None
    network: Network | None
    promised: int
    own_words: int
    redemption_id: UUID | None
    reward_id: UUID | None


class LedgerPage(BaseModel):
    """Movements, newest first; `next` is the cursor of the page behind, null at the end."""

    entries: list[Entry]
    next: int | None


class Row(BaseModel):
    """One line; people with the same points share a rank."""

    rank: int
    points: int
    name: str
    me: bool


class LeaderboardPage(BaseModel):
    """A page of the leaderboard, and where one stands oneself.

    `few`: fewer than five people of the group have points, so nobody is shown.
    """

    period: str
    me: Me
    few: bool
    rows: list[Row]
    next: str | None


def point_routes(
    *, points: Points, leaderboard: Leaderboard, views: Projection, clock: Clock, zone: ZoneInfo, who: Any
) -> APIRouter:
    """Queries. `who` gives the caller; with a position a query waits up to a second for the view to show it."""
    router = APIRouter(prefix="/v1", tags=["gamification"])
    periods = Periods(clock, zone)

    @router.get("/me", response_model=Me)
    async def me(position: After = None, period: Period = None, caller: Caller = who) -> Any:
        """One's own points of a period, of all time, and to spend."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await points.me(advocate, periods.read(period))

    @router.get("/ledger", response_model=LedgerPage)
    async def ledger(
        position: After = None,
        after: Cursor = None,
        caller: Caller = who,
    ) -> Any:
        """One's own entries, newest first: each point with the rule that explains it."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await points.ledger(advocate, after)

    @router.get("/leaderboard", response_model=LeaderboardPage)
    async def board(
        *,
        position: After = None,
        period: Period = None,
        group: UUID | None = None,
        after: PlaceCursor = None,
        around: Around = None,
        caller: Caller = who,
    ) -> Any:
        """A period's leaderboard, of all or of a group one is in: from the top, behind a cursor, or around oneself."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await leaderboard.page(advocate, periods.read(period), group, after, around_me=around == "me")

    return router
