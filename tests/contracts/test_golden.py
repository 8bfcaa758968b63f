"""The events are what their golden schemas say; nobody changes one without seeing the other change."""

from __future__ import annotations

import pytest

from contracts.catalogue import EVENTS, TOPICS
from contracts.event import IntegrationEvent
from contracts.golden import FOLDER, name_of, schema_of


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_what_its_golden_schema_says(event: type[IntegrationEvent]) -> None:
    assert schema_of(event) == (FOLDER / name_of(event)).read_text("utf-8"), (
        f"{event.__name__} differs from its golden schema: a consumer would notice. "
        "Additive changes: python -m contracts.golden. Breaking ones: a new version of the event."
    )


def test_there_is_no_schema_without_an_event() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {name_of(event) for event in EVENTS}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_has_a_topic_a_key_and_a_version(event: type[IntegrationEvent]) -> None:
    assert event.TOPIC in TOPICS
    assert event.KEY in event.model_fields
    assert f"restu.{event.__name__}.v1" == event.TYPE


FORBIDDEN = ("text", "word", "name", "handle", "link", "url", "email", "address", "message", "title")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_event_has_a_field_for_personal_data(event: type[IntegrationEvent]) -> None:
    allowed = {"own_words"}  # a percentage
    for field in set(event.model_fields) - allowed:
        assert not any(word in field for word in FORBIDDEN), f"{event.__name__}.{field} looks like personal data"
