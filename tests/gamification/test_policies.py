"""What others say, and what becomes of it: in the ledger, in the views, on the leaderboard."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chassis.idempotency import Request
from contracts.consent import AdvocateJoined, AdvocateLeft, PersonErased
from services.gamification.domain import Ledger, Redemption
from services.gamification.live import TELLS, live
from services.gamification.projections import HANDLERS
from services.gamification.publication import translate
from tests.gamification.conftest import NOW, Service, Shown, grouped, preferred, published, removed
from tests.gamification.crowd import expected_rows

PERIOD = "2026-11"


async def leaderboard(shown: Shown) -> dict[str, int]:
    rows = await shown.board.page(PERIOD, None, 100)
    points = {row.advocate: row.points for row in rows}
    assert [(row.rank, row.points, row.advocate) for row in rows] == expected_rows(points)
    return points


async def test_publications_become_points_a_place_and_a_public_event(service: Service, shown: Shown) -> None:
    people = [uuid4() for _ in range(60)]
    events = [
        published(who, points=10 + 7 * (index % 9), own_words=(index % 4) * 30)
        for index, who in enumerate(people + people[:20])
    ]
    await shown.reach(service.happened(*events))
    expected: Counter[str] = Counter()
    for event in events:
        said: Any = event
        expected[str(said.advocate_id)] += said.points * 3 // 2 if said.own_words >= 50 else said.points
    assert await leaderboard(shown) == expected
    me = await shown.points.me(people[0], PERIOD)
    rank = next(rank for rank, _, who in expected_rows(expected) if who == str(people[0]))
    points = expected[str(people[0])]
    assert me == {"period": PERIOD, "points": points, "total": points, "balance": points, "rank": rank}


async def test_a_publication_counts_once_also_in_one_batch_and_after_its_removal(
    service: Service, shown: Shown
) -> None:
    who, post = uuid4(), uuid4()
    service.happened(published(who, post), published(who, post))
    service.happened(published(who, post))
    assert service.events() == ["Opened", "Booked"]
    position = service.happened(removed(who, post), published(who, post))
    await shown.reach(position)
    assert service.events() == ["Opened", "Booked", "Booked"]
    assert await leaderboard(shown) == {}
    nothing = {"period": PERIOD, "points": 0, "total": 0, "balance": 0, "rank": None}
    assert await shown.points.me(who, PERIOD) == nothing
    entries = (await shown.points.ledger(who, None))["entries"]
    assert [entry["points"] for entry in entries] == [-10, 10]
    assert entries[0]["reverses"] == entries[1]["entry_id"]


def test_what_earns_nothing_or_is_unknown_leaves_no_trace(service: Service) -> None:
    service.happened(
        published(uuid4(), network="x"),
        removed(uuid4(), uuid4()),
        AdvocateJoined(advocate_id=uuid4(), joined_at=NOW),
        preferred(uuid4(), listed=True),
    )
    assert [*service.events(), *service.events("Progress")] == []


async def test_months_are_those_of_the_organisation(service: Service, shown: Shown) -> None:
    who, post = uuid4(), uuid4()
    before = datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)
    after = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
    service.happened(published(who, post, published_at=before), published(who, points=7, published_at=after))
    await shown.reach(service.happened(removed(who, post)))
    december = await shown.points.me(who, "2026-12")
    assert (december["points"], december["total"], december["rank"]) == (7, 7, 1)
    assert (await shown.points.me(who, PERIOD))["points"] == 0


async def test_who_does_not_want_to_be_listed_leaves_and_left_or_erased_people_vanish(
    service: Service, shown: Shown
) -> None:
    hidden, left, erased, back, stays = (uuid4() for _ in range(5))
    people = (hidden, left, erased, back, stays)
    service.happened(*(published(who, points=10 * (index + 1)) for index, who in enumerate(people)))
    position = service.happened(
        preferred(hidden, listed=False),
        AdvocateLeft(advocate_id=left, left_at=NOW),
        PersonErased(advocate_id=erased, erased_at=NOW),
        AdvocateLeft(advocate_id=back, left_at=NOW),
        AdvocateJoined(advocate_id=back, joined_at=NOW),
        published(hidden, points=100),
    )
    await shown.reach(position)
    assert await leaderboard(shown) == {str(back): 40, str(stays): 50}
    me = await shown.points.me(hidden, PERIOD)
    assert (me["points"], me["rank"]) == (110, 1), "one's own rank is among those who are listed"
    await shown.reach(service.happened(preferred(hidden, listed=True)))
    assert await leaderboard(shown) == {str(back): 40, str(stays): 50, str(hidden): 110}


def test_what_was_answered_to_an_erased_person_is_deleted(service: Service) -> None:
    erased, stays = uuid4(), uuid4()
    answers = service.store.answers
    service.store.database.transact(
        [answers.record(Request.of(who, "redeem", "12345678", {}), {}) for who in (erased, stays)]
    )
    service.happened(PersonErased(advocate_id=erased, erased_at=NOW))
    assert service.store.database.fetch("SELECT subject FROM answers") == [{"subject": stays}]


def test_somebody_who_opted_out_before_the_first_point_is_never_shown(service: Service) -> None:
    who = uuid4()
    service.happened(preferred(who, listed=False))
    service.happened(published(who))
    ledger = service.store.load([who])[who]
    assert isinstance(ledger, Ledger)
    assert not ledger.shown
    assert ledger.balance == 10


def test_every_movement_is_public_and_live_and_so_is_being_listed_and_where(service: Service) -> None:
    who, post = uuid4(), uuid4()
    hidden, moved = preferred(who, listed=False), grouped(who, uuid4())
    for event in (published(who, post, own_words=80), removed(who, post), hidden, moved):
        service.happened(event)
    events = [service.store.mapper.to_domain_event(row) for row in service.store.notifications(0, 100)]
    public = [said for event in events if (said := translate(event)) is not None]
    assert [said.event_type for said in public] == [
        "restu.PointsAwarded.v1",
        "restu.BadgeEarned.v1",
        "restu.BadgeEarned.v1",
        "restu.PointsReversed.v1",
    ]
    assert {said.key for said in public} == {who}
    told = [update for event in events if (update := live(event)) is not None]
    assert {seen.person for seen in told} == {who}
    assert [(seen.type, seen.data.get("points"), seen.data.get("badge")) for seen in told] == [
        ("points-awarded", 15, None),
        ("progress-changed", None, None),
        ("badge-earned", None, "first-post"),
        ("badge-earned", None, "own-words"),
        ("points-reversed", -15, None),
        ("progress-changed", None, None),
        ("listing-changed", None, None),
        ("grouping-changed", None, None),
    ]
    assert [seen.type for seen in told if seen.hint == "standings-changed"] == [
        "points-awarded",
        "points-reversed",
        "listing-changed",
        "grouping-changed",
    ]


def test_everything_that_a_view_shows_is_told() -> None:
    told_by_what_goes_with_it = {Redemption.Redeemed, Redemption.Refunded}  # points, and the reward's stock
    assert set(HANDLERS) - set(TELLS) == told_by_what_goes_with_it
