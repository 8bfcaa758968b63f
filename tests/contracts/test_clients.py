"""Each way of taking something away from clients of the HTTP interface is said in a sentence; adding is not one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from contracts.clients import taken_away

REF = {"schema": {"$ref": "#/components/schemas/Thing"}}
OLD: dict[str, Any] = {
    "x-codes": {"shop": {"sold-out": 409}},
    "paths": {
        "/things": {
            "post": {
                "security": [{"session": []}],
                "parameters": [
                    {"in": "query", "name": "after", "required": False, "schema": {"type": "string"}},
                    {"in": "query", "name": "limit", "required": True, "schema": {"type": "integer", "maximum": 50}},
                ],
                "requestBody": {"required": False, "content": {"application/json": REF}},
                "responses": {
                    "201": {"headers": {"Restu-Position": {}}, "content": {"application/json": REF}},
                    "409": {"$ref": "#/components/responses/409"},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Problem": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
            "Thing": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "colour": {"type": "string", "enum": ["red", "blue"]}},
                "required": ["name"],
            },
        }
    },
}

Change = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]
"""Of the whole document, of its one operation, of its one schema."""


def _lost(change: Change) -> list[str]:
    new = copy.deepcopy(OLD)
    change(new, new["paths"]["/things"]["post"], new["components"]["schemas"]["Thing"])
    return taken_away(OLD, new)


def _parameter(name: str, **words: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "schema": {"type": "string"}, **words}


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda new, _, __: new["paths"].clear(), "POST /things is gone"),
        (lambda _, post, __: post["security"][0].update(csrf=[]), "POST /things needs csrf now"),
        (lambda _, post, __: post["parameters"].pop(0), "POST /things after is no longer taken"),
        (lambda _, post, __: post["parameters"][0].update(required=True), "POST /things after is required now"),
        (
            lambda _, post, __: post["parameters"].append(_parameter("colour", required=True)),
            "POST /things colour is required now",
        ),
        (
            lambda _, post, __: post["parameters"][1]["schema"].update(maximum=20),
            "POST /things limit has the maximum 20 now (50 before)",
        ),
        (lambda _, post, __: post["requestBody"].update(required=True), "POST /things body is required now"),
        (lambda _, post, __: post["requestBody"]["content"].clear(), "POST /things body is no longer application/json"),
        (lambda _, __, thing: thing["required"].append("colour"), "POST /things body.colour is required now"),
        (
            lambda _, __, thing: thing["properties"]["colour"]["enum"].remove("red"),
            "POST /things body.colour may no longer be `red`",
        ),
        (lambda _, __, thing: thing["properties"].pop("name"), "POST /things 201.name is gone"),
        (lambda _, __, thing: thing["required"].clear(), "POST /things 201.name may be missing now"),
        (lambda _, post, __: post["responses"].pop("201"), "POST /things 201 is no longer an answer"),
        (
            lambda _, post, __: post["responses"]["201"].pop("headers"),
            "POST /things 201 no longer has the header Restu-Position",
        ),
        (
            lambda _, post, __: post["responses"]["201"]["content"].clear(),
            "POST /things 201 is no longer application/json",
        ),
        (lambda new, _, __: new["x-codes"]["shop"].clear(), "shop no longer refuses with `sold-out`"),
        (
            lambda new, _, __: new["x-codes"]["shop"].update({"sold-out": 410}),
            "shop refuses with `sold-out` under the status 410 now (409 before)",
        ),
        (
            lambda new, _, __: new["components"]["schemas"]["Problem"]["properties"].clear(),
            "A problem document.code is gone",
        ),
    ],
)
def test_what_a_client_loses_is_said(change: Change, lost: str) -> None:
    assert lost in _lost(change)


@pytest.mark.parametrize(
    "change",
    [
        lambda new, post, _: new["paths"].update({"/more": {"get": post}}),
        lambda _, post, __: post["parameters"].append(_parameter("colour")),
        lambda _, post, __: post["parameters"][1].update(required=False),
        lambda _, post, __: post["responses"].update({"503": {}}),
        lambda _, __, thing: thing["properties"].update(size={"type": "integer"}),
        lambda _, __, thing: thing["properties"]["colour"]["enum"].append("green"),
        lambda new, _, __: new["x-codes"]["shop"].update({"closed": 409}),
    ],
)
def test_adding_takes_nothing_away(change: Change) -> None:
    assert _lost(change) == []
