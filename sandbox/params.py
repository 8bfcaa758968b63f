"""What a client sent, from query, form (urlencoded or multipart) or JSON, read the same way.

Guarantees: values come out as text, number or truth value, or the request is refused with `Refused` (400 for a
body that cannot be read, 413 for one over its limit, 422 for a value of the wrong kind); nothing has been done by then.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from sandbox.statuses import Page, Refused

MAX_BODY = 1 << 20
MAX_UPLOAD = 11 << 20
MAX_ID = (1 << 63) - 1
_FALSE = frozenset({"0", "f", "false", "off", "n", "no"})


@dataclass(frozen=True)
class File:
    """A file in a form."""

    data: bytes


class Params:
    """Named values; a name stands for `name`, `name[]` and `name[anything]` alike."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self._values: dict[str, list[Any]] = {}
        for name, value in pairs:
            self._values.setdefault(name.split("[", 1)[0], []).append(value)

    def __contains__(self, name: str) -> bool:
        return any(value not in (None, "") for value in self._values.get(name, []))

    def text(self, name: str, default: str = "") -> str:
        """The last value as text."""
        value = self._last(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Refused(422, f"Validation failed: {name} must be text")
        return str(value)

    def file(self, name: str) -> File:
        """The file of that name."""
        value = self._last(name)
        if not isinstance(value, File):
            raise Refused(422, f"Validation failed: {name} can't be blank")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """The last value as a truth value, as Rails reads it: 0, f, false, off are false."""
        value = self._last(name)
        if value is None or value == "":
            return default
        return str(value).lower() not in _FALSE

    def identifier(self, name: str) -> int | None:
        """The last value as an id, None when it is missing or empty."""
        value = self.text(name)
        if not value:
            return None
        found = parse_id(value)
        if found is None:
            raise Refused(422, f"Validation failed: {name} is not an id")
        return found

    def texts(self, name: str) -> list[str]:
        """All values as texts; JSON arrays are taken apart."""
        flat: list[Any] = []
        for value in self._values.get(name, []):
            flat.extend(value if isinstance(value, list) else [value])
        if not all(isinstance(value, str | int) for value in flat):
            raise Refused(422, f"Validation failed: {name} must be a list of texts")
        return [str(value) for value in flat if value != ""]

    def page(self) -> Page:
        """The part of a list that is asked for: 20 unless told, at most 40."""
        limit = self.identifier("limit")
        return Page(
            min(max(limit if limit is not None else 20, 1), 40),
            self.identifier("max_id"),
            self.identifier("since_id"),
            self.identifier("min_id"),
        )

    def _last(self, name: str) -> Any:
        values = self._values.get(name)
        return values[-1] if values else None


def parse_id(text: str) -> int | None:
    """An id out of its text, None when no id can look like that."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    return int(text) if int(text) <= MAX_ID else None


async def read_params(request: Request, max_body: int = MAX_BODY) -> Params:
    """Everything sent with a request; the body's values come after the query's."""
    pairs: list[tuple[str, Any]] = list(request.query_params.multi_items())
    body = await _read_body(request, max_body)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not body:
        return Params(pairs)
    try:
        if kind == "application/json":
            document = json.loads(body)
            if not isinstance(document, dict):
                raise Refused(400, "The body must be a JSON object")
            pairs += list(document.items())
        elif kind == "multipart/form-data":
            pairs += _multipart(request.headers["content-type"], body)
        elif kind in ("application/x-www-form-urlencoded", ""):
            text = body.decode("ascii")
            pairs += parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
        else:
            raise Refused(415, f"A body of type {kind[:60]} cannot be read")
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The body cannot be read: it is malformed or not in UTF-8") from error
    return Params(pairs)


async def _read_body(request: Request, max_body: int) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_body:
                raise Refused(413, f"The body is larger than {max_body >> 20} MiB")
    except ClientDisconnect as error:
        raise Refused(400, "The connection ended before the body did") from error
    return bytes(body)


def _multipart(content_type: str, body: bytes) -> list[tuple[str, str | File]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    pairs: list[tuple[str, str | File]] = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            is_file = part.get_filename() is not None
            pairs.append((name, File(payload) if is_file else payload.decode("utf-8")))
    return pairs
