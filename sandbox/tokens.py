"""Apps, authorization codes and access tokens, stored as digests only.

Guarantees: a code is good once, for ten minutes, for the app, address and PKCE challenge it was made for; secrets
cannot be read back from the file. Look-ups give None where nothing (good) is found and never raise.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass

from sandbox.store import now_ms

CODE_LIFETIME_MS = 600_000
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"

_GRANULAR_READ = [
    "accounts",
    "blocks",
    "bookmarks",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
    "statuses",
]
_GRANULAR_WRITE = [
    "accounts",
    "blocks",
    "bookmarks",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "statuses",
]
SCOPES = (
    "profile",
    "read",
    *(f"read:{name}" for name in _GRANULAR_READ),
    "write",
    *(f"write:{name}" for name in _GRANULAR_WRITE),
    "follow",
    "push",
)


@dataclass(frozen=True)
class App:
    """A registered client."""

    id: int
    name: str
    website: str | None
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    client_id: str


@dataclass(frozen=True)
class Token:
    """An access token as it stands in the store; `account_id` None = the app itself."""

    digest: str
    app_id: int
    account_id: int | None
    scopes: tuple[str, ...]
    is_revoked: bool

    def allows(self, *any_of: str) -> bool:
        """Whether one of these scopes was granted (`read` grants every `read:...`)."""
        return any(scope in self.scopes or scope.split(":")[0] in self.scopes for scope in any_of)


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal: enough for secrets of 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def parse_scopes(text: str) -> tuple[str, ...] | None:
    """Scopes out of a space separated list, without repeats; None when one is unknown."""
    scopes = tuple(dict.fromkeys(text.split()))
    return scopes if all(scope in SCOPES for scope in scopes) else None


def covers(granted: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether all wanted scopes are among the granted ones."""
    return all(scope in granted for scope in wanted)


def add_app(
    connection: sqlite3.Connection,
    name: str,
    website: str | None,
    redirect_uris: tuple[str, ...],
    scopes: tuple[str, ...],
) -> tuple[App, str]:
    """Register a client; gives it with its secret, which is shown this once."""
    client_id, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = connection.execute(
        "INSERT INTO apps (name, website, redirect_uris, scopes, client_id, secret_hash, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (name, website, "\n".join(redirect_uris), " ".join(scopes), client_id, digest(secret), now_ms()),
    ).fetchone()
    return _app(row), secret


def app_by_client_id(connection: sqlite3.Connection, client_id: str) -> App | None:
    """The client of that id."""
    row = connection.execute("SELECT * FROM apps WHERE client_id = ?", (client_id,)).fetchone()
    return _app(row) if row else None


def app_by_id(connection: sqlite3.Connection, app_id: int) -> App | None:
    """The client of that row."""
    row = connection.execute("SELECT * FROM apps WHERE id = ?", (app_id,)).fetchone()
    return _app(row) if row else None


def authenticated_app(connection: sqlite3.Connection, client_id: str, secret: str) -> App | None:
    """The client whose id and secret these are."""
    row = connection.execute("SELECT * FROM apps WHERE client_id = ?", (client_id,)).fetchone()
    return _app(row) if row and hmac.compare_digest(row["secret_hash"], digest(secret)) else None


def add_code(
    connection: sqlite3.Connection,
    app_id: int,
    account_id: int,
    *,
    redirect_uri: str,
    scopes: tuple[str, ...],
    challenge: str | None,
) -> str:
    """An authorization code; `challenge` is the PKCE S256 challenge, if the client sent one."""
    code = secrets.token_urlsafe(32)
    connection.execute("DELETE FROM codes WHERE expires_at < ?", (now_ms(),))
    connection.execute(
        "INSERT INTO codes (hash, app_id, account_id, redirect_uri, scopes, challenge, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (digest(code), app_id, account_id, redirect_uri, " ".join(scopes), challenge, now_ms() + CODE_LIFETIME_MS),
    )
    return code


def exchange_code(
    connection: sqlite3.Connection, app_id: int, code: str, redirect_uri: str, verifier: str | None
) -> tuple[str, tuple[str, ...], int] | None:
    """Spend a code for an access token: (token, scopes, created at in s); None when anything does not fit."""
    row = connection.execute("SELECT * FROM codes WHERE hash = ?", (digest(code),)).fetchone()
    if row is None or row["used_at"] is not None or row["expires_at"] < now_ms():
        return None
    if row["app_id"] != app_id or row["redirect_uri"] != redirect_uri:
        return None
    if row["challenge"] is not None and not _proves(row["challenge"], verifier or ""):
        return None
    connection.execute("UPDATE codes SET used_at = ? WHERE hash = ?", (now_ms(), row["hash"]))
    scopes = tuple(row["scopes"].split())
    token, created_at = add_token(connection, app_id, row["account_id"], scopes)
    return token, scopes, created_at


def add_token(
    connection: sqlite3.Connection, app_id: int, account_id: int | None, scopes: tuple[str, ...]
) -> tuple[str, int]:
    """An access token and when it was made, in seconds since 1970."""
    token, created_at = secrets.token_urlsafe(32), now_ms()
    connection.execute(
        "INSERT INTO tokens (hash, app_id, account_id, scopes, created_at) VALUES (?, ?, ?, ?, ?)",
        (digest(token), app_id, account_id, " ".join(scopes), created_at),
    )
    return token, created_at // 1000


def token_by_value(connection: sqlite3.Connection, value: str) -> Token | None:
    """The token as it stands, revoked or not."""
    row = connection.execute("SELECT * FROM tokens WHERE hash = ?", (digest(value),)).fetchone()
    if row is None:
        return None
    scopes = tuple(row["scopes"].split())
    return Token(row["hash"], row["app_id"], row["account_id"], scopes, row["revoked_at"] is not None)


def revoke(connection: sqlite3.Connection, token_digest: str) -> None:
    """End a token; ending it twice is the same."""
    connection.execute(
        "UPDATE tokens SET revoked_at = ? WHERE hash = ? AND revoked_at IS NULL", (now_ms(), token_digest)
    )


def revoke_all(connection: sqlite3.Connection, account_id: int) -> int:
    """End every token of an account; gives how many stood."""
    return connection.execute(
        "UPDATE tokens SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL", (now_ms(), account_id)
    ).rowcount


def count_good(connection: sqlite3.Connection, account_id: int) -> int:
    """How many tokens of an account are good."""
    row = connection.execute(
        "SELECT count(*) AS good FROM tokens WHERE account_id = ? AND revoked_at IS NULL", (account_id,)
    ).fetchone()
    return int(row["good"])


def _app(row: sqlite3.Row) -> App:
    uris, scopes = tuple(row["redirect_uris"].split("\n")), tuple(row["scopes"].split())
    return App(row["id"], row["name"], row["website"], uris, scopes, row["client_id"])


def _proves(challenge: str, verifier: str) -> bool:
    hashed = hashlib.sha256(verifier.encode()).digest()
    computed = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    return hmac.compare_digest(computed.encode(), challenge.encode())
