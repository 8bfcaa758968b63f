"""docs/events.md says of every event what its golden schema says, and its example verifies what consent signs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest
from cryptography.exceptions import InvalidSignature
from joserfc.jwk import OKPKey

from chassis.signing import Signer, digest_of_json
from contracts.catalogue import EVENTS
from contracts.content import TOPIC
from contracts.envelope import PARTITIONS, partition_of
from contracts.event import IntegrationEvent
from contracts.golden import FOLDER, name_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "events.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|(.*)\|$", re.MULTILINE)


def _is(kind: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda field: bool(field["type"] == kind)


FITS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "uuid": lambda field: field.get("format") == "uuid",
    "time": lambda field: field["type"] == "string" and field.get("format") == "date-time",
    "digest": lambda field: "{64}" in field.get("pattern", ""),
    "percent": lambda field: field["type"] == "integer" and field.get("maximum") == 100,
    "code": _is("string"),
    "text": _is("string"),
    "object": _is("object"),
    "boolean": _is("boolean"),
    "integer": _is("integer"),
}


def _schema(event: type[IntegrationEvent]) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((FOLDER / name_of(event)).read_text("utf-8"))
    return schema


def _resolved(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in field:
        target: Mapping[str, Any] = schema["$defs"][field["$ref"].rsplit("/", 1)[1]]
        return target
    return field


def _choices(field: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    field = _resolved(field, schema)
    if "items" in field:
        return _choices(field["items"], schema)
    return [*field.get("enum", ()), *([field["const"]] if "const" in field else ())]


def _nullable(field: Mapping[str, Any]) -> bool:
    return any(each.get("type") == "null" for each in field.get("anyOf", ()))


def test_every_event_is_described_and_nothing_else() -> None:
    assert set(SECTIONS) == {event.__name__ for event in EVENTS}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_is_described_as_its_schema_says(event: type[IntegrationEvent]) -> None:
    section, schema = SECTIONS[event.__name__], _schema(event)
    flat = " ".join(section.split())
    assert f"Topic `{event.TOPIC}`, key `{event.KEY}`" in flat
    assert ("Signed by" in section) == event.SIGNED
    rows = {name: (kind, meaning) for name, kind, meaning in ROW.findall(section)}
    assert set(rows) == set(schema["properties"])
    for name, field in schema["properties"].items():
        kind, meaning = rows[name]
        assert kind.endswith(" or null") == _nullable(field), name
        for choice in _choices(field, schema):
            assert f"`{choice}`" in meaning, f"{event.__name__}.{name} can be {choice}"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_a_field_has_the_type_that_its_schema_says(event: type[IntegrationEvent]) -> None:
    schema = _schema(event)
    for name, kind, _ in ROW.findall(SECTIONS[event.__name__]):
        whole = schema["properties"][name]
        field = _resolved(next((each for each in whole.get("anyOf", ()) if each.get("type") != "null"), whole), schema)
        said = kind.removesuffix(" or null")
        assert _fits(said, field), f"{event.__name__}.{name} is said to be {said}: {field}"


def _fits(said: str, field: Mapping[str, Any]) -> bool:
    if said.startswith("list of "):
        return "items" in field
    return FITS[said](field)


def test_the_partition_of_the_example_is_the_one_it_is_sent_to() -> None:
    found = re.search(r"`([0-9a-f-]{36})` is in partition (\d+)", TEXT)
    assert found is not None
    key = found[1].encode()
    assert int(found[2]) == partition_of(key) == crc32(key) % PARTITIONS
    assert str(UUID(found[1])) == found[1]


def test_every_topic_is_listed() -> None:
    listed = set(re.findall(r"^\| `(restu\.\w+\.v1)` \|", TEXT, re.MULTILINE))
    assert listed == {event.TOPIC for event in EVENTS}
    assert TOPIC in listed


class Example:
    """The code block of the page, as a reader would run it."""

    def __init__(self) -> None:
        found = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
        assert found is not None
        self.names: dict[str, Any] = {}
        exec(compile(found[1], "docs/events.md", "exec"), self.names)  # noqa: S102 - our own page
        self.imports = set(re.findall(r"^(?:import|from) (\w+)", found[1], re.MULTILINE))


@pytest.fixture
def signed() -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    signer = Signer("consent", {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]})
    kind = "restu.ActivityApproved.v1"
    exact = signer.sign(kind, {"id": "0", "approved_at": "2026-11-23T10:00:00.345Z", "own_words": 40, "replaces": None})
    return {"type": kind, "data": json.loads(exact)}, signer.public, exact


def test_the_example_needs_two_packages_only() -> None:
    assert Example().imports == {"base64", "hashlib", "json", "rfc8785", "cryptography"}


def test_the_example_verifies_what_is_signed_and_gives_the_hash_that_is_cited(
    signed: tuple[dict[str, Any], list[dict[str, Any]], str],
) -> None:
    event, keys, exact = signed
    assert Example().names["check"](event, keys, "consent") == digest_of_json(exact)


def test_the_example_refuses_what_was_changed(signed: tuple[dict[str, Any], list[dict[str, Any]], str]) -> None:
    event, keys, _ = signed
    check = Example().names["check"]
    for name in ("id", "approved_at", "own_words", "replaces"):
        changed = {**event, "data": {**event["data"], name: "other"}}
        with pytest.raises(InvalidSignature):
            check(changed, keys, "consent")
    with pytest.raises(ValueError, match="somebody else"):
        check(event, keys, "publisher")
    with pytest.raises(ValueError, match="something else"):
        check({**event, "type": "restu.ReleaseGranted.v1"}, keys, "consent")


FINDING = re.compile(r'(?:_violate|_violation|Finding|NotProven)\(\s*"([a-z-]+)"')


def test_every_finding_of_the_verifier_is_explained() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "restu" / "verifier").glob("*.py"))
    section = TEXT.split("## Verification", 1)[1]
    explained = {
        kind for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for kind in re.findall(r"`([a-z-]+)`", row)
    }
    assert set(FINDING.findall(source)) <= explained
    for kind in explained:
        assert f'"{kind}"' in source, f"{kind} is no finding of the verifier"
