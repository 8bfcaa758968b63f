"""A suggestion is settled once: accepted with credit, or declined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from uuid import uuid4

import pytest

from services.content.domain import Suggestion, SuggestionSettled

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADVOCATE, CURATOR, ITEM = uuid4(), uuid4(), uuid4()


def accept(suggestion: Suggestion) -> None:
    suggestion.accept(ITEM, by=CURATOR, at=NOW)


def decline(suggestion: Suggestion) -> None:
    suggestion.decline(by=CURATOR, at=NOW)


def given_suggestion() -> Suggestion:
    suggestion = Suggestion(id=uuid4(), suggested_by=ADVOCATE, at=NOW)
    suggestion.collect_events()
    return suggestion


def test_an_accepted_one_credits_its_suggester_by_id() -> None:
    suggestion = given_suggestion()
    accept(suggestion)
    [accepted] = suggestion.collect_events()
    assert isinstance(accepted, Suggestion.Accepted)
    assert (accepted.item_id, accepted.suggested_by, accepted.accepted_by) == (ITEM, ADVOCATE, CURATOR)


def test_a_declined_one_says_by_whom_and_not_why() -> None:
    suggestion = given_suggestion()
    decline(suggestion)
    [declined] = suggestion.collect_events()
    assert isinstance(declined, Suggestion.Declined)
    assert declined.declined_by == CURATOR


@pytest.mark.parametrize(("first", "then"), list(product([accept, decline], repeat=2)))
def test_it_is_settled_once(first: Callable[[Suggestion], None], then: Callable[[Suggestion], None]) -> None:
    suggestion = given_suggestion()
    first(suggestion)
    suggestion.collect_events()
    with pytest.raises(SuggestionSettled):
        then(suggestion)
    assert not suggestion.collect_events()
