"""The view database: its client, and a view's collection as queries see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorCursor, AsyncIOMotorDatabase

Document = dict[str, Any]
Views = AsyncIOMotorDatabase[Document]
Stored = AsyncIOMotorCollection[Document]


def open_views(url: str, database: str) -> Views:
    """The view database; connects when first used; end it with `.client.close()`. UUIDs are standard, times are UTC."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        url,
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=20_000,
        maxPoolSize=20,
        appname="restu",
    )
    return client.get_database(database)


class Collection:
    """A collection of a view, to be read: every query goes to the generation that serves when it is asked."""

    def __init__(self, serving: Callable[[], Stored]) -> None:
        self._serving = serving

    def find(self, wanted: Document | None = None, **more: Any) -> AsyncIOMotorCursor[Document]:
        """All documents that match. Raises Unavailable when it is not known what serves."""
        return self._serving().find(wanted, **more)

    async def find_one(self, wanted: Document, **more: Any) -> Document | None:
        """The first document that matches, or None. Raises Unavailable when it is not known what serves."""
        return await self._serving().find_one(wanted, **more)
