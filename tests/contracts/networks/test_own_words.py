"""Own words: 100 minus the similarity to the nearest suggestion, one integer for everybody, bounded cost."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import own_words

SUGGESTION = "We are proud to present our new report on consent"


@pytest.mark.parametrize(
    ("text", "suggestions", "percent"),
    [
        (SUGGESTION, [SUGGESTION], 0),
        (SUGGESTION.upper() + "!!!", [SUGGESTION], 0),
        (SUGGESTION.replace("e", "e\u200b").replace("a", "a\u00ad\u2060\ufeff"), [SUGGESTION], 0),
        (f"{SUGGESTION} https://example.com/r", [SUGGESTION], 0),
        ("Nobody asked me, I read it twice", [SUGGESTION], 100),
        ("Something else", ["unlike", "Something other"], 50),
        ("We are proud", [SUGGESTION], 100 - 200 * 3 // 13),
        ("anything", [], 100),
        ("", [SUGGESTION], 0),
        ("🎉🎉", [SUGGESTION], 0),
        ("今日は良い天気です", ["今日は天気です"], 100 - 200 * 7 // 16),
    ],
)
def test_own_words(text: str, suggestions: list[str], percent: int) -> None:
    assert own_words(text, suggestions) == percent


@given(st.text(max_size=100), st.lists(st.text(max_size=100), max_size=4))
def test_more_suggestions_never_make_it_more_ones_own(text: str, suggestions: list[str]) -> None:
    assert 0 <= own_words(text, suggestions) <= own_words(text, suggestions[:1]) <= 100


def test_long_texts_stay_cheap() -> None:
    """Where words repeat, an exact comparison of long texts takes minutes."""
    dice = random.Random(7)  # noqa: S311 (a test's dice)
    one, other = (" ".join(dice.choices("abc", k=10_000)) for _ in range(2))
    began = time.perf_counter()
    assert own_words(one, [other]) < 10
    assert time.perf_counter() - began < 2
