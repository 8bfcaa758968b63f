"""What everybody sees of contests: words, dates, and who has won."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.projection import Collection
from chassis.vault import Vault
from services.gamification.names import Names
from services.gamification.words import CONTEST

PAGE = 20


class ContestViews:
    """`contests` is the projection's collection. Words and names are opened when an answer is made."""

    def __init__(self, contests: Collection, vault: Vault, names: Names) -> None:
        self._contests = contests
        self._vault = vault
        self._names = names

    async def page(self, advocate: UUID, after: int | None, at: datetime) -> dict[str, Any]:
        """The contests before the cursor, newest first. Raises Unavailable."""
        wanted: dict[str, Any] = {} if after is None else {"position": {"$lt": after}}
        documents = await self._contests.find(wanted).sort("position", -1).limit(PAGE + 1).to_list(None)
        page = documents[:PAGE]
        words, names = await asyncio.to_thread(self._opened, page)
        return {
            "contests": [
                {
                    **_contest(document, at),
                    **words.get(document["_id"], {"title": None, "words": None}),
                    "winners": [_winner(winner, names, advocate) for winner in document["winners"]],
                }
                for document in page
            ],
            "next": page[-1]["position"] if len(documents) > PAGE else None,
        }

    def _opened(self, page: list[dict[str, Any]]) -> tuple[dict[UUID, Any], dict[str, str]]:
        winners = [str(winner["advocate_id"]) for document in page for winner in document["winners"]]
        words = self._vault.open_many([document["_id"] for document in page], CONTEST) if page else {}
        return words, self._names.of(winners)


def _contest(document: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    state = "running" if document["opens_at"] <= at else "upcoming"
    if document["closed_at"] is not None:
        state = "closed"
    elif document["closes_at"] <= at:
        state = "counting"
    shown = ("opens_at", "closes_at", "places", "closed_at")
    return {"contest_id": document["_id"], "state": state, **{name: document[name] for name in shown}}


def _winner(winner: Mapping[str, Any], names: Mapping[str, str], advocate: UUID) -> dict[str, Any]:
    who = winner["advocate_id"]
    return {
        "rank": winner["rank"],
        "points": winner["points"],
        "name": names.get(str(who)),
        "me": who == advocate,
    }
