"""The AsyncAPI document is what the catalogue and the envelope are, and its own project's parser takes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts import asyncapi
from contracts.catalogue import EVENTS, TOPICS
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent
from contracts.golden import ASYNCAPI, FOLDER, as_text, name_of

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
INSTALLED = BIN.parent / "node" / "node_modules"

DOCUMENT = json.loads(ASYNCAPI.read_text("utf-8"))
SOMEBODY = "00000000-0000-4000-8000-000000000001"


def test_the_file_is_what_the_catalogue_makes() -> None:
    assert as_text(asyncapi.document(EVENTS)) == ASYNCAPI.read_text("utf-8"), (
        "contracts/asyncapi.json is not what the events are: make golden"
    )


@pytest.fixture(scope="module")
def said() -> Mapping[str, Any]:
    """What the parser says of the file."""
    assert INSTALLED.is_dir(), "the AsyncAPI parser is not installed: make install-dev"
    done = subprocess.run(
        [BIN / "node", ROOT / "tests" / "node" / "asyncapi.cjs", ASYNCAPI],
        env={**os.environ, "NODE_PATH": str(INSTALLED)},
        text=True,
        capture_output=True,
        check=True,
    )
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def test_the_parser_of_the_asyncapi_project_takes_it_without_a_warning(said: Mapping[str, Any]) -> None:
    remark = 2  # such as that there is a newer AsyncAPI
    assert [one for one in said["diagnostics"] if one["severity"] < remark] == []


def test_the_parser_finds_what_each_service_publishes(said: Mapping[str, Any]) -> None:
    expected = {
        f"{topic.split('.')[1]}.publish": [event.TYPE for event in EVENTS if topic == event.TOPIC] for topic in TOPICS
    }
    assert said["operations"] == expected


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_the_headers_of_an_event_are_those_that_its_envelope_writes(event: type[IntegrationEvent]) -> None:
    service = event.TOPIC.split(".")[1]
    envelope = Envelope(
        id=UUID(int=1),
        source=f"/restu/{service}",
        type=event.TYPE,
        subject=SOMEBODY,
        time="2026-11-23T10:00:00.000Z",
        sequence=7,
        previous=0,
        data=b"{}",
        traceparent="00-1-2-01",
    )
    written = {name: value.decode() for name, value in envelope.headers()}
    message = DOCUMENT["components"]["messages"][event.TYPE]
    described = DOCUMENT["components"]["messageTraits"][event.TOPIC]["headers"]

    assert set(described["properties"]) == set(written)
    assert set(written) - set(described["required"]) == {"ce_traceparent"}
    constant = {**described["properties"], **message["headers"]["properties"]}
    for name, value in written.items():
        assert constant[name].get("const", value) == value, name


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_the_payload_of_an_event_is_its_golden_schema(event: type[IntegrationEvent]) -> None:
    golden = json.loads((FOLDER / name_of(event)).read_text("utf-8"))
    text = json.dumps(DOCUMENT["components"]["schemas"][event.__name__])

    assert json.loads(text.replace("#/components/schemas/", "#/$defs/")) == {
        word: value for word, value in golden.items() if word != "$defs" and word[0] not in "$x"
    }
