"""A person's own return: their own beginning, their own last months, an interval or nothing, and nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from contracts.consent import PersonErased
from contracts.values import Kind, timestamp
from services.publisher import kinds
from services.publisher.networks.protocol import Engagement, Retryable
from services.publisher.queries import Returns
from services.publisher.results.followers import BASELINE_WEEKS, KEPT_WEEKS, changes, with_sample
from services.publisher.results.weeks import Week
from tests.publisher.house import START, House

UTC = ZoneInfo("UTC")


@pytest.fixture
def returns(house: House) -> Returns:
    return Returns(house.database, house.vault, UTC)


def publish(house: House, ann: UUID, account: UUID, likes: int | None, **more: Any) -> UUID:
    """One post, a week later, with what readers had done by then."""
    house.network.engagement = Engagement(likes=likes, reposts=1, replies=0)
    approval = house.approve(ann, account, **more)
    house.settle()
    house.grant(approval)
    house.settle()
    house.pass_time(days=7, minutes=1)
    return approval


def test_nothing_is_said_before_anything_was_published(returns: Returns) -> None:
    assert returns.of(uuid4(), START) == {"age_days": 7, "needed": 6, "engagement": None, "accounts": []}


def test_posts_are_compared_at_the_same_age_with_the_persons_own_beginning(house: House, returns: Returns) -> None:
    ann = uuid4()
    account = house.connect(ann)
    for likes in range(8):
        publish(house, ann, account, likes)
        house.network.engagement = Engagement(likes=1000, reposts=1000, replies=1000)  # what comes later does not count
    for likes in range(20, 27):
        publish(house, ann, account, likes)
    house.pass_time(days=2)
    told = returns.of(ann, house.clock())["engagement"]
    assert told["baseline"] == {"number": 8, "told": 8, "median": {"value": 4.5, "low": 1, "high": 8}}
    assert (told["now"]["number"], told["now"]["told"]) == (7, 7)
    assert told["change"]["value"] == 20 - 0.5
    assert told["change"]["low"] > 10


def test_of_too_few_nothing_is_said_but_how_many_there_are(house: House, returns: Returns) -> None:
    ann = uuid4()
    account = house.connect(ann)
    for likes in (1, 2, None, 4, 5, 6):
        publish(house, ann, account, likes)
    publish(house, ann, account, 7, kind=Kind.LIKE)  # nothing of one's own stands there
    told = returns.of(ann, house.clock())["engagement"]
    assert told == {
        "baseline": {"number": 6, "told": 5, "median": None},
        "now": {"number": 0, "told": 0, "median": None},
        "change": None,
    }
    assert returns.of(uuid4(), house.clock())["engagement"] is None


def test_followers_are_counted_once_a_day_and_one_number_a_week_is_kept(house: House, returns: Returns) -> None:
    ann = uuid4()
    house.network.followed_by = 10
    account = house.connect(ann)
    house.pass_time(days=3)
    assert house.network.counts == [START + timedelta(days=day, minutes=10) for day in range(3)]
    house.network.followed_by = 12
    house.network.followers_error = Retryable("unreachable")
    house.pass_time(days=2)
    house.network.followers_error = None
    house.pass_time(days=3)
    (told,) = returns.of(ann, house.clock())["accounts"]
    assert (told["account_id"], told["network"], told["handle"]) == (account, "mastodon", "@ann@social.example")
    assert [each["followers"] for each in told["counted"]] == [12, 12]
    assert told["a_week"]["change"] is None


def test_a_network_that_does_not_tell_has_no_followers_rather_than_none(house: House, returns: Returns) -> None:
    ann = uuid4()
    house.connect(ann)
    house.pass_time(days=2)
    (told,) = returns.of(ann, house.clock())["accounts"]
    assert (told["counted"], told["a_week"]) == ([], None)


def test_followers_a_week_are_compared_with_the_first_weeks(house: House, returns: Returns) -> None:
    ann = uuid4()
    house.network.followed_by = 100
    house.connect(ann)
    for week in range(18):
        house.network.followed_by += 1 if week < 9 else 5
        house.pass_time(days=7)
    (told,) = returns.of(ann, house.clock())["accounts"]
    assert told["a_week"]["baseline"] == {"number": 8, "told": 8, "median": {"value": 1, "low": 1, "high": 1}}
    assert told["a_week"]["change"] == {"value": 4, "low": 4, "high": 4}


@pytest.mark.parametrize("end", ["disconnected", "erased"])
def test_the_counts_go_with_the_account_and_the_person(house: House, returns: Returns, end: str) -> None:
    ann = uuid4()
    house.network.followed_by = 10
    account = house.connect(ann)
    publish(house, ann, account, 3)
    assert house.vault.open(account, kinds.FOLLOWERS) is not None
    if end == "disconnected":
        house.store.run(house.accounts.disconnect, by=ann, account=account, at=house.clock())
    else:
        house.deliver(PersonErased.TYPE, {"advocate_id": str(ann), "erased_at": timestamp(house.clock())})
        assert returns.of(ann, house.clock())["engagement"] is None
    assert house.vault.open(account, kinds.FOLLOWERS) is None
    counts = len(house.network.counts)
    house.pass_time(days=3)
    assert len(house.network.counts) == counts
    assert returns.of(ann, house.clock())["accounts"] == []


def test_the_first_weeks_and_the_last_two_years_are_kept() -> None:
    samples: list[dict[str, Any]] = []
    for day in range(7 * (KEPT_WEEKS + 40)):
        samples = with_sample(samples, {"at": timestamp(START + timedelta(days=day)), "followers": day}, UTC)
    weeks = [Week.of(datetime.fromisoformat(each["at"]), UTC) for each in samples]
    assert weeks == sorted(set(weeks))
    first, last = Week.of(START, UTC), Week.of(START + timedelta(weeks=KEPT_WEEKS + 39), UTC)
    kept_first = [first.later(number) for number in range(BASELINE_WEEKS + 1)]
    assert weeks == kept_first + [last.later(-number) for number in range(KEPT_WEEKS, -1, -1)]
    assert set(changes(samples, UTC).values()) == {7}
