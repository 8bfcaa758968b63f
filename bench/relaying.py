"""Consent's relay and nothing else: in this process, or as `python -m bench.relaying DSN KAFKA TOPIC AFTER`.

As a process it begins behind position AFTER, says "ready" when it leads, and goes on until it is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from prometheus_client import REGISTRY

from chassis import telemetry
from chassis.broker import Broker
from chassis.database import Database
from chassis.event_store import EventStore
from chassis.follower import Follower
from chassis.relay import Relay
from services.consent.publication import translate

SOURCE = "/restu/consent"
CONNECTED_SECONDS = 1.0


@asynccontextmanager
async def waiting(store: EventStore, kafka: str, topic: str) -> AsyncIterator[Follower]:
    """A relay that leads and is connected, and knows nothing yet of the log: it does once the follower is started."""
    follower = Follower(store)
    relay = Relay(follower, topic=topic, source=SOURCE, translate=translate, kafka=Broker(kafka))
    relay.migrate()
    async with relay:
        while not metric("restu_relay_leader", topic):  # noqa: ASYNC110 - a gauge tells nobody
            await asyncio.sleep(0.05)
        await asyncio.sleep(CONNECTED_SECONDS)
        yield follower


@asynccontextmanager
async def relaying(store: EventStore, kafka: str, topic: str, *, after: int) -> AsyncIterator[None]:
    """A relay that begins behind a position and follows the log."""
    relay = Relay(Follower(store), topic=topic, source=SOURCE, translate=translate, kafka=Broker(kafka))
    relay.migrate()
    begin = "UPDATE relay_places SET read = %s WHERE topic = %s RETURNING 1"
    await asyncio.to_thread(store.database.fetch, begin, (after, topic))
    async with waiting(store, kafka, topic) as follower, follower:
        yield


@asynccontextmanager
async def process(dsn: str, kafka: str, topic: str, *, after: int) -> AsyncIterator[int]:
    """The same in a process of its own; its process id, once it leads."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.relaying", dsn, kafka, topic, str(after)), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert started.stdout is not None
        if not await started.stdout.readline():
            raise RuntimeError("the process that relays ended")
        yield started.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.terminate()
        await started.wait()


def metric(name: str, topic: str) -> float:
    """A metric's value, without collecting all others as a registry does that is asked for one."""
    collected = REGISTRY.restricted_registry([name]).collect()
    samples = (sample for each in collected for sample in each.samples)
    return next((each.value for each in samples if each.name == name and each.labels == {"topic": topic}), 0.0)


async def _main(dsn: str, kafka: str, topic: str, after: str) -> None:
    telemetry.set_up("consent", otlp_endpoint="", log_level="WARNING")
    database = Database(dsn)
    database.open()
    store = EventStore(database)
    store.open()
    async with relaying(store, kafka, topic, after=int(after)):
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:]))
