"""Gamification's routes: names at the last moment, cursors, months, and bad input."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest_asyncio

from chassis.auth import Caller
from chassis.errors import Refused, Unauthenticated, Unavailable
from chassis.http import Readiness, add_error_tree, caller_of, service_app
from contracts.consent import AdvocateLeft
from contracts.values import Role
from services.gamification.api import point_routes
from services.gamification.names import KEPT_SECONDS, Names
from services.gamification.projections import MEMBERS
from services.gamification.queries import Leaderboard
from tests.gamification.conftest import NOW, Service, Shown, grouped, nothing, published


@dataclass
class Consent:
    """Stands in for consent's internal route; `known` are those whom it names."""

    known: dict[str, str] = field(default_factory=dict)
    away: bool = False
    asked: list[list[str]] = field(default_factory=list)

    def post(self, service: str, path: str, body: Any) -> Any:
        assert (service, path) == ("consent", "/internal/names")
        if self.away:
            raise Unavailable("consent does not answer")
        self.asked.append(body["ids"])
        return {"names": {who: self.known[who] for who in body["ids"] if who in self.known}}


@dataclass
class Api:
    """A client; `by` is who asks."""

    client: httpx.AsyncClient
    consent: Consent
    service: Service
    shown: Shown

    async def get(self, path: str, by: UUID | str = "nobody") -> Any:
        return await self.client.get(path, headers={"Authorization": f"Bearer {by}"})

    async def awards(self, *points: int) -> list[UUID]:
        """New people with these points, and names."""
        people = [uuid4() for _ in points]
        self.consent.known.update({str(who): f"Person {index}" for index, who in enumerate(people)})
        events = [published(who, points=each) for who, each in zip(people, points, strict=True)]
        await self.shown.reach(await asyncio.to_thread(self.service.happened, *events))
        return people


def read(authorization: str | None) -> Caller:
    token = (authorization or "").removeprefix("Bearer ")
    if token == "consent":
        return Caller("consent", None, frozenset())
    try:
        return Caller("gateway", UUID(token), frozenset({Role.ADVOCATE}))
    except ValueError:
        raise Unauthenticated("this needs a bearer token") from None


@pytest_asyncio.fixture
async def api(service: Service, shown: Shown) -> AsyncIterator[Api]:
    consent = Consent()
    app = service_app("gamification", readiness=Readiness(), keys=None, lifespan=nothing)
    add_error_tree(app, Refused)
    leaderboard = Leaderboard(
        shown.points, shown.board, shown.projection.collection(MEMBERS), Names(cast(Any, consent))
    )
    app.include_router(
        point_routes(
            points=shown.points,
            leaderboard=leaderboard,
            views=shown.projection,
            clock=lambda: NOW,
            zone=ZoneInfo("UTC"),
            who=caller_of(cast(Any, SimpleNamespace(read=read, read_known=read))),
        )
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gamification") as client:
        yield Api(client, consent, service, shown)


async def test_a_leaderboard_of_this_month_by_name_with_shared_ranks(api: Api) -> None:
    people = await api.awards(20, 30, 20, 10)
    told = (await api.get("/v1/leaderboard", people[3])).json()
    assert told["period"] == "2026-11"
    assert told["me"] == {"period": "2026-11", "points": 10, "total": 10, "balance": 10, "rank": 4}
    assert [(row["rank"], row["points"], row["me"]) for row in told["rows"]] == [
        (1, 30, False),
        (2, 20, False),
        (2, 20, False),
        (4, 10, True),
    ]
    assert {row["name"] for row in told["rows"]} == {"Person 0", "Person 1", "Person 2", "Person 3"}
    assert told["next"] is None
    assert str(people[0]) not in str(told)


async def test_whom_consent_does_not_name_is_not_shown_even_when_the_view_still_has_them(api: Api) -> None:
    people = await api.awards(20, 30)
    del api.consent.known[str(people[1])]
    told = (await api.get("/v1/leaderboard", people[0])).json()
    assert [(row["rank"], row["name"]) for row in told["rows"]] == [(2, "Person 0")]
    api.consent.away = True
    assert (await api.get("/v1/leaderboard", people[0])).status_code == 200, "names are kept for a moment"
    assert (await api.get("/v1/me", people[1])).json()["rank"] == 1


async def test_without_consent_there_are_no_names_and_no_leaderboard(api: Api) -> None:
    people = await api.awards(20)
    api.consent.away = True
    told = await api.get("/v1/leaderboard", people[0])
    assert (told.status_code, told.json()["code"]) == (503, "unavailable")


async def test_pages_follow_each_other_and_one_can_begin_around_oneself(api: Api) -> None:
    people = await api.awards(*range(1, 121))
    first = (await api.get("/v1/leaderboard", people[0])).json()
    second = (await api.get(f"/v1/leaderboard?after={first['next']}", people[0])).json()
    third = (await api.get(f"/v1/leaderboard?after={second['next']}", people[0])).json()
    rows = first["rows"] + second["rows"] + third["rows"]
    assert [(row["rank"], row["points"]) for row in rows] == [(rank, 121 - rank) for rank in range(1, 121)]
    assert third["next"] is None
    around = (await api.get("/v1/leaderboard?around=me", people[39])).json()
    assert [row["points"] for row in around["rows"]] == list(range(64, 14, -1))
    assert [row["points"] for row in around["rows"] if row["me"]] == [40]
    nobody = (await api.get("/v1/leaderboard?around=me", uuid4())).json()
    assert nobody["rows"][0]["points"] == 120
    assert nobody["me"]["rank"] is None


async def test_my_ledger_is_mine_newest_first_with_a_cursor(api: Api) -> None:
    me, other = uuid4(), uuid4()
    events = [published(me, points=points) for points in range(1, 53)] + [published(other)]
    await api.shown.reach(await asyncio.to_thread(api.service.happened, *events))
    first = (await api.get("/v1/ledger", me)).json()
    assert [entry["points"] for entry in first["entries"]] == list(range(52, 2, -1))
    assert first["entries"][0]["rule"] == "as-promised"
    rest = (await api.get(f"/v1/ledger?after={first['next']}", me)).json()
    assert [entry["points"] for entry in rest["entries"]] == [2, 1]
    assert rest["next"] is None
    assert (await api.get("/v1/ledger", uuid4())).json() == {"entries": [], "next": None}


async def test_other_months_and_months_without_anybody(api: Api) -> None:
    people = await api.awards(20)
    assert (await api.get("/v1/me?period=2026-10", people[0])).json()["points"] == 0
    told = (await api.get("/v1/leaderboard?period=2026-10", people[0])).json()
    assert (told["rows"], told["me"]["rank"], told["me"]["total"]) == ([], None, 20)


async def test_leaderboards_of_the_week_the_quarter_and_all_time(api: Api) -> None:
    (who,) = await api.awards(20)
    october = published(who, points=5, published_at=NOW - timedelta(days=30))
    sunday = published(who, points=2, published_at=NOW - timedelta(days=1))
    before = published(who, points=1, published_at=NOW - timedelta(days=300))
    await api.shown.reach(await asyncio.to_thread(api.service.happened, october, sunday, before))
    for asked, period, points in (
        ("week", "2026-W48", 20),
        ("2026-W47", "2026-W47", 2),
        ("month", "2026-11", 22),
        ("quarter", "2026-Q4", 27),
        ("2026-Q1", "2026-Q1", 1),
        ("all", "all", 28),
    ):
        told = (await api.get(f"/v1/leaderboard?period={asked}", who)).json()
        assert (told["period"], [row["points"] for row in told["rows"]]) == (period, [points])
        assert (told["me"]["points"], told["me"]["rank"], told["me"]["total"]) == (points, 1, 28)


async def test_a_group_has_its_own_leaderboard_for_its_members_only(api: Api) -> None:
    people = await api.awards(10, 20, 30, 40, 50, 60, 70)
    group, other = uuid4(), uuid4()
    changes = [grouped(who, group) for who in people[:5]] + [grouped(people[5], other)]
    await api.shown.reach(await asyncio.to_thread(api.service.happened, *changes))
    path = f"/v1/leaderboard?group={group}"
    told = (await api.get(path, people[1])).json()
    assert [(row["rank"], row["points"]) for row in told["rows"]] == [(1, 50), (2, 40), (3, 30), (4, 20), (5, 10)]
    assert (told["few"], told["me"]["rank"]) == (False, 4)
    around = (await api.get(f"{path}&around=me", people[1])).json()
    assert [row["me"] for row in around["rows"]] == [False, False, False, True, False]
    for stranger in (people[5], people[6], uuid4()):
        assert (await api.get(path, stranger)).status_code == 404
    few = (await api.get(f"/v1/leaderboard?group={other}", people[5])).json()
    assert (few["few"], few["rows"], few["me"]["points"], few["me"]["rank"]) == (True, [], 60, None)


async def test_who_changes_groups_takes_their_points_along_and_who_hides_is_in_none(api: Api) -> None:
    people = await api.awards(10, 20, 30, 40, 50, 60, 70)
    group = uuid4()
    await api.shown.reach(await asyncio.to_thread(api.service.happened, *(grouped(who, group) for who in people)))
    position = await asyncio.to_thread(
        api.service.happened,
        grouped(people[0]),
        grouped(people[0]),
        AdvocateLeft(advocate_id=people[1], left_at=NOW),
        grouped(people[2], uuid4(), group),
        published(people[2], points=100),
    )
    await api.shown.reach(position)
    told = (await api.get(f"/v1/leaderboard?group={group}", people[2])).json()
    assert [row["points"] for row in told["rows"]] == [130, 70, 60, 50, 40]
    everybody = (await api.get("/v1/leaderboard", people[2])).json()
    assert [row["points"] for row in everybody["rows"]] == [130, 70, 60, 50, 40, 10]
    assert (await api.get(f"/v1/leaderboard?group={group}", people[0])).status_code == 404


async def test_bad_questions_are_refused(api: Api) -> None:
    me = uuid4()
    for path in (
        "/v1/leaderboard?period=2026-13",
        "/v1/leaderboard?period=2026-W54",
        "/v1/leaderboard?period=2026-Q5",
        "/v1/leaderboard?period=year",
        "/v1/leaderboard?group=sales",
        "/v1/leaderboard?period=2026-11/x",
        "/v1/leaderboard?after=%C3%A9",
        "/v1/leaderboard?after=AAAA",
        "/v1/leaderboard?after=" + "A" * 32,
        "/v1/leaderboard?after=" + "_" * 32,
        "/v1/leaderboard?after=" + "A" * 41,
        "/v1/leaderboard?around=you",
        "/v1/ledger?after=-1",
        "/v1/ledger?after=9223372036854775808",
        "/v1/ledger?after=x",
        "/v1/me?period=",
    ):
        answer = await api.get(path, me)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), path
    for path in ("/v1/me", "/v1/ledger", "/v1/leaderboard"):
        assert (await api.get(path)).status_code == 401
        assert (await api.get(path, "consent")).status_code == 403


async def test_a_refused_value_is_told_without_the_regular_expression(api: Api) -> None:
    answer = await api.get("/v1/leaderboard?period=2026-13", uuid4())
    [wrong] = answer.json()["errors"]
    assert wrong == {"where": ["query", "period"], "what": "String has not the form that is asked for"}


def test_names_are_kept_for_a_moment_only() -> None:
    consent, now = Consent({"a": "Ada"}), [0.0]
    names = Names(cast(Any, consent), now=lambda: now[0])
    assert names.of(["a", "b", "a"]) == {"a": "Ada"}
    assert names.of(["a", "b"]) == {"a": "Ada"}
    assert consent.asked == [["a", "b"]]
    del consent.known["a"]
    now[0] = KEPT_SECONDS
    assert names.of(["a"]) == {}
