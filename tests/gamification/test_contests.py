"""Contests: given what was published and removed, when the end has come, then who has won, for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from pymongo import ReplaceOne

from chassis.errors import Refused
from chassis.http import POSITION, Readiness, add_error_tree, caller_of, service_app
from chassis.projection import Batch
from chassis.timers import Due, Timers
from contracts.consent import AdvocateLeft
from contracts.labels import can_be_seen
from contracts.values import Network
from services.gamification.api import contest_routes
from services.gamification.application import CLOSE, SETTLE, Contests
from services.gamification.closing import AGAIN, Closing
from services.gamification.domain import (
    CALENDAR,
    Calendar,
    Contest,
    ContestOver,
    ContestRuns,
    GamificationError,
    Ledger,
    Span,
    Winner,
    Worth,
    of_contest,
    winners_of,
)
from services.gamification.projections import BOARD, COLLECTIONS, CONTESTS, HANDLERS, MEMBERS
from services.gamification.publication import translate
from services.gamification.queries import ContestViews, Leaderboard
from services.gamification.standings import BookedEarnings
from tests.gamification.conftest import Service, Shown, nothing, preferred, published, removed
from tests.gamification.served import read
from tests.labels import UNSEEN, assert_tells

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
OPENS, CLOSES = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
INSIDE = OPENS + timedelta(minutes=1)
ADMINISTRATOR = f"{uuid4()}:administrator"

numbers = st.lists(st.integers(-3, 6), max_size=12).map(lambda points: sorted(points, reverse=True))


@given(numbers, st.integers(1, 5))
def test_everybody_whose_rank_is_within_the_places_wins(points: list[int], places: int) -> None:
    standings = [(UUID(int=number), each) for number, each in enumerate(points)]
    expected = [
        Winner(who, 1 + sum(other > each for other in points), each)
        for who, each in standings
        if each > 0 and sum(other > each for other in points) < places
    ]
    assert list(winners_of(standings, places)) == expected


def opened() -> Contest:
    return Contest(id=uuid4(), opens_at=OPENS, closes_at=CLOSES, places=1, ranked=True, opened_by=uuid4(), at=NOW)


def test_a_contest_is_closed_after_its_end_and_once() -> None:
    contest = opened()
    with pytest.raises(ContestRuns):
        contest.close([], at=CLOSES - timedelta(milliseconds=1))
    assert contest.close([(UUID(int=1), 5), (UUID(int=2), 5), (UUID(int=3), 4)], at=CLOSES)
    assert not contest.close([(UUID(int=9), 99)], at=CLOSES + timedelta(days=1))
    *_, closed = contest.collect_events()
    assert cast(Any, closed).winners == (Winner(UUID(int=1), 1, 5), Winner(UUID(int=2), 1, 5))


def test_what_was_called_off_has_no_winners_and_is_called_off_once() -> None:
    contest = opened()
    contest.call_off(by=uuid4(), at=CLOSES)
    assert not contest.close([(UUID(int=1), 5)], at=CLOSES)
    with pytest.raises(ContestOver):
        contest.call_off(by=uuid4(), at=CLOSES)
    assert [type(event) for event in contest.collect_events()] == [Contest.Opened, Contest.CalledOff]


def test_whose_winners_are_fixed_is_not_called_off() -> None:
    contest = opened()
    contest.close([], at=CLOSES)
    with pytest.raises(ContestOver):
        contest.call_off(by=uuid4(), at=CLOSES)


def test_the_calendar_tells_which_contests_a_publication_counts_in() -> None:
    calendar, one, other = Calendar(id=CALENDAR, at=NOW), uuid4(), uuid4()
    calendar.enter(one, Span(OPENS, CLOSES), at=NOW)
    calendar.enter(other, Span(INSIDE, CLOSES + timedelta(days=1)), at=NOW)
    moments = (OPENS - timedelta(milliseconds=1), OPENS, INSIDE, CLOSES)
    assert [calendar.contests_at(each) for each in moments] == [(), (one,), (one, other), (other,)]
    for _ in range(2):
        calendar.strike(one, at=NOW)
    assert calendar.contests_at(INSIDE) == (other,)


def test_a_contest_is_everybodys_and_groups_have_no_board_of_it() -> None:
    contest, groups = uuid4(), tuple(sorted(uuid4() for _ in range(2)))
    ledger = Ledger(id=uuid4(), at=NOW)
    ledger.change_groups(groups, at=NOW)
    terms: dict[str, Any] = {"network": Network.MASTODON, "promised": 5, "own_words": 0, "day": NOW.date(), "at": NOW}
    ledger.award(uuid4(), Worth(5, "as-promised"), contests=[contest], **terms)
    ledger.change_groups((uuid4(), *groups[1:]), at=NOW)
    batch = Batch(frozenset(COLLECTIONS))
    for event in ledger.collect_events():
        if type(event) in HANDLERS:
            HANDLERS[type(event)](event, batch)
    touched = [each for each in batch.operations[BOARD] if isinstance(each, ReplaceOne)]
    boards = {str(each._filter["_id"]).split("/")[0] for each in touched}
    assert {board for board in boards if board.startswith("contest-")} == {of_contest(contest)}
    assert {board for board in boards if board.startswith("all@")} >= {f"all@{group}" for group in groups}


@dataclass
class Arena:
    """Contests on a service; `passed` says whether bookings have come as far as the end."""

    service: Service
    client: httpx.AsyncClient
    contests: Contests
    timers: Timers
    names: dict[str, str] = field(default_factory=dict)
    now: datetime = NOW
    passed: bool = True
    position: str = "0"

    async def open(self, **other: Any) -> httpx.Response:
        dates = {"opens_at": OPENS.isoformat(), "closes_at": CLOSES.isoformat()}
        body = {"title": "November", "places": 2, **dates, **other}
        headers = {"authorization": f"Bearer {ADMINISTRATOR}", "idempotency-key": str(uuid4())}
        answer = await self.client.post("/v1/contests", headers=headers, json=body)
        self.position = answer.headers.get(POSITION, self.position)
        return answer

    async def call_off(self, contest_id: str, reason: str = "The charity has closed.") -> httpx.Response:
        headers = {"authorization": f"Bearer {ADMINISTRATOR}", "idempotency-key": str(uuid4())}
        path = f"/v1/contests/{contest_id}/call-off"
        answer = await self.client.post(path, headers=headers, json={"reason": reason})
        self.position = answer.headers.get(POSITION, self.position)
        return answer

    async def standings(self, contest_id: str, by: UUID | None = None, **params: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {by or uuid4()}", POSITION: self.position}
        return await self.client.get(f"/v1/contests/{contest_id}/standings", headers=headers, params=params)

    async def happened(self, *events: Any) -> None:
        self.position = str(await asyncio.to_thread(self.service.happened, *events))

    async def come_due(self) -> list[Due]:
        """Works what is due now, as the timer loop does."""

        async def passed(_: float) -> bool:
            return self.passed

        closing = Closing(self.service.store, self.contests, self.timers, passed, lambda: self.now)
        taken = await asyncio.to_thread(self.timers.take, [CLOSE], self.now, timedelta(seconds=90), 10)
        for due in taken:
            await closing.due(due)
        self.position = str(self.service.store.position())
        return taken

    async def shown(self, by: UUID | None = None) -> list[dict[str, Any]]:
        headers = {"authorization": f"Bearer {by or uuid4()}", POSITION: self.position}
        page = (await self.client.get("/v1/contests", headers=headers)).json()
        return cast(list[dict[str, Any]], page["contests"])


@pytest_asyncio.fixture
async def arena(service: Service, shown: Shown) -> AsyncIterator[Arena]:
    timers = Timers(service.store.database)
    timers.migrate()
    contests = Contests(service.vault, timers, BookedEarnings(service.store.database, reported="handed-over"))
    app = service_app("gamification", readiness=Readiness(), keys=None, lifespan=nothing)
    for root in (Refused, GamificationError):
        add_error_tree(app, root)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gamification") as client:
        arena = Arena(service, client, contests, timers)
        names = SimpleNamespace(of=lambda who: {each: arena.names[each] for each in who if each in arena.names})
        views = shown.projection
        leaderboard = Leaderboard(shown.points, shown.board, views.collection(MEMBERS), cast(Any, names))
        app.include_router(
            contest_routes(
                store=service.store,
                contests=contests,
                shown=ContestViews(views.collection(CONTESTS), leaderboard, service.vault, cast(Any, names)),
                views=views,
                clock=lambda: arena.now,
                who=caller_of(cast(Any, SimpleNamespace(read=read, read_known=read))),
            )
        )
        yield arena


async def test_from_opening_to_the_winners(arena: Arena) -> None:
    contest = (await arena.open(words="Most points of the hour.")).json()["contest_id"]
    first, second, third, hidden, gone = (uuid4() for _ in range(5))
    arena.names.update({str(first): "Ayu", str(second): "Budi"})
    taken_down = uuid4()
    await arena.happened(
        published(first, points=30, published_at=INSIDE),
        published(second, points=10, published_at=OPENS),
        published(second, points=10, published_at=CLOSES - timedelta(milliseconds=1)),
        published(third, points=10, published_at=INSIDE),
        published(third, points=99, published_at=CLOSES),
        published(third, points=99, published_at=OPENS - timedelta(milliseconds=1)),
        published(third, taken_down, points=99, published_at=INSIDE),
        removed(third, taken_down),
        published(hidden, points=99, published_at=INSIDE),
        published(gone, network="x", points=99, published_at=INSIDE),
        AdvocateLeft(advocate_id=hidden, left_at=NOW),
    )
    for state, now in (("upcoming", NOW), ("running", INSIDE), ("counting", CLOSES)):
        arena.now = now
        assert await arena.come_due() == []
        (seen,) = await arena.shown()
        assert (seen["contest_id"], seen["state"], seen["winners"]) == (contest, state, [])
        assert (seen["title"], seen["words"], seen["places"]) == ("November", "Most points of the hour.", 2)
    arena.now = CLOSES + SETTLE
    arena.passed = False
    assert len(await arena.come_due()) == 1
    assert (await arena.shown())[0]["state"] == "counting", "bookings are behind"
    arena.passed = True
    assert await arena.come_due() == []
    arena.now += AGAIN
    assert len(await arena.come_due()) == 1
    (seen,) = await arena.shown(second)
    assert (seen["state"], seen["closed_at"] is not None) == ("closed", True)
    assert seen["winners"] == [
        {"rank": 1, "points": 30, "name": "Ayu", "me": False},
        {"rank": 2, "points": 20, "name": "Budi", "me": True},
    ]
    arena.names.clear()
    await arena.happened(published(third, points=500, published_at=INSIDE), published(first, published_at=INSIDE))
    arena.now += timedelta(days=1)
    assert await arena.come_due() == []
    await asyncio.to_thread(arena.service.store.run, arena.contests.close, contest_id=UUID(contest), at=arena.now)
    (seen,) = await arena.shown()
    assert [(each["points"], each["name"]) for each in seen["winners"]] == [(30, None), (20, None)]
    store = arena.service.store
    said = [translate(store.mapper.to_domain_event(row)) for row in store.notifications(0, 100)]
    about = [each for each in said if each is not None and each.key == UUID(contest)]
    assert [each.event_type for each in about] == ["restu.ContestOpened.v1", "restu.ContestClosed.v1"]


async def test_a_contest_that_nobody_earned_in_has_no_winners(arena: Arena) -> None:
    await arena.open()
    arena.now = CLOSES + SETTLE
    await arena.come_due()
    (seen,) = await arena.shown()
    assert (seen["state"], seen["winners"]) == ("closed", [])


async def test_what_is_no_contest_is_refused(arena: Arena) -> None:
    for other, code in (
        ({"closes_at": OPENS.isoformat()}, "contest-invalid"),
        ({"opens_at": "2026-01-01T00:00:00Z", "closes_at": NOW.isoformat()}, "contest-invalid"),
        ({"closes_at": (OPENS + timedelta(days=367)).isoformat()}, "contest-invalid"),
        ({"title": "?"}, "words-invalid"),
        ({"places": 0}, "invalid"),
        ({"places": 101}, "invalid"),
        ({"closes_at": "tomorrow"}, "invalid"),
    ):
        answer = await arena.open(**other)
        assert (answer.status_code, answer.json()["code"]) == (422, code), other
    headers = {"authorization": f"Bearer {uuid4()}", "idempotency-key": str(uuid4())}
    body = {"title": "Mine", "opens_at": OPENS.isoformat(), "closes_at": CLOSES.isoformat()}
    assert (await arena.client.post("/v1/contests", headers=headers, json=body)).status_code == 403
    assert await arena.shown() == []


@pytest.mark.parametrize(("text", "told"), UNSEEN.items())
async def test_a_contests_words_can_be_seen(arena: Arena, text: str, told: str) -> None:
    assert_tells(await arena.open(title=text), "title", told)
    if can_be_seen(text):
        assert_tells(await arena.open(words=text), "words", told)
        assert_tells(await arena.call_off(str(uuid4()), text), "reason", told)
    assert await arena.shown() == []


async def test_standings_while_it_runs_are_those_of_the_winners(arena: Arena) -> None:
    before, first, second, third, hidden = (uuid4() for _ in range(5))
    arena.names.update({str(first): "Ayu", str(second): "Budi", str(third): "Citra"})
    await arena.happened(published(before, points=99, published_at=NOW))
    contest = (await arena.open()).json()["contest_id"]
    taken_down = uuid4()
    await arena.happened(
        published(first, points=30, published_at=INSIDE),
        published(second, points=30, published_at=OPENS),
        published(third, points=10, published_at=INSIDE),
        published(third, points=99, published_at=CLOSES),
        published(third, taken_down, points=99, published_at=INSIDE),
        removed(third, taken_down),
        published(hidden, points=20, published_at=INSIDE),
        preferred(hidden, listed=False),
    )
    arena.now = INSIDE
    shown = (await arena.standings(contest, hidden)).json()
    assert (shown["state"], shown["next"], shown["me"]) == ("running", None, {"points": 20, "rank": 3})
    tied = [("Ayu", 1, 30), ("Budi", 1, 30)]
    assert sorted((row["name"], row["rank"], row["points"]) for row in shown["rows"]) == [*tied, ("Citra", 3, 10)]
    around = (await arena.standings(contest, third, around="me")).json()
    assert [row["name"] for row in around["rows"] if row["me"]] == ["Citra"]
    assert (await arena.standings(contest, before)).json()["me"] == {"points": 0, "rank": None}
    arena.now = CLOSES + SETTLE
    await arena.come_due()
    (seen,) = await arena.shown()
    assert sorted((row["name"], row["rank"], row["points"]) for row in seen["winners"]) == tied
    await arena.happened(published(first, points=500, published_at=INSIDE))
    assert (await arena.standings(contest, first)).json()["me"] == {"points": 30, "rank": 1}, "it is over"


async def test_a_contest_that_counts_what_was_before_it_has_no_standings(arena: Arena) -> None:
    contest = (await arena.open(opens_at=(NOW - timedelta(days=1)).isoformat())).json()["contest_id"]
    assert [each["ranked"] for each in await arena.shown()] == [False]
    assert (await arena.standings(contest)).status_code == 404
    assert (await arena.standings(str(uuid4()))).status_code == 404


async def test_a_contest_that_is_called_off_has_a_reason_and_no_winners_and_every_point_stays(arena: Arena) -> None:
    contest, somebody = (await arena.open()).json()["contest_id"], uuid4()
    await arena.happened(published(somebody, points=30, published_at=INSIDE))
    arena.now = INSIDE
    assert (await arena.call_off(contest, "?")).json()["code"] == "words-invalid"
    assert (await arena.call_off(contest)).status_code == 200
    arena.now = CLOSES + SETTLE
    assert await arena.come_due() == []
    (seen,) = await arena.shown()
    assert (seen["state"], seen["reason"], seen["winners"]) == ("called-off", "The charity has closed.", [])
    assert (await arena.standings(contest)).status_code == 404
    assert arena.service.events() == ["Opened", "Booked"]
    again = await arena.call_off(contest)
    assert (again.status_code, again.json()["code"]) == (409, "contest-over")
    assert (await arena.call_off(str(uuid4()))).status_code == 404
    headers = {"authorization": f"Bearer {uuid4()}", "idempotency-key": str(uuid4())}
    path = f"/v1/contests/{contest}/call-off"
    assert (await arena.client.post(path, headers=headers, json={"reason": "No."})).status_code == 403
