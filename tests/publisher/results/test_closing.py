"""Weeks are counted once, when they are over; what is counted tells nothing about fewer than five people, ever."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.event_store import Work
from contracts.consent import AdvocateLeft, GroupsChanged, PersonErased
from contracts.networks import load
from contracts.values import Choice, Network, timestamp
from services.publisher import kinds, retention
from services.publisher.domain.errors import PilotInvalid, PilotOver
from services.publisher.domain.post import Post
from services.publisher.domain.programme import Goals, Pilot
from services.publisher.networks.protocol import Engagement
from services.publisher.restoration import TakingOver
from tests.publisher.results.conftest import Firm

FIRST = date(2026, 11, 23)


def weeks(firm: Firm) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = firm.reports.programme(None, 26, firm.house.clock())["weeks"]
    return told


def everything(firm: Firm) -> dict[str, list[Any]]:
    return {
        table: firm.house.database.fetch(f"SELECT * FROM {table} ORDER BY week, scope, id")  # noqa: S608
        for table in ("cells", "uptake")
    }


def test_a_week_is_counted_when_it_is_over_and_measured_nine_days_later(firm: Firm) -> None:
    activity = firm.offer()
    for person in firm.people(7):
        firm.publish(person, activity)
    assert weeks(firm) == []
    firm.end_week()
    (week,) = weeks(firm)
    assert (week["week"], week["measured"], week["posts"]) == ("2026-W48", False, 7)
    assert week["everyone"] == {"among": 5, "approved": 5, "published": 5}
    assert week["engagement"]["likes"] == {"count": None, "told": None}
    firm.house.pass_time(days=9)
    (_, week) = weeks(firm)
    assert week["measured"]
    assert week["engagement"] == {
        "likes": {"count": 21, "told": 5},
        "reposts": {"count": 7, "told": 5},
        "replies": {"count": 0, "told": 5},
        "views": {"count": None, "told": None},
    }


def test_four_people_are_not_told_of_and_are_in_no_total(firm: Firm) -> None:
    activity, other = firm.offer(), firm.offer()
    for person in firm.people(4):
        firm.publish(person, activity)
    firm.end_week()
    (week,) = weeks(firm)
    assert (week["cells"], week["posts"]) == ([], None)
    assert week["everyone"] == {"among": None, "approved": None, "published": None}
    assert {each["activity_id"] for each in week["activities"]} == {activity, other}
    assert all(each["published"] is None for each in week["activities"])
    total = firm.reports.programme(None, 26, firm.house.clock())["total"]
    assert total["posts"] is None


def test_a_total_less_the_cells_that_are_told_is_nobody(firm: Firm) -> None:
    many, few = firm.offer(), firm.offer()
    people = firm.people(8)
    for person in people[:6]:
        firm.publish(person, many)
    for person in people[5:]:
        firm.publish(person, few)
    firm.end_week()
    (week,) = weeks(firm)
    assert [(cell["activity_id"], cell["posts"]) for cell in week["cells"]] == [(many, 6)]
    assert week["posts"] == 6


def test_groups_are_counted_in_fives_and_have_no_sums_to_be_subtracted(firm: Firm) -> None:
    sales, board = uuid4(), uuid4()
    activity = firm.offer()
    for person in [*firm.people(7, sales), *firm.people(3, sales, board)]:
        firm.publish(person, activity)
    firm.end_week()
    (week,) = weeks(firm)
    assert {each["group_id"]: each["published"] for each in week["groups"]} == {sales: 10, board: None}
    assert set(week["groups"][0]) == {"group_id", "among", "approved", "published"}


def test_what_was_taken_back_is_not_counted(firm: Firm) -> None:
    activity, later = firm.offer(), firm.offer()
    people = firm.people(6)
    for person in people:
        firm.publish(person, activity)
        approval = firm.approve(person, later, window=timedelta(days=3), choice=Choice.DRIP)
        firm.house.store.run(firm.house.posts.end, approval, "withdrawn", at=firm.house.clock())
    firm.end_week()
    (week,) = weeks(firm)
    approved = {each["activity_id"]: each["approved"] for each in week["activities"]}
    assert approved == {activity: 5, later: None}


@pytest.mark.parametrize("end", ["taken down", "left", "erased", "regrouped"])
def test_what_is_counted_stays_so_that_nobody_learns_by_looking_twice(firm: Firm, end: str) -> None:
    group = uuid4()
    activity = firm.offer(days=30)
    people = firm.people(6, group)
    posts = [firm.publish(person, activity) for person in people]
    firm.end_week()
    before, someone, at = everything(firm), people[0], timestamp(firm.house.clock())
    if end == "taken down":
        post = firm.house.post(posts[0]).id
        firm.house.store.run(firm.house.posts.take_down, by=someone, post=post, at=firm.house.clock())
    elif end == "left":
        firm.house.deliver(AdvocateLeft.TYPE, {"advocate_id": str(someone), "left_at": at})
    elif end == "erased":
        firm.house.deliver(PersonErased.TYPE, {"advocate_id": str(someone), "erased_at": at})
    else:
        firm.house.deliver(GroupsChanged.TYPE, {"advocate_id": str(someone), "groups": [], "changed_at": at})
    firm.house.settle()
    assert everything(firm) == before
    firm.house.closing.count(firm.house.clock())
    assert everything(firm) == before


def test_no_small_number_is_stored(firm: Firm) -> None:
    groups = [uuid4() for _ in range(3)]
    activities = [firm.offer(), firm.offer()]
    for number, group in enumerate(groups):
        for person in firm.people(3 + number, group):
            firm.publish(person, activities[number % 2])
    firm.end_week()
    for row in everything(firm)["uptake"]:
        for name in ("among", "approved", "published"):
            assert row[name] is None or (row[name] >= 5 and row[name] % 5 == 0)
    for row in everything(firm)["cells"]:
        assert row["people"] >= 5
        assert row["posts"] >= row["people"]


def test_who_is_erased_has_no_rows_also_when_it_is_told_late(firm: Firm) -> None:
    activity = firm.offer()
    (person,) = firm.people(1)
    firm.publish(person, activity)
    at = timestamp(firm.house.clock())
    firm.house.deliver(PersonErased.TYPE, {"advocate_id": str(person), "erased_at": at})
    firm.house.deliver(GroupsChanged.TYPE, {"advocate_id": str(person), "groups": [str(uuid4())], "changed_at": at})
    firm.approve(person, activity)
    for table in ("deeds", "members", "piloted"):
        assert firm.house.database.fetch(f"SELECT 1 FROM {table}") == []  # noqa: S608


def test_weeks_that_were_missed_are_counted_later_and_each_once(firm: Firm) -> None:
    activity = firm.offer()
    for person in firm.people(5):
        firm.publish(person, activity)
    firm.house.database.transact([firm.house.timers.clear(kinds.COUNT, each) for each in _counting(firm)])
    firm.house.pass_time(days=30)
    for _ in range(2):
        again = firm.house.closing.count(firm.house.clock())
        assert [each["week"] for each in weeks(firm)] == ["2026-W51", "2026-W50", "2026-W49", "2026-W48"]
        assert again > firm.house.clock()


def test_a_network_whose_numbers_may_not_be_kept_is_in_no_report(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load(Network.MASTODON)
    month = rules.rules.retention.model_copy(update={"network_data_days": 30})
    strict = rules.model_copy(update={"rules": rules.rules.model_copy(update={"retention": month})})
    monkeypatch.setattr(retention, "load", lambda _: strict)
    activity = firm.offer()
    for person in firm.people(6):
        firm.publish(person, activity)
    firm.house.pass_time(days=20)
    told = firm.reports.programme(None, 26, firm.house.clock())["total"]
    assert told["posts"] == 6
    assert told["engagement"]["likes"] == {"count": None, "told": None}


def test_an_items_uptake_is_told_activity_by_activity(firm: Firm) -> None:
    item, sales = uuid4(), uuid4()
    people = [*firm.people(6, sales), *firm.people(9)]
    everyone, some = firm.offer(item, days=10), firm.offer(item, days=10, groups=(sales,))
    assert firm.reports.item(item)["activities"][0]["as_of"] is None
    for person in people[:6]:
        firm.publish(person, everyone)
    firm.end_week()
    for person in people[6:11]:
        firm.publish(person, everyone)
    firm.publish(people[0], some)
    firm.end_week()
    told = {each["activity_id"]: each for each in firm.reports.item(item)["activities"]}
    assert {name: told[everyone][name] for name in ("as_of", "among", "approved", "published")} == {
        "as_of": "2026-W49",
        "among": 15,
        "approved": 10,
        "published": 10,
    }
    assert [(each["week"], each["posts"]) for each in told[everyone]["weeks"]] == [("2026-W49", 5), ("2026-W48", 6)]
    assert (told[some]["among"], told[some]["published"], told[some]["weeks"]) == (5, None, [])
    assert firm.reports.item(item)["total"]["posts"] == 11


def open_pilot(firm: Firm, people: list[UUID], number: int = 2) -> UUID:
    first = FIRST + timedelta(weeks=1)
    pilot = Pilot(uuid4(), frozenset(people), first, first + timedelta(weeks=number), Goals(60, 10))
    run, command = firm.house.store.run, firm.house.programmes.open_pilot
    run(command, pilot, name="The board goes first", by=uuid4(), at=firm.house.clock())
    return pilot.id


def test_a_pilot_is_reported_week_by_week_and_closes_by_itself(firm: Firm) -> None:
    leaders = firm.people(6)
    pilot = open_pilot(firm, leaders)
    report = firm.reports.pilot(pilot, firm.house.clock())
    assert (report["state"], report["name"], report["people"], report["weeks"]) == (
        "upcoming",
        "The board goes first",
        6,
        [],
    )
    firm.end_week()
    activity = firm.offer()
    for person in leaders:
        firm.publish(person, activity)
        firm.publish(person, firm.offer())
    assert firm.reports.pilot(pilot, firm.house.clock())["state"] == "running"
    firm.end_week()
    firm.end_week()
    assert firm.reports.pilot(pilot, firm.house.clock())["state"] == "counting"
    firm.house.pass_time(days=9)
    report = firm.reports.pilot(pilot, firm.house.clock())
    assert report["state"] == "closed"
    idle, busy = report["weeks"]
    assert (busy["week"], busy["published"], busy["posts"], busy["answers"]) == ("2026-W49", 5, 12, 48)
    assert (busy["participation_reached"], busy["posts_reached"]) == (True, True)
    assert (idle["published"], idle["posts"], idle["participation_reached"], idle["posts_reached"]) == (
        None,
        None,
        None,
        None,
    )
    assert report["total"]["posts"] == 12
    assert report["trend"] == {"posts": None, "answers": None}
    told = weeks(firm)[2]["cells"]
    assert [(cell["of"], cell["pilot_id"], cell["posts"]) for cell in told] == [("pilot", pilot, 12)]


def test_a_pilot_is_complete_only_when_its_last_week_is_measured(firm: Firm) -> None:
    leaders = firm.people(6)
    pilot = open_pilot(firm, leaders, number=1)
    firm.end_week()
    activity = firm.offer()
    for person in leaders:
        firm.publish(person, activity)
    firm.end_week()
    house, at = firm.house, firm.house.clock() + timedelta(days=30)

    house.store.run(house.programmes.close_pilot, pilot, at=at)  # long after, and nobody has measured

    assert firm.reports.pilot(pilot, at)["state"] == "counting"
    house.pass_time(days=31)
    assert firm.reports.pilot(pilot, at)["state"] == "closed"


def test_a_pilot_in_which_nobody_ever_published_is_closed_all_the_same(firm: Firm) -> None:
    pilot = open_pilot(firm, firm.people(6))

    firm.house.pass_time(days=40)

    assert firm.reports.pilot(pilot, firm.house.clock())["state"] == "closed"


def test_a_pilot_that_is_ended_before_it_begins_is_over_at_once(firm: Firm) -> None:
    pilot, house = open_pilot(firm, firm.people(6)), firm.house

    house.store.run(house.programmes.end_pilot, pilot, at=house.clock())

    report = firm.reports.pilot(pilot, house.clock())
    assert (report["state"], report["number_of_weeks"]) == ("closed", 0)
    with pytest.raises(PilotOver):
        house.store.run(house.programmes.end_pilot, pilot, at=house.clock())


def test_in_a_pilot_are_only_people_who_take_part(firm: Firm) -> None:
    [gone, *others], stranger = firm.people(6), uuid4()
    firm.house.deliver(AdvocateLeft.TYPE, {"advocate_id": str(gone), "left_at": timestamp(firm.house.clock())})

    for missing in (gone, stranger):
        with pytest.raises(PilotInvalid, match=str(missing)):
            open_pilot(firm, [missing, *others])


def test_a_trend_is_told_with_its_interval(firm: Firm) -> None:
    leaders = firm.people(10)
    pilot = open_pilot(firm, leaders, number=6)
    firm.end_week()
    for week in range(6):
        activity = firm.offer()
        for person in leaders[: 5 + week]:
            firm.publish(person, activity)
        firm.end_week()
    firm.house.pass_time(days=10)
    trend = firm.reports.pilot(pilot, firm.house.clock())["trend"]
    assert trend["posts"] == {"value": 1, "low": 1, "high": 1}
    assert trend["answers"] == {"value": 4, "low": 4, "high": 4}


def test_in_a_pilot_of_which_four_publish_nothing_is_told(firm: Firm) -> None:
    leaders = firm.people(6)
    pilot = open_pilot(firm, leaders)
    firm.end_week()
    firm.house.network.engagement = Engagement(likes=3, reposts=1, replies=0)
    for person in leaders[:4]:
        firm.publish(person, firm.offer())
    firm.house.pass_time(days=30)
    report = firm.reports.pilot(pilot, firm.house.clock())
    assert [(week["approved"], week["published"], week["posts"]) for week in report["weeks"]] == [
        (None, None, None)
    ] * 2
    assert report["total"]["posts"] is None


def _counting(firm: Firm) -> list[UUID]:
    return [row["id"] for row in firm.house.database.fetch("SELECT id FROM due WHERE kind = %s", (kinds.COUNT,))]


def test_what_is_taken_over_after_a_restore_counts(firm: Firm) -> None:
    """The store had lost the posts as a whole; the topic tells of them."""
    activity, house = firm.offer(), firm.house
    posts = [house.post(firm.publish(person, activity)) for person in firm.people(6)]
    with house.database.transaction() as cursor:
        cursor.execute("TRUNCATE deeds")
    taking_over = TakingOver(house.vault, house.timers, house.signer, house.pace, zone="UTC")

    def take_over(work: Work, post: Post) -> None:
        taking_over.know(work, post)
        taking_over.settle(work, post, house.clock())

    for post in posts:
        lost = Post.accept(post.approval_json.replace(str(post.approval.id), str(uuid4())), at=house.clock())
        house.store.run(take_over, lost)
    firm.end_week()
    assert [week["posts"] for week in weeks(firm)] == [6]
