"""A second process of every service beside the supervised one, and who of the two publishes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from restu.backups import Running
from restu.child import Child, Launch
from restu.demo.waiting import NotYet, Unmet, expect, until
from restu.ports import HOST, free_port
from tests.faults.clock import FILE, SETTING
from tests.faults.looking import SERVICES, topic
from tests.integration.town import RunningStack

READY_SECONDS = 60.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Replica:
    """One of the two processes of a service."""

    service: str
    address: str
    pid: int


class Pairs:
    """Both processes of every service, as long as nothing is started anew."""

    def __init__(self, stack: RunningStack, second: dict[str, Child]) -> None:
        pids = stack.processes
        self.of = {
            service: (
                Replica(service, stack.addresses[service], pids[service]),
                Replica(service, f"http://{HOST}:{child.launch.environment['RESTU_PORT']}", child.pid),
            )
            for service, child in second.items()
        }

    async def leaders(self) -> dict[str, Replica]:
        """Who publishes for each service, as they say themselves. Raises Unmet when two of one service do."""
        async with httpx.AsyncClient(timeout=1.0, trust_env=False) as client:
            both = [each for pair in self.of.values() for each in pair]
            said = await asyncio.gather(*(_leads(client, each) for each in both))
        found: dict[str, Replica] = {}
        for replica, leads in zip(both, said, strict=True):
            if leads and found.setdefault(replica.service, replica) is not replica:
                raise Unmet(f"two processes of {replica.service} say that their relay publishes")
        return found

    async def led(self, seconds: float, *, but: Collection[Replica] = ()) -> dict[str, Replica]:
        """Waits until every service's relay is led by somebody else than these. Raises Unmet, also for two at once."""

        async def look() -> dict[str, Replica]:
            found = {name: each for name, each in (await self.leaders()).items() if each not in but}
            expect(len(found) == len(self.of), f"a relay of {', '.join(found) or 'nobody'} leads, no other")
            return found

        return await until(look, "every relay is led", seconds=seconds)


@asynccontextmanager
async def pairs_on(stack: RunningStack) -> AsyncIterator[Pairs]:
    """Second processes of all services, ready; ended in order afterwards. Raises Unmet."""
    running = Running.on(stack.home, os.environ, "No replicas.")
    second = {name: Child(_second(running, name)) for name in SERVICES}
    try:
        pairs = Pairs(stack, second)
        async with httpx.AsyncClient(timeout=3.0, trust_env=False) as client:
            await asyncio.gather(*(_ready(client, replica) for _, replica in pairs.of.values()))
        yield pairs
    finally:
        for child in second.values():
            child.ask_to_stop()
        for child in second.values():
            await asyncio.to_thread(child.stop)


def _second(running: Running, service: str) -> Launch:
    launch = running.stack.launch(running.service(service))
    others = {
        "RESTU_INSTANCE": f"{service}-1",
        "RESTU_PORT": str(free_port()),
        SETTING: str(running.home.folder / FILE),
    }
    return replace(
        launch,
        command=[*launch.command[:-1], "tests.faults.service"],
        environment={**launch.environment, **others},
        log=launch.log.with_name(f"{service}-1.log"),
    )


async def _ready(client: httpx.AsyncClient, replica: Replica) -> None:
    async def look() -> None:
        try:
            answer = await client.get(f"{replica.address}/readyz")
        except httpx.HTTPError as error:
            raise NotYet(type(error).__name__) from error
        expect(answer.is_success, answer.text[:200])

    await until(look, f"the second {replica.service} is ready", seconds=READY_SECONDS)


async def _leads(client: httpx.AsyncClient, replica: Replica) -> bool:
    """Whether it answers and says so."""
    try:
        answer = await client.get(f"{replica.address}/metrics")
    except httpx.HTTPError:
        return False
    return f'restu_relay_leader{{topic="{topic(replica.service)}"}} 1.0' in answer.text
