"""The golden JSON Schemas of all integration events: `python -m contracts.golden` writes them into contracts/schemas.

They are the promise to every consumer. A test fails when the code and the files differ, so that a change of an event
is always a change of a file that a reviewer sees; a breaking change needs a new version of the event instead.
"""

from __future__ import annotations

import json
from pathlib import Path

from contracts.catalogue import EVENTS
from contracts.event import IntegrationEvent

FOLDER = Path(__file__).parent / "schemas"


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
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes every schema and removes those of events that no longer exist."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for event in EVENTS:
        (FOLDER / name_of(event)).write_text(schema_of(event), "utf-8")


if __name__ == "__main__":
    main()
