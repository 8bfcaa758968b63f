"""Labels: what is typed can be seen and reads as what it says, or is refused; what comes from outside is cleaned."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.labels import can_be_seen, cleaned, label, passage

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
TURNING = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufeff"]
TAGS = [*map(chr, range(0xE0000, 0xE0080))]
CONTROLS = [chr(code) for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc"]
BARRED = [*TURNING, *TAGS, *CONTROLS, "\u2028", "\u2029"]
BREAKS = "\n\r\v\f\x85\u2028\u2029"
NOTHING = [
    "\u200b",
    "\u200d",
    "\u200c",
    "\u00ad",
    "\u2060",
    "\u00a0",
    "\u3000",
    "\u0301",
    "\u20dd",
    "\ufe0f",
    "\u3164",
    "\u2800",
]
FITTING = st.text(st.characters(codec="utf-8", exclude_characters=BARRED))
ANY = st.lists(st.characters() | st.sampled_from([*BARRED, *NOTHING, SCOTLAND])).map("".join)


def _or_none(rule: Callable[[str], str], text: str) -> str | None:
    try:
        return rule(text)
    except ValueError:
        return None


def _bare(text: str) -> str:
    return text.replace(SCOTLAND, "")


@given(FITTING, st.sampled_from(BARRED), FITTING)
def test_a_label_with_a_barred_character_is_refused_by_its_number(before: str, barred: str, behind: str) -> None:
    with pytest.raises(ValueError, match=rf"U\+{ord(barred):04X} \(.+\) cannot stand here"):
        label(f"a{before}{barred}{behind}a")
    if barred not in BREAKS:
        with pytest.raises(ValueError, match=rf"U\+{ord(barred):04X} "):
            passage(f"a{before}{barred}{behind}a")


@given(FITTING)
def test_every_other_text_is_taken_as_it_is_composed_and_trimmed(text: str) -> None:
    assert label(f" a{text}a ") == passage(f" a{text}a\n") == unicodedata.normalize("NFC", f"a{text}a")


@given(st.lists(st.sampled_from(NOTHING)).map("".join))
def test_what_shows_nothing_is_no_label_and_an_empty_passage(text: str) -> None:
    with pytest.raises(ValueError, match="nothing of this can be seen"):
        label(text)
    assert passage(text) == cleaned(text) == ""
    assert not can_be_seen(text)


@given(ANY)
@example("\ud800")
@example(f"{SCOTLAND}\U000e0067")
@example("\U0001f3f4" + "\U000e0067" * 40 + "\U000e007f")
def test_what_is_taken_can_be_seen_has_nothing_barred_and_stays_as_it_is(text: str) -> None:
    for rule, breaks in ((label, ""), (passage, "\n"), (cleaned, "")):
        taken = _or_none(rule, text)
        if taken:
            assert can_be_seen(taken)
            assert not set(_bare(taken)) & (set(BARRED) - set(breaks))
            assert rule(taken) == taken == taken.strip()


@given(ANY)
def test_what_is_cleaned_is_a_label_or_nothing(text: str) -> None:
    rest = cleaned(text)
    assert rest == "" or label(rest) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Ayu Lestari",
        "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",  # Persian, with a joiner that parts
        "\u0915\u094d\u200d\u0937",  # Devanagari, with one that joins
        "\u845b\U000e0100",  # a variant of a character in a Japanese name
        "\u2764\ufe0f",
        FAMILY,
        SCOTLAND,
        "\U0001fae8",  # of a newer Unicode than the standard library's
        "!",
    ],
)
def test_names_of_all_the_world_are_labels(text: str) -> None:
    assert label(text) == passage(text) == cleaned(text) == text


def test_lines_end_in_one_way() -> None:
    assert passage("one\r\ntwo\rthree\u2028four\n\nfive\n") == "one\ntwo\nthree\nfour\n\nfive"
    assert cleaned("one\r\ntwo\tthree") == "one two three"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("x\u202egnp.exe", "xgnp.exe"),
        (f"\ufeffHello {SCOTLAND}\U000e0041", f"Hello {SCOTLAND}"),
        ("\u202e\u200b", ""),
        ("\u0301", ""),
        ("\ud800a", "a"),
    ],
)
def test_what_comes_from_outside_loses_what_is_barred(text: str, rest: str) -> None:
    assert cleaned(text) == rest
