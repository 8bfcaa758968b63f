"""The envelope goes out and comes back; what is not ours is told apart."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Envelope, ForeignMessage, partition_of

EVENT = Envelope(
    id=UUID(int=1),
    source="urn:restu:consent",
    type="restu.AdvocateLeft.v1",
    subject=str(UUID(int=2)),
    time="2026-11-23T10:00:00.000Z",
    sequence=42,
    previous=7,
    data=b'{"a":1}',
    traceparent="00-11111111111111111111111111111111-2222222222222222-01",
)


def test_an_envelope_comes_back_as_it_went() -> None:
    assert Envelope.read(EVENT.headers(), EVENT.key, EVENT.data) == EVENT


@pytest.mark.parametrize(
    "name", ["ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "ce_previous", "ce_specversion"]
)
def test_a_missing_attribute_makes_it_foreign_and_is_named(name: str) -> None:
    headers = [(n, v) for n, v in EVENT.headers() if n != name]

    with pytest.raises(ForeignMessage, match=name):
        Envelope.read(headers, EVENT.key, EVENT.data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_id", b"x"),
        ("ce_sequence", b"42"),
        ("ce_sequence", b"09223372036854775808"),  # one more than a store can count to
        ("ce_sequence", b"99999999999999999999"),
        ("ce_previous", b"99999999999999999999"),
        ("ce_previous", b"-0000000000000000007"),
        ("ce_type", b"\xff"),
    ],
)
def test_a_malformed_attribute_makes_it_foreign(name: str, value: bytes) -> None:
    headers = [(n, value if n == name else v) for n, v in EVENT.headers()]

    with pytest.raises(ForeignMessage, match=name):
        Envelope.read(headers, EVENT.key, EVENT.data)


def test_a_key_that_is_not_the_subject_makes_it_foreign() -> None:
    with pytest.raises(ForeignMessage):
        Envelope.read(EVENT.headers(), b"other", EVENT.data)


@given(
    st.lists(st.tuples(st.sampled_from([n for n, _ in EVENT.headers()]), st.binary(max_size=40)), max_size=12),
    st.one_of(st.none(), st.binary(max_size=40)),
    st.one_of(st.none(), st.binary(max_size=40)),
)
def test_any_bytes_are_read_or_foreign(
    headers: list[tuple[str, bytes]], key: bytes | None, value: bytes | None
) -> None:
    with suppress(ForeignMessage):
        Envelope.read(headers, key, value)


def test_the_partition_is_crc32_of_the_key_and_never_changes() -> None:
    key = b"7f3c1e8a-0d4b-4c7e-9a55-2f6f0f1f2e3d"

    assert partition_of(key) == crc32(key) % 12
    assert {partition_of(str(uuid4()).encode()) for _ in range(500)} == set(range(12))
