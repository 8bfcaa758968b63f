"""The text exactly as it is sent: one spelling, the link once."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.networks import UnusableText, normalise, render

LINK = "https://example.com/story"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  padded \n", "padded"),
        ("nul\x00 bell\x07 esc\x1b[0m", "nul bell esc[0m"),
        ("\ufeffmark", "mark"),
        ("gnp\u202e.exe", "gnp.exe"),
        ("tab\tstays", "tab\tstays"),
        ("👩‍👧 \u200f\u05e9", "👩‍👧 \u200f\u05e9"),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(("text", "code"), [("\ud800", "not-unicode"), ("x" * 20_001, "too-long")])
def test_refuses_what_nobody_can_publish(text: str, code: str) -> None:
    with pytest.raises(UnusableText) as refused:
        normalise(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "link", "sent"),
    [
        ("Proud of this.", LINK, f"Proud of this.\n\n{LINK}"),
        ("", LINK, LINK),
        ("Proud of this.", None, "Proud of this."),
        ("Proud of this.", "", "Proud of this."),
        (f"Read {LINK}, it is good", LINK, f"Read {LINK}, it is good"),
        (f"Not this: {LINK}-2", LINK, f"Not this: {LINK}-2\n\n{LINK}"),
    ],
)
def test_render(text: str, link: str | None, sent: str) -> None:
    assert render(text, link) == sent


@given(st.text(max_size=200))
@example("\u0344\x00\u0301")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(max_size=200))
def test_rendering_twice_keeps_one_link(text: str) -> None:
    once = render(text, LINK)
    assert render(once, LINK) == once
