"""What an older database may take with it, and what not (docs/operations/restore.md).

Whatever reached the topic before the older database was put back is kept, whatever was in the backup too: only
commands that were acknowledged between and that the topic never had are excused. Besides, consent lets approvals lapse
that stand, for their withdrawal may be lost, and so do those on offers that content has lost.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from restu.demo.waiting import expect, until
from tests.faults.journal import Journal
from tests.faults.load import Crowd
from tests.faults.looking import records, stored
from tests.faults.oracle import Record

APPROVED, WITHDRAWN, PREFERRED = (
    "restu.ActivityApproved.v1",
    "restu.ApprovalWithdrawn.v1",
    "restu.PreferencesChanged.v1",
)

TOLD_SECONDS = 60.0

Told = Mapping[str, list[Mapping[str, Any]]]
"""The data of the events of a topic, oldest first, by type."""


@dataclass(frozen=True)
class Known:
    """What one journal had acknowledged when the backup began."""

    approvals: frozenset[str]
    ended: frozenset[str]
    preferences: Mapping[str, Any]

    @classmethod
    def of(cls, journal: Journal) -> Known:
        """As it is now."""
        return cls(
            frozenset(journal.ids), frozenset({*journal.withdrawn, *journal.replaced}), dict(journal.preferences)
        )


class Older:
    """From a backup to the end of the restoration that puts it back: while it lasts, a refusal is an answer."""

    def __init__(self, crowd: Crowd, service: str) -> None:
        """Begins before the backup does."""
        self._crowd = crowd
        self._service = service
        self._known = {someone.journal.username: Known.of(someone.journal) for someone in crowd.people}
        self._offers = frozenset(crowd.offers)
        for someone in crowd.people:
            someone.unsure = True

    async def excuse(self) -> None:
        """Once it is restored: notes in the journals what is excused."""
        self._crowd.restored = True
        if self._service == "consent":
            told = await _told(self._crowd)
            unpublished = sum(
                excuse(someone.journal, self._known[someone.journal.username], told) for someone in self._crowd.people
            )
            print(f"    {unpublished} commands were acknowledged behind the backup and never published", flush=True)
        elif self._service == "content":
            lost = {offer for offer in self._crowd.offers if offer not in self._offers}
            self._crowd.offers = [offer for offer in self._crowd.offers if offer not in lost]
            for someone in self._crowd.people:
                someone.journal.doubted |= {
                    approval for approval, approved in someone.journal.ids.items() if approved.activity in lost
                }


def excuse(journal: Journal, known: Known, told: Told) -> int:
    """Notes what consent may have lost of a journal, by what it knew at the backup and the topic tells: how much."""
    approved = {each["approval_id"] for each in told[APPROVED]}
    ended = {each["approval_id"] for each in told[WITHDRAWN]}
    preferred = [each for each in told[PREFERRED] if each["advocate_id"] == journal.person_id]
    forgotten = {*journal.ids} - known.approvals - approved
    stand_again = {*journal.withdrawn, *journal.replaced} - known.ended - ended
    as_before = {
        name
        for name, value in journal.preferences.items()
        if value != known.preferences.get(name) and not any(each[name] == value for each in preferred)
    }
    journal.forgotten |= forgotten
    journal.doubted |= {*journal.ids}
    for approval in stand_again:
        journal.withdrawn.discard(approval)
        journal.replaced.pop(approval, None)
    for name in as_before:
        del journal.preferences[name]
    return len(forgotten) + len(stand_again) + len(as_before)


async def _told(crowd: Crowd) -> Told:
    """What the topic tells once it has everything that the store has: from then on, what it lacks is lost."""
    stack = crowd.town.stack

    async def look() -> list[Record]:
        events = await asyncio.to_thread(stored, stack, "consent")
        found = [each for each in await records(stack, "consent") if each.source == "/restu/consent"]
        missing = {each.sequence for each in events if each.told_as} - {each.sequence for each in found}
        expect(not missing, f"{len(missing)} events are not published")
        return found

    told: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in await until(look, "what stands in the store is told", seconds=TOLD_SECONDS):
        told[each.type].append(json.loads(each.value))
    return told
