import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content.feeds import MAX_ENTRIES, MAX_FEED, Feed, FeedEntry, NotAFeed, read_feed

URL = "https://blog.example.com/feed.xml"


def rss(items: str, channel: str = "") -> Feed:
    return read_feed(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title><link>https://blog.example.com/</link>'
        f"{channel}{items}</channel></rss>".encode(),
        "application/rss+xml",
        URL,
    )


def item(inside: str) -> FeedEntry:
    [entry] = rss(f"<item><title>One</title><link>/one</link>{inside}</item>").entries
    return entry


def test_a_real_rss_file() -> None:
    url = "https://datafusion.apache.org/blog/feeds/timsaucer.rss.xml"
    feed = read_feed(Path("demo/datafusion.rss.xml").read_bytes(), "application/rss+xml", url)
    assert (feed.title, feed.link) == ("Apache DataFusion Blog - timsaucer", "https://datafusion.apache.org/blog/")
    assert [entry.published_at for entry in feed.entries] == [
        datetime(2025, 2, 7, tzinfo=UTC),
        datetime(2024, 12, 14, tzinfo=UTC),
        datetime(2024, 11, 19, tzinfo=UTC),
        datetime(2024, 8, 20, tzinfo=UTC),
    ]
    assert feed.entries[2] == FeedEntry(
        guid="tag:datafusion.apache.org,2024-11-19:/blog/2024/11/19/datafusion-python-udf-comparisons",
        link="https://datafusion.apache.org/blog/2024/11/19/datafusion-python-udf-comparisons",
        title="Comparing approaches to User Defined Functions in Apache DataFusion using Python",
        summary="Personal Context For a few months now I\u2019ve been working with Apache DataFusion, a fast query "
        "engine written in Rust. From my experience the language that nearly all data scientists are working in is "
        "Python. In general, data scientists often use Pandas for in-memory tasks and PySpark for larger …",
        published_at=datetime(2024, 11, 19, tzinfo=UTC),
        image_url=None,
        language=None,
    )


def test_a_real_atom_file() -> None:
    url = "https://datafusion.apache.org/blog/feeds/milenkovicm.atom.xml"
    feed = read_feed(Path("demo/ballista.atom.xml").read_bytes(), "application/atom+xml", url)
    [entry] = feed.entries
    assert entry.title == "Apache DataFusion Ballista 43.0.0 Released"
    assert entry.link == "https://datafusion.apache.org/blog/2025/02/02/datafusion-ballista-43.0.0"
    assert entry.summary is not None
    assert entry.summary.startswith("We are pleased to announce version 43.0.0 of the DataFusion Ballista.")
    assert "Licensed" not in entry.summary
    assert "¶" not in entry.summary
    images = "https://datafusion.apache.org/blog/images/datafusion-ballista-43.0.0"
    assert entry.image_url == f"{images}/tpch_queries_compare.png"
    assert entry.published_at == datetime(2025, 2, 2, tzinfo=UTC)


OLD_RSS = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">
<rss version="0.91"><channel><title>Caf\xe9</title><link>http://old.example.com/</link><language>en-us</language>
<item><title>First &amp;amp; last</title><link>http://old.example.com/1</link></item></channel></rss>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://old.example.com/"><title>RDF</title>
<link>http://old.example.com/</link></channel><item rdf:about="http://old.example.com/1"><title>First</title>
<link>http://old.example.com/1</link><dc:date>2026-11-20T10:00:00+01:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id" xml:base="https://blog.example.com/id/">
<title type="html">Kabar &lt;b&gt;baru&lt;/b&gt;</title>
<link href="."/><id>urn:x</id><updated>2026-11-20T10:00:00Z</updated>
<entry><id>urn:1</id><title type="text">a &lt;b&gt; &amp;amp; c</title>
<link rel="enclosure" href="a.png" type="image/png"/>
<link href="satu"/><updated>2026-11-20T10:00:00.5+07:00</updated>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Isi <em>pen</em>dek</p></div></summary></entry></feed>"""


def test_rss_091_and_its_doctype() -> None:
    feed = read_feed(OLD_RSS, "text/xml", URL)
    assert feed.title == "Café"
    assert [(entry.title, entry.link, entry.language) for entry in feed.entries] == [
        ("First & last", "http://old.example.com/1", "en-US")
    ]


def test_rss_10() -> None:
    [entry] = read_feed(RDF, "application/rdf+xml", URL).entries
    assert (entry.title, entry.published_at) == ("First", datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_atom(encoding: str) -> None:
    feed = read_feed(ATOM.encode(encoding), "application/atom+xml", URL)
    [entry] = feed.entries
    assert (feed.title, feed.link) == ("Kabar baru", "https://blog.example.com/id/")
    assert entry == FeedEntry(
        guid="urn:1",
        link="https://blog.example.com/id/satu",
        title="a <b> &amp; c",
        summary="Isi pendek",
        published_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        image_url="https://blog.example.com/id/a.png",
        language="id",
    )


def test_a_feed_that_is_not_well_formed_is_still_read() -> None:
    feed = rss(
        "<item><title>Q&A: fish & chips</title><link>/1</link><description>a<br>b &nbsp; &caf;</description></item>"
        "<item><title>Caf&eacute;</title></item>"
    )
    assert [entry.title for entry in feed.entries] == ["Q&A: fish & chips", "Café"]
    assert [entry.summary for entry in feed.entries] == ["a b &caf;", None]


def test_entries_come_once() -> None:
    feed = rss(
        "<item><guid>1</guid><title>a</title><link>/a</link></item>"
        "<item><guid>1</guid><title>a, again</title><link>/a2</link></item>"
        "<item><guid>2</guid><title>a, under another name</title><link>/a</link></item>"
        "<item><title>b</title></item><item><title>b</title></item><item></item>"
    )
    assert [entry.title for entry in feed.entries] == ["a", "b"]


def test_a_long_guid_is_kept_as_its_digest() -> None:
    assert len(item(f"<guid>{'g' * 5000}</guid>").guid) == 64


def test_summaries_are_plain_text() -> None:
    entry = item(
        "<description>&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Fish&lt;/p&gt;&lt;p&gt;&amp;amp; "
        "&lt;b&gt;ch&lt;/b&gt;ips\u202e&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;</description>"
    )
    assert entry.summary == "Fish & chips"


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        ("<enclosure url='/a.mp3' type='audio/mpeg'/><enclosure url='/b.jpg' type='image/jpeg'/>", "/b.jpg"),
        ("<media:thumbnail xmlns:media='http://search.yahoo.com/mrss/' url='/t.jpg'/>", "/t.jpg"),
        ("<media:content xmlns:media='http://search.yahoo.com/mrss/' medium='image' url='/m.jpg'/>", "/m.jpg"),
        ("<description>&lt;img src='/pixel.gif' width=1 height=1&gt;&lt;img src='/p.jpg'&gt;</description>", "/p.jpg"),
        ("<description>&lt;img src='data:image/png;base64,AAA'&gt;</description>", None),
        ("<description>&lt;img src='javascript:x'&gt;</description>", None),
    ],
)
def test_pictures(inside: str, image: str | None) -> None:
    assert item(inside).image_url == (f"https://blog.example.com{image}" if image else None)


@pytest.mark.parametrize(
    ("link", "read"),
    [
        ("https://a.example/b c", "https://a.example/b%20c"),
        ("javascript:alert(1)", None),
        ("//cdn.example/x", "https://cdn.example/x"),
    ],
)
def test_links_are_web_addresses(link: str, read: str | None) -> None:
    [entry] = rss(f"<item><title>x</title><link>{link}</link></item>").entries
    assert entry.link == read


@pytest.mark.parametrize(
    ("channel", "refresh"),
    [
        ("<ttl>90</ttl>", timedelta(minutes=90)),
        ("<ttl>soon</ttl>", None),
        ("<ttl>0</ttl>", None),
        (
            (
                "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>"
                "<sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>4</sy:updateFrequency>"
            ),
            timedelta(hours=6),
        ),
        ("", None),
    ],
)
def test_how_often_it_wants_to_be_asked(channel: str, refresh: timedelta | None) -> None:
    assert rss("", channel).refresh_after == refresh


@pytest.mark.parametrize(
    ("data", "looked_like"),
    [
        (b"", "an empty document"),
        (b" \n ", "an empty document"),
        (b"<!DOCTYPE html><html><head><title>x</title>", "a web page"),
        (b"<html>", "a web page"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON"),
        (b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "<sitemapindex>"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>", "<rdf:RDF>"),
        (b"just words", "plain text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text"),
        (b"x" * (MAX_FEED + 1), "kilobytes"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, looked_like: str) -> None:
    with pytest.raises(NotAFeed) as error:
        read_feed(data, "text/xml", URL)
    assert looked_like in error.value.looked_like
    assert looked_like in str(error.value)


def test_a_page_tells_where_its_feed_is() -> None:
    html = b"""<html><link rel="alternate" type="application/rss+xml" href="/rss">
    <link rel=alternate type=text/html hreflang=id href=/id><link rel=alternate type=application/atom+xml href=atom>"""
    with pytest.raises(NotAFeed, match=r"https://blog\.example\.com/rss") as error:
        read_feed(html, "text/html", URL)
    assert error.value.feeds == ("https://blog.example.com/rss", "https://blog.example.com/atom")


# --- hostile feeds

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
        f'<!DOCTYPE x [<!ENTITY l11 "{"x" * 100_000}">]>',
        '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd">%p;]>',
    ],
)
def test_entities_are_never_expanded(doctype: str) -> None:
    title = "&l11;" * 20
    data = (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
    )
    began = time.process_time()
    try:
        [entry] = read_feed(data.encode(), "text/xml", URL).entries
    except NotAFeed:
        return
    finally:
        assert time.process_time() - began < 1
    assert entry.title == title


START = '<rss version="2.0"><channel><item><title>x</title>'


@pytest.mark.parametrize(
    "hostile",
    [
        START + "<a>" * 500_000,
        START + "<a>" * 300_000 + "</b>",
        START + "</a>" * 300_000,
        START + "<" * 1_000_000,
        START + '<a b="' * 200_000,
        START + "<a " + "b=1 " * 400_000,
        START + "<![CDATA[" * 200_000,
        START + "<!--" * 400_000,
        START + "<title>a</title>" * 100_000,
        "<rss>" + "<item><title>x & y</title></item>" * 50_000,
        "<!DOCTYPE x [" * 100_000 + START,
        "<? " * 500_000 + START,
    ],
)
def test_no_feed_takes_long(hostile: str) -> None:
    began = time.process_time()
    with suppress(NotAFeed):
        read_feed(hostile.encode(), "text/xml", URL)
    assert time.process_time() - began < 5


def test_depth_costs_nothing() -> None:
    began = time.process_time()
    read_feed((START + "<a>" * 30_000).encode(), "text/xml", URL)
    assert time.process_time() - began < 0.4


def test_only_the_first_entries_are_read_and_they_stay_well_formed() -> None:
    items = "".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(5_000))
    assert [entry.title for entry in rss(items).entries] == [str(n) for n in range(MAX_ENTRIES)]


def soup() -> st.SearchStrategy[bytes]:
    pieces = [
        b"<?xml version='1.0' encoding='",
        b"utf-8",
        b"utf-16",
        b"'?>",
        b"<rss version='2.0'>",
        b"<channel>",
        b"<item>",
        b"</item>",
        b"<title>",
        b"</title>",
        b"<link>",
        b"</link>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<entry>",
        b"</entry>",
        b"<link href='",
        b"'/>",
        b"<pubDate>",
        b"Mon, 32 Foo 99999",
        b"2026-11-20T10:00:00Z",
        b"</pubDate>",
        b"<updated>",
        b"</updated>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"&lt;img src=",
        b"&#0;",
        b"&x;",
        b"<ttl>",
        b"</ttl>",
        b"<enclosure url='",
        b"<summary type='xhtml'>",
        b"<content type='image/png'>",
        b"http://",
        b"</rss>",
        b"</feed>",
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>",
        b"<media:content ",
        b"xml:base='",
        b"<itunes:image href='",
        b"<guid isPermaLink='true'>",
        b"<source>",
        b"<image>",
        b"<textInput>",
        b"<geo:lat>",
        b"<cloud>",
    ]
    starts = st.sampled_from([b"<rss version='2.0'><channel><item>", b"<feed><entry>", b"<rdf:RDF><item>", b""])
    rest = st.lists(st.sampled_from(pieces) | st.binary(max_size=12), max_size=40).map(b"".join)
    return st.tuples(starts, rest).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | soup(), st.sampled_from(["", "text/xml", "text/xml; charset=utf-16"]) | st.text())
def test_any_bytes_are_a_feed_or_refused_by_name(data: bytes, content_type: str) -> None:
    try:
        feed = read_feed(data, content_type, URL)
    except NotAFeed:
        return
    assert len({entry.guid for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert entry.title or entry.link
        assert 0 < len(entry.guid) <= 500
        for text, limit in ((entry.title, 300), (entry.summary, 1000)):
            assert text is None or (0 < len(text) <= limit and text.isprintable())
        for address in filter(None, (entry.link, entry.image_url)):
            assert httpx.URL(address).scheme in ("http", "https")
        assert entry.published_at is None or entry.published_at.tzinfo is UTC
    str(feed).encode()
