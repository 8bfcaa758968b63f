"""What an older database may take with it, and what not (docs/operations/restore.md).

Whatever reached the topic before the older database was put back is kept, whatever was in the backup too: only
commands that were acknowledged between and that the topic never had are excused. Besides, consent lets approvals lapse
that stand, for their withdrawal may be lost, and so do those on offers that content has lost. Of suggestions and of
rewards nothing is in a topic: those of between are lost.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from restu.demo.waiting import expect, until
from tests.faults.game import OPENED
from tests.faults.journal import Journal
from tests.faults.load import Crowd
from tests.faults.looking import records, stored
from tests.faults.oracle import Record

APPROVED, WITHDRAWN, PREFERRED = (
    "restu.ActivityApproved.v1",
    "restu.ApprovalWithdrawn.v1",
    "restu.PreferencesChanged.v1",
)
REDEEMED, FULFILLED, REFUNDED = "restu.RewardRedeemed.v1", "restu.RewardFulfilled.v1", "restu.RewardRefunded.v1"

TOLD_SECONDS = 60.0

Told = Mapping[str, list[Mapping[str, Any]]]
"""The data of the events of a topic, oldest first, by type."""


@dataclass(frozen=True)
class Known:
    """What one journal had acknowledged when the backup began."""

    approvals: frozenset[str]
    ended: frozenset[str]
    preferences: Mapping[str, Any]
    redeemed: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, journal: Journal) -> Known:
        """As it is now."""
        return cls(
            frozenset(journal.ids),
            frozenset({*journal.withdrawn, *journal.replaced}),
            dict(journal.preferences),
            dict(journal.redeemed),
            dict(journal.suggested),
        )


class Older:
    """From a backup to the end of the restoration that puts it back: while it lasts, a refusal is an answer."""

    def __init__(self, crowd: Crowd, service: str) -> None:
        """Begins before the backup does."""
        self._crowd = crowd
        self._service = service
        self._known = {someone.journal.username: Known.of(someone.journal) for someone in crowd.people}
        self._offers = frozenset(crowd.offers)
        self._rewards, self._contests = frozenset(crowd.rewards), frozenset(crowd.contests)
        for someone in crowd.people:
            someone.unsure = True

    async def excuse(self) -> None:
        """Once it is restored: notes in the journals what is excused."""
        self._crowd.restored = True
        match self._service:
            case "consent":
                self._excuse_people(excuse, await _told(self._crowd, "consent"))
            case "gamification":
                told = await _told(self._crowd, "gamification")
                self._excuse_people(excuse_spending, told)
                self._excuse_game({each["contest_id"] for each in told[OPENED]})
            case "content":
                self._excuse_offers()
                self._excuse_people(excuse_suggestions, {})

    def _excuse_people(self, excuse_one: Callable[[Journal, Known, Told], int], told: Told) -> None:
        unpublished = sum(
            excuse_one(someone.journal, self._known[someone.journal.username], told) for someone in self._crowd.people
        )
        print(f"    {unpublished} commands were acknowledged behind the backup and never published", flush=True)

    def _excuse_offers(self) -> None:
        lost = {offer for offer in self._crowd.offers if offer not in self._offers}
        self._crowd.offers = [offer for offer in self._crowd.offers if offer not in lost]
        for someone in self._crowd.people:
            someone.journal.doubted |= {
                approval for approval, approved in someone.journal.ids.items() if approved.activity in lost
            }

    def _excuse_game(self, told: set[str]) -> None:
        crowd = self._crowd
        crowd.rewards = {each: stock for each, stock in crowd.rewards.items() if each in self._rewards}
        crowd.contests &= self._contests | told
        crowd.unhurried |= crowd.contests - self._contests


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


def excuse_spending(journal: Journal, known: Known, told: Told) -> int:
    """The same of gamification: redemptions, and how far they are."""
    redeemed = {each["redemption_id"] for each in told[REDEEMED]}
    settled = {each["redemption_id"] for each in (*told[FULFILLED], *told[REFUNDED])}
    forgotten = {*journal.redeemed} - {*known.redeemed} - redeemed
    open_again = {
        each
        for each, state in journal.redeemed.items()
        if state not in {"", "open", known.redeemed.get(each)} and each not in settled | forgotten
    }
    for redemption in forgotten:
        del journal.redeemed[redemption]
    journal.redeemed |= dict.fromkeys(open_again, "open")
    return len(forgotten) + len(open_again)


def excuse_suggestions(journal: Journal, known: Known, _: Told) -> int:
    """The same of content: suggestions are what they were in the backup."""
    changed = {each for each, state in journal.suggested.items() if state != known.suggested.get(each)}
    journal.suggested = {each: known.suggested[each] for each in journal.suggested if each in known.suggested}
    return len(changed)


async def _told(crowd: Crowd, service: str) -> Told:
    """What the topic tells once it has everything that the store has: from then on, what it lacks is lost."""
    stack = crowd.town.stack

    async def look() -> list[Record]:
        events = await asyncio.to_thread(stored, stack, service)
        found = [each for each in await records(stack, service) if each.source == f"/restu/{service}"]
        missing = {each.sequence for each in events if each.told_as} - {each.sequence for each in found}
        expect(not missing, f"{len(missing)} events are not published")
        return found

    told: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in await until(look, "what stands in the store is told", seconds=TOLD_SECONDS):
        told[each.type].append(json.loads(each.value))
    return told
