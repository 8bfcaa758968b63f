"""What auditors see over real views: every post that went out with what was signed, and no words but public ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from chassis.auth import Caller
from chassis.errors import Unauthenticated, Unavailable
from chassis.event_store import Work
from chassis.follower import Follower
from chassis.http import POSITION, Readiness, add_error_tree, caller_of, service_app
from chassis.projection import Projection, open_views
from chassis.signing import digest, digest_of_json, verify
from contracts.consent import ActivityApproved, ReleaseGranted
from contracts.publisher import PostHandedOver, PostPublished
from contracts.values import Network, Role, timestamp, unconnected_account
from services.publisher import auditing
from services.publisher.api import audit_routes
from services.publisher.auditing import Audit
from services.publisher.domain.errors import PublisherError
from services.publisher.domain.ids import post_id
from services.publisher.projections import AUTHORS, COLLECTIONS, OUT, handlers
from tests.publisher.house import House
from tests.servers import MongoDatabase

PATH = "/v1/audit/posts"
MAY = {Role.AUDITOR, Role.ADMINISTRATOR}


class Callers:
    """Tokens that are a role."""

    def read(self, authorization: str | None) -> Caller:
        role = (authorization or "").removeprefix("Bearer ")
        if not role:
            raise Unauthenticated("this needs a bearer token")
        return Caller("gateway", uuid4(), frozenset({Role.ADVOCATE, Role(role)}))

    read_known = read


@dataclass
class Office:
    """The routes of auditors over a house, and who is called how there."""

    house: House
    client: httpx.AsyncClient
    projection: Projection
    names: dict[UUID, str] = field(default_factory=dict)
    silent: bool = False

    def authors(self, people: Sequence[UUID]) -> Mapping[UUID, str]:
        """Consent's internal route."""
        if self.silent:
            raise Unavailable("consent does not answer")
        return {each: self.names[each] for each in people if each in self.names}

    def called(self, words: str) -> Sequence[tuple[UUID, str]]:
        """Consent's internal route, as far as it is needed here."""
        if self.silent:
            raise Unavailable("consent does not answer")
        return [(person, name) for person, name in self.names.items() if words in name]

    async def find(self, words: str, by: Role = Role.AUDITOR) -> httpx.Response:
        position = self.house.store.position()
        assert await self.projection.wait_for(position, timeout=10.0)
        headers = {"Authorization": f"Bearer {by}", POSITION: str(position)}
        return await self.client.post("/v1/audit/authors", json={"words": words}, headers=headers)

    async def ask(
        self, path: str = PATH, by: Role = Role.AUDITOR, query: Mapping[str, object] | None = None
    ) -> httpx.Response:
        position = self.house.store.position()
        assert await self.projection.wait_for(position, timeout=10.0)
        headers = {"Authorization": f"Bearer {by}", POSITION: str(position)}
        asked = {name: str(value) for name, value in (query or {}).items()}
        return await self.client.get(path, params=asked, headers=headers)

    async def posts(self, **query: object) -> list[dict[str, Any]]:
        """All that there is, page by page."""
        found: list[dict[str, Any]] = []
        while True:
            answer = await self.ask(query=query)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert len(page["posts"]) <= auditing.PAGE
            found += page["posts"]
            if page["next"] is None:
                return found
            query["before"] = page["next"]

    async def one(self, approval: UUID) -> dict[str, Any]:
        answer = await self.ask(f"{PATH}/{post_id(approval)}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def act(self, act: Any, *args: Any, **more: Any) -> Any:
        """Something the house does, beside this loop."""
        return await asyncio.to_thread(act, *args, **more)


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


@pytest_asyncio.fixture
async def office(house: House, mongo_database: MongoDatabase) -> AsyncIterator[Office]:
    follower = Follower(house.store)
    views = open_views(mongo_database.url, mongo_database.name)
    projection = Projection(follower, views, "publisher", collections=COLLECTIONS, handlers=handlers())
    app = service_app("publisher", readiness=Readiness(), keys=None, lifespan=_nothing)
    add_error_tree(app, PublisherError)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with follower, projection, httpx.AsyncClient(transport=transport, base_url="http://publisher") as client:
        office = Office(house, client, projection)
        audit = Audit(
            projection.collection(OUT),
            projection.collection(AUTHORS),
            house.store,
            house.vault,
            authors=office.authors,
            called=office.called,
            openings=house.opening,
            clock=house.clock,
        )
        who = caller_of(Callers())  # type: ignore[arg-type]
        app.include_router(audit_routes(audit=audit, projection=projection, who=who))
        yield office


def publish(house: House, ann: UUID, account: UUID, **more: Any) -> UUID:
    approval = house.approve(ann, account, **more)
    house.settle()
    house.grant(approval)
    house.settle()
    return approval


def hand_over(house: House, ann: UUID) -> UUID:
    account = unconnected_account(ann, Network.X)
    opening = {"handle": "", "text": "My words", "visibility": "composer"}
    approval = house.approve(ann, account, network="x", opening=opening)
    house.store.run(house.posts.report, by=ann, post=post_id(approval), release_id=uuid4(), at=house.clock())
    house.grant(approval)
    return approval


async def test_a_post_has_everything_that_it_rests_on_byte_for_byte(office: Office) -> None:
    house, ann = office.house, uuid4()
    office.names[ann] = "Ann"
    approval = await office.act(lambda: publish(house, ann, house.connect(ann)))
    [post] = await office.posts()

    shown = {name: post[name] for name in ("post_id", "advocate_id", "name", "erased", "network", "kind", "state")}
    assert shown == {
        "post_id": str(post_id(approval)),
        "advocate_id": str(ann),
        "name": "Ann",
        "erased": False,
        "network": "mastodon",
        "kind": "post",
        "state": "published",
    }
    assert (post["handle"], post["link"]) == ("@ann@social.example", "https://social.example/@ann/100")
    assert [post[name]["type"] for name in ("approval", "grant", "use")] == [
        ActivityApproved.TYPE,
        ReleaseGranted.TYPE,
        PostPublished.TYPE,
    ]
    for name, signer in (("approval", house.consent), ("grant", house.consent), ("use", house.signer)):
        keys = {key["kid"]: key for key in signer.public}
        verify(post[name]["event"], post[name]["type"], signer.service, keys.__getitem__)
    approved, granted, used = (json.loads(post[name]["event"]) for name in ("approval", "grant", "use"))
    assert granted["approval_hash"] == digest_of_json(post["approval"]["event"])
    assert used["grant_hash"] == digest_of_json(post["grant"]["event"])
    assert post["out_at"] == used["published_at"]
    assert approved["preview_digest"] == used["preview_digest"]


async def test_words_are_shown_where_anybody_may_read_them_and_nowhere_else(office: Office) -> None:
    house, ann, ben = office.house, uuid4(), uuid4()
    account = await office.act(house.connect, ann)
    public = await office.act(publish, house, ann, account, text="For all to read")
    told = await office.one(public)
    assert (told["words"], told["opening"]["text"]) == ("shown", "For all to read")
    assert digest(told["opening"]) == json.loads(told["approval"]["event"])["preview_digest"]

    house.clock.now += timedelta(hours=1)
    followers = await office.act(publish, house, ann, account, opening={"visibility": "private"})
    assert [(await office.one(followers))[name] for name in ("words", "opening")] == ["not-public", None]

    by_hand = await office.act(hand_over, house, ben)
    told = await office.one(by_hand)
    assert (told["words"], told["opening"], told["state"]) == ("by-hand", None, "handed-over")
    assert (told["use"]["type"], told["handle"], told["link"]) == (PostHandedOver.TYPE, None, None)

    def take_down() -> None:
        house.store.run(house.posts.take_down, by=ann, post=post_id(public), at=house.clock())

    await office.act(take_down)
    told = await office.one(public)
    assert (told["state"], told["words"], told["opening"]) == ("published", "taken-down", None)
    await office.act(house.settle)
    told = await office.one(public)
    assert (told["state"], told["words"], told["removed_at"]) == ("removed", "taken-down", timestamp(house.clock.now))
    assert told["use"]["type"] == PostPublished.TYPE


async def test_of_the_erased_the_signatures_remain(office: Office) -> None:
    house, ann = office.house, uuid4()
    approval = await office.act(lambda: publish(house, ann, house.connect(ann)))

    def erase(work: Work) -> None:
        work.write(*house.vault.erase(ann))

    await office.act(house.store.run, erase)
    told = await office.one(approval)
    assert (told["erased"], told["name"], told["handle"], told["link"]) == (True, None, None, None)
    assert (told["words"], told["opening"]) == ("erased", None)
    assert json.loads(told["approval"]["event"])["advocate_id"] == str(ann)


async def test_proofs_do_not_wait_for_consent(office: Office) -> None:
    house, ann = office.house, uuid4()
    approval = await office.act(lambda: publish(house, ann, house.connect(ann)))
    office.silent = True

    def silence(_: UUID) -> None:
        raise Unavailable("consent does not answer")

    house.on_opening = silence
    told = await office.one(approval)
    assert (told["name"], told["erased"], told["words"], told["opening"]) == (None, False, "unavailable", None)
    assert told["grant"] is not None


async def test_pages_go_from_the_newest_to_the_first_and_leave_nothing_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PAGE", 2)
    house, ann = office.house, uuid4()

    def five() -> list[UUID]:
        account = house.connect(ann)
        approvals = []
        for _ in range(3):
            approvals.append(publish(house, ann, account))
            house.clock.now += timedelta(days=40)
        # Of one time the id decides.
        return [*approvals, hand_over(house, uuid4()), hand_over(house, uuid4())]

    first, second, third, *together = [str(post_id(each)) for each in await office.act(five)]
    ids = [post["post_id"] for post in await office.posts()]
    assert (set(ids[:2]), ids[2:]) == (set(together), [third, second, first])

    for only, wanted in (
        ({"network": "mastodon"}, {first, second, third}),
        ({"state": "handed-over"}, set(together)),
        ({"network": "x", "state": "published"}, set()),
        ({"network": "x", "state": "handed-over"}, set(together)),
        ({"advocate_id": ann}, {first, second, third}),
        ({"advocate_id": uuid4()}, set()),
    ):
        assert {post["post_id"] for post in await office.posts(**only)} == wanted, only


async def test_authors_are_found_by_name_where_something_of_them_went_out(office: Office) -> None:
    house, ann, hanna, other = office.house, uuid4(), uuid4(), uuid4()
    office.names |= {ann: "ann", hanna: "hanna", other: "joanna"}

    def two() -> None:
        publish(house, ann, house.connect(ann))
        hand_over(house, hanna)
        house.approve(other, house.connect(other, "bob"))

    await office.act(two)
    told = (await office.find("ann")).json()["authors"]
    assert told == [{"advocate_id": str(ann), "name": "ann"}, {"advocate_id": str(hanna), "name": "hanna"}]
    assert (await office.find("nobody")).json() == {"authors": []}
    assert (await office.find("joanna")).json() == {"authors": []}, "nothing of hers went out"
    assert (await office.find("")).status_code == 422
    office.silent = True
    assert (await office.find("ann")).status_code == 503


async def test_what_did_not_go_out_is_not_there(office: Office) -> None:
    house, ann = office.house, uuid4()

    def wait() -> UUID:
        return house.approve(ann, house.connect(ann))

    waiting = await office.act(wait)
    assert await office.posts() == []
    answer = await office.ask(f"{PATH}/{post_id(waiting)}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("role", Role)
async def test_auditors_and_administrators_look_and_nobody_else(office: Office, role: Role) -> None:
    for path in (PATH, f"{PATH}/{uuid4()}"):
        answer = await office.ask(path, role)
        assert (answer.status_code == 403) == (role not in MAY), path
    assert ((await office.find("ann", role)).status_code == 403) == (role not in MAY)


@pytest.mark.parametrize(
    "query",
    [{"before": "yesterday"}, {"before": f"2026-11-23T10:00:00_{UUID(int=1)}"}, {"state": "failed"}, {"network": "no"}],
)
async def test_what_cannot_be_asked_is_told(office: Office, query: Mapping[str, str]) -> None:
    answer = await office.ask(query=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
