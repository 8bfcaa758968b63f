"""What is published of every event of the catalogue is canonical, and a record is what its envelope says."""

from __future__ import annotations

import types
import typing
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from chassis.relay import Published
from contracts.catalogue import EVENTS
from contracts.consent import ActivityApproved
from contracts.envelope import chain
from contracts.event import IntegrationEvent
from contracts.languages import LONGEST
from tests.chassis.pipeline import AT, SOURCE, TRACE, LampSealed

UNSIGNED = [event for event in EVENTS if not event.SIGNED]
TIMES = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


def values(annotation: Any, pattern: str | None = None, least: int = 0, most: int = 100) -> st.SearchStrategy[Any]:
    """Whatever a field of that kind may hold."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return values_of(FieldInfo.from_annotation(annotation))
    if origin in (typing.Union, types.UnionType):
        return st.one_of([values(each, pattern, least, most) for each in inner])
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=3).map(tuple)
    if origin is Literal:
        return st.sampled_from(inner)
    return single(annotation, pattern, st.integers(least, most))


def single(kind: Any, pattern: str | None, numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    if issubclass(kind, BaseModel):
        return models(kind)
    if issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    kinds: dict[type, st.SearchStrategy[Any]] = {
        str: st.from_regex(pattern, fullmatch=True) if pattern else st.text(max_size=LONGEST),
        UUID: st.uuids(),
        datetime: TIMES,
        bool: st.booleans(),
        int: numbers,
        types.NoneType: st.none(),
    }
    return kinds[kind]


def values_of(field: FieldInfo) -> st.SearchStrategy[Any]:
    limits = {
        name: getattr(each, name)
        for each in field.metadata
        for name in ("pattern", "ge", "le", "lt")
        if hasattr(each, name)
    }
    most = limits.get("le") or limits.get("lt", 101) - 1
    return values(field.annotation, limits.get("pattern"), limits.get("ge", 0), most)


def models(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({name: values_of(field) for name, field in kind.model_fields.items()}).map(
        kind.model_validate
    )


@pytest.mark.parametrize("kind", UNSIGNED, ids=lambda kind: kind.__name__)
@settings(max_examples=40)
@given(data=st.data())
def test_an_unsigned_event_is_the_references_canonical_json(kind: type[IntegrationEvent], data: st.DataObject) -> None:
    event = data.draw(models(kind))

    published = Published.of(event, AT)

    assert published.data == rfc8785.dumps(event.model_dump(mode="json"))
    assert (published.event_type, published.key) == (kind.TYPE, event.key)


@given(key=st.uuids(), identifier=st.none() | st.uuids(), at=TIMES, sequence=st.integers(1, 2**63 - 1))
def test_a_record_is_what_its_envelope_says(key: UUID, identifier: UUID | None, at: datetime, sequence: int) -> None:
    published = Published("restu.Thing.v1", key, at, b"{}", identifier)

    record = published.record(topic="things", source=SOURCE, sequence=sequence, trace=TRACE)
    chain(record.headers, sequence - 1)

    envelope = published.envelope(topic="things", source=SOURCE, sequence=sequence, previous=sequence - 1, trace=TRACE)
    assert record.headers == envelope.headers()
    assert (record.key, record.data, record.partition) == (envelope.key, envelope.data, envelope.partition)
    assert record.sequence == sequence


def test_a_signed_event_is_named_by_its_own_id_and_key() -> None:
    key, identifier = uuid4(), uuid4()
    text = f'{{"advocate_id":"{key}","id":"{identifier}","signature":"x..y","unknown":[1.50]}}'

    published = Published.signed(ActivityApproved, text, AT)

    assert (published.key, published.id, published.data) == (key, identifier, text.encode())


@pytest.mark.parametrize("text", ["{}", '{"id":"no","lamp_id":"no"}', f'{{"id":"{uuid4()}"}}', "[]", "{", ""])
def test_a_signed_event_without_id_or_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no id or no lamp_id"):
        Published.signed(LampSealed, text, AT)
