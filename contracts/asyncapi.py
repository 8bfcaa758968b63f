"""The event stream as an AsyncAPI 3 document: topics, what each event and its headers are, who writes what.

It says what the relays publish, whatever library they publish with: channels, messages and operations come from the
catalogue, the headers are those of `contracts.envelope`. The same events give the same document, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from contracts.envelope import PARTITIONS
from contracts.event import IntegrationEvent

VERSION = "1"
BINDING = "0.5.0"

Events = Sequence[type[IntegrationEvent]]

_SEQUENCE = {"type": "string", "pattern": "^[0-9]{20}$"}
_ID = {"type": "string", "format": "uuid"}
_KEPT_FOR_EVER = {"cleanup.policy": ["delete"], "retention.ms": -1, "retention.bytes": -1}


def document(events: Iterable[type[IntegrationEvent]]) -> dict[str, Any]:
    """The whole document."""
    by_topic: dict[str, list[type[IntegrationEvent]]] = {}
    for event in events:
        by_topic.setdefault(event.TOPIC, []).append(event)
    every = [event for events in by_topic.values() for event in events]
    return {
        "asyncapi": "3.0.0",
        "id": "urn:restu:events",
        "info": {
            "title": "Restu's event stream",
            "version": VERSION,
            "description": "What every service says, on one topic each, kept for ever. No event holds personal data. "
            "docs/events.md in the project says what each field means and how to read the stream right.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The Kafka cluster of an installation.",
                "variables": {"bootstrap": {"description": "Its bootstrap servers.", "default": "127.0.0.1:18092"}},
            }
        },
        "channels": {topic: _channel(topic, events) for topic, events in by_topic.items()},
        "operations": {f"{_writer(topic)}.publish": _operation(topic, events) for topic, events in by_topic.items()},
        "components": {
            "messages": {event.TYPE: _message(event) for event in every},
            "messageTraits": {topic: {"headers": _headers(topic)} for topic in by_topic},
            "schemas": _schemas(every),
        },
    }


def _writer(topic: str) -> str:
    """The service that writes a topic, and nobody else does."""
    return topic.split(".")[1]


def _channel(topic: str, events: Events) -> dict[str, Any]:
    return {
        "address": topic,
        "title": f"What {_writer(topic)} says",
        "description": f"Keyed by `{events[0].KEY}`: events of one key are in one partition, in order. "
        f"The partition is the CRC-32 of the key modulo {PARTITIONS}.",
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {event.TYPE: {"$ref": f"#/components/messages/{event.TYPE}"} for event in events},
        "bindings": {
            "kafka": {
                "topic": topic,
                "partitions": PARTITIONS,
                "topicConfiguration": _KEPT_FOR_EVER,
                "bindingVersion": BINDING,
            }
        },
    }


def _operation(topic: str, events: Events) -> dict[str, Any]:
    return {
        "action": "send",
        "title": f"{_writer(topic)} publishes",
        "summary": "At least once, in order within a partition, always with the same id, sequence and previous.",
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{event.TYPE}"} for event in events],
        "tags": [{"name": _writer(topic)}],
    }


def _message(event: type[IntegrationEvent]) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": event.__doc__,
        "contentType": "application/json",
        "traits": [{"$ref": f"#/components/messageTraits/{event.TOPIC}"}],
        "headers": {"type": "object", "properties": {"ce_type": {"const": event.TYPE}}},
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"kafka": {"key": {**_ID, "description": f"`{event.KEY}`"}, "bindingVersion": BINDING}},
        "x-signed": event.SIGNED,
    }


def _headers(topic: str) -> dict[str, Any]:
    """CloudEvents 1.0 in Kafka's binary mode, as the envelope writes it."""
    properties = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {**_ID, "description": "The event's id: the same in every repeat."},
        "ce_source": {"const": f"/restu/{_writer(topic)}"},
        "ce_type": {"type": "string"},
        "ce_subject": {**_ID, "description": "The key."},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_sequence": {**_SEQUENCE, "description": "Where the event stands in its service's log: grows, with gaps."},
        "ce_previous": {
            **_SEQUENCE,
            "description": "The sequence of the event before it in this partition; zeros for the first.",
        },
        "ce_traceparent": {"type": "string", "description": "The W3C trace that caused it, where there was one."},
        "content-type": {"const": "application/json"},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name != "ce_traceparent"],
    }


def _schemas(events: Events) -> dict[str, Any]:
    """The payloads, and what they are made of."""
    _, found = models_json_schema(
        [(event, "serialization") for event in events], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = found["$defs"]
    return schemas
