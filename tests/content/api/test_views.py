"""What the curator sees, written by the real projection into a real view database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx
import pytest_asyncio

from chassis.follower import Follower
from chassis.http import Readiness, add_error_tree, caller_of, service_app
from chassis.projection import Projection, open_views
from contracts.values import Audience, Kind, Network, Window
from services.content.api import view_routes
from services.content.domain import About, ContentError, Offer
from services.content.projections import COLLECTIONS, DAYS, HANDLERS, ITEMS, live
from services.content.queries import Items
from services.content.words import Draft, Message, Words
from tests.content.conftest import Callers, Service, nothing
from tests.servers import MongoDatabase


@dataclass
class Shown:
    """The curator's queries, and a hand on the service behind them."""

    service: Service
    client: httpx.AsyncClient
    curator: UUID
    position: int = 0

    async def run(self, command: Any, **arguments: Any) -> dict[str, Any]:
        outcome = await asyncio.to_thread(self.service.store.run, command, **arguments)
        self.position = outcome.position or self.position
        return cast(dict[str, Any], outcome.result)

    async def compose(self, title: str = "A title", **more: Any) -> UUID:
        words = Words(title, "", "https://example.org/", None, (Message(Network.MASTODON, "en", "Look"),))
        item = uuid4()
        at = self.service.clock.forward(minutes=1)
        await self.run(
            self.service.content.compose,
            item_id=item,
            draft=Draft.new(words),
            source="composed",
            by=self.curator,
            at=at,
            **more,
        )
        return item

    async def retire(self, item: UUID) -> None:
        await self.run(self.service.content.retire, item_id=item, by=self.curator, at=self.service.clock())

    async def get(self, path: str, by: str = "curator") -> httpx.Response:
        headers = {"Authorization": f"Bearer {by}", "Restu-Position": str(self.position)}
        return await self.client.get(path, headers=headers)

    async def titles(self, query: str = "") -> list[str]:
        answer = (await self.get(f"/v1/items{query}")).json()
        return [item["words"]["title"] for item in answer["items"]]


@pytest_asyncio.fixture
async def shown(service: Service, callers: Callers, mongo_database: MongoDatabase) -> AsyncIterator[Shown]:
    views = open_views(mongo_database.url, mongo_database.name)
    async with Follower(service.store) as follower:
        projection = Projection(follower, views, "content", collections=COLLECTIONS, handlers=HANDLERS)
        async with projection:
            app = service_app("content", readiness=Readiness(), keys=None, lifespan=nothing)
            add_error_tree(app, ContentError)
            collections = projection.collection(ITEMS), projection.collection(DAYS)
            items = Items(*collections, service.vault, service.suggestion_rows)
            who = caller_of(cast(Any, SimpleNamespace(read=callers.read, read_known=callers.read)))
            app.include_router(view_routes(items=items, views=projection, clock=service.clock, who=who))
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://content") as client:
                while projection.reason() is not None:
                    await asyncio.sleep(0.01)
                yield Shown(service, client, callers.curator)
    views.client.close()


def offer(service: Service, kind: Kind, **changes: Any) -> Offer:
    window = Window(service.clock(), service.clock().replace(day=25))
    terms: dict[str, Any] = {
        "id": uuid4(),
        "kind": kind,
        "network": Network.MASTODON,
        "window": window,
        "audience": Audience(everyone=True),
        "points": 10,
        "own_words": 0,
    }
    return Offer(**{**terms, **changes})


async def test_one_s_own_item_is_seen_with_words_and_activities(shown: Shown) -> None:
    item = await shown.compose("Ballista 43")
    service, clock = shown.service, shown.service.clock
    post, repost = offer(service, Kind.POST), offer(service, Kind.REPOST)
    later = offer(service, Kind.POST, window=Window(clock().replace(day=24), clock().replace(day=25)))
    for each, target in ((post, None), (repost, "https://example.social/@ada/1"), (later, None)):
        await shown.run(service.content.offer, item_id=item, offer=each, target=target, by=shown.curator, at=clock())
    await shown.run(service.content.close, activity_id=post.id, by=shown.curator, at=clock())
    told = (await shown.get(f"/v1/items/{item}")).json()
    assert told["words"]["title"] == "Ballista 43"
    assert told["words"]["messages"] == [{"network": "mastodon", "language": "en", "text": "Look"}]
    assert "salt" not in told["words"]
    assert (told["state"], told["source"], told["curated_by"]) == ("active", "composed", str(shown.curator))
    assert [(each["state"], each["target"]) for each in told["activities"]] == [
        ("closed", None),
        ("open", "https://example.social/@ada/1"),
        ("upcoming", None),
    ]
    clock.now = clock().replace(day=25)
    told = (await shown.get(f"/v1/items/{item}")).json()
    assert [each["state"] for each in told["activities"]] == ["closed", "over", "over"]


async def test_who_offered_an_activity_and_why_is_seen(shown: Shown) -> None:
    item, service = await shown.compose(), shown.service
    terms: dict[str, Any] = {"item_id": item, "target": None, "by": shown.curator, "at": service.clock()}
    await shown.run(service.content.offer, offer=offer(service, Kind.POST), reason="It is ours", **terms)
    await shown.run(service.content.offer, offer=offer(service, Kind.POST), **terms)
    told = (await shown.get(f"/v1/items/{item}")).json()["activities"]
    assert [each["reason"] for each in told] == ["It is ours", None]
    assert {each["offered_by"] for each in told} == {str(shown.curator)}


async def test_a_revision_is_seen_at_once_and_a_retired_item_says_why(shown: Shown) -> None:
    item = await shown.compose("Before")
    other = Draft.new(Words("After", "", None, None))
    at = shown.service.clock()
    await shown.run(shown.service.content.revise, item_id=item, draft=other, by=shown.curator, at=at, expires_at=None)
    told = (await shown.get(f"/v1/items/{item}")).json()
    assert (told["words"]["title"], told["revision_id"]) == ("After", str(other.revision_id))
    await shown.retire(item)
    told = (await shown.get(f"/v1/items/{item}")).json()
    assert (told["state"], told["retired_because"]) == ("retired", "retired")


async def test_topics_and_language_are_seen_and_corrected(shown: Shown) -> None:
    topic, run, at = uuid4(), shown.run, shown.service.clock()
    mark = shown.service.fingerprints.of("topic", "learning")
    await run(shown.service.topics.add, topic_id=topic, name="Learning", mark=mark, by=shown.curator, at=at)
    item = await shown.compose()
    told = (await shown.get(f"/v1/items/{item}")).json()
    assert (told["topics"], told["words"]["language"]) == ([], None)
    words = Words("A title", "", "https://example.org/", None, (Message(Network.MASTODON, "en", "Look"),))
    about = Draft.new(words, About((topic,), "pt-BR"))
    await run(shown.service.content.revise, item_id=item, draft=about, by=shown.curator, at=at, expires_at=None)
    corrected = (await shown.get(f"/v1/items/{item}")).json()
    assert (corrected["topics"], corrected["words"]["language"]) == ([str(topic)], "pt-BR")
    assert (corrected["revision_id"], corrected["revised_at"]) == (told["revision_id"], None)


async def test_pages_of_items_newest_first_by_state_over_days(shown: Shown) -> None:
    items = []
    for index in range(130):
        items.append(await shown.compose(f"{index}"))
        if index % 40 == 39:
            shown.service.clock.forward(days=1)
    for item in items[::2]:
        await shown.retire(item)

    async def everything(query: str) -> list[str]:
        found: list[str] = []
        cursor = ""
        while True:
            answer = (await shown.get(f"/v1/items?{query}{cursor}")).json()
            found += [item["words"]["title"] for item in answer["items"]]
            if answer["next"] is None:
                return found
            assert len(answer["items"]) == 50
            cursor = f"&after={answer['next']}"

    newest_first = [str(index) for index in range(129, -1, -1)]
    assert await everything("") == newest_first
    assert await everything("state=active") == newest_first[::2]
    assert await everything("state=retired") == newest_first[1::2]


async def test_an_item_whose_words_are_gone_is_still_listed(shown: Shown) -> None:
    item = await shown.compose()
    shown.service.database.fetch("DELETE FROM vault WHERE kind = 'revision' RETURNING id")
    assert (await shown.get(f"/v1/items/{item}")).json()["words"] is None


async def test_views_hold_no_words(shown: Shown, mongo_database: MongoDatabase) -> None:
    await shown.compose("Planted words")
    assert await shown.titles() == ["Planted words"]
    views = open_views(mongo_database.url, mongo_database.name)
    held = [[document async for document in views[name].find({})] for name in await views.list_collection_names()]
    assert "composed" in str(held)
    assert "Planted" not in str(held)
    assert "example.org" not in str(held)
    views.client.close()


async def test_bad_questions_are_refused(shown: Shown) -> None:
    await shown.compose()
    for path in ("/v1/items?after=x", "/v1/items?after=2026-11-23", "/v1/items?state=all", "/v1/items/1"):
        assert (await shown.get(path)).status_code == 422, path
    assert (await shown.get(f"/v1/items/{uuid4()}")).status_code == 404
    for by, status in (("advocate", 403), ("consent", 403), ("nobody", 401)):
        assert (await shown.get("/v1/items", by)).status_code == status
        assert (await shown.get(f"/v1/items/{uuid4()}", by)).status_code == status


async def test_screens_are_told_which_item_changed(shown: Shown) -> None:
    item = await shown.compose()
    (row,) = shown.service.store.notifications(0, 10)
    told = live(shown.service.store.mapper.to_domain_event(row))
    assert told is not None
    assert (told.type, told.person, told.data) == ("item-changed", None, {"item_id": str(item)})
