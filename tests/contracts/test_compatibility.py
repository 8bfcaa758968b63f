"""Each way of taking something away from those who rely on a schema is said in a sentence; adding is not one."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compatibility import Part, no_longer_promised, no_longer_taken

TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 0, "maximum": 100}
PLACE = {"type": "object", "properties": {"city": TEXT}, "required": ["city"]}


def _object(required: list[str] | None = None, /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required or []}


def _taken(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return list(no_longer_taken(Part(old, old, "It"), Part(new, new, "It")))


def _promised(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return list(no_longer_promised(Part(old, old, "It"), Part(new, new, "It")))


NULLABLE = {"anyOf": [TEXT, {"type": "null"}]}
CODES = {"type": "string", "enum": ["a", "b"]}
MORE_CODES = {"type": "string", "enum": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (TEXT, {"type": "integer"}, "It.x may no longer be of type string"),
        (NULLABLE, TEXT, "It.x may no longer be null"),
        ({}, TEXT, "It.x may no longer be anything"),
        ({"type": "number"}, {"type": "integer"}, "It.x may no longer be of type number"),
        (MORE_CODES, CODES, "It.x may no longer be `c`"),
        (TEXT, CODES, "It.x must now be one of `a`, `b`"),
        (CODES, {"type": "string", "const": "a"}, "It.x may no longer be `b`"),
        (NUMBER, {**NUMBER, "minimum": 1}, "It.x has the minimum 1 now (0 before)"),
        (NUMBER, {**NUMBER, "maximum": 99}, "It.x has the maximum 99 now (100 before)"),
        (TEXT, {**TEXT, "maxLength": 5}, "It.x has the maxLength 5 now (none before)"),
        (TEXT, {**TEXT, "pattern": "^a$"}, "It.x has the pattern ^a$ now (none before)"),
        (TEXT, {**TEXT, "format": "uuid"}, "It.x has the format uuid now (none before)"),
        (_object(), PLACE, "It.x.city is required now"),
        (PLACE, {**_object(), "additionalProperties": False}, "It.x.city is no longer taken"),
        ({"type": "array", "items": MORE_CODES}, {"type": "array", "items": CODES}, "It.x[] may no longer be `c`"),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": CODES},
            "It.x.* must now be one of `a`, `b`",
        ),
    ],
)
def test_what_is_no_longer_taken_is_said(old: dict[str, Any], new: dict[str, Any], lost: str) -> None:
    assert lost in _taken(_object(x=old), _object(x=new))
    assert _taken(_object(x=old), _object(x=old)) == []


def test_a_field_that_is_newly_required_is_said() -> None:
    assert _taken(_object(x=TEXT), _object(["y"], x=TEXT, y=TEXT)) == ["It.y is required now"]


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (TEXT, {"type": "integer"}, "It.x may now be of type integer"),
        (TEXT, NULLABLE, "It.x may now be null"),
        (TEXT, {}, "It.x may now be anything"),
        ({"type": "integer"}, {"type": "number"}, "It.x may now be of type number"),
        ({**TEXT, "format": "uuid"}, TEXT, "It.x has the format none now (uuid before)"),
        ({**TEXT, "pattern": "^a$"}, {**TEXT, "pattern": "^b$"}, "It.x has the pattern ^b$ now (^a$ before)"),
        (PLACE, _object(), "It.x.city is gone"),
        (PLACE, _object(city=TEXT), "It.x.city may be missing now"),
        ({"type": "array", "items": TEXT}, {"type": "array"}, "It.x[] may now be anything"),
    ],
)
def test_what_is_no_longer_promised_is_said(old: dict[str, Any], new: dict[str, Any], lost: str) -> None:
    assert lost in _promised(_object(x=old), _object(x=new))
    assert _promised(_object(x=old), _object(x=old)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (CODES, MORE_CODES),
        (NUMBER, {**NUMBER, "maximum": 200}),
        (_object(), _object(y=TEXT)),
        (TEXT, {**TEXT, "description": "in other words", "title": "X", "default": ""}),
    ],
)
def test_adding_takes_nothing_away(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert _taken(_object(x=old), _object(x=new)) == []
    assert _promised(_object(x=old), _object(x=new)) == []


def test_taking_more_and_giving_less_are_no_loss() -> None:
    assert _taken(_object(["x"], x=TEXT), _object(x=NULLABLE)) == []
    assert _promised(_object(x=NULLABLE), _object(["x"], x=TEXT)) == []


def test_references_are_followed_in_their_own_document() -> None:
    old = {**_object(x={"$ref": "#/$defs/Codes"}), "$defs": {"Codes": MORE_CODES}}
    new = {**_object(x={"$ref": "#/$defs/Other"}), "$defs": {"Other": CODES}}
    assert _taken(old, new) == ["It.x may no longer be `c`"]


def test_a_keyword_that_nobody_thought_of_is_a_loss_when_it_changes() -> None:
    assert _taken(_object(x=TEXT), _object(x={**TEXT, "not": CODES}))
    assert _promised(_object(x={**TEXT, "not": CODES}), _object(x=TEXT))
