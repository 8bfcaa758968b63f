"""Rebuild and republish on the whole stack under load, with the service and the command killed in the middle."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from random import Random
from uuid import uuid4

import psycopg
import pytest
from pymongo import MongoClient

from restu.demo.browser import Person
from restu.demo.waiting import expect, until
from restu.home import PROJECT
from tests.chassis.pipeline import Seen, records
from tests.integration.commands import command
from tests.integration.town import RunningStack, Town

pytestmark = pytest.mark.servers

ITEMS = 20
KILLS = 4
NEWEST = 30
"""So many of the newest items are on every page, however many are composed between two looks."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack of its own: its services are killed."""
    stack = RunningStack(tmp_path_factory.mktemp("recovery") / "home")
    stack.start()
    yield stack
    stack.stop()


async def compose(town: Town, number: int) -> str:
    """A new item; its id."""
    words = {"title": f"Item {number}", "description": "words", "link": f"https://example.org/{number}/{uuid4()}"}
    body = {**words, "language": "en", "messages": []}
    return str((await town.curator.post("/api/content/items", body))["item_id"])


async def kill_both(stack: RunningStack, service: str, after: float, *arguments: str) -> None:
    """Begins a command, and kills it and its service a moment later, as a machine that loses power would."""
    environment = {**os.environ, "RESTU_HOME": str(stack.home.folder)}
    begun = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "restu", *arguments, cwd=PROJECT, env=environment, stdout=DEVNULL, stderr=DEVNULL
    )
    await asyncio.sleep(after)
    with suppress(ProcessLookupError):  # it is down from the time before
        os.kill(stack.processes[service], signal.SIGKILL)
    with suppress(ProcessLookupError):  # it was done before
        begun.kill()
    await begun.wait()


@asynccontextmanager
async def used(town: Town) -> AsyncIterator[list[str]]:
    """People compose items and look at them all the while: what is there once is there from then on."""
    items = [await compose(town, number) for number in range(ITEMS)]
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            items.append(await compose(town, len(items)))
            found = await town.curator.get("/api/content/items")
            assert items[-1] == found["items"][0]["item_id"], "one's own item is not seen"
            await asyncio.sleep(0.1)

    async def read() -> None:
        seen: list[str] = []
        while not over.is_set():
            answer = await town.curator.client.get("/api/content/items")
            if answer.status_code != 503:
                found = [each["item_id"] for each in answer.json()["items"]]
                assert set(seen[:NEWEST]) <= set(found), "what was seen before is gone"
                seen = found
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        tasks.create_task(read())
        yield items
        over.set()


async def test_a_view_is_built_anew_while_people_use_it_and_everything_is_killed(
    town: Town, stack: RunningStack
) -> None:
    chance = Random(4)  # noqa: S311 - a moment, not a secret
    async with used(town) as items:
        said = await command(stack, "rebuild", "content")
        assert "Built anew and serving: content." in said
        for _ in range(KILLS):
            await kill_both(stack, "content", chance.uniform(0.5, 2.0), "rebuild", "content")
        said = await command(stack, "rebuild", "all")
        assert "events" in said

    client: MongoClient[dict[str, object]] = MongoClient(stack.views())
    with client:
        views = client["restu_content"]

        async def only_one() -> None:
            state = await asyncio.to_thread(views["projections"].find_one, {"_id": "content"})
            assert state is not None
            expect(state["twin"] is None, "both are written")
            names = await asyncio.to_thread(views.list_collection_names)
            kept = [f"{name}_{state['serving']}" for name in ("items", "days")]
            left = sorted([*kept, "projections", "projection_sessions"])
            expect(sorted(names) == left, str(names))

        await until(only_one, "the old generations are dropped", seconds=120)
    found = {each["item_id"] for each in (await town.curator.get("/api/content/items"))["items"]}
    assert set(items[-NEWEST:]) <= found


async def test_events_are_published_again_and_nothing_happens_twice(town: Town, stack: RunningStack) -> None:
    advocate = await town.advocate("Rita Again", f"rita.{uuid4()}@example.org", f"rita_{uuid4().hex[:6]}")
    for number in range(3):
        activity = await town.offer(f"Thing {number}", f"https://example.org/again/{uuid4()}", "a thing")
        await town.post_is(advocate, await town.approve(advocate, activity, f"words {number}"), "published")
    points = await until(lambda: _entries(advocate.person, 3), "the points are there", seconds=60)
    topics = ("restu.consent.v1", "restu.publisher.v1")
    kafka = stack.addresses["kafka"]
    before = {topic: await records(kafka, topic) for topic in topics}

    for service in ("consent", "publisher"):
        await kill_both(stack, service, 1.5, "republish", service)
        said = await command(stack, "republish", service)
        assert f"events of {service} were published again" in said
    assert await _entries(advocate.person, 3) == points
    activity = await town.offer("One more", f"https://example.org/more/{uuid4()}", "a thing")
    await town.post_is(advocate, await town.approve(advocate, activity, "one more"), "published")

    assert await until(lambda: _entries(advocate.person, 4), "the points are there", seconds=60) > points
    for topic in topics:
        counted = Counter(map(_same, await records(kafka, topic)))
        assert all(counted[_same(each)] >= 2 for each in before[topic])
        sequences = Counter(each[1] for each in counted)
        assert max(sequences.values()) == 1, "an event was published with other bytes"
    assert len(await town.network.statuses(advocate.account)) == 4
    await command(stack, "verify")
    assert await asyncio.to_thread(_dead_letters, stack) == 0


async def _entries(person: Person, posts: int) -> int:
    """The points of somebody who has entries for so many posts, and for each one alone."""
    entries = (await person.get("/api/gamification/ledger"))["entries"]
    found = Counter(each["post_id"] for each in entries)
    expect(len(found) == posts, f"entries: {found}")
    assert max(found.values()) == 1, "points were booked twice"
    return int((await person.get("/api/gamification/me"))["total"])


def _same(each: Seen) -> tuple[object, ...]:
    return each.partition, each.envelope.sequence, each.headers, each.key, each.value


def _dead_letters(stack: RunningStack) -> int:
    count = 0
    for service in ("content", "consent", "publisher", "gamification"):
        with psycopg.connect(stack.database(service)) as connection:
            row = connection.execute("SELECT count(*) FROM dead_letters").fetchone()
            count += int(row[0]) if row is not None else 0
    return count
