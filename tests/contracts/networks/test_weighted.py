"""X's weighted characters. The expectations are X's own, where its documentation and its conformance file have one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import load, measure
from contracts.networks.weighted import weighted

LABEL = "あいうえおかきくけこ" * 5 + "あい"
"""A label as long as the name system holds when it is encoded; one letter more is too long."""


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("", 0),
        ("hello", 5),
        ("\u00c1B", 2),
        ("A\u0301B", 2),
        ("A\ufb2c", 4),
        ("\u10ff", 1),
        ("\u1100", 2),
        ("\u3042\u4e00\uac00", 6),
        ("\u2000\u200d\u2010\u201f\u2032\u2037", 6),
        ("\u200e\u2020\u2038", 6),
    ],
)
def test_latin_and_its_neighbours_weigh_one_everything_else_two(text: str, used: int) -> None:
    assert weighted(text, 23) == used


@pytest.mark.parametrize(
    "emoji",
    [
        "\U0001f637",
        "\u263a",
        "\u2764\ufe0f",
        "\U0001f64b\U0001f3fd",
        "\U0001f468\u200d\U0001f3a4",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f1ee\U0001f1e9",
        "1\ufe0f\u20e3",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_an_emoji_weighs_two_however_it_is_put_together(emoji: str) -> None:
    assert weighted(emoji, 23) == 2
    assert weighted(f"a{emoji}{emoji}b", 23) == 6


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("Hi http://test.co", 26),
        ("https://www.twitter.com/aloha " * 10, 240),
        ("see https://a.co/x, please", 4 + 23 + 8),
        ("https://example.com/" + "x" * 300, 23),
        ("\u65e5\u672chttps://a.co/x\u65e5\u672c", 4 + 23 + 4),
        (f"http://{LABEL}.com", 23),
        (f"http://{LABEL}う.com", 7 + 2 * 53 + 4),
        ("https://example.com/" + "x" * 5000, 5020),
        ("example.com", 23),
        ("www.example.com/with/a/path/that/is/long", 40),
        ("t.co", 23),
        ("randomurl" * 6 + "randomurls.com", 68),
        ("ann@example.com", 15),
        ("http://localhost/x", 18),
        ("$example.com #example.com", 25),
    ],
)
def test_a_link_weighs_what_x_puts_in_its_place(text: str, used: int) -> None:
    assert weighted(text, 23) == used


def test_280_fit_and_281_do_not() -> None:
    rules = load("x")
    assert measure("x" * 280, rules).fits
    assert not measure("x" * 281, rules).fits
    assert measure("\u3042" * 140, rules).fits
    assert not measure("\u3042" * 140 + "x", rules).fits


PIECES = {
    "word": 4,
    "\u00e4": 1,
    "\u3042": 2,
    "\u20ac": 2,
    "\u2019": 1,
    "\U0001f468\u200d\U0001f3a4": 2,
    "\U0001f1ee\U0001f1e9": 2,
    "https://a.co": 23,
    "https://example.com/a/rather/long/path?with=a&query=in#it": 23,
    "example.com": 23,
    "ann@example.com": 15,
}


@given(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=30))
def test_a_text_weighs_what_its_words_weigh(words: list[str]) -> None:
    assert weighted(" ".join(words), 23) == sum(map(PIECES.__getitem__, words)) + len(words) - 1


@given(st.text(max_size=200), st.integers(min_value=1, max_value=40))
def test_no_text_weighs_more_than_twice_its_characters_and_its_possible_links(text: str, url_length: int) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert 0 <= weighted(text, url_length) <= 2 * len(composed) + url_length * composed.count(".")
