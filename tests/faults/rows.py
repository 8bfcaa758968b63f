"""One row: people act, something fails at a random point, all settles, the oracle counts."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random

from restu.demo.waiting import Unmet, expect, until
from tests.faults import game, oracle, standing
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd, Someone
from tests.faults.looking import SERVICES, Watch, done_on_the_network, records, stored
from tests.faults.oracle import Verdict
from tests.faults.remains import remains
from tests.faults.views import differing_from_a_replay
from tests.faults.wishes import act
from tests.integration.town import RunningStack

CALM_SECONDS = 1.0
READY_WITHIN = 120.0
CAUGHT_UP_SECONDS = 30.0
ASKED_AT_ONCE = 8


@dataclass(frozen=True)
class Size:
    """How much happens in a row: `faults` times at random points of `commands`, given `at_once` side by side.

    `patience` (s): how long everything may take to end. An attempt that was cut off is looked up on the network before
    anything else is done, for minutes; where there is no time for that, what is still under way is not `ended`.
    """

    commands: int
    at_once: int
    faults: int = 1
    patience: float = 240.0
    ended: bool = True


LONG = Size(commands=1_000, at_once=16, faults=2)


async def row(crowd: Crowd, name: str, fault: Fault, size: Size, seed: int) -> Verdict:
    """One row, from the first command to the count. Prints its line. Raises Unmet when people are not answered."""
    stack = crowd.town.stack
    random = Random(f"{name} {seed}")  # noqa: S311 - to be repeated, not to be secret
    points = sorted(crowd.done + random.randrange(1, size.commands * 3 // 4) for _ in range(size.faults))
    async with Watch(stack.addresses) as watch:
        over: list[float] = []
        upto: list[float] = []
        async with _acting(crowd, size, random) as acting:
            for point in points:
                await _reached(crowd, point, acting)
                upto.append(time.monotonic() - CALM_SECONDS)  # who was looked at just now may meet the next fault
                over.append(await fault(crowd, random))
                await _calm(watch, over[-1])
        await crowd.settled(size.patience)
        slowest = max(zip(over, [*upto[1:], math.inf], strict=True), key=lambda each: watch.seconds_until_ready(*each))
    verdict = await count(crowd, ended=size.ended, from_zero=crowd.restored)
    crowd.restored = False
    verdict.ready, verdict.waited_for = watch.seconds_until_ready(*slowest), watch.last(*slowest)
    verdict.tell(name, seed)
    return verdict


async def count(crowd: Crowd, *, ended: bool, patience: float = CAUGHT_UP_SECONDS, from_zero: bool = True) -> Verdict:
    """What the oracle sees now, of everything since the stack began.

    `patience` (s): until points are booked, topics whole and views written. Unless `from_zero`, the replay of an
    earlier count is continued instead of begun anew.
    """
    stack, verdict = crowd.town.stack, Verdict()
    verdict.lost = [*await _lost(crowd, ended=ended, patience=patience), *await _lost_offers(crowd)]
    verdict.lost += [*await _lost_game(crowd, patience), *await remains(crowd)]
    done = [each for each in await done_on_the_network(stack) if not crowd.said_itself(each)]
    journals = [*(someone.journal for someone in crowd.people), *(gone.journal for gone, _ in crowd.gone)]
    verdict.unapproved = standing.unapproved(done, [each for one in journals for each in one.wanted.values()])
    verdict.doubled = standing.doubled(done)
    published = [each for one in crowd.people for each in one.journal.ids.values() if each.opening is not None]
    verdict.lost += standing.missing(published, done)
    verdict.stream = await _stream(stack, patience)
    verdict.differing = await differing_from_a_replay(stack, patience, from_zero=from_zero)
    return verdict


async def calm(stack: RunningStack) -> None:
    """Waits until all is ready. Raises Unmet."""
    async with Watch(stack.addresses) as watch:
        await _calm(watch, time.monotonic())


@asynccontextmanager
async def _acting(crowd: Crowd, size: Size, random: Random) -> AsyncIterator[asyncio.Task[None]]:
    """People act, until all commands are given, or until the row breaks. Raises what the people met."""
    for someone in crowd.people:
        someone.unsure = False
    acting = asyncio.create_task(act(crowd, size.commands, random, size.at_once))
    try:
        yield acting
        await acting
    finally:
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)


async def _reached(crowd: Crowd, point: int, acting: asyncio.Task[None]) -> None:
    """Waits for a number of commands. Raises what the people met, when they cannot go on."""
    reaching = asyncio.create_task(crowd.reached(point))
    await asyncio.wait([reaching, acting], return_when=asyncio.FIRST_COMPLETED)
    reaching.cancel()
    if acting.done():
        acting.result()


async def _calm(watch: Watch, over: float) -> None:
    async def look() -> None:
        expect(watch.calm_since(over) >= CALM_SECONDS, f"not ready: {watch.last(over)}")

    await until(look, "everything is ready", seconds=READY_WITHIN)


async def _lost(crowd: Crowd, *, ended: bool, patience: float) -> list[str]:
    """L of everybody, once nothing is lost any more (points come a moment after the post), or it took too long."""
    places = asyncio.Semaphore(ASKED_AT_ONCE)

    async def of(someone: Someone) -> list[str]:
        found: list[str] = []

        async def look() -> None:
            async with places:
                answers = await someone.answers()
                await someone.open_receipts(answers)
            found[:] = someone.journal.lost(answers, ended=ended)
            expect(not found, f"{len(found)} damages")

        with suppress(Unmet):
            await until(look, someone.journal.username, seconds=patience)
        return found

    return [each for found in await asyncio.gather(*map(of, crowd.people)) for each in found]


async def _lost_offers(crowd: Crowd) -> list[str]:
    items = await crowd.town.curator.pages("/api/content/items", "items", "after")
    shown = {each["activity_id"] for item in items for each in item["activities"]}
    return [f"the acknowledged offer {offer} is gone" for offer in crowd.offers if offer not in shown]


async def _lost_game(crowd: Crowd, patience: float) -> list[str]:
    """L of rewards and contests, once every contest is closed, or it took too long."""
    administrator, stack = crowd.town.administrator, crowd.town.stack
    running: list[str] = []

    async def look() -> None:
        contests = await administrator.pages("/api/gamification/contests", "contests", "after")
        states = {each["contest_id"]: each["state"] for each in contests}
        running[:] = [
            f"the acknowledged contest {each} is {states.get(each, 'gone')}"
            for each in crowd.contests
            if states.get(each) != "closed" and not (each in states and each in crowd.unhurried)
        ]
        expect(not running, f"{len(running)} contests are not closed")

    with suppress(Unmet):
        await until(look, "contests are closed", seconds=patience)
    shop = "/api/gamification/rewards", "/api/gamification/redemptions"
    shown = {each["reward_id"]: each for each in (await administrator.get(shop[0]))["rewards"]}
    redemptions = [
        each
        for state in ("open", "fulfilled", "refunded")
        for each in await administrator.pages(shop[1], "redemptions", "after", state=state)
    ]
    told = [each for each in await records(stack, "gamification") if each.source == "/restu/gamification"]
    gone = {each.person_id for each, _ in crowd.gone}
    return [*running, *game.oversold(crowd.rewards, shown, redemptions), *game.misjudged(told, gone)]


async def _stream(stack: RunningStack, patience: float) -> list[str]:
    """X of all services, once nothing is missing any more, or it took too long."""
    found: list[str] = []

    async def look() -> None:
        found.clear()
        for service in SERVICES:
            events = await asyncio.to_thread(stored, stack, service)
            found.extend(oracle.stream(service, events, await records(stack, service)))
        expect(not found, f"{len(found)} damages")

    with suppress(Unmet):
        await until(look, "the topics are whole", seconds=patience)
    return found
