"""Reading an export: what is not of the format is said with its line."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Envelope
from restu.stream import cloud_event
from restu.verifier import Malformed
from restu.verifier.records import read_lines
from tests.restu.verifier.stream import identifier

EVENT = Envelope(
    id=identifier("event"),
    source="urn:restu:consent",
    type="restu.AdvocateLeft.v1",
    subject=str(identifier("ann")),
    time="2026-11-23T10:00:00.000Z",
    sequence=42,
    previous=7,
    data=b'{"advocate_id":"x","n":1}',
)


def line(**changes: Any) -> str:
    return json.dumps({**json.loads(cloud_event(EVENT, "restu.consent.v1", 3, 9)), **changes})


def test_an_exported_event_is_read_as_it_was() -> None:
    (record,) = read_lines([cloud_event(EVENT, "restu.consent.v1", 3, 9)])

    assert (record.topic, record.partition, record.offset) == ("restu.consent.v1", 3, 9)
    assert (record.sequence, record.previous, record.subject) == (42, 7, EVENT.subject)
    assert record.data == {"advocate_id": "x", "n": 1}


def test_data_that_is_no_json_is_carried_as_text_and_proves_nothing() -> None:
    broken = Envelope(**{name: getattr(EVENT, name) for name in Envelope.__slots__} | {"data": b"\xff{"})

    (record,) = read_lines([cloud_event(broken, "restu.consent.v1", 3, 9)])

    assert record.data == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "nonsense",
        "[]",
        line(sequence="42"),
        line(sequence=42),
        line(partition="3"),
        line(partition=True),
        line(id=None),
        '{"a": 1, "a": 2}',
    ],
)
def test_what_is_no_event_is_said_with_its_line(wrong: str) -> None:
    with pytest.raises(Malformed, match="line 2"):
        list(read_lines([line(), wrong]))


def test_equal_events_have_equal_fingerprints_and_others_have_not() -> None:
    one, same, other = read_lines([line(), line(offset=77), line(data={"n": 2})])

    assert one.fingerprint == same.fingerprint != other.fingerprint


@given(st.text(max_size=200))
def test_any_text_is_read_or_malformed(text: str) -> None:
    with suppress(Malformed):
        list(read_lines([text]))
