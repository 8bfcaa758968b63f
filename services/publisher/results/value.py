"""What readers' answers are worth: each number times its price, added up, with the formula in words. Pure.

Nothing is guessed: a number that is not told, or has no price, is named and not valued; it is not worth 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.publisher.domain.programme import Prices
from services.publisher.results.cells import Told
from services.publisher.results.engagement import MEASURES

THOUSANDTHS = 1000


def value_of(told: Told, prices: Prices) -> dict[str, Any]:
    """The value in thousandths of the currency, its terms, what is not in it, and the formula with its numbers."""
    terms, left_out = [], {}
    for measure in MEASURES:
        count, price = told[measure]["count"], getattr(prices, measure)
        if count is None or price is None:
            left_out[measure] = "not-told" if count is None else "no-price"
        else:
            terms.append({"of": measure, "count": count, "price": price, "value": count * price})
    value = sum(term["value"] for term in terms) if terms else None
    return {
        "currency": prices.currency,
        "value": value,
        "terms": terms,
        "left_out": left_out,
        "formula": _formula(terms, value, prices.currency),
    }


def _formula(terms: Sequence[Mapping[str, Any]], value: int | None, currency: str) -> str | None:
    if value is None:
        return None
    parts = [f"{term['count']} {term['of']} * {_money(term['price'])}" for term in terms]
    return f"{' + '.join(parts)} = {_money(value)} {currency}"


def _money(thousandths: int) -> str:
    return f"{thousandths // THOUSANDTHS}.{thousandths % THOUSANDTHS:03}"
