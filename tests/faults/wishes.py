"""What people want while things fail: offers, approvals, withdrawals, replacements, preferences.

What was wanted is in the journal before it is sent, what was acknowledged after. The same seed gives the same wishes in
the same order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from uuid import uuid4

from restu.demo.browser import Refused
from restu.demo.steps.people import BRISK
from restu.demo.waiting import Unmet
from restu.demo.walk import soon
from tests.faults.load import Crowd, Someone
from tests.faults.oracle import Approved


async def act(crowd: Crowd, commands: int, random: Random, at_once: int) -> None:
    """Gives that many commands, `at_once` side by side. Raises Unmet when one is not answered in `PATIENCE`."""
    upto = crowd.done + commands
    per_person = max(1, -(-commands // len(crowd.people)))
    activities = [await crowd.offer() for _ in range(per_person)]
    pairs = [(someone, activity) for activity in activities for someone in crowd.people]
    random.shuffle(pairs)
    wishes = iter([(random.choice(WISHES), *pair, random.randrange(10**9)) for pair in pairs])

    async def one_after_another() -> None:
        for wish, someone, activity, number in wishes:
            if crowd.done >= upto:
                return
            try:
                await wish(crowd, someone, activity, Random(number))  # noqa: S311 - to be repeated, not to be secret
            except (Refused, Unmet):
                if not someone.unsure:
                    raise

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_another())


async def _approve(crowd: Crowd, someone: Someone, activity: str, *, replaces: str = "", **more: str) -> str:
    text = f"my own words, {uuid4()}"
    shown = await someone.preview(activity, text, **more)
    approved = Approved(someone.journal.username, shown["preview"]["text"], activity=activity)
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
    someone.journal.noted.add(old)  # until it is answered, either may stand
    someone.journal.replaced[old] = await _approve(
        crowd, someone, activity, replaces=old, choice="pick", picked_at=picked
    )
    someone.journal.noted.discard(old)
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
