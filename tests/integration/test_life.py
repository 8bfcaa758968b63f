"""The stack lives through what happens to machines: each process killed, everything killed, ended and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from restu.commands.status import proportional_memory
from restu.commands.verify import examine_live
from restu.demo.waiting import expect, until
from restu.demo.walk import soon
from tests.integration.collector import Collector
from tests.integration.town import RunningStack, Town, town_in

PARTS = ("content", "consent", "publisher", "gamification", "gateway", "sandbox", "postgres", "views", "kafka")


def lives(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def family_of(pid: int) -> set[int]:
    """A process and everything that descends from it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


async def all_ready(stack: RunningStack) -> None:
    async def look() -> None:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            for name, address in stack.addresses.items():
                if address.startswith("http"):
                    try:
                        answer = await client.get(f"{address}/readyz")
                    except httpx.HTTPError as error:
                        expect(condition=False, seen=f"{name}: {type(error).__name__}")
                    else:
                        expect(answer.status_code == 200, f"{name}: {answer.text[:200]}")

    await until(look, "everything is ready", seconds=60)


async def is_clean(stack: RunningStack) -> None:
    async def look() -> None:
        report = await examine_live(stack.sources)
        assert not report.violations, report.as_text()
        expect(not report.gaps, f"{len(report.gaps)} gaps")

    await until(look, "the stream is whole and clean", seconds=30)


async def test_one_trace_runs_through_everything(town: Town, collector: Collector) -> None:
    advocate = await town.advocate("Tracy Trace", f"tracy.{time.time()}@example.org", "tracy_trace")
    activity = await town.offer("Traces", "https://example.org/traces", "traces")
    approval = await town.approve(advocate, activity, "my words on traces")
    await town.post_is(advocate, approval, "published")

    async def look() -> None:
        through: dict[str, set[tuple[str, str]]] = {}
        for trace, service, name in collector.spans():
            through.setdefault(trace, set()).add((service.removeprefix("restu-"), name))
        best = max(through.values(), key=lambda spans: len(wanted & spans), default=set())
        expect(wanted <= best, f"missing {sorted(wanted - best)} of {sorted(best)}")

    wanted = {
        ("gateway", "pass on to consent"),
        ("consent", "POST /v1/respond"),
        ("consent", "publish restu.ActivityApproved.v1"),
        ("publisher", "handle restu.ActivityApproved.v1"),
        ("publisher", "publish restu.ReleaseRequested.v1"),
        ("consent", "handle restu.ReleaseRequested.v1"),
        ("publisher", "handle restu.ReleaseGranted.v1"),
        ("publisher", "mastodon attempt"),
        ("publisher", "POST"),
        ("gamification", "handle restu.PostPublished.v1"),
        ("gamification", "publish restu.PointsAwarded.v1"),
    }
    await until(look, "one trace from the click to the points", seconds=20)


async def test_a_wish_that_was_granted_before_a_crash_is_not_granted_twice(town: Town, stack: RunningStack) -> None:
    advocate = await town.advocate("Ida Idem", f"ida.{time.time()}@example.org", f"ida_{int(time.time())}")
    activity = await town.offer("Once", "https://example.org/once", "once")
    approval = await town.approve(advocate, activity, "said once", choice="pick", picked_at=soon(hours=3))
    person = advocate.person
    body = {"verb": "withdraw", "approval_id": approval}
    headers = {"Restu-CSRF": person.csrf, "Idempotency-Key": "the-very-same-wish"}
    first = await person.client.post("/api/consent/respond", json=body, headers=headers)
    again = await town.approve(advocate, activity, "said again", choice="pick", picked_at=soon(hours=3))

    os.kill(stack.processes["consent"], signal.SIGKILL)
    await all_ready(stack)

    repeated = await person.client.post("/api/consent/respond", json=body, headers=headers)
    assert first.status_code == repeated.status_code == 200
    assert first.json() == repeated.json()
    other = {"verb": "withdraw", "approval_id": again}
    reused = await person.client.post("/api/consent/respond", json=other, headers=headers)
    assert reused.status_code == 422
    assert reused.json()["code"] == "idempotency-key-reused"

    async def still_stands() -> None:
        # The view goes on behind the restarted service, a moment after it answers.
        told = (await person.get("/api/consent/approvals"))["approvals"]
        states = [each["state"] for each in told if each["approval_id"] == again]
        expect(states == ["standing"], f"the other approval is {states}")

    await until(still_stands, "the other approval stands")


@pytest.mark.parametrize("part", PARTS)
async def test_a_killed_part_comes_back_and_nothing_is_lost_or_doubled(
    town: Town, stack: RunningStack, part: str
) -> None:
    advocate = await town.advocate(f"Kim {part}", f"kim.{part}.{time.time()}@example.org", f"kim_{part}")
    activities = [await town.offer(f"{part} {n}", "https://example.org/kill", f"kill {n}") for n in range(3)]
    first = await town.approve(advocate, activities[0], f"before the end of {part}")
    await town.post_is(advocate, first, "published")
    under_way = await town.approve(advocate, activities[1], f"during the end of {part}")

    os.kill(stack.processes[part], signal.SIGKILL)

    await all_ready(stack)
    after = await town.approve(advocate, activities[2], f"after the end of {part}")
    await town.post_is(advocate, after, "published", seconds=90)
    await town.post_is(advocate, under_way, "published", "uncertain", seconds=90)
    texts = [status.text for status in await town.network.standing(advocate.account)]
    assert len(texts) == len(set(texts))
    await is_clean(stack)


@pytest.mark.servers
async def test_everything_killed_at_once_goes_on_where_it_was(tmp_path: Path) -> None:
    stack = RunningStack(tmp_path / "home")
    stack.start()
    try:
        async with town_in(stack) as town:
            advocate = await town.advocate("Ann All", "ann.all@example.org", "ann_all")
            activity = await town.offer("All", "https://example.org/all", "all")
            approval = await town.approve(advocate, activity, "before everything ends")
            await town.post_is(advocate, approval, "published")
        pids = [stack.home.running() or 0, *stack.processes.values()]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: _gone(pids), "all processes are gone")

        stack.start()
        await all_ready(stack)
        await is_clean(stack)
        async with town_in(stack) as town, town.gateway.persona(advocate.person.id) as again:
            posts = (await again.get("/api/publisher/posts"))["posts"]
            assert [post["state"] for post in posts] == ["published"]
    finally:
        family = family_of(stack.home.running() or 0)
        code = stack.stop()
    assert len(family) > 9
    assert code == 0
    assert not [pid for pid in family if lives(pid)]


async def _gone(pids: list[int]) -> None:
    expect(not [pid for pid in pids if lives(pid)], "some processes still run")


async def test_the_whole_stack_stays_small(stack: RunningStack) -> None:
    supervisor = stack.home.running()
    assert supervisor is not None
    size = proportional_memory(supervisor)
    assert size is not None
    assert 200_000_000 < size < 1_000_000_000, f"{size / 1e6:.0f} MB of proportional memory"
