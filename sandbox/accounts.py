"""Accounts: names, passwords, profiles.

Guarantees: a name is given once, whatever its case; passwords are stored as salted PBKDF2 digests; an account follows
another at most once. Fails with `AccountError`, which says in words what is wrong with a name or password; nothing is
stored then.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3

from sandbox.store import new_id, now_ms

USERNAME = re.compile(r"[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*", re.IGNORECASE)
ITERATIONS = 50_000
_NOBODY = f"pbkdf2${ITERATIONS}${'00' * 16}${'00' * 32}"


class AccountError(ValueError):
    """A name or password that cannot be taken."""


class NameTaken(AccountError):
    """An account of that name exists already."""


def create(connection: sqlite3.Connection, username: str, password: str, display_name: str = "") -> int:
    """Create an account and give its id; raises `AccountError`, `NameTaken`."""
    if not USERNAME.fullmatch(username) or not username.isascii() or len(username) > 30:
        raise AccountError("A username has 1 to 30 letters, digits and underscores, with . and - between them.")
    if not 8 <= len(password) <= 128:
        raise AccountError("A password has 8 to 128 characters.")
    if len(display_name) > 100:
        raise AccountError("A display name has at most 100 characters.")
    if by_username(connection, username):
        raise NameTaken(f"The username {username} is taken.")
    account_id = new_id(connection)
    connection.execute(
        "INSERT INTO accounts (id, username, display_name, password, created_at) VALUES (?, ?, ?, ?, ?)",
        (account_id, username, display_name or username, _digest(password), now_ms()),
    )
    return account_id


def set_password(connection: sqlite3.Connection, account_id: int, password: str) -> None:
    """Replace a password; raises `AccountError`."""
    if not 8 <= len(password) <= 128:
        raise AccountError("A password has 8 to 128 characters.")
    connection.execute("UPDATE accounts SET password = ? WHERE id = ?", (_digest(password), account_id))


def new_password() -> str:
    """A random password of 16 characters."""
    return secrets.token_urlsafe(12)


def by_username(connection: sqlite3.Connection, username: str) -> sqlite3.Row | None:
    """The account of that name, in any case."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM accounts WHERE username = ?", (username,)).fetchone()
    return row


def by_id(connection: sqlite3.Connection, account_id: int) -> sqlite3.Row | None:
    """The account of that id."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM accounts WHERE id = ?", (account_id,)).fetchone()
    return row


def set_following(connection: sqlite3.Connection, account_id: int, target_id: int, *, follows: bool) -> None:
    """Follow somebody or not any more; repeating is the same. Nobody has to consent to being followed here."""
    connection.execute(
        "INSERT OR IGNORE INTO follows (account_id, target_id) VALUES (?, ?)"
        if follows
        else "DELETE FROM follows WHERE account_id = ? AND target_id = ?",
        (account_id, target_id),
    )


def follows(connection: sqlite3.Connection, account_id: int, target_id: int) -> bool:
    """Whether one account follows another."""
    found = connection.execute(
        "SELECT 1 FROM follows WHERE account_id = ? AND target_id = ?", (account_id, target_id)
    ).fetchone()
    return found is not None


def signed_in(connection: sqlite3.Connection, username: str, password: str) -> sqlite3.Row | None:
    """The account whose name and password these are, or None; takes as long either way."""
    row = by_username(connection, username)
    stored = row["password"] if row else _NOBODY
    _, iterations, salt, expected = stored.split("$")
    given = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), int(iterations)).hex()
    return row if hmac.compare_digest(given, expected) else None


def _digest(password: str) -> str:
    salt = secrets.token_bytes(16)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS).hex()
    return f"pbkdf2${ITERATIONS}${salt.hex()}${digest}"
