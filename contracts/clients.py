"""What the clients of the HTTP interface lose by a change of its OpenAPI document, each loss in a sentence.

A request that was good must stay good, and an answer must still hold what it held. New operations, parameters that may
be left out, new fields of answers and new codes take nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.compatibility import Compare, Part, no_longer_promised, no_longer_taken

Json = Mapping[str, Any]


def taken_away(old: Json, new: Json) -> list[str]:
    """What whoever speaks to the interface by the old document loses by the new one."""
    lost = [*_codes(old, new)]
    problem = {"$ref": "#/components/schemas/Problem"}
    lost += no_longer_promised(Part(problem, old, "A problem document"), Part(problem, new, "A problem document"))
    for path, operations in old["paths"].items():
        for method, before in operations.items():
            name = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            lost += [f"{name} is gone"] if after is None else _Operation(name, old, new, before, after).losses()
    return list(dict.fromkeys(lost))


def _codes(old: Json, new: Json) -> Iterator[str]:
    """Refusals that a client may have an own way for."""
    for who, codes in old["x-codes"].items():
        now = new["x-codes"].get(who, {})
        for code, status in codes.items():
            if code not in now:
                yield f"{who} no longer refuses with `{code}`"
            elif now[code] != status:
                yield f"{who} refuses with `{code}` under the status {now[code]} now ({status} before)"


class _Operation:
    """One operation in the old document and in the new one."""

    def __init__(self, name: str, old: Json, new: Json, before: Json, after: Json) -> None:
        self._name, self._old, self._new, self._before, self._after = name, old, new, before, after

    def losses(self) -> list[str]:
        """All of it."""
        return [*self._asked_for(), *self._parameters(), *self._body(), *self._answers()]

    def _parts(self, before: Json, after: Json, name: str) -> tuple[Part, Part]:
        return Part(before, self._old, name), Part(after, self._new, name)

    def _asked_for(self) -> Iterator[str]:
        needed = {scheme for each in self._before["security"] for scheme in each}
        for scheme in sorted({scheme for each in self._after["security"] for scheme in each} - needed):
            yield f"{self._name} needs {scheme} now"

    def _parameters(self) -> Iterator[str]:
        before, after = _parameters(self._before), _parameters(self._after)
        for key, one in before.items():
            name = f"{self._name} {key[1]}"
            if key not in after:
                yield f"{name} is no longer taken"
                continue
            if after[key]["required"] and not one["required"]:
                yield f"{name} is required now"
            yield from no_longer_taken(*self._parts(one["schema"], after[key]["schema"], name))
        for key in sorted(after.keys() - before.keys()):
            if after[key]["required"]:
                yield f"{self._name} {key[1]} is required now"

    def _body(self) -> Iterator[str]:
        before, after = (each.get("requestBody", {}) for each in (self._before, self._after))
        name = f"{self._name} body"
        if after.get("required") and not before.get("required"):
            yield f"{name} is required now"
        yield from self._content(name, before, after, no_longer_taken)

    def _answers(self) -> Iterator[str]:
        for status, before in self._before["responses"].items():
            name = f"{self._name} {status}"
            if (after := self._after["responses"].get(status)) is None:
                if status.startswith("2"):
                    yield f"{name} is no longer an answer"
                continue
            for header in sorted(before.get("headers", {}).keys() - after.get("headers", {}).keys()):
                yield f"{name} no longer has the header {header}"
            yield from self._content(name, before, after, no_longer_promised)

    def _content(self, name: str, before: Json, after: Json, compare: Compare) -> Iterator[str]:
        for kind, held in before.get("content", {}).items():
            if (other := after.get("content", {}).get(kind)) is None:
                yield f"{name} is no longer {kind}"
            elif "schema" in held:
                yield from compare(*self._parts(held["schema"], other.get("schema", {}), name))


def _parameters(operation: Json) -> dict[tuple[str, str], Json]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}
