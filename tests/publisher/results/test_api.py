"""Results over HTTP, as each role: one's own for everybody, the programme's for who runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from chassis.auth import Caller
from chassis.errors import Unauthenticated
from chassis.http import Readiness, add_error_tree, caller_of, service_app
from contracts.values import Role
from services.publisher.api import report_routes, result_routes
from services.publisher.domain.errors import PublisherError
from services.publisher.queries import Returns
from tests.labels import UNSEEN, assert_tells
from tests.publisher.house import UTC_WEEKS
from tests.publisher.results.conftest import Firm

PILOT = {"name": "The board", "first_week": "2026-W49", "weeks": 3, "goals": {"participation": 50}}
PRICES = {"currency": "EUR", "likes": 50, "source": "Our own campaigns"}
NOTHING = "00000000-0000-4000-8000-000000000000"
READERS = {Role.CURATOR, Role.ADMINISTRATOR, Role.SPONSOR}
MAY: dict[str, set[Role]] = {
    "GET /v1/results/mine": set(Role),
    "GET /v1/results/programme": READERS,
    f"GET /v1/results/items/{NOTHING}": READERS,
    "GET /v1/results/prices": READERS,
    "PUT /v1/results/prices": {Role.ADMINISTRATOR},
    "GET /v1/pilots": {Role.ADMINISTRATOR, Role.SPONSOR},
    "POST /v1/pilots": {Role.ADMINISTRATOR},
    f"GET /v1/pilots/{NOTHING}": {Role.ADMINISTRATOR, Role.SPONSOR},
    f"POST /v1/pilots/{NOTHING}/end": {Role.ADMINISTRATOR},
}


class Callers:
    """Tokens that are a person's id and a role, or a service's name."""

    def read(self, authorization: str | None) -> Caller:
        name, _, role = (authorization or "").removeprefix("Bearer ").partition(" ")
        if name in {"consent", "content"}:
            return Caller(name, None, frozenset())
        if not role:
            raise Unauthenticated("this needs a bearer token")
        return Caller("gateway", UUID(name), frozenset({Role.ADVOCATE, Role(role)}))

    read_known = read


class Api:
    """The routes over a firm."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, operation: str, by: str, body: Any = None, key: str | None = None, **query: Any) -> Any:
        method, path = operation.split(" ")
        headers = {"Authorization": f"Bearer {by}", "Idempotency-Key": key or str(uuid4())}
        return await self._client.request(method, path, json=body, params=query, headers=headers)


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


@pytest_asyncio.fixture
async def api(firm: Firm) -> AsyncIterator[Api]:
    house, who = firm.house, caller_of(Callers())  # type: ignore[arg-type]
    app = service_app("publisher", readiness=Readiness(), keys=None, lifespan=_nothing)
    add_error_tree(app, PublisherError)
    returns = Returns(house.database, house.vault, UTC_WEEKS)
    app.include_router(result_routes(returns=returns, clock=house.clock, who=who))
    parts: dict[str, Any] = {"store": house.store, "programmes": house.programmes, "reports": firm.reports}
    app.include_router(report_routes(clock=house.clock, who=who, **parts))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://publisher") as client:
        yield Api(client)


def a(role: Role, person: UUID | None = None) -> str:
    return f"{person or uuid4()} {role}"


async def some(firm: Firm, number: int = 5) -> list[str]:
    """The ids of people who take part."""
    return [str(person) for person in await asyncio.to_thread(firm.people, number)]


async def body_of(operation: str, firm: Firm) -> Any:
    if operation == "POST /v1/pilots":
        return {**PILOT, "people": await some(firm)}
    return PRICES if operation.startswith("PUT") else None


@pytest.mark.parametrize("operation", MAY)
async def test_each_role_may_do_what_it_is_for(api: Api, firm: Firm, operation: str) -> None:
    for role in Role:
        told = await api.ask(operation, a(role), await body_of(operation, firm))
        let_in = role in MAY[operation]
        assert (told.status_code == 403) != let_in, (role, told.text)
        assert not let_in or told.status_code in (200, 201, 404), told.text
    for nobody, status in (("consent", 403), ("", 401)):
        assert (await api.ask(operation, nobody, await body_of(operation, firm))).status_code == status


@pytest.mark.parametrize(("text", "told"), UNSEEN.items())
async def test_what_pilots_and_prices_say_can_be_seen(api: Api, firm: Firm, text: str, told: str) -> None:
    pilot = {**PILOT, "people": await some(firm), "name": text}
    assert_tells(await api.ask("POST /v1/pilots", a(Role.ADMINISTRATOR), pilot), "name", told)
    [prices] = [operation for operation in MAY if operation.startswith("PUT")]
    assert_tells(await api.ask(prices, a(Role.ADMINISTRATOR), {**PRICES, "source": text}), "source", told)


async def test_a_pilot_is_opened_read_and_ended(api: Api, firm: Firm) -> None:
    administrator, sponsor = a(Role.ADMINISTRATOR), a(Role.SPONSOR)
    [another, *people] = await some(firm, 7)
    body, key = {**PILOT, "people": people}, str(uuid4())
    made = await api.ask("POST /v1/pilots", administrator, body, key)
    again = await api.ask("POST /v1/pilots", administrator, body, key)
    assert (made.status_code, again.json()) == (201, made.json())
    pilot = made.json()["pilot_id"]
    told = (await api.ask(f"GET /v1/pilots/{pilot}", sponsor)).json()
    assert told == {
        "pilot_id": pilot,
        "name": "The board",
        "state": "upcoming",
        "people": 6,
        "first_week": "2026-W49",
        "number_of_weeks": 3,
        "goals": {"participation": 50, "posts": None},
        "weeks": [],
        "total": {
            "posts": None,
            "engagement": {each: {"count": None, "told": None} for each in ("likes", "reposts", "replies", "views")},
            "value": None,
        },
        "trend": {"posts": None, "answers": None},
    }
    assert [each["pilot_id"] for each in (await api.ask("GET /v1/pilots", sponsor)).json()["pilots"]] == [pilot]
    twin = await api.ask("POST /v1/pilots", administrator, {**body, "people": [*people[1:], another]})
    assert (twin.status_code, twin.json()["code"]) == (409, "pilots-overlap")
    assert (await api.ask(f"POST /v1/pilots/{pilot}/end", administrator)).status_code == 200
    assert (await api.ask("POST /v1/pilots", administrator, {**body, "people": people[1:]})).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"people": [str(uuid4()) for _ in range(5)]}, "pilot-invalid"),
        ({"people": [NOTHING] * 9}, "pilot-invalid"),
        ({"first_week": "2026-W48"}, "pilot-invalid"),
        ({"first_week": "2026-W99"}, "invalid"),
        ({"first_week": "next week"}, "invalid"),
        ({"weeks": 0}, "invalid"),
        ({"name": "…"}, "words-invalid"),
    ],
)
async def test_a_pilot_that_could_not_be_held_is_refused(
    api: Api, firm: Firm, wrong: dict[str, Any], code: str
) -> None:
    body = {**PILOT, "people": await some(firm), **wrong}
    told = await api.ask("POST /v1/pilots", a(Role.ADMINISTRATOR), body)
    assert (told.status_code, told.json()["code"]) == (422, code)


async def test_the_value_is_told_with_its_formula_once_somebody_has_set_prices(api: Api, firm: Firm) -> None:
    people = await asyncio.to_thread(firm.people, 5)
    activity = await asyncio.to_thread(firm.offer)
    for person in people:
        await asyncio.to_thread(firm.publish, person, activity)
    await asyncio.to_thread(firm.house.pass_time, days=20)
    curator = a(Role.CURATOR)
    assert (await api.ask("GET /v1/results/prices", curator)).json() == {"prices": None}
    assert (await api.ask("GET /v1/results/programme", curator)).json()["total"]["value"] is None
    await api.ask("PUT /v1/results/prices", a(Role.ADMINISTRATOR), PRICES)
    prices = (await api.ask("GET /v1/results/prices", curator)).json()["prices"]
    assert (prices["likes"], prices["reposts"], prices["source"]) == (50, None, "Our own campaigns")
    told = (await api.ask("GET /v1/results/programme", curator)).json()
    assert told["total"]["value"] == {
        "currency": "EUR",
        "value": 750,
        "terms": [{"of": "likes", "count": 15, "price": 50, "value": 750}],
        "left_out": {"reposts": "no-price", "replies": "no-price", "views": "not-told"},
        "formula": "15 likes * 0.050 = 0.750 EUR",
    }
    assert [week["week"] for week in told["weeks"]] == ["2026-W49", "2026-W48"]
    one = (await api.ask("GET /v1/results/programme", curator, last="2026-W48", weeks=1)).json()
    assert one["weeks"] == told["weeks"][-1:]


async def test_ones_own_return_is_ones_own(api: Api, firm: Firm) -> None:
    (person,) = await asyncio.to_thread(firm.people, 1)
    await asyncio.to_thread(firm.publish, person, await asyncio.to_thread(firm.offer))
    mine = (await api.ask("GET /v1/results/mine", a(Role.ADVOCATE, person))).json()
    assert (mine["needed"], mine["engagement"]["change"], len(mine["accounts"])) == (6, None, 1)
    for role in Role:
        other = (await api.ask("GET /v1/results/mine", a(role))).json()
        assert (other["engagement"], other["accounts"]) == (None, [])
