"""Looks at a running stack from the outside: raw SQL, raw Kafka, raw MongoDB, the network's control, plain HTTP.

Nothing here imports the services or their chassis. Whatever cannot be read raises: an oracle that cannot see says so.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, Self
from uuid import UUID

import httpx
import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import MongoClient

from tests.faults.oracle import Record, Stored
from tests.integration.town import RunningStack

SERVICES = ("content", "consent", "publisher", "gamification")
PARTITIONS = 12
MOST = 2**63 - 1
POSITIONS = "projections"
NO_VIEWS = (POSITIONS, "projection_sessions")
LOOK_SECONDS = 0.2
TAKEN_OVER = "chassis.Record.TakenOver"
"""A record of the topic in a store that had lost the event."""
ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time", "sequence", "previous")
SERVERS = ("kafka", "postgres", "views")

View = dict[str, dict[Any, Any]]


def topic(service: str) -> str:
    """Where a service publishes."""
    return f"restu.{service}.v1"


def stored(stack: RunningStack, service: str) -> list[Stored]:
    """A service's whole store, in order."""
    query = "SELECT notification_id, topic, state FROM stored_events ORDER BY notification_id"
    with psycopg.connect(stack.database(service)) as connection:
        rows = connection.execute(query).fetchall()
    return [_stored(number, name, json.loads(bytes(state))) for number, name, state in rows]


def _stored(number: int, name: str, state: Mapping[str, Any]) -> Stored:
    return Stored(number, name, bool(state.get("_quiet")), str(state["event_type"]) if name == TAKEN_OVER else "")


def last_stored(stack: RunningStack, service: str) -> int:
    """The last event of a store."""
    with psycopg.connect(stack.database(service)) as connection:
        row = connection.execute("SELECT coalesce(max(notification_id), 0) FROM stored_events").fetchone()
    assert row is not None
    return int(row[0])


async def records(stack: RunningStack, service: str) -> list[Record]:
    """Everything in a service's topic that says who wrote it; what says nothing is nobody's event."""
    found = await everything_in(stack, service)
    return [record for each in found if (record := record_of(each)) is not None]


async def everything_in(stack: RunningStack, *services: str) -> list[Any]:
    """Every record of the topics, as the client gives it."""
    found: list[Any] = []
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.addresses["kafka"],
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # else the client may go to the end by itself, after it was told to go elsewhere
    )
    await consumer.start()
    try:
        places = [TopicPartition(topic(service), number) for service in services for number in range(PARTITIONS)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found += batch
    finally:
        await consumer.stop()
    return found


def record_of(record: Any) -> Record | None:
    """What a record is to a reader who knows the rules of docs/events.md; None when it is nobody's event."""
    headers = {name: (value or b"") for name, value in record.headers}
    with suppress(KeyError, ValueError):
        told = {name: headers[f"ce_{name}"].decode("ascii") for name in ATTRIBUTES}
        if told["specversion"] != "1.0" or told["subject"].encode() != record.key:
            raise ValueError("no event of a chain")
        return Record(
            partition=record.partition,
            offset=record.offset,
            source=told["source"],
            sequence=_number(told["sequence"]),
            previous=_number(told["previous"]),
            type=told["type"],
            id=str(UUID(told["id"])),
            key=record.key,
            value=record.value or b"",
            told_at=record.timestamp / 1000,
        )
    return None


def _number(text: str) -> int:
    if len(text) != 20 or not text.isdigit() or int(text) > MOST:
        raise ValueError("no sequence")
    return int(text)


def view(client: MongoClient[dict[str, Any]], database: str) -> View:
    """A view's rows: collection -> id -> document."""
    found: View = {}
    suffix = _suffix(client, database)
    for name in client[database].list_collection_names():
        collection, mark, generation = name.rpartition("_")
        kept = (name, "") if not generation.isdigit() else (collection, mark + generation)
        if name in NO_VIEWS or kept[1] != suffix:
            continue
        rows = {row["_id"]: row for row in client[database][name].find()}
        if rows:  # a collection without rows says as much as no collection
            found[kept[0]] = rows
    return found


def view_position(client: MongoClient[dict[str, Any]], database: str) -> int:
    """The event up to which a view is written."""
    serving = client[database][POSITIONS].find_one({"serving": {"$exists": True}})
    return int(serving["position"]) if serving is not None else 0


def _suffix(client: MongoClient[dict[str, Any]], database: str) -> str:
    """What the names of the collections end with that serve: `restu rebuild` fills others beside them."""
    serving = client[database][POSITIONS].find_one({"serving": {"$exists": True}})
    return f"_{serving['serving']}" if serving is not None and serving["serving"] > 1 else ""


def states(stack: RunningStack, approvals: Collection[str]) -> dict[str, str]:
    """In which state consent's view shows each of these approvals, as far as it shows them."""
    client: MongoClient[dict[str, Any]] = MongoClient(stack.views(), uuidRepresentation="standard")
    with client:
        approvals_now = f"approvals{_suffix(client, 'restu_consent')}"
        rows = client["restu_consent"][approvals_now].find({"_id": {"$in": [UUID(each) for each in approvals]}})
        return {str(row["_id"]): str(row["state"]) for row in rows}


async def statuses(stack: RunningStack) -> list[dict[str, Any]]:
    """Every post, comment and repost on the network, deleted ones too, as it was written."""
    return await _control(stack, "statuses")


async def done_on_the_network(stack: RunningStack) -> list[dict[str, Any]]:
    """All that was done there: statuses, and likes and follows as far as they stand (see `standing.py`)."""
    nothing = {"text": "", "reblog_of_id": None, "in_reply_to_id": None}
    acts = [
        {**nothing, **act, "kind": kind, "url": act["target"]}
        for kind, path in (("like", "likes"), ("follow", "follows"))
        for act in await _control(stack, path)
    ]
    return [*await statuses(stack), *acts]


async def _control(stack: RunningStack, path: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=stack.addresses["sandbox"], timeout=30.0, trust_env=False) as client:
        answer = await client.get(f"/control/{path}")
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


class Watch:
    """Asks every process whether it is ready, five times a second, and notes when one was not."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = dict(addresses)
        self._task: asyncio.Task[None] | None = None
        self.looks: list[tuple[float, dict[str, str]]] = []
        """When a look began (monotonic), and who was not ready, and why."""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._look_on(), name="watch")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def seconds_until_ready(self, over: float, upto: float = math.inf) -> float:
        """How long after `over` somebody was not ready for the last time before `upto` (s)."""
        red = [at for at, names in self.looks if names and over <= at < upto]
        return red[-1] - over + LOOK_SECONDS if red else 0.0

    def calm_since(self, moment: float) -> float:
        """For how long all have been ready without a break, of what was looked at since `moment` (s)."""
        looks = [(at, names) for at, names in self.looks if at >= moment]
        red = [at for at, names in looks if names]
        return looks[-1][0] - (red[-1] if red else moment) if looks else 0.0

    def last(self, over: float, upto: float = math.inf) -> list[str]:
        """Of each who was not ready between, when that was for the last time, and why."""
        found = {name: (at, why) for at, red in self.looks if over <= at < upto for name, why in red.items()}
        return [f"{at - over:.1f} s: {name} {why}" for name, (at, why) in sorted(found.items(), key=lambda it: it[1])]

    async def look(self, client: httpx.AsyncClient) -> None:
        """Looks once."""
        began = time.monotonic()
        names = list(self._addresses)
        reasons = await asyncio.gather(*(self._why_not(client, name) for name in names))
        self.looks.append((began, {name: why for name, why in zip(names, reasons, strict=True) if why}))

    async def _look_on(self) -> None:
        async with httpx.AsyncClient(timeout=3.0, trust_env=False) as client:
            while True:
                await self.look(client)
                await asyncio.sleep(max(0.0, self.looks[-1][0] + LOOK_SECONDS - time.monotonic()))

    async def _why_not(self, client: httpx.AsyncClient, name: str) -> str:
        address = self._addresses[name]
        try:
            if name in SERVERS:
                await _connect(address)
                return ""
            answer = await client.get(f"{address}/readyz")
        except (httpx.HTTPError, OSError) as error:
            return type(error).__name__
        return "" if answer.status_code == httpx.codes.OK else answer.text[:300]


async def _connect(address: str) -> None:
    """Raises OSError (also TimeoutError) when nobody listens there."""
    host, _, port = address.rpartition(":")
    async with asyncio.timeout(3.0):
        _, writer = await asyncio.open_connection(host, int(port.split("/")[0]))
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
