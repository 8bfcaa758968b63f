"""One leader per name: a PostgreSQL session advisory lock on a connection of its own.

While the session lives nobody else leads. A leader whose process is stopped or whose network is gone loses its session
within five seconds (idle_session_timeout and keepalives on both sides), a crashed one at once; who waits asks every
second: takeover in less than ten. At first it asks more often: the leader may be its own process of a moment ago.
Everything the leader reads and saves goes through this session, so a former leader can save nothing. A lost session
raises LeadershipLost and sets `lost`: whatever the leader does must stop at once.

    async with lead(database, "relay") as session:      # waits until this process leads
        rows = await session.fetch("SELECT ...", ())
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow, dict_row, tuple_row

from chassis.database import Database

log = logging.getLogger(__name__)

T = TypeVar("T")

ASK_FIRST, ASK = 0.02, 1.0
BEAT = 1.0
SILENCE = 3.0
"""With the beat before it less than PostgreSQL's five seconds: a leader that is cut off stops before another leads."""


class LeadershipLost(Exception):
    """The session with the lock is gone: somebody else may lead."""


class Session:
    """The leader's connection, used from one thread of its own."""

    def __init__(self, connection: Connection[DictRow], thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self.lost = asyncio.Event()

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Runs a function in the session's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)

    async def fetch(self, sql: LiteralString, params: Sequence[Any] = ()) -> list[DictRow]:
        """All rows of one query. Raises LeadershipLost."""
        return await self.run(self._fetch, sql, params)

    async def read(self, sql: LiteralString, params: Sequence[Any], make: Callable[[Sequence[Sequence[Any]]], T]) -> T:
        """What `make` makes, in the session's thread, of the rows of one query as tuples. Raises LeadershipLost."""
        return await self.run(lambda: make(self._tuples(sql, params)))

    def _tuples(self, sql: LiteralString, params: Sequence[Any]) -> Sequence[Sequence[Any]]:
        with self._alive():
            return self._connection.cursor(binary=True, row_factory=tuple_row).execute(sql, params).fetchall()

    def _fetch(self, sql: LiteralString, params: Sequence[Any]) -> list[DictRow]:
        with self._alive():
            cursor = self._connection.execute(sql, params)
            return cursor.fetchall() if cursor.description is not None else []

    @contextmanager
    def _alive(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            with contextlib.suppress(Exception):
                self._connection.close()
            raise LeadershipLost("the session that leads is gone") from error

    async def beat(self) -> None:
        """Asks for a sign of life every second; returns when there is none."""
        while True:
            try:
                async with asyncio.timeout(SILENCE):
                    await self.fetch("SELECT 1")
            except (LeadershipLost, TimeoutError):
                self.lost.set()
                return
            await asyncio.sleep(BEAT)


@asynccontextmanager
async def lead(database: Database, name: str) -> AsyncIterator[Session]:
    """Waits until this process leads under `name` in this database; gives the lock back at the end."""
    thread = ThreadPoolExecutor(1, thread_name_prefix=f"lead-{name}")
    connection = await _win(database.dsn, name, thread)
    session = Session(connection, thread)
    beat = asyncio.create_task(session.beat(), name=f"lead-{name}")
    try:
        yield session
    finally:
        beat.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beat
        thread.submit(connection.close)
        thread.shutdown(wait=False)


async def _win(dsn: str, name: str, thread: ThreadPoolExecutor) -> Connection[DictRow]:
    loop = asyncio.get_running_loop()
    pause = ASK_FIRST
    opened: list[Connection[DictRow]] = []  # filled in the thread, so that a cancelled attempt is closed, too
    try:
        while True:
            try:
                if not opened:
                    await loop.run_in_executor(thread, _connect, dsn, opened)
                if await loop.run_in_executor(thread, _ask, opened[-1], name):
                    return opened[-1]
            except (psycopg.OperationalError, psycopg.InterfaceError):
                log.warning("the database does not answer; nobody leads from here")
                thread.submit(_close, opened)
            await asyncio.sleep(pause)
            pause = min(ASK, pause * 1.5)
    except BaseException:
        thread.submit(_close, opened)
        thread.shutdown(wait=False)
        raise


def _close(opened: list[Connection[DictRow]]) -> None:
    while opened:
        opened.pop().close()


def _connect(dsn: str, opened: list[Connection[DictRow]]) -> None:
    connection: Connection[DictRow] = psycopg.connect(
        dsn,
        autocommit=True,
        row_factory=dict_row,
        connect_timeout=5,
        keepalives_idle=2,
        keepalives_interval=1,
        keepalives_count=3,
        tcp_user_timeout=5000,
    )
    opened.append(connection)
    for setting in (
        "SET idle_session_timeout = '5s'",
        "SET tcp_keepalives_idle = 2",
        "SET tcp_keepalives_interval = 1",
        "SET tcp_keepalives_count = 3",
        "SET synchronous_commit = off",  # what a leader saves is where it stands: an older mark only repeats work
    ):
        connection.execute(setting)


def _ask(connection: Connection[DictRow], name: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0)) AS won", (name,)).fetchone()
    return row is not None and bool(row["won"])
