"""Made-up requests, good ones and broken ones, at every operation of the document, on a running stack.

Nothing goes wrong inside, and nothing is answered that the document does not describe. How many each operation gets is
RESTU_EXAMPLES; the seed is printed, and RESTU_DOCUMENT_SEED makes the same ones again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import Case, CheckFunction, GenerationMode, Response
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.values import Role
from restu.demo.browser import Person
from tests.contracts.access import DOCUMENT, OPERATIONS, Operation
from tests.integration.stage import ENDING
from tests.integration.town import RunningStack, town_in

SEED = int(os.environ.get("RESTU_DOCUMENT_SEED", "") or secrets.randbelow(2**32))
EXAMPLES = int(os.environ.get("RESTU_EXAMPLES", "5"))
SECONDS = 30.0
SCHEMA = schemathesis.openapi.from_dict(
    {
        **DOCUMENT,
        "paths": {
            path: {method: {**said, "security": []} for method, said in operations.items()}
            for path, operations in DOCUMENT["paths"].items()
        },
    }
)
"""Session and token are good in every request here: test_access has the others."""
CHECKS: list[CheckFunction] = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = "get_events"
"""Live updates are listened to in tests/gateway/test_live.py; their answer has no end that could be checked here."""
NOT_LET_IN = ("unauthenticated", "csrf")
CODES = {code for codes in DOCUMENT["x-codes"].values() for code in codes}
"""Every refusal there is; `internal`, for what nobody expected, is none."""


@dataclass(frozen=True)
class Guests:
    """Who may do everything, and for each operation after which they could do nothing more, somebody of its own."""

    address: str
    usual: Person
    leaving: dict[str, Person]

    def ask(self, operation: Operation, case: Case[Any]) -> Response:
        """As a browser of theirs, whatever the case has for session and token."""
        person = self.leaving.get(operation.said["operationId"], self.usual)
        headers = {"Origin": self.address, "Restu-CSRF": person.csrf}
        cookies = dict(person.client.cookies.items())
        with requests.Session() as session:
            session.trust_env = False
            return case.call(base_url=self.address, session=session, headers=headers, cookies=cookies, timeout=SECONDS)


@pytest.fixture(scope="module", autouse=True)
def _said(pytestconfig: pytest.Config) -> None:
    capturing = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capturing.global_and_fixture_disabled() if capturing is not None else nullcontext():
        print(f"\nRESTU_DOCUMENT_SEED={SEED}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guests(stack: RunningStack) -> AsyncIterator[Guests]:
    """New people, signed in."""
    async with town_in(stack) as town:
        leaving = {name: await town.signed_up("Gus Guest", list(Role)) for name in sorted(ENDING)}
        yield Guests(stack.addresses["gateway"], await town.signed_up("Gus Guest", list(Role)), leaving)


def asks() -> Iterator[Any]:
    """Each operation with good requests, and with broken ones where there is something to break."""
    for operation in OPERATIONS:
        name = operation.said["operationId"]
        if name == ENDLESS:
            continue
        yield pytest.param(operation, GenerationMode.POSITIVE, id=f"{name}-good")
        if operation.said.get("parameters") or "requestBody" in operation.said:
            yield pytest.param(operation, GenerationMode.NEGATIVE, id=f"{name}-broken")


@pytest.mark.parametrize(("operation", "mode"), list(asks()))
def test_nothing_fails_inside_and_all_that_is_answered_is_described(
    guests: Guests, operation: Operation, mode: GenerationMode
) -> None:
    # A good position that nobody has reached is waited for: once is enough of that.
    now = {"Restu-Position": "0"} if mode is GenerationMode.POSITIVE and _positioned(operation) else {}

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=SCHEMA[operation.path][operation.method].as_strategy(mode, feedback=FeedbackSources(), headers=now))
    def each(case: Case[Any]) -> None:
        answer = guests.ask(operation, case)
        code = answer.json()["code"] if answer.status_code >= 400 else ""
        assert answer.status_code < 500 or code in CODES, answer.text
        assert code not in NOT_LET_IN or operation.said["operationId"] in ENDING
        case.validate_response(answer, checks=CHECKS)

    each()


def _positioned(operation: Operation) -> bool:
    return any(one["name"] == "Restu-Position" for one in operation.said.get("parameters", ()))
