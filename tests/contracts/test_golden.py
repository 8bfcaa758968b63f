"""The events are what their golden schemas say; nobody changes one without seeing the other change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.catalogue import EVENTS, TOPICS
from contracts.event import IntegrationEvent
from contracts.gamification import PointsAwarded
from contracts.golden import FOLDER, broken, name_of, schema_of, taken_away, write


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_what_its_golden_schema_says(event: type[IntegrationEvent]) -> None:
    assert schema_of(event) == (FOLDER / name_of(event)).read_text("utf-8"), (
        f"{event.__name__} differs from its golden schema: a consumer would notice. "
        "`make golden` writes it where nothing is taken away. Else: a new version of the event."
    )


def test_nothing_is_taken_away_from_consumers() -> None:
    assert broken() == []


def test_there_is_no_schema_without_an_event() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {name_of(event) for event in EVENTS}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_has_a_topic_a_key_and_a_version(event: type[IntegrationEvent]) -> None:
    assert event.TOPIC in TOPICS
    assert event.KEY in event.model_fields
    assert f"restu.{event.__name__}.v1" == event.TYPE


def _changed(**words: object) -> list[str]:
    """What is said of the event when its schema has these words instead."""
    schema = json.loads(schema_of(PointsAwarded))
    return list(taken_away("PointsAwarded.v1", schema, {**schema, **words}))


def test_each_way_of_breaking_an_event_is_said_in_a_sentence() -> None:
    schema = json.loads(schema_of(PointsAwarded))
    fields, required = schema["properties"], schema["required"]

    assert _changed(properties={**fields, "note": {"type": "string"}}) == []
    assert _changed(**{"x-topic": "restu.other.v1"}) == [
        "PointsAwarded.v1 has the x-topic restu.other.v1 now (restu.gamification.v1 before)"
    ]
    assert _changed(**{"x-key": "entry_id"}) == ["PointsAwarded.v1 has the x-key entry_id now (advocate_id before)"]
    assert _changed(required=[*required, "note"]) == ["PointsAwarded.v1.note is required now"]
    assert _changed(required=[name for name in required if name != "rule"]) == [
        "PointsAwarded.v1.rule may be missing now"
    ]
    assert _changed(properties={**fields, "points": {"type": "string"}}) == [
        "PointsAwarded.v1.points may now be of type string",
        "PointsAwarded.v1.points may no longer be of type integer",
    ]
    del fields["points"]
    assert _changed(properties=fields) == ["PointsAwarded.v1.points is gone"]


def test_an_event_that_was_once_published_stays(tmp_path: Path) -> None:
    (tmp_path / "PointsGranted.v1.json").write_text(schema_of(PointsAwarded), "utf-8")

    assert broken(folder=tmp_path) == ["PointsGranted.v1 is no longer an event: its topic has it for ever"]


def test_what_breaks_a_promise_is_not_written(tmp_path: Path) -> None:
    folder, stream = tmp_path / "schemas", tmp_path / "asyncapi.json"
    assert write(folder, stream) == []
    promised = folder / name_of(PointsAwarded)
    promised.write_text(promised.read_text("utf-8").replace('"rule"', '"why"'), "utf-8")
    kept = promised.read_text("utf-8")
    stream.unlink()

    assert write(folder, stream) == ["PointsAwarded.v1.why is gone", "PointsAwarded.v1.rule is required now"]
    assert promised.read_text("utf-8") == kept
    assert not stream.exists()


FORBIDDEN = ("text", "word", "name", "handle", "link", "url", "email", "address", "message", "title")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_event_has_a_field_for_personal_data(event: type[IntegrationEvent]) -> None:
    allowed = {"own_words"}  # a percentage
    for field in set(event.model_fields) - allowed:
        assert not any(word in field for word in FORBIDDEN), f"{event.__name__}.{field} looks like personal data"
