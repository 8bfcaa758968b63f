"""The publisher's routes over real views: what a person sees of accounts and posts, what consent asks for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from chassis.auth import Caller
from chassis.errors import Unauthenticated
from chassis.follower import Follower
from chassis.http import POSITION, Readiness, add_error_tree, caller_of, service_app
from chassis.projection import Projection, open_views
from contracts.values import Choice, Kind, Network, Role, timestamp, unconnected_account
from services.publisher.api import account_routes, internal_routes, post_routes
from services.publisher.domain.errors import PublisherError
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import events
from services.publisher.networks.protocol import AuthExpired, Engagement, Rejected, Retryable, Target
from services.publisher.projections import ACCOUNTS, COLLECTIONS, LIVE_STATES, POSTS, RETURNED, handlers, live
from services.publisher.queries import AccountViews, Known, PostViews, Proposals
from services.publisher.targets import Targets
from tests.publisher.house import CUT_BEFORE, LATE, LIMIT, START, House
from tests.servers import MongoDatabase


class Callers:
    """Tokens that are a person's id or a service's name."""

    def read(self, authorization: str | None) -> Caller:
        name = (authorization or "").removeprefix("Bearer ")
        if name in {"consent", "content"}:
            return Caller(name, None, frozenset())
        try:
            return Caller("gateway", UUID(name), frozenset({Role.ADVOCATE}))
        except ValueError:
            raise Unauthenticated("this needs a bearer token") from None

    read_known = read


class Api:
    """The publisher over HTTP, and what the house behind it does."""

    def __init__(self, house: House, client: httpx.AsyncClient, projection: Projection) -> None:
        self.house = house
        self._client = client
        self._projection = projection

    async def post(self, path: str, body: Any, by: object, key: str | None = None) -> httpx.Response:
        return await self._client.post(path, json=body, headers=self._headers(by, key))

    async def delete(self, path: str, by: object) -> httpx.Response:
        return await self._client.delete(path, headers=self._headers(by, None))

    async def get(self, path: str, by: object, **query: object) -> httpx.Response:
        position = str(self.house.store.position())
        headers = {"Authorization": f"Bearer {by}", POSITION: position}
        await self._projection.wait_for(int(position), timeout=10.0)
        return await self._client.get(path, params={name: str(value) for name, value in query.items()}, headers=headers)

    def _headers(self, by: object, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {by}", "Idempotency-Key": key or str(uuid4())}

    async def act(self, act: Any, *args: Any, **more: Any) -> Any:
        """Something the house does, beside this loop."""
        return await asyncio.to_thread(act, *args, **more)

    async def published(self, ann: UUID, account: UUID, *hows: Any) -> UUID:
        def go() -> UUID:
            self.house.network.next_sends = list(hows)
            approval = self.house.approve(ann, account)
            self.house.settle()
            self.house.grant(approval)
            self.house.settle()
            return approval

        return await asyncio.to_thread(go)


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


@pytest_asyncio.fixture
async def api(house: House, mongo_database: MongoDatabase) -> AsyncIterator[Api]:
    follower = Follower(house.store)
    views = open_views(mongo_database.url, mongo_database.name)
    projection = Projection(follower, views, "publisher", collections=COLLECTIONS, handlers=handlers())
    who, proposals = caller_of(Callers()), Proposals(house.store, zone="UTC")  # type: ignore[arg-type]
    app = service_app("publisher", readiness=Readiness(), keys=None, lifespan=_nothing)
    add_error_tree(app, PublisherError)
    parts: dict[str, Any] = {"store": house.store, "projection": projection, "clock": house.clock, "who": who}
    accounts = AccountViews(projection.collection(ACCOUNTS), house.vault)
    posts = PostViews(projection.collection(POSTS), house.vault)
    app.include_router(
        account_routes(
            accounts=house.accounts, connecting=house.connecting, views=accounts, proposals=proposals, **parts
        )
    )
    app.include_router(
        post_routes(posts=house.posts, looking_up=house.looking_up, composing=house.composing, views=posts, **parts)
    )
    known, targets = Known(house.store, house.vault, house.desk.connectors), Targets(house.desk)
    app.include_router(internal_routes(known=known, proposals=proposals, targets=targets, clock=house.clock, who=who))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        follower,
        projection,
        httpx.AsyncClient(transport=transport, base_url="http://publisher") as client,
    ):
        yield Api(house, client, projection)


async def connect(api: Api, ann: UUID) -> UUID:
    begun = await api.post("/v1/accounts/connect", {"network": "mastodon", "instance": "social.example"}, ann)
    assert begun.status_code == 200, begun.text
    done = await api.post("/v1/accounts/complete", {"state": begun.json()["state"], "code": "ann"}, ann)
    assert done.status_code == 201, done.text
    return UUID(done.json()["account_id"])


async def test_a_person_connects_sees_and_disconnects_an_account(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    shown = (await api.get("/v1/accounts", ann)).json()["accounts"]
    assert shown == [
        {
            "account_id": str(account),
            "network": "mastodon",
            "handle": "@ann@social.example",
            "server": "https://social.example",
            "max_characters": 500,
            "characters_per_url": 23,
            "connected": True,
            "connected_at": timestamp(START),
            "disconnected_at": None,
            "disconnected_because": None,
        }
    ]
    assert (await api.get("/v1/accounts", uuid4())).json() == {"accounts": []}

    assert (await api.delete(f"/v1/accounts/{account}", uuid4())).status_code == 404
    assert (await api.delete(f"/v1/accounts/{account}", ann)).status_code == 200
    [after] = (await api.get("/v1/accounts", ann)).json()["accounts"]
    assert (after["connected"], after["disconnected_because"]) == (False, "disconnected")


async def test_a_post_is_shown_from_its_slot_to_its_link(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    approval = await api.act(api.house.approve, ann, account, choice=Choice.DRIP, window=timedelta(days=4))
    [waiting] = (await api.get("/v1/posts", ann)).json()["posts"]
    assert waiting["state"] == "scheduled"
    assert waiting["link"] is None
    assert waiting["because"] == ["spread", "sensible-hours"]
    assert "because it is among the" in waiting["explained"]["en"]
    assert "karena" in waiting["explained"]["id"]

    published = await api.published(ann, account)
    one = (await api.get(f"/v1/posts/{post_id(published)}", ann)).json()
    assert (one["state"], one["link"]) == ("published", "https://social.example/@ann/100")
    assert one["handle"] == "@ann@social.example"
    assert one["published_at"] == timestamp(START)
    listed = (await api.get("/v1/posts", ann)).json()["posts"]
    assert {post["approval_id"] for post in listed} == {str(approval), str(published)}
    only = (await api.get("/v1/posts", ann, state="published")).json()["posts"]
    assert [post["approval_id"] for post in only] == [str(published)]


async def test_nobody_sees_anybody_elses_posts(api: Api) -> None:
    ann = uuid4()
    approval = await api.published(ann, await connect(api, ann))
    assert (await api.get("/v1/posts", uuid4())).json() == {"posts": []}
    assert (await api.get(f"/v1/posts/{post_id(approval)}", uuid4())).status_code == 404
    for verb, body in (("take-down", None), ("resolve", {"outcome": "not-posted"})):
        answer = await api.post(f"/v1/posts/{post_id(approval)}/{verb}", body, uuid4())
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_the_id_of_something_else_is_no_post(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    answer = await api.post(f"/v1/posts/{account}/take-down", None, ann)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_a_returned_post_says_why_it_waits(api: Api) -> None:
    ann = uuid4()
    approval = await api.published(ann, await connect(api, ann), LIMIT)
    post = (await api.get(f"/v1/posts/{post_id(approval)}", ann)).json()
    later = timestamp(START + timedelta(minutes=7))
    assert (post["state"], post["reason"], post["retry_at"], post["slot_at"]) == (
        "scheduled",
        "rate-limited",
        later,
        later,
    )


async def test_taking_down_is_accepted_and_then_done(api: Api) -> None:
    ann = uuid4()
    approval = await api.published(ann, await connect(api, ann))
    path = f"/v1/posts/{post_id(approval)}"
    asked = await api.post(f"{path}/take-down", None, ann, key="take-it-down")
    assert (asked.status_code, asked.json()["state"]) == (202, "removing")
    assert (await api.get(path, ann)).json()["state"] == "removing"
    await api.act(api.house.settle)
    gone = (await api.get(path, ann)).json()
    assert (gone["state"], gone["link"], gone["removed_at"]) == ("removed", None, timestamp(START))
    again = await api.post(f"{path}/take-down", None, ann, key="take-it-down")
    assert (again.status_code, again.json()["state"]) == (202, "removing")


async def uncertain(api: Api, ann: UUID, how: Any) -> UUID:
    approval = await api.published(ann, await connect(api, ann), how)
    await api.act(api.house.pass_time, seconds=40)
    path = f"/v1/posts/{post_id(approval)}"
    assert (await api.get(path, ann)).json()["state"] == "uncertain"
    return approval


async def test_a_person_says_that_it_was_not_posted_once(api: Api) -> None:
    ann = uuid4()
    approval = await uncertain(api, ann, CUT_BEFORE)
    path = f"/v1/posts/{post_id(approval)}/resolve"
    said = await api.post(path, {"outcome": "not-posted"}, ann, key="the-first-word")
    assert said.json() == {"post_id": str(post_id(approval)), "state": "uncertain", "resolution": "not-posted"}
    assert (await api.post(path, {"outcome": "not-posted"}, ann, key="the-first-word")).json() == said.json()
    other = await api.post(path, {"outcome": "posted"}, ann)
    assert (other.status_code, other.json()["code"]) == (409, "already-resolved")


async def test_a_link_is_looked_up_and_found_or_only_reported(api: Api) -> None:
    ann = uuid4()
    found = await uncertain(api, ann, LATE)
    api.house.clock.now += timedelta(minutes=4)
    body = {"outcome": "posted", "link": "https://social.example/@ann/100"}
    said = await api.post(f"/v1/posts/{post_id(found)}/resolve", body, ann)
    assert said.json()["state"] == "published"

    ben = uuid4()
    api.house.network.of_key.clear()
    api.house.sign_in.registered.clear()
    begun = await api.post("/v1/accounts/connect", {"network": "mastodon", "instance": "other.example"}, ben)
    done = await api.post("/v1/accounts/complete", {"state": begun.json()["state"], "code": "ann"}, ben)
    missing = await api.published(ben, UUID(done.json()["account_id"]), CUT_BEFORE)
    await api.act(api.house.pass_time, seconds=40)
    said = await api.post(f"/v1/posts/{post_id(missing)}/resolve", body, ben)
    assert (said.json()["state"], said.json()["resolution"]) == ("uncertain", "posted-reported")


async def test_what_is_not_uncertain_is_not_resolved(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    approval = await api.act(api.house.approve, ann, account)
    answer = await api.post(f"/v1/posts/{post_id(approval)}/resolve", {"outcome": "not-posted"}, ann)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-uncertain")


async def test_what_readers_do_is_shown_over_time_to_the_author_alone(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    approval = await api.act(api.house.approve, ann, account)
    await api.act(api.house.settle)
    await api.act(api.house.grant, approval)
    await api.act(api.house.settle)
    path = f"/v1/posts/{post_id(approval)}/engagement"
    assert (await api.get(path, ann)).json() == {"post_id": str(post_id(approval)), "counted": []}
    api.house.network.engagement = Engagement(likes=3, replies=1)
    await api.act(api.house.pass_time, minutes=10)
    assert (await api.get(path, ann)).json()["counted"] == [
        {"at": timestamp(START + timedelta(minutes=10)), "likes": 3, "reposts": None, "replies": 1, "views": None}
    ]
    assert (await api.get(path, uuid4())).status_code == 404


async def test_consent_asks_for_accounts_and_nobody_else_does(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    path = f"/internal/accounts/{account}"
    assert (await api.get(path, "consent")).json() == {
        "account_id": str(account),
        "advocate_id": str(ann),
        "network": "mastodon",
        "handle": "@ann@social.example",
        "max_characters": 500,
        "characters_per_url": 23,
        "kinds": ["post", "repost", "like", "comment", "follow"],
        "images": True,
        "connected": True,
    }
    api.house.network.forbidden = frozenset({Kind.LIKE})
    assert "like" not in (await api.get(path, "consent")).json()["kinds"]
    assert (await api.get(f"/internal/accounts/{uuid4()}", "consent")).status_code == 404
    for stranger in ("content", ann):
        assert (await api.get(path, stranger)).status_code == 403
    assert (await api.get(path, "nobody")).status_code == 401


async def test_consent_asks_what_stands_at_a_target(api: Api) -> None:
    account = await connect(api, uuid4())
    asked = {"account_id": str(account), "kind": "comment", "url": "https://social.example/@bob/77"}
    api.house.network.target = Target("", "77", "@bob@social.example", "We are hiring", "", START)
    assert (await api.post("/internal/targets", asked, "consent")).json() == {
        "url": "https://social.example/@bob/77",
        "handle": "@bob@social.example",
        "text": "We are hiring",
        "content_warning": "",
        "created_at": timestamp(START),
    }
    assert (await api.post("/internal/targets", asked, "content")).status_code == 403
    unknown = {**asked, "account_id": str(uuid4())}
    assert (await api.post("/internal/targets", unknown, "consent")).status_code == 404


@pytest.mark.parametrize(
    ("error", "status", "code", "reason"),
    [
        (Rejected("already-liked"), 409, "target-unusable", "already-liked"),
        (AuthExpired(), 409, "target-unusable", "auth-expired"),
        (Retryable("unreachable"), 503, "unavailable", None),
    ],
)
async def test_what_cannot_be_done_to_a_target_is_told(
    api: Api, error: Exception, status: int, code: str, reason: str | None
) -> None:
    account = await connect(api, uuid4())
    api.house.network.resolve_error = error
    asked = {"account_id": str(account), "kind": "like", "url": "https://social.example/@bob/77"}
    answer = await api.post("/internal/targets", asked, "consent")
    assert (answer.status_code, answer.json()["code"], answer.json().get("reason")) == (status, code, reason)


async def test_a_proposal_is_the_slot_that_the_approval_then_gets(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    approval = await api.act(api.house.approve, ann, account, choice=Choice.DRIP, window=timedelta(days=4))
    slot = (await api.get(f"/v1/posts/{post_id(approval)}", ann)).json()["slot_at"]
    asked = {
        "advocate_id": str(ann),
        "account_id": str(account),
        "seed": str(uuid4()),
        "opens_at": timestamp(START),
        "closes_at": timestamp(START + timedelta(days=4)),
        "choice": "drip",
        "picked_at": None,
    }
    proposed = (await api.post("/internal/proposals", asked, "consent")).json()
    assert proposed["slot_at"] != slot
    instead = {**asked, "choice": "pick", "picked_at": slot, "replaces": str(approval)}
    assert (await api.post("/internal/proposals", instead, "consent")).json()["slot_at"] == slot
    seed = UUID(str(asked["seed"]))
    await api.act(api.house.approve, ann, account, choice=Choice.DRIP, window=timedelta(days=4), approval_id=seed)
    taken = (await api.get(f"/v1/posts/{post_id(seed)}", ann)).json()
    assert taken["slot_at"] == proposed["slot_at"]
    assert taken["explained"] == proposed["explained"]


async def test_no_free_slot_is_said_before_approving(api: Api) -> None:
    ann = uuid4()
    account = await connect(api, ann)
    await api.act(api.house.approve, ann, account)
    query = {"opens_at": timestamp(START), "closes_at": timestamp(START + timedelta(minutes=30)), "choice": "now"}
    answer = await api.get("/v1/slots", ann, account_id=account, **query)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["reason"]) == (409, "no-slot", "spacing")
    assert set(problem["explained"]) == {"en", "id"}
    assert (await api.get("/v1/slots", uuid4(), account_id=account, **query)).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/accounts/connect", {"network": "friendster", "instance": "social.example"}),
        ("/v1/accounts/connect", {"network": "mastodon", "instance": ""}),
        ("/v1/accounts/connect", {"network": "mastodon", "instance": "a" * 301}),
        ("/v1/accounts/connect", {"network": "mastodon", "instance": "a", "more": 1}),
        ("/v1/accounts/complete", {"state": "no id", "code": "ann"}),
        (f"/v1/posts/{UUID(int=1)}/resolve", {"outcome": "perhaps"}),
        (f"/v1/posts/{UUID(int=1)}/resolve", {"outcome": "not-posted", "link": "https://a.example"}),
        ("/v1/posts/no-id/take-down", None),
    ],
)
async def test_malformed_requests_are_told_and_change_nothing(api: Api, path: str, body: Any) -> None:
    answer = await api.post(path, body, uuid4())
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert api.house.store.position() == 0


async def test_a_network_that_nothing_is_published_on_cannot_be_connected(api: Api) -> None:
    answer = await api.post("/v1/accounts/connect", {"network": "x", "instance": "x.com"}, uuid4())
    assert (answer.status_code, answer.json()["code"]) == (422, "network-not-connectable")
    assert api.house.store.position() == 0


async def test_everything_that_changes_for_a_person_is_told_live(api: Api) -> None:
    ann = uuid4()
    approval = await api.published(ann, await connect(api, ann))
    told = [
        update
        for notification in api.house.store.notifications(0, 100)
        if (update := live(api.house.store.mapper.to_domain_event(notification))) is not None
    ]
    assert {update.person for update in told} == {ann}
    states = [update.data["state"] for update in told if update.type == "post"]
    assert states == ["scheduled", "requested", "granted", "attempting", "published"]
    assert told[-1].data["approval_id"] == str(approval)


def test_everything_that_a_view_shows_is_told_live() -> None:
    told_by_what_follows = {events.Accepted}  # at once: when it goes out, or that its author publishes it
    shows_the_same = {events.AttemptRepeated}
    silent = {kind for kind in handlers() if issubclass(kind, events.Event) and kind not in {*LIVE_STATES, *RETURNED}}
    assert silent == told_by_what_follows | shows_the_same


async def test_an_author_publishes_by_themselves_and_says_so(api: Api) -> None:
    ann = uuid4()
    account = unconnected_account(ann, Network.X)
    opening = {"handle": "", "text": "My words", "visibility": "composer"}
    approval = await api.act(api.house.approve, ann, account, network="x", opening=opening)
    path = f"/v1/posts/{post_id(approval)}"
    [post] = (await api.get("/v1/posts", ann, state="to-hand-over")).json()["posts"]
    assert (post["state"], post["by_hand"], post["handle"], post["slot_at"]) == ("to-hand-over", True, None, None)
    composer = (await api.get(f"{path}/composer", ann)).json()
    assert composer == {
        "address": "https://x.com/intent/tweet?text=My%20words",
        "text": "My words",
        "link": None,
        "target": None,
        "paste": False,
        "closes_at": post["closes_at"],
    }
    assert (await api.get(f"{path}/composer", uuid4())).status_code == 404
    assert (await api.post(f"{path}/handed-over", None, uuid4())).status_code == 404
    said = await api.post(f"{path}/handed-over", None, ann, key="i-have-posted-it")
    assert (said.status_code, said.json()["state"]) == (202, "requested")
    assert (await api.post(f"{path}/handed-over", None, ann, key="i-have-posted-it")).json() == said.json()
    await api.act(api.house.grant, approval)
    done = (await api.get(path, ann)).json()
    assert (done["state"], done["published_at"], done["link"]) == ("handed-over", None, None)
    assert (done["reported_at"], done["handed_over_at"]) == (timestamp(START), timestamp(START))
    late = await api.get(f"{path}/composer", ann)
    assert (late.status_code, late.json()["code"], late.json()["state"]) == (409, "not-to-hand-over", "handed-over")
    down = await api.post(f"{path}/take-down", None, ann)
    assert (down.status_code, down.json()["code"]) == (409, "not-published")


async def test_what_we_publish_is_handed_over_to_nobody(api: Api) -> None:
    ann = uuid4()
    approval = await api.published(ann, await connect(api, ann))
    path = f"/v1/posts/{post_id(approval)}"
    for answer in (await api.get(f"{path}/composer", ann), await api.post(f"{path}/handed-over", None, ann)):
        assert (answer.status_code, answer.json()["code"]) == (409, "not-to-hand-over")
