"""What a change of a JSON Schema takes away from those who rely on it, each loss in a sentence.

`no_longer_taken` is for what others send: whatever fitted before must fit now. `no_longer_promised` is for what others
read: whatever they could count on before they can count on now. An event is both, because its topic keeps everything:
old events are read with new models, new ones with old. Codes may be added to a field in any case; whoever reads one
that is unknown is told what to do with it (docs/events.md).

A keyword that these functions do not know is compared as a whole, and a difference in it counts as a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
HIGHEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
STRUCTURE = ("$ref", "$defs", "type", "enum", "const", "anyOf", "oneOf", "properties", "required", "items")
REMARKS = ("$schema", "$id", "title", "description", "default", "examples", "deprecated", "discriminator")
OTHERS = "additionalProperties"
KNOWN = frozenset({*LOWEST, *HIGHEST, *STRUCTURE, *REMARKS, OTHERS})
ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Part:
    """A schema within the document that its references lead into, and what a sentence calls it."""

    schema: Schema
    document: Schema
    name: str

    def of(self, schema: Schema, name: str) -> Part:
        """A part of this part."""
        return Part(schema, self.document, name)

    def field(self, name: str) -> Part:
        """One of its fields."""
        return self.of(self.schema["properties"][name], f"{self.name}.{name}")

    def held(self, word: str, called: str) -> Part:
        """What its items are, or its fields of any name; where nothing is said of them, anything."""
        schema = self.schema.get(word)
        return self.of(schema if isinstance(schema, Mapping) else {}, self.name + called)

    def alternatives(self) -> dict[str, Part]:
        """What it may be, by JSON type; several of one type are told apart by their order."""
        found: dict[str, Part] = {}
        for part in _choices(self):
            kinds = part.schema.get("type", ANYTHING)
            for kind in [kinds] if isinstance(kinds, str) else kinds:
                found[kind if kind not in found else f"{kind} ({len(found) + 1})"] = part
        return found


Compare = Callable[[Part, Part], Iterator[str]]


def no_longer_taken(old: Part, new: Part) -> Iterator[str]:
    """What the old schema takes and the new one refuses."""
    before, after = old.alternatives(), new.alternatives()
    if ANYTHING in after:
        return
    for kind, part in before.items():
        other = after.get(kind) or (after.get("number") if kind == "integer" else None)
        if other is None:
            yield f"{old.name} may no longer be {_worded(kind)}"
        else:
            yield from _tighter(part, other)
            yield from _inside(part, other, no_longer_taken)


def no_longer_promised(old: Part, new: Part) -> Iterator[str]:
    """What whoever reads by the old schema counts on and the new one does not give."""
    before, after = old.alternatives(), new.alternatives()
    if ANYTHING in before:
        return
    for kind, part in after.items():
        other = before.get(kind) or (before.get("number") if kind == "integer" else None)
        if other is None:
            yield f"{old.name} may now be {_worded(kind)}"
        else:
            yield from _poorer(other, part)
            yield from _inside(other, part, no_longer_promised)


def _tighter(old: Part, new: Part) -> Iterator[str]:
    """One JSON type: what is asked for now and was not before."""
    name, before, after = old.name, old.schema, new.schema
    if (allowed := _values(after)) is not None:
        if (said := _values(before)) is None:
            yield f"{name} must now be one of {', '.join(map(_quoted, allowed))}"
        else:
            yield from (f"{name} may no longer be {_quoted(value)}" for value in said if value not in allowed)
    yield from _other(old, new, [word for word in (*LOWEST, *HIGHEST) if _closer(word, before, after)])
    yield from _other(old, new, [word for word in _unknown(after) if after[word] != before.get(word)])
    for field in after.get("required", ()):
        if field not in before.get("required", ()):
            yield f"{name}.{field} is required now"
    if after.get(OTHERS) is False:
        gone = [field for field in before.get("properties", ()) if field not in after.get("properties", ())]
        yield from (f"{name}.{field} is no longer taken" for field in gone)
        if before.get(OTHERS) is not False:
            yield f"{name} no longer takes fields that it does not know"


def _poorer(old: Part, new: Part) -> Iterator[str]:
    """One JSON type: what was said of it before and is not now."""
    name, before, after = old.name, old.schema, new.schema
    yield from _other(old, new, [word for word in _unknown(before) if before[word] != after.get(word)])
    for field in before.get("properties", ()):
        if field not in after.get("properties", ()):
            yield f"{name}.{field} is gone"
        elif field in before.get("required", ()) and field not in after.get("required", ()):
            yield f"{name}.{field} may be missing now"


def _inside(old: Part, new: Part, compare: Compare) -> Iterator[str]:
    """The same for what both hold."""
    for field in old.schema.get("properties", ()):
        if field in new.schema.get("properties", ()):
            yield from compare(old.field(field), new.field(field))
    for word, called in (("items", "[]"), (OTHERS, ".*")):
        if old.schema.get(word) is not False and new.schema.get(word) is not False:
            yield from compare(old.held(word, called), new.held(word, called))


def _other(old: Part, new: Part, words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield f"{old.name} has the {word} {new.schema.get(word, 'none')} now ({old.schema.get(word, 'none')} before)"


def _closer(limit: str, before: Schema, after: Schema) -> bool:
    """Whether a limit is new, or nearer than it was."""
    if limit not in after or limit not in before:
        return limit in after
    return bool(after[limit] > before[limit] if limit in LOWEST else after[limit] < before[limit])


def _unknown(schema: Schema) -> list[str]:
    return sorted(set(schema) - KNOWN)


def _choices(part: Part) -> Iterator[Part]:
    """What a schema leads to, through references and alternatives."""
    if "$ref" in part.schema:
        yield from _choices(part.of(_resolved(part.schema["$ref"], part.document), part.name))
    elif choices := (part.schema.get("anyOf") or part.schema.get("oneOf")):
        for choice in choices:
            yield from _choices(part.of(choice, part.name))
    else:
        yield part


def _resolved(reference: str, document: Schema) -> Schema:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    schema: Schema = found
    return schema


def _values(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _worded(kind: str) -> str:
    return kind if kind in (ANYTHING, "null") else f"of type {kind}"


def _quoted(value: Any) -> str:
    return f"`{value}`"
