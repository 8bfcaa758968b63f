"""The programme's own rules, given, when, then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.consent.domain import Disclosures, OwnRule

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BY = uuid4()


def test_there_is_one_for_all_countries() -> None:
    assert Disclosures(at=AT).id == Disclosures.ID


def test_a_country_has_the_rule_that_was_stated_last() -> None:
    own, words, later = Disclosures(at=AT), uuid4(), AT + timedelta(days=1)
    assert own.state("DE", required=True, words_id=words, by=BY, at=AT) is None
    assert own.rules == {"DE": OwnRule(required=True, words_id=words, stated_at=AT)}
    assert own.state("ID", required=False, words_id=None, by=BY, at=AT) is None
    assert own.state("DE", required=False, words_id=None, by=BY, at=later) == words
    assert own.rules["DE"] == OwnRule(required=False, words_id=None, stated_at=later)
    assert own.rules["ID"].required is False


def test_events_hold_ids_and_codes() -> None:
    own, words = Disclosures(at=AT), uuid4()
    own.state("DE", required=True, words_id=words, by=BY, at=AT)
    begun, stated = own.collect_events()
    assert isinstance(begun, Disclosures.Begun)
    assert isinstance(stated, Disclosures.Stated)
    assert (stated.country, stated.required, stated.words_id, stated.stated_by) == ("DE", True, words, BY)
