"""Counting as each network counts: what a text uses, and of what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import NetworkRules, Unit, UnusableText, links, load, measure, names, normalise

MASTODON, BLUESKY, LINKEDIN = load("mastodon"), load("bluesky"), load("linkedin")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
"""One emoji to a reader: 7 code points, 11 UTF-16 units, 25 bytes."""
TEXTS = st.text(max_size=300) | st.text(alphabet="ab.:/@ \u3042\U0001f468\u200d\u0301\ufe0f", max_size=300)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("", 0),
        ("hello", 5),
        ("👩‍👩‍👧‍👦", 1),
        ("e\u0301", 1),
        ("https://a.co", 23),
        ("https://example.com/a/very/long/path?with=query#and-fragment", 23),
        ("see (https://example.com/x).", 5 + 23 + 2),
        ("https://en.wikipedia.org/wiki/Consent_(law)", 23),
        ("example.com", 11),
        ("https://localhost/x", 19),
        ("ann@example.com", 15),
        ("@ann@social.example", 4),
        ("@ann", 4),
        ("thanks @ann@social.example!", 7 + 4 + 1),
        ("https://social.example/@ann@other.example/1", 23),
        ("two https://a.co https://b.co", 4 + 23 + 1 + 23),
    ],
)
def test_mastodon_counts_graphemes_links_alike_and_names_without_their_server(text: str, used: int) -> None:
    assert measure(text, MASTODON).used == used


def test_a_content_warning_counts() -> None:
    assert measure("hello", MASTODON, "careful").used == 12


def test_the_limit_is_inclusive() -> None:
    assert measure("x" * 500, MASTODON).fits
    assert not measure("x" * 501, MASTODON).fits


def test_a_network_that_counts_links_in_full() -> None:
    plain = MASTODON.model_copy(update={"length": MASTODON.length.model_copy(update={"url_length": None})})
    assert measure("https://example.com/path", plain).used == 24


@pytest.mark.parametrize(
    ("text", "used", "limit", "unit"),
    [
        ("x" * 300, 300, 300, Unit.GRAPHEMES),
        ("x" * 301, 301, 300, Unit.GRAPHEMES),
        (FAMILY * 120, 120, 300, Unit.GRAPHEMES),
        (FAMILY * 121, 3025, 3000, Unit.UTF8_BYTES),
        ("https://example.com/path", 24, 300, Unit.GRAPHEMES),
    ],
)
def test_bluesky_counts_graphemes_and_bytes(text: str, used: int, limit: int, unit: Unit) -> None:
    length = measure(text, BLUESKY)
    assert (length.used, length.limit, length.unit) == (used, limit, unit)
    assert length.fits == (used <= limit)


@pytest.mark.parametrize(("text", "used"), [("abc", 3), ("\u3042", 1), ("\U0001f468", 2), (FAMILY, 11), ("", 0)])
def test_what_counts_utf16_units_counts_most_emoji_twice(text: str, used: int) -> None:
    length = measure(text, LINKEDIN)
    assert (length.used, length.unit) == (used, Unit.UTF16_UNITS)


def counting(unit: Unit) -> NetworkRules:
    """A network that counts this and nothing else."""
    return LINKEDIN.model_copy(update={"length": LINKEDIN.length.model_copy(update={"unit": unit})})


@pytest.mark.parametrize(("unit", "used"), [(Unit.CODE_POINTS, 7), (Unit.UTF8_BYTES, 25)])
def test_the_units_that_no_network_has_alone(unit: Unit, used: int) -> None:
    assert measure(FAMILY, counting(unit)).used == used


@given(TEXTS)
def test_mastodon_never_counts_more_than_the_characters_but_for_links(text: str) -> None:
    assert measure(text, MASTODON).used <= len(text) + 23 * len(links(text))


@given(TEXTS)
def test_the_units_are_in_their_order(text: str) -> None:
    """Graphemes are the shortest reading, UTF-16 units the longest but bytes: they stand in for what is not known."""
    units = (Unit.GRAPHEMES, Unit.CODE_POINTS, Unit.UTF16_UNITS, Unit.UTF8_BYTES)
    used = [measure(text, counting(unit)).used for unit in units]
    assert used == sorted(used)


@pytest.mark.parametrize("name", names())
@given(text=TEXTS)
def test_every_text_has_a_length_everywhere(name: str, text: str) -> None:
    length = measure(text, load(name))
    assert length.used >= 0
    assert length.fits == (length.used <= length.limit)


@pytest.mark.parametrize("name", names())
@given(text=TEXTS)
def test_more_text_is_never_shorter(name: str, text: str) -> None:
    assert measure(text, load(name)).used <= measure(f"{text}\nand more", load(name)).used


@pytest.mark.parametrize("name", names())
@given(text=TEXTS)
def test_a_text_in_its_one_spelling_is_measured_as_it_is_sent(name: str, text: str) -> None:
    try:
        sent = normalise(text)
    except UnusableText:
        return
    assert measure(sent, load(name)) == measure(normalise(sent), load(name))


def test_a_lone_surrogate_has_a_length_and_is_refused_elsewhere() -> None:
    for name in names():
        assert measure("\ud800", load(name)).used > 0
    with pytest.raises(UnusableText):
        normalise("\ud800")
