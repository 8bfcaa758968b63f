"""Transactions of the view database, and the ends of those that nobody will end any more.

The server keeps what a killed process had begun, and what it had locked, for a minute. So each replica works in one
session at a time and notes it before its first transaction; a transaction left open is undone by

- who starts under the same name, at once: the one before it is gone,
- who meets the same conflict for longer than `PATIENCE` seconds: all sessions of this view but its own.

The other may be alive and only slow: its transaction is then undone as a whole and repeated, and each time nothing has
come of it the patience doubles, so that two slow ones do not end each other for ever.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClientSession
from pymongo.errors import OperationFailure

from chassis.projection.views import Stored, Views

log = logging.getLogger(__name__)

SESSIONS = "projection_sessions"
PATIENCE = 0.5


class Overtaken(Exception):
    """Somebody else has changed what this rests on; nothing was written."""


class Contended(Exception):
    """Somebody else writes at this moment; nothing was written, and the same may be tried again."""


class Transactions:
    """One replica's transactions on one view, one after the other; `by` is no other replica's name."""

    def __init__(self, views: Views, name: str, by: str) -> None:
        self._views = views
        self._name = name
        self._note = f"{name}@{by}"
        self._notes: Stored = views.get_collection(SESSIONS)
        self._session: AsyncIOMotorClientSession | None = None
        self._turn = asyncio.Lock()
        self._seen: object = None
        self._since = 0.0
        self._patience = PATIENCE

    @asynccontextmanager
    async def begin(self, seen: object) -> AsyncIterator[AsyncIOMotorClientSession]:
        """One transaction that rests on what was `seen`: undone as a whole by whatever is raised in it.

        Raises Contended, PyMongoError.
        """
        async with self._turn:
            session = self._session or await self._introduce()
            try:
                async with session.start_transaction():
                    yield session
            except Overtaken:
                raise
            except OperationFailure as error:
                if not error.has_error_label("TransientTransactionError"):
                    self.forget()
                    raise
                await self._conflict(seen, session)
                raise Contended from error
            except BaseException:
                self.forget()
                raise

    def forget(self) -> None:
        """The next transaction is in a new session: nobody knows what became of this one, or of its note."""
        self._session = None

    async def _introduce(self) -> AsyncIOMotorClientSession:
        """A new session, noted; what the one noted before has left open is undone."""
        noted = await self._notes.find_one({"_id": self._note})
        if noted is not None:
            await self._end([noted["session"]])
        session = await self._views.client.start_session()
        mine = {"view": self._name, "session": session.session_id}
        await self._notes.update_one({"_id": self._note}, {"$set": mine}, upsert=True)
        self._session = session
        return session

    async def _conflict(self, seen: object, mine: AsyncIOMotorClientSession) -> None:
        """Ends the others' sessions where nothing has moved for too long."""
        now = time.monotonic()
        if seen != self._seen:
            self._seen, self._since, self._patience = seen, now, PATIENCE
        if now - self._since < self._patience:
            return
        wanted = {"view": self._name, "session": {"$ne": mine.session_id}}
        others = [noted["session"] async for noted in self._notes.find(wanted)]
        log.warning("transactions that hold a view up are ended", extra={"view": self._name, "sessions": len(others)})
        await self._end(others)
        self._since, self._patience = now, self._patience * 2

    async def _end(self, sessions: list[Mapping[str, Any]]) -> None:
        if sessions:
            known = self._views.codec_options
            await self._views.client.admin.command("killSessions", sessions, codec_options=known)
