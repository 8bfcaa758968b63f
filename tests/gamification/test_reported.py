"""What nobody can check earns little, seldom, and no place of honour; where rewards are forbidden, nothing at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.values import Kind, Network
from services.gamification.domain import Ledger, Worth
from services.gamification.rules import Rules
from services.gamification.standings import BookedEarnings
from tests.gamification.conftest import NOW, Service, handed_over, published

RULES = Rules.read()
A_WEEK = RULES.handed_over.a_week


def ledger(service: Service, who: UUID) -> Ledger:
    found: Any = service.store.load([who])[who]
    assert isinstance(found, Ledger)
    return found


def test_a_report_earns_half_of_what_was_promised_whatever_its_words(service: Service) -> None:
    who = uuid4()
    service.happened(handed_over(who, points=11, own_words=100))
    assert ledger(service, who).balance == 5
    [entry] = ledger(service, who).entries.values()
    assert (entry.rule, entry.points) == ("handed-over", 5)


@pytest.mark.parametrize("network", Network)
def test_where_rewards_are_forbidden_a_report_earns_nothing(service: Service, network: Network) -> None:
    forbidden = network in (Network.X, Network.FACEBOOK, Network.INSTAGRAM)
    assert RULES.worth_reported(network=network, promised=10) == (
        Worth(0, "nothing") if forbidden else Worth(5, "handed-over")
    )
    service.happened(handed_over(uuid4(), network=network, points=10))
    assert service.events() == ([] if forbidden else ["Opened", "Booked"])


def test_what_promised_nothing_earns_nothing(service: Service) -> None:
    service.happened(handed_over(uuid4(), points=0), handed_over(uuid4(), points=1))
    assert service.events() == []


def test_so_many_in_a_week_earn_something_and_the_next_week_begins_anew(service: Service) -> None:
    who = uuid4()
    service.happened(*(handed_over(who) for _ in range(A_WEEK + 4)))
    assert ledger(service, who).balance == 5 * A_WEEK
    service.happened(handed_over(who, handed_over_at=NOW + timedelta(days=6)))
    assert ledger(service, who).balance == 5 * A_WEEK
    service.happened(handed_over(who, handed_over_at=NOW + timedelta(days=7)))
    assert ledger(service, who).balance == 5 * (A_WEEK + 1)


def test_what_was_published_is_not_limited_by_what_was_reported(service: Service) -> None:
    who = uuid4()
    service.happened(*(handed_over(who) for _ in range(A_WEEK)), published(who), published(who))
    assert ledger(service, who).balance == 5 * A_WEEK + 20


def test_the_same_report_counts_once(service: Service) -> None:
    who, post = uuid4(), uuid4()
    service.happened(handed_over(who, post), handed_over(who, post))
    service.happened(handed_over(who, post))
    assert service.events() == ["Opened", "Booked"]


def test_a_report_leads_to_no_level_and_no_badge(service: Service) -> None:
    who = uuid4()
    service.happened(*(handed_over(who, kind=kind, own_words=100) for kind in Kind for _ in range(10)))
    assert service.events("Progress") == []


def test_a_report_wins_no_contest(service: Service) -> None:
    honest, reporter = uuid4(), uuid4()
    service.happened(published(honest, points=1), *(handed_over(reporter, points=1000) for _ in range(3)))
    earned = BookedEarnings(service.store.database, reported=RULES.handed_over.code)
    assert earned.between(NOW, NOW + timedelta(days=1)) == [(honest, 1)]


def test_the_limit_is_of_one_rule_and_the_organisations_week() -> None:
    given, reported = Ledger(id=uuid4(), at=NOW), Worth(5, "handed-over")
    facts: dict[str, Any] = {"network": Network.LINKEDIN, "promised": 10, "own_words": 0, "at": NOW}
    sunday, monday = date(2026, 11, 29), date(2026, 11, 30)
    assert given.award(uuid4(), Worth(10, "as-promised"), day=sunday, **facts)
    assert given.award(uuid4(), reported, day=sunday, a_week=1, **facts)
    assert not given.award(uuid4(), reported, day=sunday, a_week=1, **facts)
    assert given.award(uuid4(), reported, day=monday, a_week=1, **facts)
