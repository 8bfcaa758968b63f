from __future__ import annotations

import time

import pytest

from sandbox.text import length, to_html

BASE = "http://127.0.0.1:8085"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Hello", 5),
        ("https://example.com/" + "a" * 300, 23),
        ("See https://example.com/a, then.", 4 + 23 + 7),
        ("(https://en.wikipedia.org/wiki/A_(b))", 1 + 23 + 1),
        ("@anna@social.example hi", len("@anna hi")),
        ("mail anna@example.com", len("mail anna@example.com")),
        ("http://127.0.0.1:8085/x", len("http://127.0.0.1:8085/x")),
        ("xhttps://example.com/abcdefghijklmnop", len("xhttps://example.com/abcdefghijklmnop")),
        ("👩‍👩‍👧‍👦", 1),
        ("e\u0301", 1),
    ],
)
def test_length_is_counted_as_mastodon_counts(text: str, expected: int) -> None:
    assert length(text) == expected


def test_the_content_warning_counts_too() -> None:
    assert length("abc", "de") == 5


def test_a_long_link_is_marked_up_in_three_parts() -> None:
    html = to_html("https://www.example.com/page/that/is/very/long", {}, BASE)
    assert html == (
        '<p><a href="https://www.example.com/page/that/is/very/long" target="_blank"'
        ' rel="nofollow noopener noreferrer"><span class="invisible">https://www.</span>'
        '<span class="ellipsis">example.com/page/that/is/very/</span>'
        '<span class="invisible">long</span></a></p>'
    )


def test_a_short_link_has_no_ellipsis() -> None:
    html = to_html("http://example.com", {}, BASE)
    assert '<span class="invisible">http://</span><span class="">example.com</span>' in html


def test_paragraphs_and_line_breaks() -> None:
    assert to_html("a\r\nb\n\n\nc", {}, BASE) == "<p>a<br />b</p><p>c</p>"


def test_everything_else_is_escaped() -> None:
    html = to_html('<script>\'"&</script> https://example.com/?a="<b>', {}, BASE)
    assert "<script>" not in html
    assert "<b>" not in html
    assert html.startswith("<p>&lt;script&gt;&#39;&quot;&amp;&lt;/script&gt; <a ")


def test_a_mention_is_linked_when_the_account_is_known() -> None:
    html = to_html("@Anna and @nobody", {"anna": f"{BASE}/@anna"}, BASE)
    assert f'<a href="{BASE}/@anna" class="u-url mention">@<span>Anna</span></a>' in html
    assert " and @nobody</p>" in html


def test_a_hashtag_is_linked() -> None:
    assert f'<a href="{BASE}/tags/Ruby" class="mention hashtag" rel="tag">#<span>Ruby</span></a>' in to_html(
        "#Ruby #1", {}, BASE
    )


def test_hostile_text_takes_no_time() -> None:
    started = time.perf_counter()
    for text in ("https://" + "a." * 5000, "https://example.com/" + "(" * 10_000, "@a." * 5000, "#" * 20_000):
        length(text)
    assert time.perf_counter() - started < 5
