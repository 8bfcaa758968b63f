"""The table of who may do what has a line for each operation and none besides, and says what the document says."""

from __future__ import annotations

from contracts.values import Role
from tests.contracts.access import OPERATIONS, OWNER, TABLE


def test_every_operation_has_a_line_and_every_line_an_operation() -> None:
    assert sorted(TABLE["operations"]) == sorted(each.name for each in OPERATIONS)


def test_a_line_lets_in_somebody_whom_there_is() -> None:
    assert set(TABLE["operations"].values()) <= TABLE["who"].keys()
    assert {each for who in TABLE["who"].values() for each in who} == {"nobody", OWNER, *Role}


def test_only_what_lets_in_anybody_needs_no_session() -> None:
    assert [each.name for each in OPERATIONS if "nobody" in each.let_in] == [
        each.name for each in OPERATIONS if not each.said["security"]
    ]


def test_every_change_takes_a_key_unless_the_table_says_why_not() -> None:
    assert {each.name for each in OPERATIONS if each.change and not each.keyed} == TABLE["without_key"].keys()
    assert not any(each.keyed for each in OPERATIONS if not each.change)
