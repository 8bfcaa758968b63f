"""SIGTERM while people work: what was acknowledged stays, what was under way is finished or taken up, in ten seconds.

Each service is asked to end in the middle of commands; the supervisor starts it again. Time is measured from the signal
until the process is gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from restu.demo.waiting import expect, until
from restu.demo.walk import soon
from tests.integration.test_life import all_ready, family_of, is_clean, lives
from tests.integration.town import Advocate, RunningStack, Town, town_in

SECONDS = 10.0
SERVICES = ("content", "consent", "publisher", "gamification", "gateway")


async def end(pid: int) -> float:
    """Asks a process to end; how many seconds it takes."""
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    while lives(pid):
        assert time.monotonic() - began < 2 * SECONDS, "it does not end"
        await asyncio.sleep(0.02)
    took = time.monotonic() - began
    print(f"ended in {took:.1f} s")
    return took


@asynccontextmanager
async def working(town: Town, advocate: Advocate, activities: list[str]) -> AsyncIterator[list[str]]:
    """Somebody who approves one activity after the other, repeating what is not answered; the approvals answered."""
    approved: list[str] = []

    async def work() -> None:
        for number, activity in enumerate(activities):
            approved.append(await town.approve(advocate, activity, f"{number} of my words {uuid4()}"))

    task = asyncio.create_task(work())
    try:
        yield approved
        await task
    finally:
        task.cancel()


async def someone(town: Town, mark: str) -> Advocate:
    name = f"{mark}{uuid4().hex[:8]}"
    advocate = await town.advocate(name, f"{name}@example.org", name)
    advocate.person.patience = 60.0
    return advocate


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_that_is_asked_to_end_under_load_loses_nothing(
    town: Town, stack: RunningStack, service: str
) -> None:
    advocate = await someone(town, service)
    activities = [await town.offer(f"{service} {n}", "https://example.org/end", f"end {n}") for n in range(6)]
    async with working(town, advocate, activities) as approved:
        while len(approved) < 2:
            await asyncio.sleep(0.01)
        took = await end(stack.processes[service])
    assert took < SECONDS

    await all_ready(stack)
    assert len(approved) == len(activities)
    for approval in approved:
        await town.post_is(advocate, approval, "published", seconds=60)
    texts = [status.text for status in await town.network.standing(advocate.account)]
    assert len(texts) == len(set(texts)) == len(activities)
    await is_clean(stack)


async def call_under_way(town: Town, name: str, *, seconds: float) -> tuple[Advocate, str]:
    """An approval whose post the network has been given and answers in so many seconds."""
    advocate = await someone(town, name)
    activity = await town.offer(f"A {name} post", f"https://example.org/{name}", name)
    order = {"kind": "slow", "operations": ["post"], "count": 1, "seconds": seconds}
    (await town.network.client.post("/control/faults", json=order)).raise_for_status()
    fault = (await town.network.client.get("/control/faults")).json()["faults"][-1]["id"]
    approval = await town.approve(advocate, activity, f"said in a {name} post")
    await town.network.fault_met(fault, seconds=30)
    return advocate, approval


async def test_a_call_to_a_network_that_is_under_way_is_finished(town: Town, stack: RunningStack) -> None:
    advocate, approval = await call_under_way(town, "call", seconds=2.0)

    took = await end(stack.processes["publisher"])

    assert took < SECONDS
    # Sooner than anybody would look: the answer was waited for, and is on record.
    await town.post_is(advocate, approval, "published", seconds=15)
    await is_clean(stack)


async def test_a_call_that_takes_longer_is_on_record_and_looked_up(town: Town, stack: RunningStack) -> None:
    advocate, approval = await call_under_way(town, "long", seconds=20.0)

    took = await end(stack.processes["publisher"])

    assert took < SECONDS
    await town.post_is(advocate, approval, "published", seconds=120)
    texts = [status.text for status in await town.network.standing(advocate.account)]
    assert len(texts) == 1
    await is_clean(stack)


@pytest.mark.parametrize("service", ["gateway", "consent"])
async def test_open_streams_end_with_their_service(town: Town, stack: RunningStack, service: str) -> None:
    advocate = await someone(town, "live")
    async with advocate.person.client.stream("GET", "/api/events", timeout=30.0) as live:
        assert live.status_code == 200
        lines = live.aiter_lines()
        assert (await anext(lines)).startswith("id: ")

        took = await end(stack.processes[service])

        assert took < SECONDS
        if service == "gateway":
            async with asyncio.timeout(SECONDS):
                assert [line async for line in lines if not line], "the stream came to its end"
    await all_ready(stack)


@pytest.mark.servers
async def test_the_whole_stack_ends_under_load_and_goes_on_where_it_was(tmp_path: Path) -> None:
    stack = RunningStack(tmp_path / "home")
    stack.start()
    code: int | None = None
    try:
        async with town_in(stack) as town:
            advocate = await someone(town, "all")
            activities = [await town.offer(f"All {n}", "https://example.org/all", f"all {n}") for n in range(8)]
            wanted: dict[str, Any] = {"choice": "pick", "picked_at": soon(hours=3)}
            standing = await town.approve(advocate, activities[0], "for later", **wanted)
            now = [await town.approve(advocate, activity, f"now {uuid4()}") for activity in activities[1:]]
        family = family_of(stack.home.running() or 0)
        took = await end(stack.home.running() or 0)
        code = stack.stop()
        assert code == 0
        assert took < SECONDS
        assert not [pid for pid in family if lives(pid)]

        stack.start()
        code = None
        await all_ready(stack)
        async with town_in(stack) as town, town.gateway.persona(advocate.person.id) as again:

            async def look() -> None:
                shown = (await again.get("/api/consent/approvals"))["approvals"]
                states = {each["approval_id"]: each["state"] for each in shown}
                expect(states == {standing: "standing", **dict.fromkeys(now, "published")}, str(states))

            await until(look, "what was under way is finished", seconds=120)
            texts = [status.text for status in await town.network.standing(advocate.account)]
            assert len(texts) == len(set(texts)) == len(now)
        await is_clean(stack)
    finally:
        if code is None:
            stack.stop()
