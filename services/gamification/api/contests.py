"""Contests: administrators open them and call them off, everybody who takes part sees who is ahead and who has won."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Response
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
from services.gamification.api.cursor import Around, Cursor, PlaceCursor
from services.gamification.api.points import Row
from services.gamification.application import Contests
from services.gamification.domain import MOST_PLACES
from services.gamification.queries import ContestViews
from services.gamification.words import MAX_TITLE, MAX_WORDS, checked, checked_reason


class ContestIn(BaseModel):
    """Who earns most from `opens_at` up to `closes_at`, and is within the places, wins. Nothing of it changes later."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "title": "December",
                    "words": "Most points of the month. The first three choose a charity.",
                    "opens_at": "2026-12-01T00:00:00.000Z",
                    "closes_at": "2027-01-01T00:00:00.000Z",
                    "places": 3,
                }
            ]
        },
    )

    title: Annotated[str, Field(min_length=1, max_length=MAX_TITLE), AfterValidator(label)]
    words: Annotated[str, Field(max_length=MAX_WORDS), AfterValidator(passage)] = ""
    opens_at: Timestamp
    closes_at: Timestamp
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)] = 3


class CallOffIn(BaseModel):
    """Why there will be no winners; everybody reads it."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"reason": "The charity that was to be chosen has closed."}]},
    )

    reason: Annotated[str, Field(min_length=1, max_length=MAX_WORDS), AfterValidator(passage)]


class ContestMade(BaseModel):
    """The contest concerned."""

    contest_id: UUID


class WinnerOut(BaseModel):
    """One who won; the name is null for who is no longer listed, has left or was erased."""

    rank: int
    points: int
    name: str | None
    me: bool


class ContestOut(BaseModel):
    """One contest. `counting`: over, and closed when all that was published by its end is booked.

    People with the same points share a rank, and everybody whose rank is within `places` has won. `called-off`: ended
    without winners, for a `reason` (null where a restore has lost it). `ranked`: it has standings; one that counts what
    was published before it was opened has none.
    """

    contest_id: UUID
    title: str | None
    words: str | None
    state: Literal["upcoming", "running", "counting", "closed", "called-off"]
    opens_at: Timestamp
    closes_at: Timestamp
    places: int
    ranked: bool
    closed_at: Timestamp | None
    called_off_at: Timestamp | None
    reason: str | None
    winners: list[WinnerOut]


class ContestPage(BaseModel):
    """Contests, newest first; `next` is the cursor of the page behind, null at the end."""

    contests: list[ContestOut]
    next: int | None


class Own(BaseModel):
    """One's own points of a contest, and the rank they have among those who are listed; null without points."""

    points: int
    rank: int | None


class StandingsPage(BaseModel):
    """Who is ahead so far, of those who are listed; people with the same points share a rank.

    Once the contest is closed, who has won stands in the contest and does not change; this still follows what is
    removed and who is listed.
    """

    contest_id: UUID
    state: Literal["upcoming", "running", "counting", "closed"]
    me: Own
    rows: list[Row]
    next: str | None


def contest_routes(
    *, store: EventStore, contests: Contests, shown: ContestViews, views: Projection, clock: Clock, who: Any
) -> APIRouter:
    """Commands and queries. `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["gamification"])

    @router.post("/contests", status_code=201, response_model=ContestMade)
    def open_(body: ContestIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator opens a contest; it closes by itself."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "open-contest", key, body.model_dump(mode="json"))
        outcome = store.run_once(
            request,
            contests.open,
            contest_id=uuid4(),
            words=checked(title=body.title, words=body.words),
            opens_at=body.opens_at,
            closes_at=body.closes_at,
            places=body.places,
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    @router.post("/contests/{contest_id}/call-off", response_model=ContestMade)
    def call_off(
        contest_id: UUID, body: CallOffIn, key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """An administrator ends a contest that is not closed: nobody wins, and no point that was booked changes."""
        by = caller.require(Role.ADMINISTRATOR)
        asked = {"contest_id": str(contest_id), "reason": body.reason}
        request = Request.of(by, "call-off-contest", key, asked)
        outcome = store.run_once(
            request,
            contests.call_off,
            contest_id=contest_id,
            reason=checked_reason(body.reason),
            by=by,
            at=clock(),
        )
        return answer(response, outcome)

    @router.get("/contests/{contest_id}/standings", response_model=StandingsPage)
    async def standings(
        *,
        contest_id: UUID,
        position: After = None,
        after: PlaceCursor = None,
        around: Around = None,
        caller: Caller = who,
    ) -> Any:
        """Who is ahead in a contest so far: from the top, behind a cursor, or around oneself."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await shown.standings(advocate, contest_id, after, clock(), around_me=around == "me")

    @router.get("/contests", response_model=ContestPage)
    async def page(
        position: After = None,
        after: Cursor = None,
        caller: Caller = who,
    ) -> Any:
        """Contests, newest first, each with its winners once it is closed."""
        advocate = caller.as_person()
        await views.wait_for(position)
        return await shown.page(advocate, after, clock())

    return router
