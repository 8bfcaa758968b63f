import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.addresses import AddressRefused
from services.content.pages import PageDescription, PageUnreadable, describe, may_stand_for

URL = "https://news.example.com/2026/11/story?utm_source=x"


def page(head: str, *, body: str = "", content_type: str = "text/html; charset=utf-8") -> PageDescription:
    return describe(f"<!doctype html><html lang='en'><head>{head}</head><body>{body}".encode(), content_type, URL)


def test_a_real_page() -> None:
    url = "https://opensource.creativecommons.org/blog/entries/2026-05-06-sunsetting-api/"
    described = describe(Path("demo/page.html").read_bytes(), "text/html", f"{url}?source=mail#top")
    assert described == PageDescription(
        title="Sunsetting api.creativecommons.org",
        description="Creative Commons (CC) will terminate the api.creativecommons.org service on 2026 Nov 02. Please "
        "note, however, that hosting or software failure may render the service unavailable before that date.",
        image_url="https://cc-og-image.vercel.app/Sunsetting%20api.creativecommons.org.png?&md=1&fontFamily="
        "roboto-condensed&fontSize=100px&images=https%3A%2F%2Fcc-vocabulary.netlify.app%2Flogos%2Fproducts%2Fopen_"
        "source.svg%23opensource",
        canonical_url=url,
        site_name="Creative Commons",
        language="en",
        published_at=None,
    )


def test_open_graph_speaks_before_cards_linked_data_and_the_title() -> None:
    described = page(
        """<title>Title | Site</title>
        <meta name="description" content="plain">
        <meta name="twitter:title" content="Card"><meta name="twitter:description" content="card">
        <meta property="og:title" content=" Open &amp; Graph "><meta property="og:description" content="graph">
        <meta property="og:site_name" content="News"><meta property="og:locale" content="id_ID">
        <meta property="og:image" content="../pictures/a b.png">
        <meta property="article:published_time" content="2026-11-20T09:30:00+07:00">"""
    )
    assert (described.title, described.description, described.site_name) == ("Open & Graph", "graph", "News")
    assert described.image_url == "https://news.example.com/2026/pictures/a%20b.png"
    assert described.published_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert described.language == "en"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>  A\n title &mdash; of\tlines </title>", "A title — of lines"),
        ("<TITLE>big</TITLE><svg><title>icon</title></svg>", "big"),
        ("<meta property='og:title' content='   '><meta name='twitter:title' content='Card'>", "Card"),
        ("<!-- <meta property='og:title' content='old'> --><title>new</title>", "new"),
        ("<script>'<title>no</title>'</script><title>yes</title>", "yes"),
        ("<meta property='og:title' content='a > b \"c\"'>", 'a > b "c"'),
        ("<meta property=og:title content=bare>", "bare"),
        ("<title>x\u202egnp.exe\u200b\x07</title>", "xgnp.exe"),
        ("<title>Hello\U000e0041\U000e007f</title>", "Hello"),
        ("<meta property='og:title' content='\u202e\u3164'><title>Behind it</title>", "Behind it"),
        ("<title>\u200d\u0301</title>", None),
        ("<title><b>not markup</b></title>", "<b>not markup</b>"),
        ("", None),
    ],
)
def test_titles(head: str, title: str | None) -> None:
    assert page(head).title == title


def test_linked_data_fills_what_the_tags_do_not_say() -> None:
    described = page(
        """<script type="application/ld+json">{broken</script>
        <script type="application/ld+json">{"@graph": [{"@type": "Organization", "name": "Nobody"},
          {"@type": ["NewsArticle"], "headline": "A headline", "description": "What happened",
           "image": [{"@type": "ImageObject", "name": "a picture", "url": "/p.jpg"}], "datePublished": "2026-11-01",
           "inLanguage": "id", "publisher": {"@type": "Organization", "name": "The News"}}]}</script>"""
    )
    assert (described.title, described.description, described.site_name) == ("A headline", "What happened", "The News")
    assert described.image_url == "https://news.example.com/p.jpg"
    assert described.published_at == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<title>Ünïcödé</title>".encode(), "text/html"),
        ("<title>Ünïcödé</title>".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        ("<title>Ünïcödé</title>".encode("utf-16"), "text/html"),
        ("<title>Ünïcödé</title>".encode("latin-1"), 'text/html; charset="ISO-8859-1"'),
        ("<meta charset=windows-1252><title>Ünïcödé</title>".encode("cp1252"), "text/html"),
        ("<meta http-equiv=Content-Type content='text/html; charset=latin1'><title>Ünïcödé".encode("latin-1"), ""),
        ("<title>Ünïcödé</title>".encode("latin-1"), "text/html"),  # says nothing, is not UTF-8
        ("<meta charset=utf-16><title>Ünïcödé</title>".encode(), "text/html"),
        ("<title>Ünïcödé</title>".encode(), "text/html; charset=unicode_escape"),
        ("<title>Ünïcödé</title>".encode(), "text/html; charset=zip"),
    ],
)
def test_encodings(data: bytes, content_type: str) -> None:
    assert describe(data, content_type, URL).title == "Ünïcödé"


def test_other_alphabets() -> None:
    data = "<meta charset=shift_jis><title>日本語</title>".encode("shift_jis")
    assert describe(data, "text/html", URL).title == "日本語"


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("", URL),
        ("<link rel=canonical href=/2026/11/story>", "https://news.example.com/2026/11/story"),
        ("<link rel='alternate CANONICAL' href='?id=1#x'>", "https://news.example.com/2026/11/story?id=1"),
        ("<base href='/b/'><link rel=canonical href=c>", "https://news.example.com/b/c"),
        ("<link rel=canonical href=https://www.news.example.com/s>", "https://www.news.example.com/s"),
        ("<link rel=canonical href=https://example.com/s>", "https://example.com/s"),
        ("<meta property=og:url content=/from-og>", "https://news.example.com/from-og"),
        # mistakes of templates
        ("<link rel=canonical href=/>", URL),
        ("<link rel=canonical href=http://news.example.com/s>", URL),
        ("<link rel=canonical href=''><meta property=og:url content=/s>", "https://news.example.com/s"),
        # never anything but http(s)
        ("<link rel=canonical href='javascript:alert(1)'>", URL),
        ("<link rel=canonical href='https://me@news.example.com/'>", URL),
        ("<link rel=canonical href=https://news.example.com:8443/s>", URL),
        # another site only when said twice, and never inside a network
        ("<link rel=canonical href=https://other.example.org/s>", URL),
        (
            "<link rel=canonical href=https://other.example.org/s><meta property=og:url content=https://other.example.org/s>",
            "https://other.example.org/s",
        ),
        ("<link rel=canonical href=https://10.0.0.1/s><meta property=og:url content=https://10.0.0.1/s>", URL),
        ("<link rel=canonical href=https://nas.local/s><meta property=og:url content=https://nas.local/s>", URL),
        ("<link rel=canonical href=https://intranet/s><meta property=og:url content=https://intranet/s>", URL),
    ],
)
def test_the_canonical_address(head: str, canonical: str) -> None:
    assert page(head).canonical_url == canonical


def test_a_number_is_no_site_of_another_number() -> None:
    assert not may_stand_for(httpx.URL("http://1.10.0.0.1/a"), httpx.URL("http://10.0.0.1/b"), agreed=False)


@pytest.mark.parametrize("image", ["data:image/png;base64,AAAA", "javascript:x", "  ", "http://", "file:///etc/passwd"])
def test_pictures_are_web_addresses(image: str) -> None:
    assert page(f"<meta property=og:image content='{image}'>").image_url is None
    fallback = page(f"<meta property=og:image content='{image}'><meta name=twitter:image content=/ok.png>")
    assert fallback.image_url == "https://news.example.com/ok.png"


def test_long_texts_are_cut_after_a_word() -> None:
    described = page(f"<title>{'word ' * 1000}</title><meta name=description content='{'x' * 9000}'>")
    assert described.title is not None
    assert described.description is not None
    assert len(described.title) <= 300
    assert described.title.endswith("word…")
    assert len(described.description) == 1000


@pytest.mark.parametrize(
    ("when", "read"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T10:00:00.123456Z", datetime(2026, 11, 20, 10, 0, 0, 123000, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:00:00 +0100", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times(when: str, read: datetime | None) -> None:
    assert page(f"<meta property=article:published_time content='{when}'>").published_at == read


@pytest.mark.parametrize(
    ("data", "content_type", "words"),
    [
        (b"\x89PNG", "image/png", "image/png"),
        (b"%PDF-1.7", "application/pdf", "application/pdf"),
        (b'{"a": 1}', "application/json", "application/json"),
        (b"", "text/html", "empty"),
        (b" \n", "text/html", "empty"),
        (b"\x00\x01\x02\x03binary", "", "file"),
    ],
)
def test_what_is_no_page_is_named(data: bytes, content_type: str, words: str) -> None:
    with pytest.raises(PageUnreadable, match=words):
        describe(data, content_type, URL)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(AddressRefused):
        describe(b"<title>x</title>", "text/html", "file:///etc/passwd")


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 200_000,
        "<!--" * 200_000,
        "<" * 1_000_000,
        "<meta a='" * 100_000,
        "<meta " + "a " * 400_000 + ">",
        ("<meta " + "a " * 8_000 + ">") * 60,
        "<title>" * 100_000,
        "<script type=application/ld+json>" + "[" * 900_000,
        "<script type=application/ld+json>" + '{"@graph":' * 90_000,
        '<script type="application/ld+json">{"@type":"Article","headline":' + "9" * 500_000 + "}</script>",
        "<title>" + "&#x202e;" * 100_000,
    ],
)
def test_no_page_takes_long(hostile: str) -> None:
    began = time.process_time()
    page(hostile)
    assert time.process_time() - began < 5


def soup() -> st.SearchStrategy[bytes]:
    """Pieces of pages in any order, with any bytes between them."""
    pieces = [
        b"<html lang=",
        b"<meta ",
        b"property=",
        b"'og:title'",
        b"og:url",
        b" content=",
        b'"',
        b"'",
        b">",
        b"/>",
        b"<title>",
        b"</title>",
        b"<link rel=canonical href=",
        b"<script type=application/ld+json>",
        b'{"@type":"Article",',
        b'"image":',
        b"[",
        b"]",
        b"{",
        b"}",
        b"</script>",
        b"<!--",
        b"-->",
        b"<base href=",
        b"//",
        b"http://",
        b"\xff\xfe",
        b"&#0;",
        b"&#xD800;",
        b"charset=",
        b"utf-16",
        b"\x00",
        b"article:published_time",
        b"9999-12-31T23:59:59-23:59",
    ]
    return st.lists(st.sampled_from(pieces) | st.binary(max_size=20), max_size=40).map(b"".join)


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=500) | soup(), st.sampled_from(["text/html", "", "text/html; charset=", "x"]) | st.text())
@example(b"<script type=application/ld+json>" + b"[" * 100_000, "text/html")
@example("<meta property=og:title content='\ud800'>".encode("utf-16", "surrogatepass"), "text/html")
def test_any_bytes_are_described_or_refused_by_name(data: bytes, content_type: str) -> None:
    try:
        described = describe(data, content_type, URL)
    except PageUnreadable:
        return
    for text, limit in ((described.title, 300), (described.description, 1000), (described.site_name, 100)):
        assert text is None or (0 < len(text) <= limit and text.isprintable())
    for address in filter(None, (described.image_url, described.canonical_url)):
        assert httpx.URL(address).scheme in ("http", "https")
    str(described).encode()
