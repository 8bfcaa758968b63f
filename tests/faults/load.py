"""People who give commands while things fail: offers, approvals, withdrawals, replacements, preferences.

Every request is repeated under its own idempotency key until it is answered, as a browser would; what was wanted is in
the journal before it is sent, what was acknowledged after. The same seed gives the same wishes in the same order.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from restu.demo.browser import Refused
from restu.demo.steps.people import BRISK
from restu.demo.waiting import NotYet, Unmet, expect, until
from restu.demo.walk import soon
from tests.faults.journal import DONE, PUBLISHED, Answers, Journal
from tests.faults.looking import states
from tests.faults.oracle import Approved
from tests.integration.town import Advocate, RunningStack, Town, town_in

PATIENCE = 90.0
"""How long a person repeats a request while a service is away (s)."""
UNLIMITED = {"limit": 1_000_000, "period": 300}
PAGE = 50
ENDED = DONE | {"failed", "lapsed", "withdrawn"}
"""States in which nothing more is to be waited for, be it as it should be or not."""


@dataclass
class Someone:
    """An advocate with their journal."""

    advocate: Advocate
    journal: Journal

    async def preview(self, activity_id: str, text: str, **more: str) -> Any:
        """A preview, as soon as consent knows of the offer and the account."""
        wanted = {
            "activity_id": activity_id,
            "account_id": self.advocate.account_id,
            "text": text,
            "language": "en",
            "visibility": "public",
            "choice": "now",
            **more,
        }

        async def look() -> Any:
            try:
                return await self.advocate.person.post("/api/consent/previews", wanted)
            except Refused as refusal:
                raise NotYet(str(refusal)) from refusal

        return await until(look, "a preview", seconds=PATIENCE)

    async def answers(self) -> Answers:
        """What they are shown now."""
        person = self.advocate.person
        approvals = {each["approval_id"]: each for each in await self._approvals()}
        for missed in {*self.journal.ids} - {*approvals}:  # two of one millisecond at the edge of a page
            try:
                approvals[missed] = await person.get(f"/api/consent/approvals/{missed}")
            except Refused as refusal:
                if refusal.status != httpx.codes.NOT_FOUND:
                    raise
        preferences = (await person.get("/api/consent/me"))["preferences"]
        return Answers(approvals, preferences, await self._entries())

    async def open_receipts(self, answers: Answers) -> None:
        """Notes for each published approval which opening consent holds."""
        for approval_id, shown in answers.approvals.items():
            approved = self.journal.ids.get(approval_id)
            if shown["state"] in PUBLISHED and approved is not None and approved.opening is None:
                receipt = await self.advocate.person.get(f"/api/consent/approvals/{approval_id}/receipt")
                approved.opening = receipt["opening"]

    async def _approvals(self) -> list[Any]:
        return await self._pages("/api/consent/approvals", "approvals", "before", limit=PAGE)

    async def _entries(self) -> list[Any]:
        return await self._pages("/api/gamification/ledger", "entries", "after")

    async def _pages(self, path: str, rows: str, cursor: str, **query: Any) -> list[Any]:
        found: list[Any] = []
        while True:
            page = await self.advocate.person.get(path, **query)
            found += page[rows]
            if page["next"] is None:
                return found
            query[cursor] = page["next"]


@dataclass
class Crowd:
    """The people of one run, and how many of their commands were acknowledged."""

    town: Town
    people: list[Someone] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    done: int = 0
    _step: asyncio.Event = field(default_factory=asyncio.Event)

    async def act(self, commands: int, random: Random, at_once: int) -> None:
        """Gives that many commands, `at_once` side by side. Raises Unmet when one is not answered in `PATIENCE`."""
        upto = self.done + commands
        per_person = max(1, -(-commands // len(self.people)))
        activities = [await self._offer() for _ in range(per_person)]
        pairs = [(someone, activity) for activity in activities for someone in self.people]
        random.shuffle(pairs)
        wishes = iter([(random.choice(WISHES), *pair, random.randrange(10**9)) for pair in pairs])

        async def one_after_another() -> None:
            for wish, someone, activity, number in wishes:
                if self.done >= upto:
                    return
                await wish(self, someone, activity, Random(number))  # noqa: S311 - to be repeated, not to be secret

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(one_after_another())

    async def reached(self, done: int) -> None:
        """Waits until so many commands were acknowledged."""
        while self.done < done:
            self._step = asyncio.Event()
            await self._step.wait()

    async def settled(self, seconds: float) -> None:
        """Waits until everything that is to be published now has ended, or it took too long."""
        under_way = {approval for someone in self.people for approval in someone.journal.now}

        async def look() -> None:
            shown = await asyncio.to_thread(states, self.town.stack, under_way)
            under_way.difference_update(approval for approval, state in shown.items() if state in ENDED)
            expect(not under_way, f"{len(under_way)} are not out")

        with suppress(Unmet):
            await until(look, "everything is out", seconds=seconds)

    async def _offer(self) -> str:
        name = uuid4().hex[:8]
        activity = await self.town.offer(name, f"https://example.org/{name}", name)
        self.offers.append(activity)
        self.acknowledged()
        return activity

    def acknowledged(self) -> None:
        """Counts one more."""
        self.done += 1
        self._step.set()


async def _approve(crowd: Crowd, someone: Someone, activity: str, *, replaces: str = "", **more: str) -> str:
    text = f"my own words, {uuid4()}"
    shown = await someone.preview(activity, text, **more)
    approved = Approved(someone.journal.username, shown["preview"]["text"])
    someone.journal.wanted[approved.text] = approved
    body = {"verb": "replace" if replaces else "approve", "token": shown["token"], "text": approved.text}
    told = await someone.advocate.person.post(
        "/api/consent/respond", body | ({"approval_id": replaces} if replaces else {})
    )
    approval = str(told["approval_id"])
    someone.journal.ids[approval] = approved
    crowd.acknowledged()
    return approval


async def _withdraw(crowd: Crowd, someone: Someone, approval: str) -> str:
    told = await someone.advocate.person.post("/api/consent/respond", {"verb": "withdraw", "approval_id": approval})
    crowd.acknowledged()
    return str(told["state"])


async def now(crowd: Crowd, someone: Someone, activity: str, _: Random) -> None:
    """Approves, to be published at once."""
    someone.journal.now.add(await _approve(crowd, someone, activity))


async def later(crowd: Crowd, someone: Someone, activity: str, random: Random) -> None:
    """Approves for an hour to come."""
    await _approve(crowd, someone, activity, choice="pick", picked_at=soon(minutes=random.randrange(180, 900)))


async def take_back(crowd: Crowd, someone: Someone, activity: str, random: Random) -> None:
    """Approves for an hour to come, and takes it back."""
    picked = soon(minutes=random.randrange(180, 900))
    approval = await _approve(crowd, someone, activity, choice="pick", picked_at=picked)
    someone.journal.noted.add(approval)
    await _withdraw(crowd, someone, approval)
    someone.journal.noted.discard(approval)
    someone.journal.withdrawn.add(approval)
    someone.journal.ids[approval].withdrawn = True


async def regret(crowd: Crowd, someone: Someone, activity: str, _: Random) -> None:
    """Approves, to be published at once, and takes it back at once: who comes first, wins."""
    approval = await _approve(crowd, someone, activity)
    try:
        state = await _withdraw(crowd, someone, approval)
    except Refused:
        someone.journal.now.add(approval)
        return
    if state == "withdrawn":
        someone.journal.withdrawn.add(approval)
        someone.journal.ids[approval].withdrawn = True
    else:
        someone.journal.noted.add(approval)


async def change_words(crowd: Crowd, someone: Someone, activity: str, random: Random) -> None:
    """Approves for an hour to come, and replaces it by other words."""
    picked = soon(minutes=random.randrange(180, 900))
    old = await _approve(crowd, someone, activity, choice="pick", picked_at=picked)
    someone.journal.replaced[old] = await _approve(
        crowd, someone, activity, replaces=old, choice="pick", picked_at=picked
    )
    someone.journal.ids[old].withdrawn = True


async def prefer(crowd: Crowd, someone: Someone, _: str, random: Random) -> None:
    """Other preferences, of which one is seen to change."""
    chosen = {**BRISK, "daily_cap": random.randrange(40, 51)}
    someone.journal.preferences.pop("daily_cap", None)  # until it is answered, either may stand
    await someone.advocate.person.put("/api/consent/me/preferences", chosen)
    someone.journal.preferences["daily_cap"] = chosen["daily_cap"]
    crowd.acknowledged()


Wish = Callable[[Crowd, Someone, str, Random], Awaitable[None]]
WISHES: tuple[Wish, ...] = (now, now, now, now, later, take_back, regret, change_words, prefer)


@asynccontextmanager
async def crowd_in(stack: RunningStack, people: int, at_once: int) -> AsyncIterator[Crowd]:
    """New advocates with accounts on the network, known to all services."""
    async with town_in(stack) as town:
        limits = {"sign-ins": UNLIMITED, "addresses": UNLIMITED, "requests": UNLIMITED}
        (await town.network.client.put("/control/limits", json=limits)).raise_for_status()
        town.curator.patience = PATIENCE
        crowd = Crowd(town)
        places = asyncio.Semaphore(at_once)

        async def join() -> None:
            async with places:
                name = f"a{uuid4().hex[:12]}"
                advocate = await town.advocate(name, f"{name}@example.org", name)
                advocate.person.patience = PATIENCE
                crowd.people.append(Someone(advocate, Journal(name)))

        async with asyncio.TaskGroup() as group:
            for _ in range(people):
                group.create_task(join())
        crowd.people.sort(key=lambda someone: someone.journal.username)
        yield crowd
