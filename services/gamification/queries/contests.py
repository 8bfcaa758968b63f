"""What everybody sees of contests: words, dates, who is ahead and who has won, or why it was called off."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.projection import Collection
from chassis.vault import Vault
from services.gamification.names import Names
from services.gamification.queries.points import Leaderboard
from services.gamification.words import CALLED_OFF, CONTEST

PAGE = 20


class ContestViews:
    """`contests` is the projection's collection. Words and names are opened when an answer is made."""

    def __init__(self, contests: Collection, leaderboard: Leaderboard, vault: Vault, names: Names) -> None:
        self._contests = contests
        self._leaderboard = leaderboard
        self._vault = vault
        self._names = names

    async def page(self, advocate: UUID, after: int | None, at: datetime) -> dict[str, Any]:
        """The contests before the cursor, newest first. Raises Unavailable."""
        wanted: dict[str, Any] = {} if after is None else {"position": {"$lt": after}}
        documents = await self._contests.find(wanted).sort("position", -1).limit(PAGE + 1).to_list(None)
        page = documents[:PAGE]
        words, reasons, names = await asyncio.to_thread(self._opened, page)
        return {
            "contests": [
                {
                    **_contest(document, at),
                    **words.get(document["_id"], {"title": None, "words": None}),
                    **reasons.get(document["_id"], {"reason": None}),
                    "winners": [_winner(winner, names, advocate) for winner in document["winners"]],
                }
                for document in page
            ],
            "next": page[-1]["position"] if len(documents) > PAGE else None,
        }

    async def standings(
        self, advocate: UUID, contest_id: UUID, after: str | None, at: datetime, *, around_me: bool
    ) -> dict[str, Any]:
        """Who is ahead. Raises NotFound where a contest has no standings, Invalid, Unavailable."""
        document = await self._contests.find_one({"_id": contest_id})
        if document is None:
            raise NotFound(f"there is no contest {contest_id}")
        if not document["ranked"] or document["called_off_at"] is not None:
            raise NotFound("this contest has no standings: it was called off, or counts what was there before it was")
        shown = await self._leaderboard.standings(advocate, contest_id, after, around_me=around_me)
        return {"contest_id": contest_id, "state": _state(document, at), **shown}

    def _opened(self, page: list[dict[str, Any]]) -> tuple[dict[UUID, Any], dict[UUID, Any], dict[str, str]]:
        winners = [str(winner["advocate_id"]) for document in page for winner in document["winners"]]
        ended = [document["_id"] for document in page if document["called_off_at"] is not None]
        words = self._vault.open_many([document["_id"] for document in page], CONTEST) if page else {}
        reasons = self._vault.open_many(ended, CALLED_OFF) if ended else {}
        return words, reasons, self._names.of(winners)


def _contest(document: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    shown = ("opens_at", "closes_at", "places", "ranked", "closed_at", "called_off_at")
    return {"contest_id": document["_id"], "state": _state(document, at), **{name: document[name] for name in shown}}


def _state(document: Mapping[str, Any], at: datetime) -> str:
    if document["called_off_at"] is not None:
        return "called-off"
    if document["closed_at"] is not None:
        return "closed"
    if document["closes_at"] <= at:
        return "counting"
    return "running" if document["opens_at"] <= at else "upcoming"


def _winner(winner: Mapping[str, Any], names: Mapping[str, str], advocate: UUID) -> dict[str, Any]:
    who = winner["advocate_id"]
    return {
        "rank": winner["rank"],
        "points": winner["points"],
        "name": names.get(str(who)),
        "me": who == advocate,
    }
