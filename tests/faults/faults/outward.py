"""Deaths around the outward call: before, while and after the network accepts a post.

Whatever dies, the attempt is on record before a byte leaves, so it is looked up and never sent blindly once more.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from random import Random

import psycopg

from tests.faults.faults.fault import Fault
from tests.faults.faults.stopped import stopped
from tests.faults.load import Crowd
from tests.faults.looking import last_stored
from tests.integration.town import RunningStack

ORDERED = 6
"""How much of what is done meets what is ordered at the network."""
CALLS = ["post", "reblog", "favourite", "follow"]
LATEST = 3.0
MEETS_WITHIN = 60.0
GONE_SECONDS = 0.2
"""By then nothing is left of who was killed, and its connections are closed."""
_ATTEMPTED = "SELECT FROM stored_events WHERE notification_id > %s AND topic = 'publisher.Post.AttemptStarted'"


async def publisher_before(crowd: Crowd, random: Random) -> float:
    """The publisher dies with attempts on record that a standing network reads only afterwards."""
    stack = crowd.town.stack
    with stopped(stack.processes["sandbox"]):
        await _attempted(stack)
        await asyncio.sleep(random.uniform(0.0, 0.2))
        _kill(stack, "publisher")
        await asyncio.sleep(GONE_SECONDS)
    return time.monotonic()


async def publisher_while(crowd: Crowd, random: Random) -> float:
    """The publisher dies after connections were cut, and before the network carries out what it got by them."""
    return await _dies("publisher", crowd, random, "accept-late")


async def publisher_after(crowd: Crowd, random: Random) -> float:
    """The publisher dies after the network has accepted, and before it answers."""
    return await _dies("publisher", crowd, random, "slow")


async def network_before(crowd: Crowd, _: Random) -> float:
    """The network dies with requests in its queue that it never read."""
    stack = crowd.town.stack
    with stopped(stack.processes["sandbox"]):
        await _attempted(stack)
        _kill(stack, "sandbox")
    return time.monotonic()


async def network_while(crowd: Crowd, random: Random) -> float:
    """The network dies a moment after an attempt was put on record: it may have accepted or not."""
    stack = crowd.town.stack
    await _attempted(stack)
    await asyncio.sleep(random.uniform(0.0, 0.02))
    _kill(stack, "sandbox")
    return time.monotonic()


async def network_after(crowd: Crowd, random: Random) -> float:
    """The network dies after it has accepted, and before it answers."""
    return await _dies("sandbox", crowd, random, "slow")


async def _dies(part: str, crowd: Crowd, random: Random, kind: str) -> float:
    """Orders something at the network for what is done next, and kills when the first of them has met it."""
    stack, network = crowd.town.stack, crowd.town.network
    order = {"kind": kind, "operations": CALLS, "count": ORDERED, "seconds": random.uniform(1.0, LATEST)}
    (await network.client.post("/control/faults", json=order)).raise_for_status()
    fault = (await network.client.get("/control/faults")).json()["faults"][-1]["id"]
    await network.fault_met(fault, seconds=MEETS_WITHIN)
    _kill(stack, part)
    over = time.monotonic()
    if part != "sandbox":  # whose orders die with it
        await network.take_back(fault)
    return over


def _kill(stack: RunningStack, part: str) -> None:
    os.kill(stack.processes[part], signal.SIGKILL)


async def _attempted(stack: RunningStack) -> None:
    """Waits until one more attempt is on record. Raises TimeoutError."""
    before = await asyncio.to_thread(last_stored, stack, "publisher")
    connection = await psycopg.AsyncConnection.connect(stack.database("publisher"), autocommit=True)
    async with asyncio.timeout(MEETS_WITHIN), connection:
        while await (await connection.execute(_ATTEMPTED, (before,))).fetchone() is None:
            await asyncio.sleep(0.01)


ROWS: dict[str, Fault] = {
    "kill -9 publisher before the network accepts": publisher_before,
    "kill -9 publisher while the network accepts": publisher_while,
    "kill -9 publisher after the network accepted": publisher_after,
    "kill -9 sandbox before it accepts": network_before,
    "kill -9 sandbox while it accepts": network_while,
    "kill -9 sandbox after it accepted": network_after,
}
