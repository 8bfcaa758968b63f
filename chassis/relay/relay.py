"""The relay itself: compare the store with its topic, then lead or stand by.

A store that is older than its topic is compared again every few seconds: when it is restored, work begins by itself. A
store that turns out older when this replica begins to publish was replaced under a running process, which then ends:
what it did meanwhile may rest on what the store no longer knows, so it starts anew.
An error of Kafka ends the connection and the next one starts from the saved places, so a retry is never blind. A lost
session with PostgreSQL ends publishing at once: somebody else may lead.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager

from aiokafka import AIOKafkaProducer
from prometheus_client import Gauge

from chassis.background import Background, ended
from chassis.backoff import Backoff
from chassis.broker import Broker
from chassis.follower import Follower
from chassis.leadership import LeadershipLost, Session, lead
from chassis.relay.check import NotVerified, RolledBack, last_records, missing
from chassis.relay.places import Places
from chassis.relay.published import Translate
from chassis.relay.publishing import Intruded, Publishing, Stream
from chassis.relay.republishing import Republishing
from chassis.relay.taken_over import with_taken_over
from chassis.relay.wishes import Wishes
from chassis.restoring.marks import Marks
from chassis.topics import (
    TopicReader,
    connected,
    create_missing,
    next_try,
    only_our_cancellation,
    stop_in_time,
    topic_reader,
)

log = logging.getLogger(__name__)

BATCH_BYTES = 512 * 1024
STEP_SECONDS = 30.0
VERIFY_SECONDS = 120.0
RESTORED_SECONDS = 2.0
"""How often a store that is to be restored is looked at again."""
FRESH_SECONDS = 2.0
"""How long a comparison counts: who begins to publish later compares again."""

_leads = Gauge("restu_relay_leader", "1 where this replica publishes.", ["topic"])


class Relay(Background):
    """Publishes one service's events to one topic. See the package for its guarantees and an example."""

    def __init__(self, follower: Follower, *, topic: str, source: str, translate: Translate, kafka: Broker) -> None:
        self.verified = asyncio.Event()
        self.places = Places(follower.store.database, topic)
        self.marks = Marks(follower.store.database, topic)
        self.wishes = Wishes(follower.store.database, topic)
        self.trouble: str | None = None
        self._stream = Stream(follower, topic, source, with_taken_over(translate))
        self._store = follower.store
        self._topic = topic
        self._kafka = kafka
        self.lock = f"relay {topic}"
        self._rolled_back: str | None = None
        self._why = "not looked yet"
        self._verified_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def topic(self) -> str:
        """Where the service publishes."""
        return self._topic

    @property
    def source(self) -> str:
        """Under which source."""
        return self._stream.source

    @property
    def translate(self) -> Translate:
        """What the log's events are in public."""
        return self._stream.translate

    def migrate(self) -> None:
        """Makes the relay's tables."""
        self.places.migrate()
        self.marks.migrate()
        self.wishes.migrate()

    def reason(self) -> str | None:
        """Why the service must not work yet, or None."""
        if self._rolled_back is not None:
            return self._rolled_back
        return None if self.verified.is_set() else f"the database was not compared with {self._topic}: {self._why}"

    def admit(self) -> None:
        """The gate of every command. Raises RolledBack or NotVerified."""
        if self.verified.is_set():
            return
        reason = self.reason() or ""
        raise RolledBack(reason) if self._rolled_back is not None else NotVerified(reason)

    async def start(self) -> None:
        """Starts comparing and publishing in the background."""
        self._tasks = [
            asyncio.create_task(self._verify(), name="relay-verify"),
            asyncio.create_task(self._stand_by(), name="relay"),
        ]

    async def stop(self) -> None:
        """Stops; what was sent without an answer is published again by whoever leads next."""
        await ended(self._tasks)
        self._tasks.clear()

    async def _verify(self) -> None:
        backoff = Backoff()
        while True:
            try:
                with only_our_cancellation():
                    async with asyncio.timeout(STEP_SECONDS):  # the client can wait for ever
                        older = await self._older()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is not known yet; the client raises anything
                self._why = f"{type(error).__name__}; asked again every few seconds"
                await next_try(self._kafka, backoff)
                continue
            if older is None:
                self._rolled_back = None
                self._verified_at = time.monotonic()
                self.verified.set()
                return
            if older != self._rolled_back:
                log.error("the store waits to be restored", extra={"topic": self._topic, "why": older})
            self._rolled_back = older
            await asyncio.sleep(RESTORED_SECONDS)

    async def _older(self) -> str | None:
        """Why the store must be restored before anything is done with it, or None. Raises whatever the client does."""
        await create_missing(self._kafka, [self._topic])
        async with topic_reader(self._kafka, self._topic) as reader:
            return await self._older_than(reader)

    async def _older_than(self, reader: TopicReader) -> str | None:
        if await asyncio.to_thread(self.marks.open) is not None:
            return "a restore of this database was begun and is not finished; run restu restore again"
        found = await last_records(reader, self._stream.source)
        lost = await asyncio.to_thread(missing, self._store, self._stream.translate, self._topic, found)
        if lost is None:
            return None
        return (
            f"the topic {self._topic} ends with event {lost.sequence}, which this database does not hold: "
            "it is older than what was published; run restu restore"
        )

    async def _stand_by(self) -> None:
        await self.verified.wait()
        while True:
            try:
                async with lead(self._store.database, self.lock) as session:
                    with _leading(self._topic):
                        await _unless(session.lost, self._serve(session))
            except LeadershipLost:
                log.warning("no longer the leader; standing by", extra={"topic": self._topic})
            except Intruded as error:
                self._end_process(str(error))
                return
            except Exception:
                log.exception("the relay stumbled; it stands by", extra={"topic": self._topic})
                await asyncio.sleep(1.0)

    def _end_process(self, why: str) -> None:
        self._rolled_back = why
        self.verified.clear()
        log.critical("the database is older than its topic; this process ends", extra={"why": why})
        os.kill(os.getpid(), signal.SIGTERM)

    async def _serve(self, session: Session) -> None:
        backoff = Backoff()
        while True:
            try:
                with only_our_cancellation():
                    await self._publish(session, backoff)
            except (LeadershipLost, Intruded):
                raise
            except Exception as error:  # noqa: BLE001 - the client raises more than its own errors; publishing goes on
                self.trouble = f"{type(error).__name__}: {error}"
                log.warning("publishing failed; it is tried again", extra={"topic": self._topic, "why": self.trouble})
                await next_try(self._kafka, backoff)

    async def _publish(self, session: Session, backoff: Backoff) -> None:
        """Publishes over one connection, until something fails."""
        async with (
            self._connected() as (producer, reader),
            aclosing(Publishing(self._stream, session, producer, reader)) as publishing,
        ):
            republishing = Republishing(self._stream, session, publishing)
            async with asyncio.timeout(STEP_SECONDS):
                await self._compare_again(reader)
                await publishing.open()
            while True:
                async with asyncio.timeout(STEP_SECONDS):  # the client can wait for ever
                    await publishing.step(patient=not republishing.busy)
                    await republishing.step()
                self.trouble = None
                backoff.reset()

    async def _compare_again(self, reader: TopicReader) -> None:
        """Raises Intruded when the database was replaced by an older one since it was compared."""
        if time.monotonic() - self._verified_at > FRESH_SECONDS and (older := await self._older_than(reader)):
            raise Intruded(older)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[AIOKafkaProducer, TopicReader]]:
        producer = AIOKafkaProducer(
            **self._kafka.client(),
            acks="all",
            max_batch_size=BATCH_BYTES,
            request_timeout_ms=10_000,
            metadata_max_age_ms=10_000,
        )
        try:
            async with asyncio.timeout(STEP_SECONDS):
                await create_missing(self._kafka, [self._topic])
                await connected(producer.start())
            async with topic_reader(self._kafka, self._topic) as reader:
                yield producer, reader
        finally:
            await stop_in_time(producer.stop)


@contextmanager
def _leading(topic: str) -> Iterator[None]:
    _leads.labels(topic).set(1)
    try:
        yield
    finally:
        _leads.labels(topic).set(0)


async def _unless(lost: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Does the work until it fails or `lost` is set. Raises LeadershipLost in the latter case."""
    working, losing = asyncio.create_task(work), asyncio.create_task(lost.wait())
    try:
        await asyncio.wait([working, losing], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise LeadershipLost
        working.result()
    finally:
        for task in (working, losing):
            task.cancel()
        await asyncio.gather(working, losing, return_exceptions=True)
