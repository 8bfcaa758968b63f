"""Every operation as every role, as the owner and as a stranger, against contracts/access.toml on a running stack."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from chassis.auth import TokenIssuer
from contracts.values import Role
from services.gateway.proxy import SERVICES
from tests.content.web import Web
from tests.contracts.access import KEY, OPERATIONS, OWNER, Operation
from tests.integration.stage import CALLERS, NOBODY, Answer, Stage, Wish, stage_in
from tests.integration.town import RunningStack, town_in
from tests.integration.wishes import Wishes

pytestmark = pytest.mark.asyncio(loop_scope="module")

DONE = frozenset({200, 201, 202, 204})
AS_THINGS_STAND = {
    "post_publisher_posts_post_id_resolve": "not-uncertain",
    "post_consent_respond": "already-published",
    "post_gamification_rewards_reward_id_redeem": "not-enough-points",
}
"""What somebody who is let in is told of a post that is published, or where they have earned nothing yet."""
NAMES = re.compile(r"\{(\w+)\}")
EVIL = "https://evil.example.org"
FORGED = {
    "without the token": {"Restu-CSRF": ""},
    "with the token of another session": {"Restu-CSRF": "0" * 64},
    "from another origin": {"Origin": EVIL},
    "from a page without an origin": {"Origin": "null"},
    "from another site": {"Sec-Fetch-Site": "cross-site"},
    "from a neighbouring site": {"Sec-Fetch-Site": "same-site"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(stack: RunningStack) -> AsyncIterator[Stage]:
    """One of each, for all of these tests."""
    async with town_in(stack) as town, stage_in(town) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wishes(stage: Stage) -> AsyncIterator[Wishes]:
    """Good requests."""
    web = Web()
    yield Wishes(stage, web)
    web.close()


def each(operations: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=lambda one: one.said["operationId"])


def was_done(operation: Operation, answer: Answer) -> bool:
    return answer.status in DONE or answer.code == AS_THINGS_STAND.get(operation.said["operationId"], "nothing else")


@each([one for one in OPERATIONS if not one.owned])
async def test_each_role_may_do_what_the_table_says(stage: Stage, wishes: Wishes, operation: Operation) -> None:
    met = {}
    for who in CALLERS:
        answer = await stage.ask(operation, await wishes.of(operation), await stage.caller(who, operation))
        met[who] = "done" if was_done(operation, answer) else f"{answer.status} {answer.code}"

    refused = dict.fromkeys(CALLERS, "403 forbidden") | {NOBODY: "401 unauthenticated"}
    assert met == refused | dict.fromkeys(operation.let_in, "done")


@each([one for one in OPERATIONS if one.owned])
async def test_a_thing_is_its_owners_and_to_others_not_there(
    stage: Stage, wishes: Wishes, operation: Operation
) -> None:
    wish = await wishes.of(operation)
    assert (await stage.ask(operation, wish, None)).status == 401
    for role in Role:
        stranger = await stage.caller(role, operation)
        told = await stage.ask(operation, wish, stranger)
        nowhere = await stage.ask(operation, wish.elsewhere(), stranger)
        assert (told.status, told.body) == (nowhere.status, nowhere.body), role
        assert told.status == 404, (role, told.body)

    answer = await stage.ask(operation, wish, await stage.caller(OWNER, operation))
    assert was_done(operation, answer), answer.body


@each([one for one in OPERATIONS if one.change])
async def test_a_forged_change_is_refused(stage: Stage, operation: Operation) -> None:
    wish = Wish({name: str(uuid4()) for name in NAMES.findall(operation.path)}, body={})
    person = stage.people[Role.ADMINISTRATOR]
    ways = FORGED if operation.said["security"] else {how: way for how, way in FORGED.items() if "token" not in how}
    if not operation.said["security"]:
        wish = Wish(body={"person_id": person.id})
    for how, headers in ways.items():
        answer = await stage.ask(operation, wish, person, headers)
        assert (answer.status, answer.code) == (403, "csrf"), how


@each([one for one in OPERATIONS if one.keyed])
async def test_a_change_without_its_key_is_not_done(stage: Stage, wishes: Wishes, operation: Operation) -> None:
    who = operation.let_in[0]
    caller = stage.owner.person if who == OWNER else stage.people[who]
    wish = await wishes.of(operation)
    for key in ("", "short", "k" * 129):
        answer = await stage.ask(operation, wish, caller, {KEY: key})
        assert (answer.status, answer.code) == (422, "invalid"), key
        assert KEY.lower() in {part.lower() for error in answer.body["errors"] for part in error["where"]}


@each([one for one in OPERATIONS if one.service in SERVICES])
async def test_at_a_service_only_the_gateway_speaks_for_a_person(
    stage: Stage, stack: RunningStack, wishes: Wishes, operation: Operation
) -> None:
    service, other = operation.service, next(one for one in SERVICES if one != operation.service)
    wish, person = await wishes.of(operation), UUID(stage.people[Role.ADMINISTRATOR].id)
    tokens = {
        "nobody": "",
        "another service": issuer(stack, other).for_service(service),
        "the command line": issuer(stack, "cli").for_service(service),
        "the gateway for itself": issuer(stack, "gateway").for_service(service),
        "another service for a person": issuer(stack, other).for_person(service, person, frozenset(Role)),
        "the gateway to another service": issuer(stack, "gateway").for_person(other, person, frozenset(Role)),
    }
    address = stack.addresses[service] + operation.path.format(**wish.path).replace(f"/api/{service}/", "/v1/")
    met = {}
    for who, token in tokens.items():
        headers = {"Authorization": f"Bearer {token}" if token else "", KEY: str(uuid4()) if operation.keyed else ""}
        met[who] = (await stage.send(operation.method, address, wish, headers)).status

    assert met == {
        "nobody": 401,
        "another service": 403,
        "the command line": 403,
        "the gateway for itself": 403,
        "another service for a person": 401,
        "the gateway to another service": 401,
    }


def issuer(stack: RunningStack, service: str) -> TokenIssuer:
    """Whoever holds a service's key."""
    keys = json.loads((stack.home.folder / "keys" / service / "signing.jwks").read_text("utf-8"))
    return TokenIssuer(service, keys)
