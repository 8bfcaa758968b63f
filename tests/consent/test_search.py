"""Who is found by what one remembers of a name, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consent.search import NAMELESS, Sought, folded

PEOPLE = {
    "Sari Dewi": "sari@example.org",
    "Dewi Kusuma": "dewi.kusuma@example.org",
    "Basari": "basari@example.org",
    "Jürgen Groß": "j.gross@example.org",
    "Zoë": "zoe@example.net",
}


def found(typed: str) -> list[str]:
    places = {name: Sought.of(typed).place(name, email) for name, email in PEOPLE.items()}
    fitting = {name: place for name, place in places.items() if place is not None}
    return sorted(fitting, key=fitting.__getitem__)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["Basari", "Dewi Kusuma", "Jürgen Groß", "Sari Dewi", "Zoë"]),
        ("   ", ["Basari", "Dewi Kusuma", "Jürgen Groß", "Sari Dewi", "Zoë"]),
        ("sari", ["Sari Dewi", "Basari"]),
        ("SARI", ["Sari Dewi", "Basari"]),
        ("dewi", ["Dewi Kusuma", "Sari Dewi"]),
        ("kusuma dewi", ["Dewi Kusuma"]),
        ("jurgen", ["Jürgen Groß"]),
        ("gross", ["Jürgen Groß"]),
        ("groß", ["Jürgen Groß"]),
        ("zoe@", ["Zoë"]),
        ("example.net", ["Zoë"]),
        ("dewi zoe", []),
    ],
)
def test_every_word_is_found_in_the_name_or_the_address(typed: str, names: list[str]) -> None:
    assert found(typed) == names


@given(st.text(min_size=1, max_size=60), st.text(max_size=30))
def test_everybody_is_found_by_any_part_of_their_name(name: str, email: str) -> None:
    for word in folded(name).split():
        place = Sought.of(word).place(name, email)
        assert place is not None
        assert place < NAMELESS


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
