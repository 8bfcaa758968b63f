"""Images: uploaded before the status that shows them, by its author, for one status.

Guarantees: what was uploaded is given back byte for byte, and belongs to one account and, once posted, to one status.
Fails with `Refused` (422) for what is no JPEG or PNG, and for an id that is not there, not one's own, or in use.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sandbox.params import File, parse_id
from sandbox.statuses import Refused
from sandbox.store import new_id, now_ms

MAX_IMAGES = 4
MAX_BYTES = 10 * 1024 * 1024
MAX_DESCRIPTION = 1500
TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def create(connection: sqlite3.Connection, account_id: int, file: File, description: str) -> sqlite3.Row:
    """Keep an image; its type is read off its first bytes."""
    kind = next((name for start, name in TYPES.items() if file.data.startswith(start)), None)
    if kind is None:
        raise Refused(422, "Validation failed: File content type is invalid")
    if len(description) > MAX_DESCRIPTION:
        raise Refused(422, f"Validation failed: Description is too long (maximum is {MAX_DESCRIPTION} characters)")
    row: sqlite3.Row = connection.execute(
        "INSERT INTO media (id, account_id, type, data, description, created_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING *",
        (new_id(connection), account_id, kind, file.data, description, now_ms()),
    ).fetchone()
    return row


def by_id(connection: sqlite3.Connection, media_id: int) -> sqlite3.Row | None:
    """An image."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM media WHERE id = ?", (media_id,)).fetchone()
    return row


def of_status(connection: sqlite3.Connection, status_id: int) -> list[sqlite3.Row]:
    """A status's images in their order."""
    return connection.execute("SELECT * FROM media WHERE status_id = ? ORDER BY place", (status_id,)).fetchall()


def attach(connection: sqlite3.Connection, account_id: int, status_id: int, wanted: Sequence[str]) -> None:
    """Give images to a new status, in this order."""
    if len(wanted) > MAX_IMAGES:
        raise Refused(422, "Validation failed: Cannot attach more than 4 files")
    for place, text in enumerate(wanted):
        changed = connection.execute(
            "UPDATE media SET status_id = ?, place = ? WHERE id = ? AND account_id = ? AND status_id IS NULL",
            (status_id, place, parse_id(text), account_id),
        )
        if changed.rowcount != 1:
            raise Refused(422, f"Validation failed: Media {text} not found or already attached to another post")
