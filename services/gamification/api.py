"""Gamification's routes: everybody who takes part sees their own points, and the month's leaderboard."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.http import After
from chassis.projection import Projection
from contracts.event import Timestamp
from contracts.values import Network
from services.gamification.queries import Leaderboard, Points
from services.gamification.rules import period_of

Period = Annotated[str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
"""A month, as 2026-11; without one the month of now in the organisation's time zone."""


class Me(BaseModel):
    """One's own points; `rank` is the one these points have among those who are listed, null without points."""

    period: str
    points: int
    total: int
    rank: int | None


class Entry(BaseModel):
    """One movement. `rule` says why; `promised` and `own_words` are what the rule looked at."""

    entry_id: UUID
    post_id: UUID
    points: int
    rule: str
    period: str
    reverses: UUID | None
    network: Network | None
    promised: int
    own_words: int
    at: Timestamp


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
    """A page of the leaderboard, and where one stands oneself."""

    period: str
    me: Me
    rows: list[Row]
    next: str | None


def routes(
    *, points: Points, leaderboard: Leaderboard, views: Projection, clock: Clock, zone: ZoneInfo, who: Any
) -> APIRouter:
    """Queries. `who` gives the caller; with a position a query waits up to a second for the view to show it."""
    router = APIRouter(prefix="/v1", tags=["gamification"])

    @router.get("/me", response_model=Me)
    async def me(position: After = None, period: Period = None, caller: Caller = who) -> Any:
        """One's own points in a month and in all, and the rank they give."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await points.me(advocate, period or period_of(clock(), zone))

    @router.get("/ledger", response_model=LedgerPage)
    async def ledger(
        position: After = None,
        after: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
        caller: Caller = who,
    ) -> Any:
        """Every movement of one's own points, newest first, with its reason."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await points.ledger(advocate, after)

    @router.get("/leaderboard", response_model=LeaderboardPage)
    async def board(
        position: After = None,
        period: Period = None,
        after: Annotated[str | None, Query(max_length=40)] = None,
        around: Literal["me"] | None = None,
        caller: Caller = who,
    ) -> Any:
        """A month's leaderboard: those who let themselves be listed."""
        advocate = caller.as_person()
        await views.wait_for(position)
        month = period or period_of(clock(), zone)
        return await leaderboard.page(advocate, month, after, around_me=around == "me")

    return router
