"""The OpenAPI document is what the services are, seen through the gateway, and takes nothing away from a client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from contracts.clients import taken_away
from contracts.golden import as_text
from services.gateway.proxy import SERVICES
from tests.contracts.openapi import FILE, applications, document, write

KEPT: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
CHANGES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def built() -> dict[str, FastAPI]:
    return applications()


@pytest.fixture(scope="module")
def made(built: dict[str, FastAPI]) -> dict[str, Any]:
    return document(built)


def test_nothing_is_taken_away_from_clients(made: dict[str, Any]) -> None:
    assert taken_away(KEPT, made) == []


def test_the_file_is_what_the_services_are(made: dict[str, Any]) -> None:
    assert as_text(made) == FILE.read_text("utf-8"), "contracts/openapi.json is not what the services are: make golden"


def test_what_takes_something_away_is_not_written(made: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    assert write(made, file) == []
    less = {**made, "paths": {path: held for path, held in made["paths"].items() if path != "/auth/me"}}

    assert write(less, file) == ["GET /auth/me is gone"]
    assert json.loads(file.read_text("utf-8")) == made


def test_it_is_made_anew_the_same(built: dict[str, FastAPI], made: dict[str, Any]) -> None:
    assert as_text(document(built)) == as_text(made)


def test_it_has_the_form_of_openapi() -> None:
    OpenAPI.model_validate(KEPT)


class Operation(NamedTuple):
    """One of the document's."""

    path: str
    method: str
    said: dict[str, Any]


OPERATIONS = [
    Operation(path, method, said) for path, methods in KEPT["paths"].items() for method, said in methods.items()
]
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.said["operationId"])


@each_operation
def test_an_operation_is_where_the_gateway_has_it(operation: Operation) -> None:
    (tag,) = operation.said["tags"]
    if tag == "gateway":
        assert not re.match(rf"/api/({'|'.join(SERVICES)})/", operation.path)
    else:
        assert tag in SERVICES
        assert operation.path.startswith(f"/api/{tag}/")


@each_operation
def test_an_operation_needs_what_the_gateway_asks_for(operation: Operation) -> None:
    if operation.path in ("/auth/session", "/auth/personas", "/auth/persona"):
        assert operation.said["security"] == []
    elif operation.method in CHANGES:
        assert operation.said["security"] == [{"session": [], "csrf": []}]
    else:
        assert operation.said["security"] == [{"session": []}]


@each_operation
def test_an_operation_says_what_it_does(operation: Operation) -> None:
    assert len(operation.said["summary"].split()) > 2, f"the route of {operation.path} has no docstring"


@each_operation
def test_what_an_operation_refuses_is_a_problem_document(operation: Operation) -> None:
    for status in operation.said["responses"].keys() - {"200", "201", "202", "204"}:
        content = KEPT["components"]["responses"][status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation.said["operationId"] for operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_no_internal_route_is_seen() -> None:
    assert not any("internal" in path for path in KEPT["paths"])


def test_every_reference_leads_somewhere() -> None:
    for kind, name in re.findall(r'"#/components/(\w+)/([\w.-]+)"', json.dumps(KEPT)):
        assert name in KEPT["components"][kind]


def test_what_a_request_holds_is_shown_by_examples_that_are_taken(built: dict[str, FastAPI]) -> None:
    for route in _routes(built):
        if route.body_field is None or not route.path.startswith(("/v1/", "/auth/")):
            continue
        takes: TypeAdapter[Any] = TypeAdapter(cast(Any, route.body_field.field_info.annotation))
        examples = takes.json_schema().get("examples")
        assert examples, f"{route.path} is shown by no example: model_config = shown({{...}})"
        for example in examples:
            takes.validate_json(json.dumps(example))


def _routes(built: dict[str, FastAPI]) -> Iterator[APIRoute]:
    for app in built.values():
        found = (context.original_route for context in iter_route_contexts(app.router.routes))
        yield from (route for route in found if isinstance(route, APIRoute))
