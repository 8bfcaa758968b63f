"""Is this our post? The words as servers show them, against the words as they were sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import normalise
from sandbox.text import to_html
from services.publisher.networks.mastodon.matching import Likeness, compare, reading

EXACT, SIMILAR, NONE = Likeness.EXACT, Likeness.SIMILAR, Likeness.NONE
LONG = "https://www.example.com/a/very/long/path/to/a/story?with=a&query#and"
SHORTENED = (
    '<p>Read <a href="https://www.example.com/a/very/long/path/to/a/story?with=a&amp;query#and" rel="nofollow">'
    '<span class="invisible">https://www.</span><span class="ellipsis">example.com/a/very/long/path/to</span>'
    '<span class="invisible">/a/story?with=a&amp;query#and</span></a></p>'
)
MENTION = (
    '<p>Thanks <span class="h-card"><a href="https://b.example/@ann" class="u-url mention">@<span>ann</span></a></span>'
    ' for <a href="https://a.example/tags/consent" class="mention hashtag" rel="tag">#<span>consent</span></a></p>'
)


@pytest.mark.parametrize(
    ("html", "text", "likeness"),
    [
        ("<p>Hello</p>", "Hello", EXACT),
        ("<p>a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>", "a <b> & \"c\" 'd'", EXACT),
        ("<p>one</p><p>two<br />three</p>", "one\n\ntwo\nthree", EXACT),
        ("<p>one</p><p>two</p>", "one\n\n\n\ntwo", EXACT),
        (SHORTENED, f"Read {LONG}", EXACT),
        (SHORTENED, f"Read {LONG}2", SIMILAR),
        (MENTION, "Thanks @ann@b.example for #consent", EXACT),
        (f'<p><a href="{LONG}">example.com/a/very/lo…</a></p>', LONG, EXACT),
        ('<p>See <a href="https://example.com/x">our page</a></p>', "See our page", EXACT),
        ("<p>This is <em>really</em> good</p>", "This is *really* good", SIMILAR),
        ("<p>Hello!</p>", "Hello", SIMILAR),
        ("<p>Good <b>bold</b> words</p>", "Good <b>bold</b> words", SIMILAR),
        ("<p>Something else altogether</p>", "Hello there", NONE),
        ("<p>🎉</p>", "🔥", NONE),
        ("", "Hello", NONE),
    ],
)  # fmt: skip
def test_compare(html: str, text: str, likeness: Likeness) -> None:
    assert compare(html, text) is likeness


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from([LONG, "https://example.com", "@ann", "@ann@b.example", "#consent", "<b>", "&amp;", "\n\n"]),
    ),
    max_size=8,
).map(" ".join)


@given(TEXTS)
def test_what_mastodon_makes_of_a_text_is_recognised(text: str) -> None:
    sent = normalise(text)
    html = to_html(sent, {"ann": "https://here.example/@ann"}, "https://here.example")
    assert compare(html, sent) is EXACT


@given(st.text(max_size=200))
def test_any_html_can_be_read(html: str) -> None:
    assert isinstance(reading(html), str)
