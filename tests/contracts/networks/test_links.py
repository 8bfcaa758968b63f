"""Where a link in a text begins and ends, at a cost that grows with the text only."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import links, load, measure, names
from contracts.networks.links import without_links, without_trailing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Read https://example.com/a, then https://example.com/b!", ["https://example.com/a", "https://example.com/b"]),
        ("„https://example.com/ü“", ["https://example.com/ü"]),
        ("(https://en.wikipedia.org/wiki/Consent_(law)).", ["https://en.wikipedia.org/wiki/Consent_(law)"]),
        ("xhttps://example.com", []),
        ("example.com", []),
    ],
)  # fmt: skip
def test_links(text: str, found: list[str]) -> None:
    assert list(links(text)) == found


@given(st.text(alphabet="a)(][}{.,", max_size=40))
def test_only_closing_punctuation_is_taken_off_the_end(tail: str) -> None:
    kept = without_trailing(f"https://a.co/x{tail}")
    assert f"https://a.co/x{tail}".startswith(kept)
    assert without_trailing(kept) == kept


def test_what_is_left_without_links() -> None:
    assert without_links("see https://a.co/x, please").split() == ["see", "please"]


HARD = ["a-", "a.", "http://", "http://a.", ")", "\U0001f468\u200d", "@a.", "\U0001f3f4\U000e0061", "a_.b/", "あ.com "]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("piece", HARD)
def test_no_text_is_expensive_to_measure(name: str, piece: str) -> None:
    began = time.perf_counter()
    measure("https://a.co/" + piece * (20_000 // len(piece)), load(name))
    assert time.perf_counter() - began < 2
