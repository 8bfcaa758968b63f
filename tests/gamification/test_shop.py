"""The shop's routes: who may do what, what is shown of it, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from chassis.errors import Refused
from chassis.http import POSITION, Readiness, add_error_tree, caller_of, service_app
from contracts.consent import PersonErased
from services.gamification.api import reward_routes, shop_routes
from services.gamification.domain import GamificationError
from services.gamification.live import live
from services.gamification.projections import REDEMPTIONS, REWARDS
from services.gamification.publication import translate
from services.gamification.queries import Shop
from tests.gamification.conftest import NOW, Service, Shown, nothing, published
from tests.gamification.served import read
from tests.labels import UNSEEN, assert_tells

ADMINISTRATOR = f"{uuid4()}:administrator"
MUG = {"title": " A mug ", "words": "Blue,\r\nwith a handle.", "points": 10, "stock": 2}


@dataclass
class Client:
    """Asks; each answer's position is waited for by the next question."""

    client: httpx.AsyncClient
    service: Service
    position: str = "0"

    async def post(self, path: str, by: UUID | str, body: Any = None, *, key: str = "") -> Any:
        headers = {"authorization": f"Bearer {by}", "idempotency-key": key or str(uuid4())}
        answer = await self.client.post(path, headers=headers, json=body)
        self.position = answer.headers.get(POSITION, self.position)
        return answer

    async def get(self, path: str, by: UUID | str) -> Any:
        headers = {"authorization": f"Bearer {by}", POSITION: self.position}
        return await self.client.get(path, headers=headers)

    async def earn(self, points: int) -> UUID:
        who = uuid4()
        self.position = str(await asyncio.to_thread(self.service.happened, published(who, points=points)))
        return who

    async def make(self, **other: Any) -> str:
        answer = await self.post("/v1/rewards", ADMINISTRATOR, {**MUG, **other})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["reward_id"])

    async def redeem(self, reward: str, who: UUID) -> str:
        answer = await self.post(f"/v1/rewards/{reward}/redeem", who)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["redemption_id"])


@pytest_asyncio.fixture
async def shop(service: Service, shown: Shown) -> AsyncIterator[Client]:
    app = service_app("gamification", readiness=Readiness(), keys=None, lifespan=nothing)
    for root in (Refused, GamificationError):
        add_error_tree(app, root)
    who = caller_of(cast(Any, SimpleNamespace(read=read, read_known=read)))
    views = shown.projection
    goods = Shop(views.collection(REWARDS), views.collection(REDEMPTIONS), service.vault)
    app.include_router(reward_routes(store=service.store, rewards=service.rewards, clock=lambda: NOW, who=who))
    app.include_router(shop_routes(shop=goods, views=views, who=who))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gamification") as client:
        yield Client(client, service)


async def test_from_making_a_reward_to_having_it(shop: Client, shown: Shown) -> None:
    reward, who = await shop.make(), await shop.earn(25)
    (offered,) = (await shop.get("/v1/rewards", who)).json()["rewards"]
    assert offered == {
        "reward_id": reward,
        "title": "A mug",
        "words": "Blue,\nwith a handle.",
        "points": 10,
        "stock": 2,
        "retired": False,
        "made_at": "2026-11-23T10:00:00.000Z",
    }
    answer = await shop.post(f"/v1/rewards/{reward}/redeem", who, key="my-own-wish")
    again = await shop.post(f"/v1/rewards/{reward}/redeem", who, key="my-own-wish")
    assert answer.json() == again.json()
    assert (answer.json()["points"], answer.json()["balance"]) == (10, 15)
    redemption = answer.json()["redemption_id"]
    (mine,) = (await shop.get("/v1/me/redemptions", who)).json()["redemptions"]
    assert (mine["redemption_id"], mine["title"], mine["points"], mine["state"]) == (redemption, "A mug", 10, "open")
    assert (await shop.get("/v1/rewards", who)).json()["rewards"][0]["stock"] == 1
    (waiting,) = (await shop.get("/v1/redemptions", ADMINISTRATOR)).json()["redemptions"]
    assert (waiting["advocate_id"], waiting["settled_at"]) == (str(who), None)
    assert (await shop.post(f"/v1/redemptions/{redemption}/fulfil", ADMINISTRATOR)).status_code == 200
    assert (await shop.get("/v1/redemptions", ADMINISTRATOR)).json() == {"redemptions": [], "next": None}
    (mine,) = (await shop.get("/v1/me/redemptions", who)).json()["redemptions"]
    assert (mine["state"], mine["settled_at"]) == ("fulfilled", "2026-11-23T10:00:00.000Z")
    me = await shown.points.me(who, "2026-11")
    assert (me["points"], me["total"], me["balance"]) == (25, 25, 15)


async def test_the_ledger_explains_every_point(shop: Client, shown: Shown) -> None:
    reward, who = await shop.make(), await shop.earn(25)
    redemption = await shop.redeem(reward, who)
    assert (await shop.post(f"/v1/redemptions/{redemption}/refund", ADMINISTRATOR)).status_code == 200
    await shown.reach(int(shop.position))
    entries = (await shown.points.ledger(who, None))["entries"]
    assert [(entry["points"], entry["rule"]) for entry in entries] == [
        (10, "reward-refunded"),
        (-10, "reward-redeemed"),
        (25, "as-promised"),
    ]
    assert sum(entry["points"] for entry in entries) == (await shown.points.me(who, "all"))["balance"]
    assert entries[0]["reverses"] == entries[1]["entry_id"]
    assert {str(entry["redemption_id"]) for entry in entries[:2]} == {redemption}
    assert {str(entry["reward_id"]) for entry in entries[:2]} == {reward}
    assert (await shop.get("/v1/rewards", who)).json()["rewards"][0]["stock"] == 2


async def test_one_gives_back_what_one_does_not_have_yet(shop: Client, shown: Shown) -> None:
    reward, who, other = await shop.make(), await shop.earn(25), await shop.earn(25)
    redemption = await shop.redeem(reward, who)
    path = f"/v1/me/redemptions/{redemption}/give-back"
    assert (await shop.post(path, other)).status_code == 404
    assert (await shop.post(path, ADMINISTRATOR)).status_code == 404
    assert (await shop.post(path, who)).json() == {"redemption_id": redemption}
    (mine,) = (await shop.get("/v1/me/redemptions", who)).json()["redemptions"]
    assert mine["state"] == "refunded"
    assert (await shop.get("/v1/rewards", who)).json()["rewards"][0]["stock"] == 2
    assert (await shown.points.me(who, "2026-11"))["balance"] == 25
    assert (await shop.post(path, who)).json()["code"] == "redemption-settled"


async def test_each_refusal_has_its_code_and_changes_nothing(shop: Client) -> None:
    reward, poor, rich = await shop.make(stock=1), await shop.earn(9), await shop.earn(90)
    refused = await shop.post(f"/v1/rewards/{reward}/redeem", poor)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-enough-points")
    assert (refused.json()["balance"], refused.json()["points"]) == (9, 10)
    redemption = await shop.redeem(reward, rich)
    for path, by, body, code in (
        (f"/v1/rewards/{reward}/redeem", rich, None, "out-of-stock"),
        (f"/v1/rewards/{reward}/stock", ADMINISTRATOR, {"change": -1}, "stock-invalid"),
        (f"/v1/rewards/{uuid4()}/redeem", rich, None, "not-found"),
        (f"/v1/redemptions/{reward}/fulfil", ADMINISTRATOR, None, "not-found"),
        ("/v1/rewards", ADMINISTRATOR, {**MUG, "title": " ..."}, "words-invalid"),
        ("/v1/rewards", ADMINISTRATOR, {**MUG, "points": 0}, "invalid"),
        ("/v1/rewards", ADMINISTRATOR, {**MUG, "stock": -1}, "invalid"),
    ):
        answer = await shop.post(path, by, body)
        assert answer.json()["code"] == code, path
    await shop.post(f"/v1/redemptions/{redemption}/refund", ADMINISTRATOR)
    settled = await shop.post(f"/v1/redemptions/{redemption}/fulfil", ADMINISTRATOR)
    assert (settled.status_code, settled.json()["code"]) == (409, "redemption-settled")
    assert (await shop.post(f"/v1/rewards/{reward}/retire", ADMINISTRATOR)).status_code == 200
    retired = await shop.post(f"/v1/rewards/{reward}/redeem", rich)
    assert (retired.status_code, retired.json()["code"]) == (409, "reward-retired")
    assert (await shop.get("/v1/rewards", rich)).json() == {"rewards": []}
    (shown_,) = (await shop.get("/v1/rewards/retired", ADMINISTRATOR)).json()["rewards"]
    assert (shown_["reward_id"], shown_["stock"]) == (reward, 1)


@pytest.mark.parametrize(("title", "told"), UNSEEN.items())
async def test_a_rewards_title_can_be_seen(shop: Client, title: str, told: str) -> None:
    assert_tells(await shop.post("/v1/rewards", ADMINISTRATOR, {**MUG, "title": title}), "title", told)


async def test_only_administrators_make_change_and_settle(shop: Client) -> None:
    reward, who = await shop.make(), await shop.earn(20)
    redemption = await shop.redeem(reward, who)
    for path, body in (
        ("/v1/rewards", MUG),
        (f"/v1/rewards/{reward}/stock", {"change": 1}),
        (f"/v1/rewards/{reward}/retire", None),
        (f"/v1/redemptions/{redemption}/fulfil", None),
        (f"/v1/redemptions/{redemption}/refund", None),
    ):
        for role in ("", "curator", "auditor"):
            assert (await shop.post(path, f"{who}:{role}", body)).status_code == 403
    for path in ("/v1/redemptions", "/v1/rewards/retired"):
        assert (await shop.get(path, who)).status_code == 403


async def test_pages_of_redemptions_and_nobody_elses_are_mine(shop: Client) -> None:
    reward, who, other = await shop.make(points=1, stock=100), await shop.earn(60), await shop.earn(5)
    theirs = await shop.redeem(reward, other)
    mine = [await shop.redeem(reward, who) for _ in range(52)]
    first = (await shop.get("/v1/me/redemptions", who)).json()
    rest = (await shop.get(f"/v1/me/redemptions?after={first['next']}", who)).json()
    shown_ = [each["redemption_id"] for each in first["redemptions"] + rest["redemptions"]]
    assert (shown_, rest["next"]) == (mine[::-1], None)
    first = (await shop.get("/v1/redemptions?state=open", ADMINISTRATOR)).json()
    rest = (await shop.get(f"/v1/redemptions?state=open&after={first['next']}", ADMINISTRATOR)).json()
    shown_ = [each["redemption_id"] for each in first["redemptions"] + rest["redemptions"]]
    assert (shown_, rest["next"]) == ([theirs, *mine], None)


async def test_what_is_said_in_public_and_live(shop: Client) -> None:
    reward, who = await shop.make(), await shop.earn(20)
    refunded, fulfilled = await shop.redeem(reward, who), await shop.redeem(reward, who)
    await shop.post(f"/v1/redemptions/{refunded}/refund", ADMINISTRATOR)
    await shop.post(f"/v1/redemptions/{fulfilled}/fulfil", ADMINISTRATOR)
    third = await shop.redeem(reward, who)
    shop.service.happened(PersonErased(advocate_id=who, erased_at=NOW))
    store = shop.service.store
    events = [store.mapper.to_domain_event(row) for row in store.notifications(0, 100)]
    public = [said for event in events if (said := translate(event)) is not None]
    assert [said.event_type for said in public if "Reward" in said.event_type] == [
        "restu.RewardRedeemed.v1",
        "restu.RewardRedeemed.v1",
        "restu.RewardRefunded.v1",
        "restu.RewardFulfilled.v1",
        "restu.RewardRedeemed.v1",
        "restu.RewardRefunded.v1",
    ]
    assert {said.key for said in public} == {who}
    assert third.encode() in public[-1].data
    assert b'"rule":"person-erased"' in public[-1].data
    told = [update for event in events if (update := live(event)) is not None]
    own = [(seen.type, seen.data["balance"]) for seen in told if seen.type.startswith("points-")]
    assert own == [
        ("points-awarded", 20),
        ("points-spent", 10),
        ("points-spent", 0),
        ("points-refunded", 10),
        ("points-spent", 0),
        ("points-refunded", 10),
    ]
    assert all(seen.person is None for seen in told if seen.type == "reward-changed")
    assert all(seen.person == who for seen in told if seen.type != "reward-changed")
    assert [seen.type for seen in told if seen.hint == "reward-changed"] == ["reward-fulfilled"]
    assert [seen.type for seen in told if seen.hint == "standings-changed"] == [
        "points-awarded",
        "listing-changed",
    ]
