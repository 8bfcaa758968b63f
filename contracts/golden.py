"""The golden files of the event stream: `python -m contracts.golden` (or `make golden`) writes them into this folder.

`schemas/*.json` has the JSON Schema of every event, `asyncapi.json` all of them with topics, headers and who writes
what. They are the promise to every consumer. A test fails when the code and the files differ, so that a change of an
event is always a change of a file that a reviewer sees. What would take something away from a consumer is not written:
it needs a new version of the event instead. A file that was deleted promises nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from contracts import asyncapi
from contracts.catalogue import EVENTS
from contracts.compatibility import Part, Schema, no_longer_promised, no_longer_taken
from contracts.event import IntegrationEvent

FOLDER = Path(__file__).parent / "schemas"
ASYNCAPI = Path(__file__).parent / "asyncapi.json"


def name_of(event: type[IntegrationEvent]) -> str:
    """The file of an event: its CloudEvents type without our prefix."""
    return event.TYPE.removeprefix("restu.") + ".json"


def schema_of(event: type[IntegrationEvent]) -> str:
    """The event's JSON Schema (2020-12) as it is published, as text."""
    schema = event.model_json_schema(mode="serialization")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:restu:schema:{event.TYPE}",
        "x-topic": event.TOPIC,
        "x-key": event.KEY,
        "x-signed": event.SIGNED,
        **schema,
    }
    return as_text(schema)


def as_text(document: Any) -> str:
    """A golden file's text."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def taken_away(event: str, old: Schema, new: Schema) -> Iterator[str]:
    """What a consumer loses by a new schema of an event, a sentence each."""
    before, after = Part(old, old, event), Part(new, new, event)
    yield from dict.fromkeys([*no_longer_promised(before, after), *no_longer_taken(before, after)])


def broken(events: Iterable[type[IntegrationEvent]] = EVENTS, folder: Path = FOLDER) -> list[str]:
    """What consumers would lose if the golden schemas became those of these events."""
    found = {name_of(event): event for event in events}
    lost = []
    for path in sorted(folder.glob("*.json")):
        if (event := found.get(path.name)) is None:
            lost.append(f"{path.stem} is no longer an event: its topic has it for ever")
        else:
            lost += taken_away(path.stem, json.loads(path.read_text("utf-8")), json.loads(schema_of(event)))
    return lost


def write(folder: Path = FOLDER, stream: Path = ASYNCAPI) -> list[str]:
    """Writes every schema and the AsyncAPI document; or nothing, and gives what consumers would lose."""
    if lost := broken(folder=folder):
        return lost
    folder.mkdir(exist_ok=True)
    for event in EVENTS:
        (folder / name_of(event)).write_text(schema_of(event), "utf-8")
    stream.write_text(as_text(asyncapi.document(EVENTS)), "utf-8")
    return []


def told(lost: Iterable[str]) -> int:
    """Says what would be lost; gives the exit code."""
    lines = list(lost)
    sys.stderr.writelines(
        f"{line}\n" for line in (["Nothing was written: something would be lost.", *lines] if lines else ())
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(told(write()))
