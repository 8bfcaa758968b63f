"""Results of the programme and of pilots, for who runs them; nothing about fewer than five people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.event_store import EventStore
from chassis.http import IdempotencyKey, answer, shown
from chassis.idempotency import Request
from contracts.event import Timestamp
from contracts.labels import label
from contracts.values import Kind, Network, Role
from services.publisher.api.results import EstimateOut
from services.publisher.application import Programmes
from services.publisher.domain.programme import MOST_PEOPLE, MOST_WEEKS, Goals, Pilot, Prices
from services.publisher.queries import Reports
from services.publisher.results.weeks import Week

MOST_WEEKS_AT_ONCE = 26
WeekName = Annotated[str, Field(pattern=r"^2\d{3}-W\d{2}$")]
Price = Annotated[int, Field(ge=0, le=10**9)]
Fives = int | None
"""People in fives, the next lower; null below five."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoalsIn(_In):
    """What a pilot is to reach each week: so many of a hundred who publish, so many posts of all."""

    participation: Annotated[int, Field(ge=1, le=100)] | None = None
    posts: Annotated[int, Field(ge=1, le=10_000)] | None = None


class PilotIn(_In):
    """Who is watched, from which week on, for how many. Nobody is in two pilots at once, and nobody comes or goes."""

    model_config = shown(
        {
            "name": "The board goes first",
            "people": [f"3f8f2c1e-0000-4000-8000-00000000000{number}" for number in range(5)],
            "first_week": "2026-W50",
            "weeks": 6,
            "goals": {"participation": 60, "posts": 10},
        }
    )

    name: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(label)]
    people: Annotated[list[UUID], Field(min_length=1, max_length=MOST_PEOPLE)]
    first_week: WeekName
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)]
    goals: GoalsIn = GoalsIn()


class PricesIn(_In):
    """What one answer of a reader is worth, in thousandths of the currency, and where that is from."""

    model_config = shown(
        {
            "currency": "EUR",
            "likes": 50,
            "reposts": 200,
            "replies": 400,
            "views": None,
            "source": "What an engagement cost in our own campaigns of the third quarter",
        }
    )

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    likes: Price | None = None
    reposts: Price | None = None
    replies: Price | None = None
    views: Price | None = None
    source: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(label)]


class PricesOut(BaseModel):
    """What one answer of a reader is worth, in thousandths of the currency; null: nothing is said of it."""

    currency: str
    likes: int | None
    reposts: int | None
    replies: int | None
    views: int | None
    source: str | None


class PricesSetOut(PricesOut):
    """The prices, and since when they are these."""

    set_at: Timestamp


class PricesKnownOut(BaseModel):
    """The prices; null before anybody set them."""

    prices: PricesSetOut | None


class SumOut(BaseModel):
    """A sum over posts, as their networks counted; `told`: of how many posts at least. Null: fewer than five people."""

    count: int | None
    told: Fives


class ToldOut(BaseModel):
    """What readers did with posts that were a week old. `views` is the reach, which few networks tell."""

    likes: SumOut
    reposts: SumOut
    replies: SumOut
    views: SumOut


class PeopleOut(BaseModel):
    """People in fives: of so many at least, so many approved and so many published. Null: fewer than five, or none."""

    among: Fives
    approved: Fives
    published: Fives


class GroupOut(PeopleOut):
    """Of those who were in the group when the week was counted."""

    group_id: UUID


class SoFarOut(PeopleOut):
    """Of those to whom the activity was offered, so far."""

    activity_id: UUID


class CellOut(BaseModel):
    """What five people or more did in a week, that is in no other cell.

    `of` says what it was: an activity; the rest of a network's activities; everything of a pilot's people. `engagement`
    is null until nine days after the week.
    """

    of: Literal["activity", "rest", "pilot"]
    activity_id: UUID | None
    pilot_id: UUID | None
    item: UUID | None
    network: Network | None
    kind: Kind | None
    people: Fives
    posts: int
    engagement: ToldOut | None


class TermOut(BaseModel):
    """A number times its price."""

    of: str
    count: int
    price: int
    value: int


class ValueOut(BaseModel):
    """What readers' answers are worth, in thousandths of the currency, with the formula.

    `left_out` names what is not in it, and why: `not-told`, `no-price`. Null is not known, and not 0.
    """

    currency: str
    value: int | None
    terms: list[TermOut]
    left_out: dict[str, Literal["not-told", "no-price"]]
    formula: str | None


class TotalOut(BaseModel):
    """The sum of all cells that are told, and of nothing else. `value` is null before prices are set."""

    posts: int | None
    engagement: ToldOut
    value: ValueOut | None


class ProgrammeWeekOut(BaseModel):
    """A week as it was counted. `measured`: what readers did is counted, too."""

    week: str
    begins_on: date
    measured: bool
    everyone: PeopleOut
    groups: list[GroupOut]
    activities: list[SoFarOut]
    cells: list[CellOut]
    posts: int | None
    engagement: ToldOut


class ProgrammeOut(BaseModel):
    """The weeks that are counted, the newest first, and what they come to."""

    weeks: list[ProgrammeWeekOut]
    total: TotalOut


class ActivityWeekOut(CellOut):
    """What was published of an activity in a week."""

    week: str


class UptakeOut(PeopleOut):
    """An activity's uptake by the end of the week `as_of`; null before one was counted."""

    activity_id: UUID
    network: Network
    kind: Kind
    opens_at: Timestamp
    closes_at: Timestamp
    as_of: str | None
    weeks: list[ActivityWeekOut]


class ItemOut(BaseModel):
    """The uptake of an item: of all its activities."""

    item_id: UUID
    activities: list[UptakeOut]
    total: TotalOut


class PilotMade(BaseModel):
    """A pilot."""

    pilot_id: UUID


class PilotOut(PilotMade):
    """A pilot. `counting`: its weeks are over, and what readers did is not counted for all of them."""

    name: str | None
    state: Literal["upcoming", "running", "counting", "closed"]
    people: int
    first_week: str
    number_of_weeks: int
    goals: GoalsIn


class PilotsOut(BaseModel):
    """All pilots, the latest first."""

    pilots: list[PilotOut]


class PilotWeekOut(PeopleOut):
    """A week of a pilot. `answers`: likes, reposts and replies together. A goal is null where nobody can tell."""

    week: str
    posts: int | None
    engagement: ToldOut
    answers: int | None
    participation_reached: bool | None
    posts_reached: bool | None


class TrendOut(BaseModel):
    """By how much posts, and answers of readers, change each week; null of fewer than six weeks that can be told."""

    posts: EstimateOut | None
    answers: EstimateOut | None


class ReportOut(PilotOut):
    """A pilot's report: the weeks that are counted, the newest first, what they come to, and the trend."""

    weeks: list[PilotWeekOut]
    total: TotalOut
    trend: TrendOut


def report_routes(*, store: EventStore, programmes: Programmes, reports: Reports, clock: Clock, who: Any) -> APIRouter:
    """Commands and queries. `who` gives the caller."""
    router = APIRouter(prefix="/v1", tags=["publisher"])

    @router.get("/results/programme", response_model=ProgrammeOut)
    def programme(
        caller: Caller = who,
        last: Annotated[WeekName | None, Query(description="The last week; without it, the newest.")] = None,
        weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS_AT_ONCE)] = 13,
    ) -> Any:
        """Uptake, reach and value by weeks; nothing about fewer than five people."""
        caller.require(Role.CURATOR, Role.ADMINISTRATOR, Role.SPONSOR)
        return reports.programme(_week(last) if last is not None else None, weeks, clock())

    @router.get("/results/items/{item_id}", response_model=ItemOut)
    def item(item_id: Annotated[UUID, Path()], caller: Caller = who) -> Any:
        """The uptake of a content item, activity by activity."""
        caller.require(Role.CURATOR, Role.ADMINISTRATOR, Role.SPONSOR)
        return reports.item(item_id)

    @router.get("/results/prices", response_model=PricesKnownOut)
    def prices(caller: Caller = who) -> Any:
        """What readers' answers are worth in reports, and where that is from."""
        caller.require(Role.CURATOR, Role.ADMINISTRATOR, Role.SPONSOR)
        return {"prices": reports.prices()}

    @router.put("/results/prices", response_model=PricesOut)
    def set_prices(body: PricesIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator says what readers' answers are worth, and where that is from."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "set-prices", key, body.model_dump(mode="json"))
        priced = Prices(**body.model_dump(exclude={"source"}))
        outcome = store.run_once(request, programmes.set_prices, uuid4(), priced, source=body.source, by=by, at=clock())
        return answer(response, outcome)

    @router.post("/pilots", status_code=201, response_model=PilotMade)
    def open_pilot(body: PilotIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """An administrator opens a pilot of five leaders or more; it closes by itself."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "open-pilot", key, body.model_dump(mode="json"))
        first = _week(body.first_week)
        goals = Goals(body.goals.participation, body.goals.posts)
        pilot = Pilot(uuid4(), frozenset(body.people), first.monday, first.later(body.weeks).monday, goals)
        return answer(
            response, store.run_once(request, programmes.open_pilot, pilot, name=body.name, by=by, at=clock())
        )

    @router.get("/pilots", response_model=PilotsOut)
    def pilots(caller: Caller = who) -> Any:
        """All pilots, the latest first."""
        caller.require(Role.ADMINISTRATOR, Role.SPONSOR)
        return {"pilots": reports.pilots(clock())}

    @router.get("/pilots/{pilot_id}", response_model=ReportOut)
    def pilot(pilot_id: Annotated[UUID, Path()], caller: Caller = who) -> Any:
        """A pilot's report, at any time: participation, posts, engagement and trend of the weeks that are counted."""
        caller.require(Role.ADMINISTRATOR, Role.SPONSOR)
        return reports.pilot(pilot_id, clock())

    @router.post("/pilots/{pilot_id}/end", response_model=PilotMade)
    def end_pilot(
        pilot_id: Annotated[UUID, Path()], key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """An administrator ends a pilot with the week that runs, or before it begins."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "end-pilot", key, {"pilot_id": str(pilot_id)})
        return answer(response, store.run_once(request, programmes.end_pilot, pilot_id, at=clock()))

    return router


def _week(name: str) -> Week:
    try:
        return Week.read(name)
    except ValueError as error:
        raise Invalid(f"there is no week {name}; a week is named like 2026-W48") from error
