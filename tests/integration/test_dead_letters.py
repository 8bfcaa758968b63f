"""Poison on the stream: it blocks nobody else, is seen by operators, refuses what rests on it, and can be settled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from chassis.broker import Broker
from contracts.envelope import Envelope, partition_of
from restu.demo.waiting import NotYet, expect, until
from restu.stream import Stream
from tests.integration.test_witness import restu
from tests.integration.town import RunningStack, Town

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack of its own: what is put on its topics here would rightly be a violation elsewhere."""
    stack = RunningStack(tmp_path_factory.mktemp("poisoned") / "home")
    stack.start()
    yield stack
    stack.stop()


async def put(stack: RunningStack, envelope: Envelope, topic: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=stack.addresses["kafka"])
    await producer.start()
    try:
        await producer.send_and_wait(
            topic,
            envelope.data,
            key=envelope.key,
            partition=partition_of(envelope.key),
            headers=envelope.headers(),
        )
    finally:
        await producer.stop()


async def last_sequence(stack: RunningStack, topic: str, partition: int) -> int:
    """Where a partition ends, so that what is put there follows as a real event would."""
    stream = Stream(Broker(stack.addresses["kafka"]))
    async for _ in stream.lines():
        pass
    return stream.ends[topic][partition]


def letters(stack: RunningStack, service: str) -> list[dict[str, object]]:
    told = restu(stack, "dead-letters", "list", "--json")
    found: list[dict[str, object]] = json.loads(told.stdout)[service]["letters"]
    return found


async def test_garbage_on_a_topic_is_noted_and_stops_nobody(town: Town, stack: RunningStack) -> None:
    advocate = await town.advocate("Gus Garbage", f"gus.{uuid4()}@example.org", f"gus_{uuid4().hex[:6]}")
    producer = AIOKafkaProducer(bootstrap_servers=stack.addresses["kafka"])
    await producer.start()
    try:
        for topic in ("restu.content.v1", "restu.consent.v1", "restu.publisher.v1"):
            for partition in range(12):
                await producer.send_and_wait(topic, b"\xff garbage", key=b"nobody", partition=partition)
    finally:
        await producer.stop()

    activity = await town.offer("After garbage", "https://example.org/garbage", "after garbage")
    approval = await town.approve(advocate, activity, "words after the garbage")
    await town.post_is(advocate, approval, "published")

    async def noted() -> None:
        states = {letter["state"] for letter in letters(stack, "consent")}
        expect("foreign" in states, f"consent notes {states}")

    await until(noted, "garbage is noted")
    for letter in letters(stack, "consent"):
        if letter["state"] == "foreign":
            assert restu(stack, "dead-letters", "drop", "consent", str(letter["id"]), "--yes").returncode == 0


async def test_a_bad_body_in_a_service_s_name_parks_its_key_and_stops_that_service_until_it_is_restored(
    town: Town, stack: RunningStack
) -> None:
    item = uuid4()
    last = await last_sequence(stack, "restu.content.v1", partition_of(str(item).encode()))
    poison = Envelope(
        id=uuid4(),
        source="/restu/content",
        type="restu.ContentRetired.v1",
        subject=str(item),
        time="2026-11-23T10:00:00.000Z",
        sequence=last + 10**6,
        previous=last,
        data=b'{"item_id": "no id at all"}',
    )
    await put(stack, poison, "restu.content.v1")

    async def dead() -> dict[str, object]:
        found = [letter for letter in letters(stack, "consent") if letter["key"] == str(item)]
        expect(found, "no letter yet")
        return found[0]

    letter = await until(dead, "the letter is dead")
    assert letter["state"] == "dead"
    services = (await town.administrator.get("/api/dead-letters"))["services"]
    [told] = [each for each in services if each["service"] == "consent"]
    assert letter in told["letters"]
    assert told["waiting"] == len(told["letters"])
    shown = restu(stack, "dead-letters", "show", "consent", str(letter["id"]))
    assert "no id at all" in shown.stdout
    again = restu(stack, "dead-letters", "replay", "consent", str(letter["id"]))
    assert again.returncode == 1
    assert "fails again" in again.stdout + again.stderr
    dropped = restu(stack, "dead-letters", "drop", "consent", str(letter["id"]), "--yes")
    assert dropped.returncode == 0, dropped.stderr
    assert not [each for each in letters(stack, "consent") if each["key"] == str(item)]

    # Content sees that somebody else wrote in its name, and refuses to work until an operator has looked.
    async def refuses() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                answer = await client.get(f"{stack.addresses['content']}/readyz")
            except httpx.HTTPError as error:
                raise NotYet(type(error).__name__) from error
        expect("run restu restore" in answer.text, answer.text[:300])
        health = (await town.administrator.get("/api/health"))["services"]
        [content] = [each for each in health if each["service"] == "content"]
        expect(any("run restu restore" in why["detail"] for why in content["why"]), str(content))
        assert content["state"] == "not-ready"

    await until(refuses, "content refuses to work", seconds=60)
    restored = restu(stack, "restore", "content")
    assert restored.returncode == 0, restored.stdout + restored.stderr

    advocate = await town.advocate("Pia Poison", f"pia.{uuid4()}@example.org", f"pia_{uuid4().hex[:6]}")
    activity = await town.offer("After poison", "https://example.org/poison", "after poison")
    approval = await town.approve(advocate, activity, "words after the poison")
    await town.post_is(advocate, approval, "published")
