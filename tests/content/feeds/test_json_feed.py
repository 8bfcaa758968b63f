"""JSON Feed: what its format says, what is missing or wrong in it, and any document at all."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content.feeds import MAX_ENTRIES, Feed, FeedEntry, NotAFeed, read_feed
from services.content.markup import clean

URL = "https://blog.example.com/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def feed_of(*items: Any, **about: Any) -> Feed:
    document = {"version": VERSION, "title": "Blog", "home_page_url": "https://blog.example.com/", "items": items}
    return read_feed(json.dumps({**document, **about}).encode(), "application/feed+json", URL)


def entry_of(**item: Any) -> FeedEntry:
    [entry] = feed_of({"id": "1", "title": "One", "url": "/one", **item}).entries
    return entry


def test_everything_that_the_format_has_and_an_item_takes() -> None:
    feed = feed_of(
        {
            "id": "https://blog.example.com/2",
            "url": "two",
            "external_url": "https://elsewhere.example/",
            "title": "Two  &amp; <b>",
            "content_html": "<p>Fish</p><script>x</script>",
            "summary": "About fish",
            "image": "/fish.png",
            "date_published": "2026-11-20T10:00:00+07:00",
            "date_modified": "2026-11-21T10:00:00Z",
            "language": "id",
            "tags": ["fish"],
        },
        language="en-us",
    )
    assert (feed.title, feed.link, feed.refresh_after) == ("Blog", "https://blog.example.com/", None)
    assert feed.entries == (
        FeedEntry(
            guid="https://blog.example.com/2",
            link="https://blog.example.com/two",
            title="Two &amp; <b>",
            summary="About fish",
            published_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
            image_url="https://blog.example.com/fish.png",
            language="id",
        ),
    )


@pytest.mark.parametrize("version", [VERSION, "https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_versions_and_encodings(version: str, encoding: str) -> None:
    text = json.dumps({"version": version, "items": [{"id": "1", "content_text": "Café"}]}, ensure_ascii=False)
    [entry] = read_feed(f"\n {text}".encode(encoding), "text/html", URL).entries
    assert entry.summary == "Café"


def test_a_post_without_a_title_goes_by_its_first_words() -> None:
    entry = entry_of(title=None, content_text="A short post. " * 20)
    assert entry.title is not None
    assert entry.title.startswith("A short post.")
    assert len(entry.title) <= 80


@pytest.mark.parametrize(
    ("item", "summary"),
    [
        ({"content_html": "<p>Fish</p><p>&amp; <b>ch</b>ips</p>"}, "Fish & chips"),
        ({"content_text": "a < b & c", "content_html": "<p>other</p>"}, "a < b & c"),
        ({"summary": 7, "content_text": "text"}, "text"),
        ({"summary": "right\u202eto left"}, "rightto left"),
        ({}, None),
    ],
)
def test_summaries_are_plain_text(item: dict[str, Any], summary: str | None) -> None:
    assert entry_of(**item).summary == summary


@pytest.mark.parametrize(
    ("item", "image"),
    [
        ({"banner_image": "/banner.png"}, "/banner.png"),
        ({"attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg"}]}, None),
        ({"attachments": [7, {"url": "/a.mp3"}, {"url": "/b.jpg", "mime_type": "image/jpeg"}]}, "/b.jpg"),
        ({"content_html": "<img src=/pixel.gif width=1 height=1><img src=/p.jpg>"}, "/p.jpg"),
        ({"image": "data:image/png;base64,AAA"}, None),
        ({"image": "javascript:alert(1)"}, None),
    ],
)
def test_pictures(item: dict[str, Any], image: str | None) -> None:
    assert entry_of(**item).image_url == (f"https://blog.example.com{image}" if image else None)


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ({"url": None, "external_url": "https://elsewhere.example/a"}, "https://elsewhere.example/a"),
        ({"url": "javascript:alert(1)"}, None),
        ({"url": "//cdn.example/x"}, "https://cdn.example/x"),
        ({"url": "file:///etc/passwd"}, None),
    ],
)
def test_links_are_web_addresses(item: dict[str, Any], link: str | None) -> None:
    assert entry_of(**item).link == link


@pytest.mark.parametrize(
    ("given_id", "guid"),
    [
        (7, "7"),
        (7.5, "7.5"),
        (" a ", "a"),
        (None, "https://blog.example.com/one"),
        (True, "https://blog.example.com/one"),
    ],
)
def test_an_id_that_is_a_number_is_its_text_and_one_that_is_none_is_the_link(given_id: Any, guid: str) -> None:
    assert entry_of(id=given_id).guid == guid


def test_a_title_that_nobody_can_see_is_none() -> None:
    assert entry_of(title="\u202e\u3164", summary="What it says").title == "What it says"
    assert entry_of(title="\u200d").title is None


def test_a_long_id_is_kept_as_its_digest() -> None:
    assert len(entry_of(id="g" * 5000).guid) == 64


def test_entries_come_once_and_only_the_first_are_read() -> None:
    twice = {"id": "1", "title": "a"}
    assert [entry.title for entry in feed_of(twice, {**twice, "title": "b"}, {}, "x", None).entries] == ["a"]
    many = feed_of(*({"id": n, "title": str(n)} for n in range(5_000)))
    assert [entry.title for entry in many.entries] == [str(n) for n in range(MAX_ENTRIES)]


@pytest.mark.parametrize(
    ("text", "looked_like"),
    [
        ("{}", "JSON of another kind"),
        ('{"version": 1, "items": []}', "JSON of another kind"),
        ('{"version": "https://jsonfeed.org/version/2", "items": []}', "JSON of another kind"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "JSON without entries"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "JSON without entries"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "a damaged JSON document"),
        ("[]", "JSON of another kind"),
    ],
)
def test_what_is_no_feed_is_named(text: str, looked_like: str) -> None:
    with pytest.raises(NotAFeed, match=looked_like):
        read_feed(text.encode(), "application/json", URL)


def test_a_page_tells_where_its_json_feed_is() -> None:
    page = b'<html><link rel=alternate type="application/feed+json" href=/feed.json><link rel=alternate type=text/json>'
    with pytest.raises(NotAFeed) as error:
        read_feed(page, "text/html", URL)
    assert error.value.feeds == ("https://blog.example.com/feed.json",)


START = f'{{"version": "{VERSION}", "items": '


@pytest.mark.parametrize(
    "hostile",
    [
        START + "[" * 1_000_000,
        START + '{"a":' * 300_000,
        START + "9" * 1_000_000,
        START + '[{"id": ' + "9" * 5_000 + "}]}",
        START + '[{"id": 1e999}]}',
        START + '"' + "\\u" * 500_000,
        START + "[" + ",".join(['{"content_html": "<a>"}'] * 50_000) + "]}",
        START + '[{"id": 1, "content_html": "' + "<img " * 300_000 + '"}]}',
        START + json.dumps([{"id": n, "content_html": "<b>" * 3_000} for n in range(200)]) + "}",
    ],
)
def test_no_document_takes_long(hostile: str) -> None:
    began = time.process_time()
    with suppress(NotAFeed):
        read_feed(hostile.encode(), "application/json", URL)
    assert time.process_time() - began < 5


_NAMES = st.sampled_from(
    (
        *("id", "url", "external_url", "title", "summary", "content_text", "content_html", "image", "attachments"),
        *("date_published", "language", "mime_type", "home_page_url", "items"),
    )
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["\ud800", "https://a.example/b", "2026-11-20T10:00:00Z", "<img src=/x>", "\u202e", "image/png"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_NAMES, _VALUES, max_size=5), st.lists(st.dictionaries(_NAMES, _VALUES, max_size=8), max_size=5))
def test_any_document_is_a_feed_or_refused_by_name(about: dict[str, Any], items: list[dict[str, Any]]) -> None:
    document = json.dumps({**about, "version": VERSION, "items": items})
    feed = read_feed(document.encode(), "application/feed+json", URL)
    assert len({entry.guid for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.title or entry.link
        assert 0 < len(entry.guid) <= 500
        for text, limit in ((entry.title, 300), (entry.summary, 1000)):
            assert text is None or (0 < len(text) <= limit and text == clean(text))
        for address in filter(None, (entry.link, entry.image_url)):
            assert httpx.URL(address).scheme in ("http", "https")
        assert entry.published_at is None or entry.published_at.tzinfo is UTC
    str(feed).encode()
