"""What stands on the network, as the control API shows it: everything as it was written. Reads only."""

from __future__ import annotations

import hashlib
import sqlite3

from sandbox import media
from sandbox.entities import Json, timestamp

_MOMENTS = ("created_at", "edited_at", "deleted_at")


def statuses(connection: sqlite3.Connection, base_url: str, account_id: int | None) -> list[Json]:
    """All statuses, or those of one account, deleted ones too, oldest first."""
    rows = connection.execute(
        "SELECT s.*, a.username, p.name AS app FROM statuses s JOIN accounts a ON a.id = s.account_id"
        " LEFT JOIN apps p ON p.id = s.app_id WHERE :wanted IS NULL OR s.account_id = :wanted ORDER BY s.id",
        {"wanted": account_id},
    ).fetchall()
    return [_status(row, base_url) | {"media": _images(connection, row["id"])} for row in rows]


def likes(connection: sqlite3.Connection, base_url: str) -> list[Json]:
    """Who likes which status: the name, and the status's address."""
    rows = connection.execute(
        "SELECT a.username, t.username || '/' || s.id AS target FROM favourites f"
        " JOIN accounts a ON a.id = f.account_id JOIN statuses s ON s.id = f.status_id"
        " JOIN accounts t ON t.id = s.account_id ORDER BY s.id, a.id"
    ).fetchall()
    return [_pair(row, base_url) for row in rows]


def follows(connection: sqlite3.Connection, base_url: str) -> list[Json]:
    """Who follows whom: the name, and the other account's address."""
    rows = connection.execute(
        "SELECT a.username, t.username AS target FROM follows f"
        " JOIN accounts a ON a.id = f.account_id JOIN accounts t ON t.id = f.target_id ORDER BY t.id, a.id"
    ).fetchall()
    return [_pair(row, base_url) for row in rows]


def _pair(row: sqlite3.Row, base_url: str) -> Json:
    return {"username": row["username"], "target": f"{base_url}/@{row['target']}"}


def _status(row: sqlite3.Row, base_url: str) -> Json:
    return {
        "id": str(row["id"]),
        "account_id": str(row["account_id"]),
        "username": row["username"],
        "app": row["app"],
        "text": row["text"],
        "spoiler_text": row["spoiler_text"],
        "visibility": row["visibility"],
        "language": row["language"],
        "sensitive": bool(row["sensitive"]),
        "in_reply_to_id": None if row["in_reply_to_id"] is None else str(row["in_reply_to_id"]),
        "reblog_of_id": None if row["reblog_of_id"] is None else str(row["reblog_of_id"]),
        "idempotency_key": row["idempotency_key"],
        "url": f"{base_url}/@{row['username']}/{row['id']}",
        **{name: timestamp(row[name]) if row[name] else None for name in _MOMENTS},
    }


def _images(connection: sqlite3.Connection, status_id: int) -> list[Json]:
    """A status's images in their order: the digest of their bytes, and what is said of them."""
    return [
        {"hash": hashlib.sha256(row["data"]).hexdigest(), "description": row["description"]}
        for row in media.of_status(connection, status_id)
    ]
