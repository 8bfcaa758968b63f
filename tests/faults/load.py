"""The people of a run: how they join, what they are shown and offered, and which of their commands were acknowledged.

Every request is repeated under its own idempotency key until it is answered, as a browser would.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from restu.demo.browser import Person, Refused
from restu.demo.network import Account
from restu.demo.waiting import NotYet, Unmet, expect, until
from restu.demo.walk import soon
from tests.faults.gone import Gone
from tests.faults.journal import DONE, PUBLISHED, Answers, Journal
from tests.faults.looking import states
from tests.faults.standing import Done
from tests.integration.town import Advocate, RunningStack, Town, town_in

PATIENCE = 180.0
"""How long a person repeats a request while a service is away (s)."""
UNSURE_PATIENCE = 20.0
"""How long they ask for a preview of something that may be gone."""
NOT_YET_KNOWN = frozenset({"not-found", "unknown-item", "account-gone", "parked"})
UNLIMITED = {"limit": 1_000_000, "period": 300}
PAGE = 50
STOCK = 3
"""So few of each reward are there that some come too late."""
PRICES = (4, 9)
PLACES = 3
CONTEST_SECONDS = 15.0
ENDED = DONE | {"failed", "lapsed", "withdrawn"}
"""States in which nothing more is to be waited for, be it as it should be or not."""


@dataclass
class Someone:
    """An advocate with their journal."""

    advocate: Advocate
    journal: Journal
    unsure: bool = False
    """Things are done to them or to what they know, so that a refusal is an answer: what was wanted did not happen."""

    async def preview(self, activity_id: str, text: str, **more: Any) -> Any:
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
                if self.unsure and refusal.code not in NOT_YET_KNOWN:
                    raise
                raise NotYet(str(refusal)) from refusal

        return await until(look, "a preview", seconds=UNSURE_PATIENCE if self.unsure else PATIENCE)

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
        entries = await person.pages("/api/gamification/ledger", "entries", "after")
        redemptions = await person.pages("/api/gamification/me/redemptions", "redemptions", "after")
        suggestions = (await person.get("/api/content/suggestions/mine"))["suggestions"]
        return Answers(
            approvals,
            preferences,
            entries,
            {each["redemption_id"]: each for each in redemptions},
            {each["suggestion_id"]: each for each in suggestions},
        )

    async def open_receipts(self, answers: Answers) -> None:
        """Notes for each published approval which opening consent holds."""
        for approval_id, shown in answers.approvals.items():
            approved = self.journal.ids.get(approval_id)
            if shown["state"] in PUBLISHED and approved is not None and approved.opening is None:
                receipt = await self.advocate.person.get(f"/api/consent/approvals/{approval_id}/receipt")
                approved.opening = receipt["opening"]

    async def _approvals(self) -> list[Any]:
        return await self.advocate.person.pages("/api/consent/approvals", "approvals", "before", limit=PAGE)


@dataclass(frozen=True)
class Activity:
    """What is offered: its id, its kind, and the address of what it is done to."""

    id: str
    kind: str = "post"
    target: str = ""


@dataclass
class Crowd:
    """The people of one run, who of them is gone, and how many of their commands were acknowledged.

    `company`: whose posts and accounts people like, answer, repost and follow; what it said itself is `said`.
    """

    town: Town
    company: Account
    said: set[str] = field(default_factory=set)
    people: list[Someone] = field(default_factory=list)
    gone: list[tuple[Gone, Person]] = field(default_factory=list)
    """Whoever was erased, with the browser in which they were signed in."""
    offers: list[str] = field(default_factory=list)
    rewards: dict[str, int] = field(default_factory=dict)
    """Acknowledged rewards, and how many of each there were."""
    contests: set[str] = field(default_factory=set)
    unhurried: set[str] = field(default_factory=set)
    """Contests that a restoration took over, in a process that waits as long for their close as is usual."""
    restored: bool = False
    """A service's views were built anew since the last count, because its database was restored."""
    done: int = 0
    _step: asyncio.Event = field(default_factory=asyncio.Event)

    def said_itself(self, done: Done) -> bool:
        """Whether this is what the company posted without Restu, to be answered and liked."""
        return done["username"] == self.company.username and done["text"] in self.said

    async def reached(self, done: int) -> None:
        """Waits until so many commands were acknowledged."""
        while self.done < done:
            self._step = asyncio.Event()
            await self._step.wait()

    async def settled(self, seconds: float) -> None:
        """Waits until everything that is to be published now has ended, or it took too long."""
        journals = [someone.journal for someone in self.people]
        under_way = {approval for each in journals for approval in each.now - each.forgotten}

        async def look() -> None:
            shown = await asyncio.to_thread(states, self.town.stack, under_way)
            under_way.difference_update(approval for approval, state in shown.items() if state in ENDED)
            expect(not under_way, f"{len(under_way)} are not out")

        with suppress(Unmet):
            await until(look, "everything is out", seconds=seconds)

    async def offer(self, kind: str = "post") -> Activity:
        """An item of its own with one activity, where the kind needs one with a target that is nobody else's."""
        name = uuid4().hex[:8]
        if kind == "post":
            activity = Activity(await self.town.offer(name, f"https://example.org/{name}", name))
        else:
            target = await self._target(kind)
            activity = Activity(await self.town.offer(name, kind=kind, target=target), kind, target)
        self.offers.append(activity.id)
        self.acknowledged()
        return activity

    async def _target(self, kind: str) -> str:
        """A new post of the company's, or a new account; asked for until the network is there."""

        async def look() -> str:
            network, mark = self.town.network, uuid4().hex[:12]
            try:
                if kind == "follow":
                    return (await network.sign_up(f"c{mark}", "A branch")).url
                self.said.add(f"news {mark}")
                return await network.post_as(self.company, f"news {mark}")
            except (httpx.HTTPError, Unmet) as error:
                raise NotYet(str(error)) from error

        return await until(look, "a target", seconds=PATIENCE)

    async def reward(self, random: Random) -> None:
        """A reward of which there are few."""
        body = {"title": uuid4().hex[:8], "points": random.randint(*PRICES), "stock": STOCK}
        made = await self.town.administrator.post("/api/gamification/rewards", body)
        self.rewards[made["reward_id"]] = STOCK
        self.acknowledged()

    async def contest(self) -> None:
        """A contest from now on for some seconds."""
        body = {"title": uuid4().hex[:8], "opens_at": soon(), "closes_at": soon(seconds=CONTEST_SECONDS)}
        try:
            made = await self.town.administrator.post("/api/gamification/contests", {**body, "places": PLACES})
        except Refused as refusal:
            if refusal.code != "contest-invalid":
                raise
            return  # its clock is still ahead, as it was set: this contest is over for it
        self.contests.add(made["contest_id"])
        self.acknowledged()

    def acknowledged(self) -> None:
        """Counts one more."""
        self.done += 1
        self._step.set()


@asynccontextmanager
async def crowd_in(stack: RunningStack, people: int, at_once: int) -> AsyncIterator[Crowd]:
    """New advocates with accounts on the network, known to all services."""
    async with town_in(stack) as town:
        limits = {"sign-ins": UNLIMITED, "addresses": UNLIMITED, "requests": UNLIMITED}
        (await town.network.client.put("/control/limits", json=limits)).raise_for_status()
        town.curator.patience = town.administrator.patience = PATIENCE
        crowd = Crowd(town, await town.network.sign_up(f"company{uuid4().hex[:8]}", "The company"))
        places = asyncio.Semaphore(at_once)

        async def join() -> None:
            async with places:
                name = f"a{uuid4().hex[:12]}"
                advocate = await town.advocate(name, f"{name}@example.org", name)
                advocate.person.patience = PATIENCE
                crowd.people.append(Someone(advocate, Journal(name, advocate.person.id)))

        async with asyncio.TaskGroup() as group:
            for _ in range(people):
                group.create_task(join())
        crowd.people.sort(key=lambda someone: someone.journal.username)
        yield crowd
