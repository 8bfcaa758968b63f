"""What answers are worth: the formula with its numbers; what is not known is named, and not worth 0."""

from __future__ import annotations

from services.publisher.domain.programme import Prices
from services.publisher.results.cells import Told
from services.publisher.results.value import value_of


def told(**counts: int | None) -> Told:
    names = ("likes", "reposts", "replies", "views")
    return {name: {"count": counts.get(name), "told": 5} for name in names}


def test_each_number_times_its_price_is_added_up_and_said() -> None:
    valued = value_of(told(likes=120, reposts=30, replies=0), Prices("EUR", 50, 200, 400, 7))
    assert valued["value"] == 120 * 50 + 30 * 200
    assert valued["formula"] == "120 likes * 0.050 + 30 reposts * 0.200 + 0 replies * 0.400 = 12.000 EUR"
    assert valued["left_out"] == {"views": "not-told"}
    assert [term["value"] for term in valued["terms"]] == [6000, 6000, 0]


def test_what_is_not_known_is_not_worth_nothing() -> None:
    valued = value_of(told(likes=None), Prices("IDR", 1_500_000, None, None, None))
    assert (valued["value"], valued["formula"], valued["terms"]) == (None, None, [])
    valued = value_of(told(likes=2, replies=3), Prices("IDR", 1_500_000, None, None, None))
    assert (valued["value"], valued["left_out"]["replies"]) == (3_000_000, "no-price")
    assert valued["formula"] == "2 likes * 1500.000 = 3000.000 IDR"
