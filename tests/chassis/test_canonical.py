"""Canonical JSON is the reference's, byte for byte."""

from __future__ import annotations

import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chassis.canonical import canonical

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_it_is_what_the_reference_makes(data: Any) -> None:
    try:
        expected = rfc8785.dumps(data)
    except rfc8785.CanonicalizationError:
        with pytest.raises(ValueError):  # noqa: PT011 - of whatever text
            canonical(data)
    else:
        assert canonical(data) == expected


def test_every_character_is_written_as_the_reference_writes_it() -> None:
    text = "".join(chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000)
    assert canonical({"text": text}) == rfc8785.dumps({"text": text})


@pytest.mark.parametrize("data", [2**53, -(2**53), math.nan, math.inf, "\ud800", {"\ud800": 1}, {1: 2}, b"", object()])
def test_what_json_cannot_hold_exactly_is_refused(data: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever text
        canonical({"data": data})
