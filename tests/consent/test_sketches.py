"""How alike two texts are, for any texts: by the definition, by properties, and by the sketch alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.networks import words_of
from services.consent.sketches import PHRASE, SIZE, Sketch, alike

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
WORDS = st.sampled_from([f"word{number}" for number in range(12)])
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def sketch(text: str, key: bytes = KEY) -> Sketch:
    made = Sketch.of(text, key)
    assert made is not None
    return made


def percent(one: str, other: str) -> int:
    return alike(sketch(one), sketch(other))


def jaccard(one: str, other: str) -> float:
    def phrases(text: str) -> set[tuple[str, ...]]:
        words = words_of(text)
        return {tuple(words[at : at + PHRASE]) for at in range(max(1, len(words) - PHRASE + 1))}

    return len(phrases(one) & phrases(other)) / len(phrases(one) | phrases(other))


LONG = " ".join(f"w{number}" for number in range(40))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("We open our lab today", "we OPEN our lab, today!", {100}),
        ("We open our lab today https://a.example/1", "We open our lab today https://b.example/2", {100}),
        ("Kami membuka lab", "Something else entirely happens here", {0}),
        ("Hello", "hello", {100}),
        ("Hello", "Goodbye", {0}),
        (LONG, LONG.replace("w20", "other"), {70, 80, 90}),
        (LONG, f"{LONG} and some more words of my own", {70, 80, 90}),
        (LONG, " ".join(reversed(LONG.split())), {0}),
        ("我们的实验室今天开放", "我们的实验室今天开放!", {100}),
    ],
)
def test_examples(one: str, other: str, expected: set[int]) -> None:
    assert percent(one, other) in expected


@pytest.mark.parametrize("text", ["", " \n", "!!!", "https://a.example/only"])
def test_a_text_without_words_has_no_sketch(text: str) -> None:
    assert Sketch.of(text, KEY) is None


@given(TEXTS, TEXTS)
def test_it_is_the_same_from_both_sides_and_a_step_of_ten(one: str, other: str) -> None:
    measured = percent(one, other)
    assert measured == percent(other, one)
    assert measured in range(0, 101, 10)


@given(TEXTS, TEXTS)
def test_a_hundred_is_the_same_words_and_nothing_else(one: str, other: str) -> None:
    assert percent(one, one.upper()) == 100
    assert (percent(one, other) == 100) == (words_of(one) == words_of(other))


@given(TEXTS, TEXTS)
def test_it_is_near_the_share_of_phrases_in_common(one: str, other: str) -> None:
    # Five standard errors, and the step that is cut off.
    assert -35 <= percent(one, other) - 100 * jaccard(one, other) <= 35


@given(st.lists(WORDS, max_size=30), st.lists(WORDS, min_size=1, max_size=30))
def test_nothing_in_common_is_nothing(one: list[str], other: list[str]) -> None:
    mine = " ".join(["mine", *(f"a{word}" for word in one)])
    assert percent(mine, " ".join(f"b{word}" for word in other)) == 0


@given(TEXTS)
def test_a_sketch_has_one_size_and_means_nothing_under_another_key(text: str) -> None:
    mine, theirs = sketch(text), sketch(text, OTHER_KEY)
    assert (len(mine.whole), len(mine.numbers)) == (32, 4 * SIZE)
    assert alike(mine, theirs) == 0
    assert sketch(text) == mine


@given(st.text())
def test_any_text_has_a_sketch_or_no_words(text: str) -> None:
    assert (Sketch.of(text, KEY) is None) == (not words_of(text))
