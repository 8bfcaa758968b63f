"""docs/networks.md says what the rules say."""

from __future__ import annotations

import re

import pytest

from contracts.networks import load, names
from contracts.networks.page import PAGE, TABLES, filled
from contracts.networks.rules import statements
from contracts.networks.vocabulary import Evidence

TEXT = PAGE.read_text("utf-8")


def test_the_tables_are_those_of_the_rules() -> None:
    assert filled(TEXT) == TEXT, "the rules have changed: python -m contracts.networks.page"


def test_every_table_is_on_the_page() -> None:
    assert sorted(re.findall(r"<!-- table: (\w+) -->", TEXT)) == sorted(TABLES)


def test_a_table_that_went_stale_is_noticed() -> None:
    assert "| 280 |" in TEXT
    assert filled(TEXT.replace("| 280 |", "| 281 |")) == TEXT


def test_a_table_that_nobody_makes_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("<!-- table: prices -->\n<!-- end -->")


@pytest.mark.parametrize("name", names())
def test_every_rule_is_on_the_page_with_its_source(name: str) -> None:
    for place, rule in statements(load(name)):
        row = f"| {load(name).title} | `{place}` | {rule.evidence} | {rule.checked} | {rule.source} |"
        assert row in TEXT


def test_every_way_of_knowing_is_explained() -> None:
    assert all(f"`{evidence}`" in TEXT for evidence in Evidence)
