"""Links and feeds: real files from a real server on loopback, failures, conditions, and nothing twice."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from chassis.idempotency import Request
from chassis.timers import Due
from services.content.domain import FeedKnown
from services.content.poller import Poller
from services.content.sources import FeedAnswer, Sources
from services.content.words import KIND
from tests.content.conftest import Api, Service
from tests.content.web import Shown, Web

DEMO = Path(__file__).parents[3] / "demo"
FEED = (DEMO / "datafusion.rss.xml").read_bytes()
ATOM = (DEMO / "ballista.atom.xml").read_bytes()
PAGE = (DEMO / "page.html").read_bytes()
XML = "application/xml"


def small_feed(*names: str) -> bytes:
    items = "".join(f"<item><guid>{name}</guid><title>Entry {name}</title></item>" for name in names)
    return f'<rss version="2.0"><channel><title>Small</title>{items}</channel></rss>'.encode()


def titles(service: Service) -> list[str]:
    revisions = [
        row[0]
        for row in service.rows(
            "SELECT convert_from(state, 'utf8')::json->'revision'->>'id' FROM stored_events "
            "WHERE topic = 'content.Item.Curated' ORDER BY notification_id"
        )
    ]
    words = service.vault.open_many([UUID(revision) for revision in revisions], KIND)
    return [words[UUID(revision)]["title"] for revision in revisions]


def test_a_pasted_link_becomes_an_item(api: Api, service: Service, web: Web) -> None:
    web.documents["/page"] = Shown(PAGE, "text/html; charset=utf-8")
    made = api.post("/v1/items/from-link", {"url": web.url("/page")})
    assert made.status_code == 201, made.text
    (revision,) = [made.json()["revision_id"]]
    words = service.vault.open(UUID(revision), KIND)
    assert words is not None
    assert words["title"] == "Sunsetting api.creativecommons.org"
    assert words["description"].startswith("Creative Commons (CC) will terminate")
    assert words["image_url"].startswith("https://cc-og-image.vercel.app/")


def test_a_repeated_paste_does_not_ask_again(api: Api, service: Service, web: Web) -> None:
    web.documents["/page"] = Shown(PAGE, "text/html")
    body = {"url": web.url("/page")}
    first = api.post("/v1/items/from-link", body, key="paste-once").json()
    assert api.post("/v1/items/from-link", body, key="paste-once").json() == first
    assert len(web.asked) == 1
    assert len(service.events()) == 1


def test_links_that_give_nothing_say_why_and_leave_nothing(api: Api, service: Service, web: Web) -> None:
    web.documents.update(
        {
            "/picture": Shown(b"\x89PNG\r\n", "image/png"),
            "/empty": Shown(b"", "text/html"),
            "/broken": Shown(b"oops", "text/html", status=500),
            "/untitled": Shown(b"<html><body>hello</body></html>", "text/html"),
            "/long": Shown(b"<title>x</title>" + b"x" * 3_000_000, "text/html"),
            "/away": Shown(b"", "text/html", status=302, headers={"Location": "file:///etc/passwd"}),
        }
    )
    for url, status, code in (
        (web.url("/picture"), 422, "wrong-type"),
        (web.url("/empty"), 422, "page-unreadable"),
        (web.url("/broken"), 422, "source-unusable"),
        (web.url("/nowhere"), 422, "source-unusable"),
        (web.url("/untitled"), 422, "source-unusable"),
        (web.url("/long"), 422, "too-large"),
        (web.url("/away"), 422, "address-refused"),
        ("http://127.0.0.1:1/", 502, "connect-failed"),
        ("http://169.254.169.254/latest/meta-data", 422, "address-refused"),
        ("gopher://example.org/", 422, "address-refused"),
        ("not an address", 422, "address-refused"),
        ("", 422, "invalid"),
        ("https://example.org/" + "x" * 2100, 422, "invalid"),
    ):
        answer = api.post("/v1/items/from-link", {"url": url})
        assert (answer.status_code, answer.json()["code"]) == (status, code), (url, answer.text)
        answer = api.post("/v1/feeds", {"url": url})
        assert answer.status_code in {422, 502}, (url, answer.text)
    assert service.events() == []
    assert service.rows("SELECT count(*) FROM vault WHERE kind <> 'secret'") == [(0,)]
    assert service.rows("SELECT count(*) FROM due") == [(0,)]


def test_a_feed_is_read_when_it_is_added_and_only_news_becomes_items(api: Api, service: Service, web: Web) -> None:
    web.documents["/feed"] = Shown(FEED, XML, headers={"ETag": '"one"'})
    added = api.post("/v1/feeds", {"url": web.url("/feed")})
    assert added.status_code == 201, added.text
    feed = added.json()["feed_id"]
    brought = titles(service)
    assert brought[-1] == "Apache DataFusion Python 43.1.0 Released"
    assert len(brought) == len(added.json()["items"]) == 4
    assert api.post(f"/v1/feeds/{feed}/poll").json() == {"feed_id": feed, "items": []}
    assert web.asked[-1][1]["if-none-match"] == '"one"'

    web.documents["/feed"] = Shown(small_feed("b", "a"), XML, headers={"ETag": '"two"'})
    assert len(api.post(f"/v1/feeds/{feed}/poll").json()["items"]) == 2
    assert titles(service) == [*brought, "Entry a", "Entry b"]
    web.documents["/feed"] = Shown(small_feed("c", "b", "a"), XML)
    assert len(api.post(f"/v1/feeds/{feed}/poll").json()["items"]) == 1
    told = api.get("/v1/feeds").json()["feeds"]
    assert [(f["url"], f["failures"], f["problem"]) for f in told] == [(web.url("/feed"), 0, None)]


def test_atom_is_read_too_and_items_of_feeds_have_no_curator(api: Api, service: Service, web: Web) -> None:
    web.documents["/atom"] = Shown(ATOM, XML)
    assert api.post("/v1/feeds", {"url": web.url("/atom")}).status_code == 201
    assert titles(service) == ["Apache DataFusion Ballista 43.0.0 Released"]
    assert service.rows(
        "SELECT convert_from(state, 'utf8')::json->>'source' AS source, "
        "convert_from(state, 'utf8')::json->>'curated_by' AS curator "
        "FROM stored_events WHERE topic = 'content.Item.Curated'"
    ) == [("feed", None)]


def test_a_json_feed_is_followed_like_any_other(api: Api, service: Service, web: Web) -> None:
    entry = {"id": 1, "url": "/one", "title": "One", "language": "id"}
    document: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": [entry]}
    web.documents["/feed"] = Shown(json.dumps(document).encode(), "application/feed+json")
    added = api.post("/v1/feeds", {"url": web.url("/feed")})
    assert added.status_code == 201, added.text
    assert "application/feed+json" in web.asked[-1][1]["accept"]
    document["items"] = [{**entry, "id": 2, "url": "/two", "title": "Two"}, entry]
    web.documents["/feed"] = Shown(json.dumps(document).encode(), "application/feed+json")
    assert len(api.post(f"/v1/feeds/{added.json()['feed_id']}/poll").json()["items"]) == 1
    assert titles(service) == ["One", "Two"]


def test_a_feed_is_added_once_and_adding_it_again_after_removal_repeats_nothing(
    api: Api, service: Service, web: Web
) -> None:
    web.documents["/feed"] = Shown(small_feed("b", "a"), XML)
    first = api.post("/v1/feeds", {"url": web.url("/feed")}).json()
    again = api.post("/v1/feeds", {"url": web.url("/feed")})
    assert (again.status_code, again.json()["code"]) == (409, "feed-known")
    assert api.delete(f"/v1/feeds/{first['feed_id']}").json() == {"feed_id": first["feed_id"]}
    assert api.get("/v1/feeds").json() == {"feeds": []}
    assert service.rows("SELECT count(*) FROM due") == [(0,)]
    assert service.rows("SELECT count(*) FROM vault WHERE kind NOT IN ('secret', 'revision')") == [(0,)]
    assert api.post(f"/v1/feeds/{first['feed_id']}/poll").status_code == 404
    assert api.delete(f"/v1/feeds/{first['feed_id']}").status_code == 404
    later = api.post("/v1/feeds", {"url": web.url("/feed")}).json()
    assert later["items"] == []
    assert later["feed_id"] != first["feed_id"]
    assert titles(service) == ["Entry a", "Entry b"]


def test_of_a_long_feed_the_newest_become_items_and_the_rest_is_not_news_later(
    api: Api, service: Service, web: Web
) -> None:
    web.documents["/feed"] = Shown(small_feed(*(str(n) for n in range(80, 0, -1))), XML)
    feed = api.post("/v1/feeds", {"url": web.url("/feed")}).json()
    assert len(feed["items"]) == 50
    assert titles(service) == [f"Entry {number}" for number in range(31, 81)]
    assert api.post(f"/v1/feeds/{feed['feed_id']}/poll").json()["items"] == []


async def test_a_failing_feed_is_asked_again_with_growing_pauses_and_keeps_what_it_knew(
    service: Service, poller: Poller, web: Web
) -> None:
    web.documents["/feed"] = Shown(small_feed("a"), XML, headers={"ETag": '"one"'})
    added = await poller.add(web.url("/feed"), Request.of(uuid4(), "add-feed", "a-key", {}))
    feed = UUID(added.result["feed_id"])
    pauses = []
    for failing in (Shown(b"no", "text/plain", status=503), Shown(b"<html>", "text/html"), None):
        web.documents.pop("/feed")
        if failing is not None:
            web.documents["/feed"] = failing
        (due,) = service.timers.take(["poll"], service.clock.forward(days=1), service.clock.now - service.clock.now, 9)
        await poller.due(due)
        ((at,),) = service.rows("SELECT at FROM due")
        pauses.append((at - service.clock.now).total_seconds())
        web.documents.setdefault("/feed", Shown(b"", XML))
    assert pauses == [900, 1800, 3600]
    ((failures, problem),) = service.rows("SELECT failures, problem FROM feeds")
    assert (failures, problem) == (3, "source-unusable")

    web.documents["/feed"] = Shown(small_feed("a"), XML, headers={"ETag": '"one"'})
    await poller.due(Due("poll", feed, service.clock.now, 0))
    assert web.asked[-1][1]["if-none-match"] == '"one"'
    assert service.rows("SELECT failures, problem FROM feeds") == [(0, None)]
    assert titles(service) == ["Entry a"]


class Gathering(Sources):
    """Two replicas whose looks at the feed end at the same moment."""

    def __init__(self, sources: Sources, parties: int) -> None:
        self._sources = sources
        self._barrier = asyncio.Barrier(parties)

    async def feed(self, address: str, conditions: Any) -> FeedAnswer:
        answer = await self._sources.feed(address, conditions)
        await self._barrier.wait()
        return answer


async def test_replicas_that_look_at_once_make_each_entry_an_item_once(
    service: Service, poller: Poller, sources: Sources, web: Web
) -> None:
    web.documents["/feed"] = Shown(small_feed("a"), XML)
    added = await poller.add(web.url("/feed"), Request.of(uuid4(), "add-feed", "a-key", {}))
    feed = UUID(added.result["feed_id"])
    web.documents["/feed"] = Shown(small_feed(*(str(n) for n in range(20)), "a"), XML)
    poller._sources = Gathering(sources, 4)
    looks = await asyncio.gather(*(poller.look(feed) for _ in range(4)))
    assert sum(len(look.result["items"]) for look in looks) == 20
    assert len(titles(service)) == 21


async def test_two_who_add_the_same_feed_at_once_follow_it_once(
    service: Service, poller: Poller, sources: Sources, web: Web
) -> None:
    web.documents["/feed"] = Shown(small_feed("a", "b"), XML)
    poller._sources = Gathering(sources, 2)
    url = web.url("/feed")
    both = await asyncio.gather(
        *(poller.add(url, Request.of(uuid4(), "add-feed", "a-key", {})) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["FeedKnown", "Outcome"]
    assert len(titles(service)) == 2
    assert len(service.rows("SELECT 1 FROM feeds")) == 1
    assert any(isinstance(one, FeedKnown) for one in both)


async def test_a_timer_of_a_removed_feed_ends(service: Service, poller: Poller) -> None:
    gone = uuid4()
    service.database.transact([service.timers.set("poll", gone, service.clock.now)])
    await poller.due(Due("poll", gone, service.clock.now, 0))
    assert service.rows("SELECT count(*) FROM due") == [(0,)]


def test_hostile_feeds_are_refused(api: Api, service: Service, web: Web) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel>'
    )
    for body in (b"", b"{}", b"\x00\x01\x02", b"<html></html>", b"<rss", bomb + b"</nope>", b"<" * 100_000):
        web.documents["/feed"] = Shown(body, XML)
        answer = api.post("/v1/feeds", {"url": web.url("/feed")})
        assert answer.status_code in {201, 422}, (body[:20], answer.text)
        if answer.status_code == 201:
            assert answer.json()["items"] == []
            api.delete(f"/v1/feeds/{answer.json()['feed_id']}")
    assert not [topic for topic in service.events() if "Item" in topic]


def test_a_paused_feed_rests_until_it_is_resumed_and_can_still_be_looked_at(
    api: Api, service: Service, web: Web
) -> None:
    web.documents["/feed"] = Shown(small_feed("a"), XML)
    feed = api.post("/v1/feeds", {"url": web.url("/feed")}).json()["feed_id"]
    assert api.post(f"/v1/feeds/{feed}/pause").json() == {"feed_id": feed, "paused": True}
    assert api.post(f"/v1/feeds/{feed}/pause").json() == {"feed_id": feed, "paused": True}
    assert service.events().count("content.Feed.Paused") == 1
    assert service.rows("SELECT count(*) FROM due") == [(0,)]

    web.documents["/feed"] = Shown(small_feed("b", "a"), XML)
    assert len(api.post(f"/v1/feeds/{feed}/poll").json()["items"]) == 1
    web.documents["/feed"] = Shown(b"no", "text/plain", status=503)
    assert api.post(f"/v1/feeds/{feed}/poll").status_code == 422
    assert service.rows("SELECT count(*) FROM due") == [(0,)]
    (told,) = api.get("/v1/feeds").json()["feeds"]
    assert (told["paused"], told["failures"], told["problem"]) == (True, 1, "source-unusable")

    assert api.post(f"/v1/feeds/{feed}/resume").json() == {"feed_id": feed, "paused": False}
    assert service.rows("SELECT at FROM due") == [(service.clock.now,)]
    assert api.get("/v1/feeds").json()["feeds"][0]["paused"] is False
    api.delete(f"/v1/feeds/{feed}")
    assert api.post(f"/v1/feeds/{feed}/pause").status_code in {404, 409}
