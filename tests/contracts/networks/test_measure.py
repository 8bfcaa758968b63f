"""Counting as Mastodon counts: graphemes, links 23, only the local part of a mention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import links, load, measure

MASTODON = load("mastodon")


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
def test_counts(text: str, used: int) -> None:
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
    ("text", "found"),
    [
        ("Read https://example.com/a, then https://example.com/b!", ["https://example.com/a", "https://example.com/b"]),
        ("„https://example.com/ü“", ["https://example.com/ü"]),
        ("xhttps://example.com", []),
    ],
)  # fmt: skip
def test_links(text: str, found: list[str]) -> None:
    assert list(links(text)) == found


@given(st.text(max_size=300))
def test_never_fails_and_never_exceeds_the_characters_but_for_links(text: str) -> None:
    assert measure(text, MASTODON).used <= len(text) + 23 * len(links(text))
