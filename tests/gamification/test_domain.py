"""Ledgers, given what was booked, when something happens, then what is recorded."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from eventsourcing.persistence import StoredEvent

from chassis.codec import TypedMapper
from contracts.values import Network
from services.gamification.domain import Ledger, Worth

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = date(2026, 11, 23)
IN_OCTOBER = date(2026, 10, 31)


def given_ledger() -> Ledger:
    ledger = Ledger(id=uuid4(), at=NOW)
    ledger.collect_events()
    return ledger


def award(ledger: Ledger, post: UUID, points: int = 10, day: date = TODAY) -> bool:
    worth = Worth(points, "as-promised")
    return ledger.award(post, worth, network=Network.MASTODON, promised=points, own_words=0, day=day, at=NOW)


def recorded(ledger: Ledger) -> list[Any]:
    return list(ledger.collect_events())


def test_a_post_is_awarded_once_under_an_id_that_follows_from_it() -> None:
    ledger, post = given_ledger(), uuid4()
    assert award(ledger, post)
    assert not award(ledger, post, points=99)
    (booked,) = recorded(ledger)
    assert booked.entry.id == uuid5(post, "award")
    assert (booked.entry.points, booked.balance, booked.shown) == (10, 10, True)
    assert booked.totals == {"2026-W48": 10, "2026-11": 10, "2026-Q4": 10, "all": 10}


def test_what_is_worth_nothing_is_no_entry() -> None:
    ledger = given_ledger()
    assert not award(ledger, uuid4(), points=0)
    assert recorded(ledger) == []


def test_a_reversal_books_in_the_period_of_the_award_and_only_once() -> None:
    ledger, post = given_ledger(), uuid4()
    award(ledger, post, day=IN_OCTOBER)
    award(ledger, uuid4(), points=7)
    recorded(ledger)
    assert ledger.reverse(post, rule="post-removed", at=NOW)
    assert not ledger.reverse(post, rule="post-removed", at=NOW)
    (booked,) = recorded(ledger)
    assert (booked.entry.points, booked.entry.period, booked.balance) == (-10, "2026-10", 7)
    assert booked.totals == {"2026-W44": 0, "2026-10": 0, "2026-Q4": 7, "all": 7}
    assert booked.entry.reverses == uuid5(post, "award")
    assert not award(ledger, post), "a removed post is not awarded again"


def test_a_removal_of_a_post_that_earned_nothing_changes_nothing() -> None:
    ledger = given_ledger()
    assert not ledger.reverse(uuid4(), rule="post-removed", at=NOW)
    assert recorded(ledger) == []


def test_only_a_change_of_being_shown_carries_totals() -> None:
    ledger = given_ledger()
    award(ledger, uuid4(), day=IN_OCTOBER)
    award(ledger, uuid4(), points=5)
    recorded(ledger)
    assert ledger.change_listing(listed=False, at=NOW)
    assert not ledger.change_listing(listed=False, at=NOW)
    assert ledger.change_listing(active=False, at=NOW)
    assert ledger.change_listing(active=True, at=NOW)
    assert ledger.change_listing(listed=True, at=NOW)
    totals = {"2026-W44": 10, "2026-10": 10, "2026-W48": 5, "2026-11": 5, "2026-Q4": 15, "all": 15}
    assert [(e.listed, e.active, e.was_shown, e.totals) for e in recorded(ledger)] == [
        (False, True, True, totals),
        (False, False, False, {}),
        (False, True, False, {}),
        (True, True, False, totals),
    ]


def test_a_change_of_groups_carries_the_totals_that_are_shown_there() -> None:
    ledger, group = given_ledger(), uuid4()
    award(ledger, uuid4())
    recorded(ledger)
    assert ledger.change_groups((group,), at=NOW)
    assert not ledger.change_groups((group,), at=NOW)
    ledger.change_listing(listed=False, at=NOW)
    assert ledger.change_groups((), at=NOW)
    shown, hidden, gone = recorded(ledger)
    assert (shown.groups, shown.before, shown.totals["all"]) == ((group,), (), 10)
    assert (hidden.groups, hidden.totals["all"]) == ((group,), 10)
    assert (gone.groups, gone.before, gone.totals) == ((), (group,), {}), "who is hidden is on no board to leave"


def test_points_of_somebody_hidden_are_booked_but_not_shown() -> None:
    ledger = given_ledger()
    ledger.change_listing(listed=False, at=NOW)
    recorded(ledger)
    award(ledger, uuid4())
    assert recorded(ledger)[0].shown is False


def test_what_was_booked_before_there_were_other_periods_counts_in_month_and_all_time() -> None:
    who, post, mapper = uuid4(), uuid4(), TypedMapper()
    old = {
        "entry": {"id": str(uuid5(post, "award")), "post_id": str(post), "points": 10, "rule": "as-promised"},
        "network": "mastodon",
        "promised": 10,
        "own_words": 0,
        "total": 10,
        "balance": 25,
        "shown": True,
        "at": NOW.isoformat(),
        "timestamp": NOW.isoformat(),
    }
    old["entry"] |= {"period": "2026-10", "reverses": None}  # type: ignore[operator]
    hid = {"listed": False, "active": True, "was_shown": True, "totals": {"2026-10": 10, "2026-09": 15}}
    hid |= {"at": NOW.isoformat(), "timestamp": NOW.isoformat()}
    booked: Any = mapper.to_domain_event(StoredEvent(who, 2, "gamification.Ledger.Booked", json.dumps(old).encode()))
    hidden: Any = mapper.to_domain_event(
        StoredEvent(who, 3, "gamification.Ledger.ListingChanged", json.dumps(hid).encode())
    )
    assert (booked.totals, booked.groups) == ({"2026-10": 10, "all": 25}, ())
    assert booked.entry.periods == ("2026-10", "all")
    assert hidden.totals == {"2026-10": 10, "2026-09": 15, "all": 25}


def test_events_are_read_back_from_their_stored_form() -> None:
    ledger, post, mapper = Ledger(id=uuid4(), at=NOW), uuid4(), TypedMapper()
    award(ledger, post)
    ledger.reverse(post, rule="post-removed", at=NOW)
    ledger.change_groups((uuid4(),), at=NOW)
    ledger.change_listing(listed=False, at=NOW)
    events = recorded(ledger)
    assert [mapper.to_domain_event(mapper.to_stored_event(event)) for event in events] == events
