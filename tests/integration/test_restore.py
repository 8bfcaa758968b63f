"""Older databases and lost topics, on the whole stack: nothing is published twice, nobody comes back, life goes on.

Each test backs one service up, lets people go on, puts the backup back with `restu restore --from`, and looks at what
is there then. The broker's losses come last, over everything that the tests before have made.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from chassis.broker import Broker
from contracts.envelope import Envelope
from restu.child import Child
from restu.commands.verify import examine_live
from restu.demo.browser import Refused
from restu.demo.waiting import NotYet, Unmet, expect, until
from restu.demo.walk import soon
from restu.errors import StackError
from restu.ports import USUAL, free_port
from restu.stack import Stack
from restu.stream import Stream
from restu.topics import TOPICS, make_topics
from tests.chassis.pipeline import records
from tests.integration.commands import command, without_mark
from tests.integration.town import Advocate, RunningStack, Town, town_in


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack of this module's own: its databases and topics are put back and lost."""
    ports: dict[str, int] = {}
    for name in USUAL:
        ports[name] = free_port(frozenset(ports.values()))
    settings = {f"RESTU_{name.upper()}_PORT": str(port) for name, port in ports.items()}
    stack = RunningStack(tmp_path_factory.mktemp("restore") / "home", **settings)
    stack.start()
    yield stack
    stack.stop()


@pytest_asyncio.fixture(loop_scope="function")
async def town(stack: RunningStack) -> AsyncIterator[Town]:
    """New people in the stack."""
    async with town_in(stack) as town:
        yield town


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A folder for a backup."""
    return tmp_path / "backup"


async def why_not_ready(stack: RunningStack, service: str) -> str:
    """The reasons in /readyz; empty when it is ready."""
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
        try:
            answer = await client.get(f"{stack.addresses[service]}/readyz")
        except httpx.HTTPError as error:
            return type(error).__name__
    return "" if answer.status_code == 200 else answer.text


async def ready(stack: RunningStack, *services: str) -> None:
    """Waits until services are ready."""

    async def look() -> None:
        for service in services or ("content", "consent", "publisher", "gamification", "gateway"):
            reason = await why_not_ready(stack, service)
            expect(not reason, f"{service}: {reason}")

    await until(look, "everything is ready", seconds=90)


async def is_clean(stack: RunningStack) -> None:
    """The verifier finds nothing wrong and nothing missing."""

    async def look() -> None:
        report = await examine_live(stack.sources)
        assert not report.violations, report.as_text()
        expect(not report.gaps, report.as_text())

    await until(look, "the stream is whole", seconds=60)


async def stream(stack: RunningStack) -> list[dict[str, Any]]:
    """Every event of all topics."""
    return [json.loads(line) async for line in Stream(Broker(stack.addresses["kafka"])).lines()]


async def told(stack: RunningStack, kind: str, **facts: str) -> list[dict[str, Any]]:
    """The data of all events of a type with these values."""
    found = [each["data"] for each in await stream(stack) if each["type"] == f"restu.{kind}.v1"]
    return [data for data in found if all(data.get(name) == value for name, value in facts.items())]


async def nothing_twice(stack: RunningStack) -> None:
    """No two events say the same."""
    said = [(each["type"], json.dumps(each["data"], sort_keys=True)) for each in await stream(stack)]
    assert len(set(said)) == len(said), [each for each in said if said.count(each) > 1]


async def hears(stack: RunningStack, kind: str, **facts: str) -> dict[str, Any]:
    """Such an event once it is in the stream."""

    async def look() -> dict[str, Any]:
        found = await told(stack, kind, **facts)
        expect(found, f"no {kind} with {facts}")
        return found[0]

    return await until(look, f"the event {kind}", seconds=60)


async def approval_is(advocate: Advocate, approval_id: str, *states: str) -> dict[str, Any]:
    """The approval once it is in one of these states."""

    async def look() -> dict[str, Any]:
        found: dict[str, Any] = await advocate.person.get(f"/api/consent/approvals/{approval_id}")
        expect(found["state"] in states, f"the approval is {found['state']}")
        return found

    return await until(look, f"the approval is {' or '.join(states)}", seconds=60)


async def shows(advocate: Advocate, activity: str, title: str) -> None:
    """The advocate's feed shows the activity with this title: consent has heard of the revision."""

    async def look() -> None:
        feed = (await advocate.person.get("/api/consent/feed"))["activities"]
        titles = [each["content"] and each["content"]["title"] for each in feed if each["activity_id"] == activity]
        expect(titles == [title], f"the feed shows {titles}")

    await until(look, f"the feed shows {title}", seconds=60)


async def stands_once(town: Town, advocate: Advocate, *texts: str) -> None:
    """Each text is on the advocate's account exactly once, wherever it stands behind a disclosure."""
    standing = [status.text for status in await town.network.standing(advocate.account)]
    for text in texts:
        assert sum(f"\n\n{text}" in f"\n\n{each}" for each in standing) == 1, standing


async def publish(town: Town, advocate: Advocate, activity: str, text: str) -> tuple[str, str]:
    """Approves and waits until it is out; the ids of approval and post."""
    approval = await town.approve(advocate, activity, text)
    post = await town.post_is(advocate, approval, "published")
    await approval_is(advocate, approval, "published")
    return approval, str(post["post_id"])


async def later(town: Town, advocate: Advocate, activity: str, text: str) -> str:
    """An approval that stands: its time comes in a few days."""
    return await town.approve(advocate, activity, text, choice="pick", picked_at=soon(days=2))


async def withdraw(advocate: Advocate, approval: str) -> None:
    await advocate.person.post("/api/consent/respond", {"verb": "withdraw", "approval_id": approval})


async def refused(town: Town, advocate: Advocate, activity: str, code: str) -> None:
    """An approval of this activity is refused."""
    with pytest.raises((Refused, Unmet)) as refusal:
        await asyncio.wait_for(town.approve(advocate, activity, "Once more"), 20)
    assert code in str(refusal.value), refusal.value


async def test_consent(town: Town, stack: RunningStack, backup: Path) -> None:
    ayu = await town.advocate("Ayu Restored", "ayu.c@example.org", "ayu_c")
    ben = await town.advocate("Ben Erased", "ben.c@example.org", "ben_c")
    activities = [await town.offer(f"Consent {n}", f"https://example.org/c{n}", "Words") for n in range(6)]
    await publish(town, ayu, activities[0], "Out before")
    taken_back = await later(town, ayu, activities[1], "Taken back later")
    stands = await later(town, ayu, activities[2], "Stands before and after")
    await command(stack, "backup", "consent", "--to", str(backup))

    await publish(town, ayu, activities[3], "Out behind the backup")
    await withdraw(ayu, taken_back)
    lost = await later(town, ayu, activities[4], "Stands behind the backup")
    eko = await town.advocate("Eko New", "eko.c@example.org", "eko_c")
    await publish(town, eko, activities[0], "Of a newcomer")
    await ben.person.post("/api/consent/me/erase")
    await hears(stack, "ApprovalWithdrawn", approval_id=taken_back)
    await hears(stack, "PersonErased", advocate_id=ben.person.id)

    said = await command(stack, "restore", "consent", "--from", str(backup))
    assert "4 approvals that stand or are on their way lapse" in said, said
    assert eko.person.id in said, said
    await ready(stack)

    await is_clean(stack)
    await nothing_twice(stack)
    for approval in (stands, lost):
        assert (await hears(stack, "ApprovalLapsed", approval_id=approval))["reason"] == "consent-restored"
        await approval_is(ayu, approval, "lapsed")
    assert (await approval_is(ayu, taken_back, "withdrawn"))["approval_id"] == taken_back
    assert not await told(stack, "ApprovalLapsed", approval_id=taken_back)
    people = (await town.administrator.get("/api/consent/people"))["people"]
    assert ben.person.id not in {each["person_id"] for each in people if each["name"]}
    with psycopg.connect(stack.database("consent")) as connection:
        assert connection.execute("SELECT 1 FROM vault WHERE person = %s", (ben.person.id,)).fetchall() == []
    await refused(town, ayu, activities[3], "already-published")
    await publish(town, ayu, activities[2], "Approved anew")
    await publish(town, ayu, activities[5], "Life goes on")
    await stands_once(town, ayu, "Out before", "Out behind the backup", "Approved anew", "Life goes on")
    await stands_once(town, eko, "Of a newcomer")
    await is_clean(stack)


async def test_publisher(town: Town, stack: RunningStack, backup: Path) -> None:
    ayu = await town.advocate("Ayu Posts", "ayu.p@example.org", "ayu_p")
    dewi = await town.advocate("Dewi Waits", "dewi.p@example.org", "dewi_p")
    activities = [await town.offer(f"Publisher {n}", f"https://example.org/p{n}", "Words") for n in range(7)]
    await publish(town, ayu, activities[0], "Out before")
    waits = await later(town, ayu, activities[1], "Waits before and after")
    await hears(stack, "PostScheduled", approval_id=waits)
    await command(stack, "backup", "publisher", "--to", str(backup))

    await publish(town, ayu, activities[2], "Out behind the backup")
    _, gone = await publish(town, ayu, activities[3], "Taken down")
    await ayu.person.post(f"/api/publisher/posts/{gone}/take-down")
    await hears(stack, "PostRemoved", post_id=gone)
    accepted = await later(town, ayu, activities[4], "Waits behind the backup")
    await hears(stack, "PostScheduled", approval_id=accepted)
    eko = await town.advocate("Eko Connects", "eko.p@example.org", "eko_p")
    await publish(town, eko, activities[2], "On a lost account")
    await town.network.order("slow", dewi.account, "post", seconds=60.0)
    cut_off = await town.approve(dewi, activities[5], "Whose answer is lost")
    await town.post_is(dewi, cut_off, "attempting")

    said = await command(stack, "restore", "publisher", "--from", str(backup))
    assert "1 posts may have been published" in said, said
    assert "1 accounts are disconnected" in said, said
    await ready(stack)

    await is_clean(stack)
    await town.post_is(dewi, cut_off, "uncertain")
    await approval_is(dewi, cut_off, "uncertain")
    assert not await told(stack, "ReleaseReturned", approval_id=cut_off)
    await refused(town, dewi, activities[5], "uncertain")
    gone_account = await hears(stack, "AccountDisconnected", account_id=eko.account_id)
    assert gone_account["reason"] == "restored"
    for approval in (waits, accepted):
        await town.post_is(ayu, approval, "scheduled")
    posts = (await ayu.person.get("/api/publisher/posts"))["posts"]
    states = {post["activity_id"]: post["state"] for post in posts}
    assert [states[each] for each in activities[:5]] == ["published", "scheduled", "published", "removed", "scheduled"]
    published = [each["approval_id"] for each in await told(stack, "PostPublished")]
    assert len(set(published)) == len(published)
    await nothing_twice(stack)
    await withdraw(ayu, accepted)
    await town.post_is(ayu, accepted, "ended")
    await publish(town, ayu, activities[6], "Life goes on")
    [post] = (await dewi.person.get("/api/publisher/posts"))["posts"]
    await dewi.person.post(f"/api/publisher/posts/{post['post_id']}/resolve", {"outcome": "not-posted"})
    await approval_is(dewi, cut_off, "not-posted")
    await publish(town, dewi, activities[6], "Dewi goes on")
    await stands_once(town, ayu, "Out before", "Out behind the backup", "Life goes on")
    await stands_once(town, dewi, "Whose answer is lost", "Dewi goes on")
    await stands_once(town, eko, "On a lost account")
    await is_clean(stack)


async def test_gamification(town: Town, stack: RunningStack, backup: Path) -> None:
    ayu = await town.advocate("Ayu Earns", "ayu.g@example.org", "ayu_g")
    activities = [await town.offer(f"Points {n}", f"https://example.org/g{n}", "Words") for n in range(4)]
    _, first = await publish(town, ayu, activities[0], "My own first words")
    await hears(stack, "PointsAwarded", post_id=first)
    await command(stack, "backup", "gamification", "--to", str(backup))

    _, second = await publish(town, ayu, activities[1], "My own second words")
    await hears(stack, "PointsAwarded", post_id=second)
    await ayu.person.post(f"/api/publisher/posts/{first}/take-down")
    await hears(stack, "PointsReversed", post_id=first)
    before = await ledger(ayu)
    movements = {each["entry_id"]: each for each in before["entries"]}

    await command(stack, "restore", "gamification", "--from", str(backup))
    await ready(stack)

    after = await ledger(ayu)
    assert {each["entry_id"] for each in after["entries"]} == set(movements)
    for entry in after["entries"]:
        assert entry == movements[entry["entry_id"]]
    for entry in movements:
        found = [
            *await told(stack, "PointsAwarded", entry_id=entry),
            *await told(stack, "PointsReversed", entry_id=entry),
        ]
        assert len(found) == 1
    _, third = await publish(town, ayu, activities[2], "My own third words")
    await hears(stack, "PointsAwarded", post_id=third)
    await is_clean(stack)


async def ledger(advocate: Advocate) -> Any:
    return await advocate.person.get("/api/gamification/ledger")


async def test_content_whose_database_is_replaced_under_it(town: Town, stack: RunningStack, backup: Path) -> None:
    ayu = await town.advocate("Ayu Reads", "ayu.i@example.org", "ayu_i")
    kept = await town.offer("Kept", "https://example.org/kept", "Kept words")
    revised = await town.offer("Revised later", "https://example.org/revised", "First words")
    retired = await town.offer("Retired later", "https://example.org/retired", "Words")
    stands = await later(town, ayu, kept, "On what stays")
    await command(stack, "backup", "content", "--to", str(backup))

    lost = await town.offer("Brought in later", "https://example.org/lost", "Lost words")
    on_lost = await later(town, ayu, lost, "On what is lost")
    items = {each["activity_id"]: each["item_id"] for each in await told(stack, "ActivityOffered")}
    words = {"title": "Revised", "link": "https://example.org/revised", "language": "en", "messages": []}
    await town.curator.post(f"/api/content/items/{items[revised]}/revise", words)
    await shows(ayu, revised, "Revised")
    on_revision = await later(town, ayu, revised, "On second words")
    await town.curator.post(f"/api/content/items/{items[retired]}/retire")
    await hears(stack, "ContentRetired", item_id=items[retired])

    without_mark(stack, "content", backup)
    await until(lambda: _waits(stack, "content"), "content finds itself older", seconds=60)
    await until(lambda: _refuses(stack, "content"), "content refuses work", seconds=60)
    await command(stack, "restore", "content")
    await ready(stack)

    assert (await hears(stack, "ContentRetired", item_id=items[lost]))["reason"] == "restored"
    await approval_is(ayu, on_lost, "lapsed")
    await approval_is(ayu, on_revision, "lapsed")
    await approval_is(ayu, stands, "standing")
    item = await town.curator.get(f"/api/content/items/{items[revised]}")
    assert item["words"]["title"] == "Revised later"
    assert (await town.curator.get(f"/api/content/items/{items[retired]}"))["state"] == "retired"
    await publish(town, ayu, revised, "On the first words again")
    await publish(town, ayu, await town.offer("New", "https://example.org/new", "New words"), "Life goes on")
    await is_clean(stack)


async def _refuses(stack: RunningStack, service: str) -> None:
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
        try:
            answer = await client.get(f"{stack.addresses[service]}/v1/items")
        except httpx.TransportError as error:  # it ends when it finds itself older, and is started again
            raise NotYet(str(error)) from error
    assert answer.status_code == 503, answer.text


async def _waits(stack: RunningStack, service: str) -> None:
    reason = await why_not_ready(stack, service)
    expect("older than what was published" in reason, reason or "it is ready")


async def as_published(stack: RunningStack) -> dict[tuple[str, int], dict[str, Any]]:
    """Every event by topic and sequence, as it stands there, wherever it stands."""
    found = {}
    for event in await stream(stack):
        event.pop("offset")
        found[event["topic"], int(event["sequence"])] = event
    return found


async def published_again(stack: RunningStack, before: dict[tuple[str, int], dict[str, Any]]) -> None:
    """Waits until everything is in the topics again, unchanged; what is new besides comes behind it."""

    async def look() -> None:
        try:
            after = await as_published(stack)
        except StackError as error:
            raise NotYet(str(error)) from error
        missing = before.keys() - after.keys()
        expect(not missing, f"{len(missing)} events are missing")
        changed = [place for place, event in before.items() if after[place] != event]
        assert not changed, (before[changed[0]], after[changed[0]])

    await until(look, "everything is published again", seconds=90)


async def test_topics_that_are_deleted_are_filled_again(town: Town, stack: RunningStack) -> None:
    ayu = await town.advocate("Ayu Still", "ayu.t@example.org", "ayu_t")
    activity = await town.offer("Topics", "https://example.org/topics", "Words")
    await is_clean(stack)
    before = await as_published(stack)

    admin = AIOKafkaAdminClient(bootstrap_servers=stack.addresses["kafka"])
    await admin.start()
    try:
        await admin.delete_topics(list(TOPICS))
    finally:
        await admin.close()

    await published_again(stack, before)
    await publish(town, ayu, activity, "Into topics made anew")
    await is_clean(stack)
    await ready(stack)


async def test_a_broker_that_lost_everything(stack: RunningStack) -> None:
    before = await as_published(stack)
    stack.stop()
    shutil.rmtree(stack.home.folder / "kafka")
    stack.start()
    await published_again(stack, before)
    async with town_in(stack) as town:
        ayu = await town.advocate("Ayu Again", "ayu.k@example.org", "ayu_k")
        await publish(town, ayu, await town.offer("Kafka", "https://example.org/kafka", "Words"), "On a new broker")
    await is_clean(stack)
    await ready(stack)


async def test_a_broker_that_lost_its_tail(stack: RunningStack) -> None:
    before = await as_published(stack)
    stack.stop()
    await without_tail(stack)
    stack.start()
    await published_again(stack, before)
    async with town_in(stack) as town:
        ayu = await town.advocate("Ayu Once More", "ayu.l@example.org", "ayu_l")
        await publish(town, ayu, await town.offer("Tail", "https://example.org/tail", "Words"), "Behind a lost tail")
    await is_clean(stack)
    await ready(stack)


async def without_tail(stack: RunningStack) -> None:
    """Starts the broker alone and leaves of each partition the first half, as an unflushed log does."""
    ports = {name: int(port) for name, port in json.loads((stack.home.folder / "ports.json").read_text()).items()}
    assert set(ports) == set(USUAL)
    [kafka] = [server for server in Stack(stack.home, ports, {}).servers if server.name == "kafka"]
    kafka.prepare()
    child = Child(kafka.launch())
    try:
        while not await asyncio.to_thread(kafka.is_ready):
            await asyncio.sleep(0.1)
        bootstrap = f"127.0.0.1:{ports['kafka']}"
        kept = {topic: await _first_half(bootstrap, topic) for topic in TOPICS}
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        await admin.delete_topics(list(TOPICS))
        while set(await admin.list_topics()) & set(TOPICS):
            await asyncio.sleep(0.05)
        await admin.close()
        await make_topics(Broker(bootstrap))
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
        await producer.start()
        for topic, envelopes in kept.items():
            for each in envelopes:
                await producer.send(topic, each.data, key=each.key, partition=each.partition, headers=each.headers())
        await producer.flush()
        await producer.stop()
    finally:
        child.stop()


async def _first_half(bootstrap: str, topic: str) -> list[Envelope]:
    partitions: dict[int, list[Envelope]] = {}
    for each in await records(bootstrap, topic):
        partitions.setdefault(each.partition, []).append(each.envelope)
    return [each for found in partitions.values() for each in found[: len(found) // 2]]
