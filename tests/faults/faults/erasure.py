"""People who are erased while their posts are under way."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

from restu.demo.browser import Refused
from restu.demo.waiting import Unmet, expect, until
from tests.faults.faults.fault import Fault
from tests.faults.gone import ERASED, Gone
from tests.faults.load import Activity, Crowd, Someone
from tests.faults.looking import records
from tests.faults.older import Older
from tests.faults.wishes import now
from tests.integration.commands import command

PEOPLE = 4
POSTS = 3
KILLED = ("consent", "publisher", "gamification", "gateway", "kafka", "postgres")
MOMENT = 1.5
"""Within how many seconds of the approvals people are erased and services killed: about as long as a post takes."""


async def erase_under_fire(crowd: Crowd, random: Random) -> float:
    """Some people approve and are erased at once, each at their own moment; two processes are killed in between."""
    erasing = asyncio.create_task(_erase_some(crowd, random))
    try:
        over = max(await asyncio.gather(_kill_one(crowd, random), _kill_one(crowd, random)))
    finally:
        await erasing
    return over


def erase_and_restore(service: str) -> Fault:
    """People are erased behind a backup of a service that knows them; then the backup is put back."""

    async def fault(crowd: Crowd, random: Random) -> float:
        stack = crowd.town.stack
        with tempfile.TemporaryDirectory(dir=stack.home.folder) as folder:
            older = Older(crowd, service)
            await command(stack, "backup", service, "--to", folder)
            await _erase_some(crowd, random)
            await _told(crowd)
            await command(stack, "restore", service, "--from", folder)
        await older.excuse()
        return time.monotonic()

    return fault


async def _erase_some(crowd: Crowd, random: Random) -> None:
    people = random.sample(crowd.people, PEOPLE)
    activities = [await crowd.offer() for _ in range(POSTS)]
    moments = [random.uniform(0.0, MOMENT) for _ in people]
    await asyncio.gather(
        *(_erase(crowd, each, activities, moment) for each, moment in zip(people, moments, strict=True))
    )


async def _erase(crowd: Crowd, someone: Someone, activities: list[Activity], moment: float) -> None:
    """Approves, one after the other; erased a moment after the first, whatever the others are doing."""
    crowd.people.remove(someone)
    someone.unsure = True

    async def approve() -> None:
        with suppress(Refused, Unmet):  # too late
            for activity in activities:
                await now(crowd, someone, activity, Random())  # noqa: S311 - decides nothing here

    approving = asyncio.create_task(approve())
    await asyncio.sleep(moment)  # a random point of what is under way, not a wait for anything
    await crowd.town.administrator.post(f"/api/consent/people/{someone.advocate.person.id}/erase")
    gone = Gone(someone.advocate.person.id, someone.advocate.account_id, someone.journal, datetime.now(UTC))
    await approving
    crowd.gone.append((gone, someone.advocate.person))


async def _kill_one(crowd: Crowd, random: Random) -> float:
    await asyncio.sleep(random.uniform(0.0, MOMENT))  # as above
    with suppress(ProcessLookupError):  # dead already
        os.kill(crowd.town.stack.processes[random.choice(KILLED)], signal.SIGKILL)
    return time.monotonic()


async def _told(crowd: Crowd) -> None:
    """Waits until every erasure is in the topic: what never was would rightly be lost with the database."""

    async def look() -> None:
        told = {each.key.decode() for each in await records(crowd.town.stack, "consent") if each.type == ERASED}
        expect({gone.person_id for gone, _ in crowd.gone} <= told, "not all are told")

    await until(look, "the erasures are told")


ROWS: dict[str, Fault] = {
    "people erased while their posts are under way, two processes killed in between": erase_under_fire,
    "people erased, then the older database of consent put back": erase_and_restore("consent"),
    "people erased, then the older database of the publisher put back": erase_and_restore("publisher"),
}
