"""What advocates see: their own entries and totals, and who is ahead. Nobody sees anybody else's entries."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Any
from uuid import UUID

from chassis.errors import Invalid, NotFound
from chassis.projection import Collection
from services.gamification.bands import BALANCE, scope_of
from services.gamification.board import Board, Place, Row
from services.gamification.domain import ALL_TIME, of_contest
from services.gamification.names import Names

PAGE = 50
MOST_POINTS = 10**9
FEWEST = 5
"""Nothing is told about fewer people of a group (decisions.md 36)."""


class Points:
    """An advocate's own points."""

    def __init__(self, entries: Collection, totals: Collection, board: Board) -> None:
        self._entries = entries
        self._totals = totals
        self._board = board

    async def me(self, advocate: UUID, period: str, group: UUID | None = None) -> dict[str, Any]:
        """Points of a period and of all time, what is left to spend, and the rank (in a group); None without points."""
        totals = await self._totals.find_one({"_id": str(advocate)}) or {}
        points = int(totals.get(period, 0))
        return {
            "period": period,
            "points": points,
            "total": int(totals.get(ALL_TIME, 0)),
            "balance": int(totals.get(BALANCE, 0)),
            "rank": await self._board.rank(scope_of(period, group), points) if points > 0 else None,
        }

    async def ledger(self, advocate: UUID, after: int | None) -> dict[str, Any]:
        """The advocate's entries before the cursor, newest first."""
        wanted: dict[str, Any] = {"advocate": str(advocate)}
        if after is not None:
            wanted["position"] = {"$lt": after}
        found = self._entries.find(wanted).sort("position", -1).limit(PAGE + 1)
        documents = await found.to_list(None)
        page = documents[:PAGE]
        return {
            "entries": [{**document, "entry_id": document["_id"]} for document in page],
            "next": page[-1]["position"] if len(documents) > PAGE else None,
        }


class Leaderboard:
    """A period's leaderboard, with names."""

    def __init__(self, points: Points, board: Board, members: Collection, names: Names) -> None:
        self._points = points
        self._board = board
        self._members = members
        self._names = names

    async def page(
        self, advocate: UUID, period: str, group: UUID | None, after: str | None, *, around_me: bool
    ) -> dict[str, Any]:
        """A page behind the cursor, from the top, or around the advocate. Raises Invalid, NotFound, Unavailable.

        A group's leaderboard is its members' own; with fewer than FEWEST people on it, nobody is shown.
        """
        cursor = _read_cursor(after)
        if group is not None:
            await self._check_member(advocate, group)
            if await self._board.people(scope_of(period, group)) < FEWEST:
                me = await self._points.me(advocate, period, group)
                return {"period": period, "me": {**me, "rank": None}, "few": True, "rows": [], "next": None}
        return {
            "period": period,
            "few": False,
            **await self._read(advocate, period, group, cursor, around_me=around_me),
        }

    async def standings(
        self, advocate: UUID, contest_id: UUID, after: str | None, *, around_me: bool
    ) -> dict[str, Any]:
        """A page of what counts in a contest so far, and one's own place. Raises Invalid, Unavailable."""
        return await self._read(advocate, of_contest(contest_id), None, _read_cursor(after), around_me=around_me)

    async def _read(
        self, advocate: UUID, period: str, group: UUID | None, cursor: Place | None, *, around_me: bool
    ) -> dict[str, Any]:
        scope = scope_of(period, group)
        me = await self._points.me(advocate, period, group)
        if around_me and me["points"] > 0:
            rows = await self._board.around(scope, Place(me["points"], str(advocate)), PAGE)
        else:
            rows = await self._board.page(scope, cursor, PAGE)
        names = await asyncio.to_thread(self._names.of, [row.advocate for row in rows])
        return {
            "me": me,
            "rows": [
                {
                    "rank": row.rank,
                    "points": row.points,
                    "name": names[row.advocate],
                    "me": row.advocate == str(advocate),
                }
                for row in rows
                if row.advocate in names
            ],
            "next": _cursor(rows[-1]) if len(rows) == PAGE else None,
        }

    async def _check_member(self, advocate: UUID, group: UUID) -> None:
        document = await self._members.find_one({"_id": str(advocate)})
        if document is None or group not in document["groups"]:
            raise NotFound("you are in no such group")


def _cursor(row: Row) -> str:
    packed = row.points.to_bytes(8, "big") + UUID(row.advocate).bytes
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _read_cursor(text: str | None) -> Place | None:
    if text is None:
        return None
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(_NO_CURSOR) from error
    points = int.from_bytes(packed[:8], "big")
    if len(packed) != 24 or not 0 < points <= MOST_POINTS:
        raise Invalid(_NO_CURSOR)
    return Place(points, str(UUID(bytes=packed[8:])))


_NO_CURSOR = "this is no cursor of ours: take the one named `next` on the page before"
