"""What is read from the topics: our records exactly, and of the others a line that hides nothing else."""

from __future__ import annotations

import pytest

from contracts.envelope import Envelope
from restu.stream import cloud_event
from restu.verifier.records import read_lines
from tests.restu.verifier.stream import identifier


def event(data: bytes) -> Envelope:
    return Envelope(
        id=identifier("event"),
        source="urn:restu:consent",
        type="restu.ActivityApproved.v1",
        subject=str(identifier("ann")),
        time="2026-11-23T10:00:00.000Z",
        sequence=42,
        previous=7,
        data=data,
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[" * 50_000,
        b'{"a":NaN}',
        b'{"a":99999999999999999999}',
        b'{"a":"\\ud800"}',
        b'{"a":1,"a":2}',
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_data_that_nobody_of_ours_wrote_is_still_a_record(data: bytes) -> None:
    (record,) = read_lines([cloud_event(event(data), "restu.consent.v1", 3, 9)])

    assert (record.sequence, record.data) == (42, {})


def test_two_such_records_are_told_apart() -> None:
    one, other = read_lines([cloud_event(event(data), "restu.consent.v1", 3, 9) for data in (b'{"a":NaN}', b"{")])

    assert one.fingerprint != other.fingerprint
