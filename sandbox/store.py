"""The sandbox's own file: one SQLite database in WAL mode, used by one thread.

Guarantees: a function handed to `Store.run` runs in one transaction, alone; when `run` returns, its changes are
on disk (synchronous=FULL: they survive kill -9 and a power cut); when it raises, nothing of it is kept. A second
process on the same folder is refused. Fails with `StoreError` (folder in use or not writable, file damaged) on
opening, and with sqlite3's own errors later.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    display_name TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS apps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS codes (
    hash TEXT PRIMARY KEY,
    app_id INTEGER NOT NULL REFERENCES apps (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge TEXT,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY,
    app_id INTEGER NOT NULL REFERENCES apps (id),
    account_id INTEGER REFERENCES accounts (id),
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS tokens_by_account ON tokens (account_id);
CREATE TABLE IF NOT EXISTS statuses (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    app_id INTEGER REFERENCES apps (id),
    text TEXT NOT NULL,
    spoiler_text TEXT NOT NULL,
    visibility TEXT NOT NULL,
    language TEXT,
    sensitive INTEGER NOT NULL,
    in_reply_to_id INTEGER,
    in_reply_to_account_id INTEGER,
    reblog_of_id INTEGER,
    idempotency_key TEXT,
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS statuses_by_account ON statuses (account_id, id);
CREATE INDEX IF NOT EXISTS statuses_by_parent ON statuses (in_reply_to_id);
CREATE UNIQUE INDEX IF NOT EXISTS one_reblog_each ON statuses (reblog_of_id, account_id)
    WHERE reblog_of_id IS NOT NULL AND deleted_at IS NULL;
CREATE TABLE IF NOT EXISTS mentions (
    status_id INTEGER NOT NULL REFERENCES statuses (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (status_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS favourites (
    status_id INTEGER NOT NULL REFERENCES statuses (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (status_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS follows (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    target_id INTEGER NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (account_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS follows_by_target ON follows (target_id);
CREATE TABLE IF NOT EXISTS media (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    status_id INTEGER REFERENCES statuses (id),
    place INTEGER,
    type TEXT NOT NULL,
    data BLOB NOT NULL,
    description TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS media_by_status ON media (status_id);
CREATE TABLE IF NOT EXISTS idempotency_keys (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    key TEXT NOT NULL,
    status_id INTEGER NOT NULL REFERENCES statuses (id),
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;
"""
TABLES = (
    "idempotency_keys",
    "media",
    "follows",
    "favourites",
    "mentions",
    "statuses",
    "tokens",
    "codes",
    "apps",
    "accounts",
)


class StoreError(Exception):
    """The folder or its file cannot be used; the message says why and what to do."""


class Store:
    """The database, reached from the event loop through one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-store")
        self._connection: sqlite3.Connection | None = None
        self._lock: int | None = None

    def open_now(self) -> None:
        """Create folder and tables where missing, before any event loop runs; raises `StoreError`."""
        self._executor.submit(self._open).result()

    async def run(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call `function(connection, ...)` in one transaction and give what it returns."""
        call: Callable[[sqlite3.Connection], T] = lambda connection: function(connection, *args, **kwargs)  # noqa: E731
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._transact, call)

    async def close(self) -> None:
        """Finish what runs, close the file and let go of the folder."""
        await asyncio.get_running_loop().run_in_executor(self._executor, self._close)
        self._executor.shutdown()

    def _open(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"The folder {self._folder} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise StoreError(
                f"Another sandbox is running on {self._folder}: end it, or set RESTU_SANDBOX_DATA to another folder."
            ) from error
        self._lock = lock
        path = self._folder / "sandbox.sqlite3"
        try:
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            path.chmod(0o600)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.executescript(SCHEMA)
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(f"{path} cannot be opened: {error}. Move it away to start anew.") from error
        self._connection = connection

    def _transact(self, call: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection
        if connection is None:
            raise StoreError("The store is not open.")
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = call(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return result

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def new_id(connection: sqlite3.Connection) -> int:
    """An id above all others that sorts by time: milliseconds since 1970 in the upper 48 of 64 bits."""
    newest = connection.execute(
        "SELECT max(coalesce((SELECT max(id) FROM accounts), 0), coalesce((SELECT max(id) FROM statuses), 0),"
        " coalesce((SELECT max(id) FROM media), 0))"
    ).fetchone()[0]
    return max(now_ms() << 16, int(newest) + 1)


def empty(connection: sqlite3.Connection) -> None:
    """Delete every row of every table."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (names from this module)
