"""The HTTP interface as one OpenAPI 3.1 document: all services, as they are seen through the gateway.

A service's /v1/X is /api/<service>/X there, and its internal routes are not seen. What holds for every operation is
said once and for all of them: the session cookie, the proof against forgery, refusals as problem documents (RFC 9457),
the position of a command. The same services give the same document, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VERSION = "1"
GATEWAY = "gateway"
EVERYWHERE = "every service"
PUBLIC = "/v1/"
SAFE = frozenset({"get", "head", "options"})
KEY = "Idempotency-Key"
POSITION = "Restu-Position"
WAIT = "Retry-After"
SCHEMAS = "#/components/schemas/"

Json = Mapping[str, Any]

ABOUT = """Everything that the web app and other programs ask for goes through the gateway.

- **Who.** A session cookie; `GET /auth/me` says who is signed in.
- **From our own pages.** Every change carries that session's `csrf` from `GET /auth/me` in the header `Restu-CSRF`.
- **Once.** Every command carries an `Idempotency-Key` of the client's choice. Repeated under the same key, the same
  request is done once and gets the first answer: after a time-out or a 503, send it again.
- **Seen.** A command answers with its position in `Restu-Position`; a query of the same service that is given it shows
  at least that.
- **Refusals** are problem documents. `code` is stable and for programs, `detail` is for people.
- **Labels** (names, titles, reasons) are composed (NFC) and trimmed, and can be seen. Control characters, overrides and
  isolates of direction, tag characters outside a flag and U+FEFF are refused as `invalid`, with the field and the
  character's number in `errors`.

Times are RFC 3339 in UTC, ids are UUIDs, percentages are integers. Fields are added to answers, and codes to fields:
ignore what you do not know. The events behind it are in `docs/events.md` of the project."""

REFUSALS = {
    "401": "Nobody is signed in, or the session has ended.",
    "403": "This person may not do it, or it does not come from our own pages.",
    "404": "There is no such thing, or it is not this person's.",
    "409": "It is not possible as things stand; `code` says why. Nothing was changed.",
    "422": "Something in the request is not as it must be. Nothing was changed.",
    "429": "Too much was asked for within a minute; `Retry-After` says in how many seconds there is room again.",
    "503": "A server does not answer. Whether it was done is not known: send the same request again.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stable code, the HTTP status that it comes with, and what it means."""

    code: str
    status: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Face:
    """What a service shows by itself: its own OpenAPI document, and how it refuses beyond what all do."""

    about: str
    document: Json
    refusals: Sequence[Refusal]


def document(faces: Mapping[str, Face], everywhere: Sequence[Refusal]) -> dict[str, Any]:
    """The whole document; `everywhere` are refusals that every service knows."""
    paths: dict[str, Any] = {}
    refusals = {EVERYWHERE: everywhere, **{service: face.refusals for service, face in faces.items()}}
    schemas: dict[str, Any] = {"Problem": _problem(refusals)}
    for service, face in faces.items():
        for path, operations in face.document["paths"].items():
            if (public := _public(service, path)) is None:
                continue
            for method, operation in operations.items():
                seen = _operation(service, public, method, operation)
                paths.setdefault(public, {})[method] = _renamed(seen, service)
                _collect(seen, service, face.document, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Restu",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": service, "description": face.about} for service, face in faces.items()],
        "x-codes": {who: {one.code: one.status for one in known} for who, known in refusals.items()},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {status: _refused(status, meaning) for status, meaning in REFUSALS.items()}
            | {"default": _refused("default", "Any other refusal.")},
            "headers": {
                WAIT: {
                    "description": "Seconds until there is room again.",
                    "schema": {"type": "string", "pattern": "^[0-9]+$"},
                },
                POSITION: {
                    "description": "The position of this command, where something changed.",
                    "schema": {"type": "string", "pattern": "^[0-9]+$"},
                },
            },
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-restu",
                    "description": "The session, from signing in. Without TLS (development) the cookie is `restu`.",
                },
                "csrf": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Restu-CSRF",
                    "description": "The session's `csrf` from `GET /auth/me`.",
                },
            },
        },
    }


def _public(service: str, path: str) -> str | None:
    """Where the gateway has it, or None for what is inside only."""
    if service == GATEWAY:
        return path
    return f"/api/{service}/{path.removeprefix(PUBLIC)}" if path.startswith(PUBLIC) else None


def _operation(service: str, path: str, method: str, operation: Json) -> dict[str, Any]:
    """As its service has it, with what the gateway asks for and all refusals."""
    said, _, more = operation.get("description", "").partition("\n")
    parts = path.removeprefix("/api/").replace("-", "_").replace("{", "").replace("}", "").strip("/").split("/")
    schemes = ("session",) if method in SAFE else ("session", "csrf")
    security = operation.get("security", [{scheme: [] for scheme in schemes}])
    return {
        "tags": [service],
        "summary": said.rstrip(".") or operation["summary"],
        **({"description": more.strip()} if more.strip() else {}),
        "operationId": "_".join((method, *parts)),
        "security": security,
        **{word: operation[word] for word in ("parameters", "requestBody") if word in operation},
        "responses": {**_successes(operation), **_refusals(service, method, operation, session=bool(security))},
    }


def _successes(operation: Json) -> dict[str, Any]:
    found = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    if all(one["name"] != KEY for one in operation.get("parameters", ())):
        return found
    header = {POSITION: {"$ref": f"#/components/headers/{POSITION}"}}
    return {status: {**answer, "headers": header} for status, answer in found.items()}


def _refusals(service: str, method: str, operation: Json, *, session: bool) -> dict[str, Any]:
    changes, parameters = method not in SAFE, operation.get("parameters", ())
    possible = {
        "401": session,
        "403": session or changes,
        "404": any(one["in"] == "path" for one in parameters),
        "409": changes and service != GATEWAY,
        "422": bool(parameters) or "requestBody" in operation,
        "429": True,
        "503": True,
        "default": True,
    }
    return {status: {"$ref": f"#/components/responses/{status}"} for status, there in possible.items() if there}


def _renamed(value: Any, service: str) -> Any:
    """The same with references to a service's own schemas under its name: two services may each have a `FeedOut`."""
    if isinstance(value, Mapping):
        return {word: _renamed(held, service) for word, held in value.items()}
    if isinstance(value, list):
        return [_renamed(held, service) for held in value]
    return f"{SCHEMAS}{service}.{name}" if (name := _own(value)) is not None else value


def _own(reference: Any) -> str | None:
    return reference.removeprefix(SCHEMAS) if isinstance(reference, str) and reference.startswith(SCHEMAS) else None


def _collect(value: Any, service: str, document: Json, schemas: dict[str, Any]) -> None:
    """Adds every schema that a value leads to."""
    for held in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        if (name := _own(held)) is None:
            _collect(held, service, document, schemas)
        elif f"{service}.{name}" not in schemas:
            schema = document["components"]["schemas"][name]
            schemas[f"{service}.{name}"] = _renamed(schema, service)
            _collect(schema, service, document, schemas)


def _refused(status: str, meaning: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": f"{SCHEMAS}Problem"}}}
    headers = {"headers": {WAIT: {"$ref": f"#/components/headers/{WAIT}"}}} if status == "429" else {}
    return {"description": meaning, **headers, "content": content}


def _table(who: str, refusals: Sequence[Refusal]) -> str:
    rows = [f"| `{refusal.code}` | {refusal.status} | {refusal.meaning} |" for refusal in refusals]
    return "\n".join([f"| {who} says | status | |", "|---|---|---|", *rows])


def _problem(refusals: Mapping[str, Sequence[Refusal]]) -> dict[str, Any]:
    """As `chassis.http.problem` writes it; a code may bring members of its own."""
    about = "Why something was refused (RFC 9457). A code may bring members of its own."
    tables = [_table(who, known) for who, known in refusals.items() if known]
    return {
        "type": "object",
        "title": "Problem",
        "description": "\n\n".join([about, *tables]),
        "properties": {
            "type": {"type": "string", "description": "`urn:restu:problem:` and the code"},
            "title": {"type": "string", "description": "The status in words"},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "Stable, for programs"},
            "detail": {"type": "string", "description": "For people: what happened, what was kept, what to do"},
            "errors": {
                "type": "array",
                "description": "With the code `invalid`: which values are not as they must be",
                "items": {
                    "type": "object",
                    "properties": {
                        "where": {"type": "array", "items": {"type": "string"}},
                        "what": {"type": "string"},
                        "character": {
                            "type": "string",
                            "pattern": r"^U\+[0-9A-F]{4,6}$",
                            "description": "Where one character is wrong: its number",
                        },
                    },
                    "required": ["where", "what"],
                },
            },
        },
        "required": ["type", "title", "status", "code", "detail"],
        "examples": [
            {
                "type": "urn:restu:problem:not-what-was-shown",
                "title": "Conflict",
                "status": 409,
                "code": "not-what-was-shown",
                "detail": "this is not the text that the preview showed; nothing was approved",
            }
        ],
    }
