"""The restoration of one service, from the first look to the closed mark. See the package for the order and why.

Runs in a process of its own, beside replicas that refuse work. Raises CannotRestore in words: what was kept, what to
do; whatever else fails (a server that does not answer) leaves the mark open, and running it again goes on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import LiteralString
from uuid import UUID

from pydantic import ValidationError

from chassis.database import Write
from chassis.dead_letters import describe
from chassis.errors import Unavailable
from chassis.event_store import Work
from chassis.idempotency import Answers
from chassis.leadership import lead
from chassis.relay import Relay
from chassis.relay.check import last_records, missing
from chassis.relay.taken_over import Lost, absent, next_lost, put
from chassis.restoring.plan import Evidence, Plan, Step
from chassis.restoring.tail import Progress, envelopes, within
from chassis.runtime import Runtime
from chassis.topics import Found, TopicReader, create_missing, topic_reader
from contracts.envelope import Envelope
from contracts.event import IntegrationEvent

log = logging.getLogger(__name__)

GAP = 10**9
"""How far the store's counter is raised beyond everything that is known."""
BATCH = 200
ALONE_SECONDS = 4.0
PATIENCE_SECONDS = 600.0
"""How long reading the topics of others may take."""
SAY_EVERY = 3.0

_RAISE: LiteralString = (
    "SELECT setval(pg_get_serial_sequence('stored_events', 'notification_id'), greatest(%s, "
    "(SELECT coalesce(max(notification_id), 0) FROM stored_events), "
    "(SELECT last_value FROM stored_events_notification_id_seq)) + %s)"
)

Say = Callable[[str], None]


class CannotRestore(Exception):
    """The restoration stops; the text tells the person what was kept and what to do."""


async def restore(runtime: Runtime, say: Say, *, older: bool = False) -> None:
    """Restores the service of this runtime. `older`: it is known to be, also where its topic does not show it."""
    plan, relay = runtime.plan, runtime.relay
    if plan is None or relay is None:
        raise CannotRestore(f"{runtime.service} has no topic of its own: there is nothing to take over.")
    async with runtime.at_rest(), _alone(runtime, relay):
        await Restoring(runtime, plan, relay, say).run(older=older)


@asynccontextmanager
async def _alone(runtime: Runtime, relay: Relay) -> AsyncIterator[None]:
    """Nobody publishes, and nobody else restores: this process holds the relay's lock. Raises CannotRestore."""
    leading = lead(runtime.database, relay.lock)
    try:
        async with asyncio.timeout(ALONE_SECONDS):
            await leading.__aenter__()
    except TimeoutError:
        raise CannotRestore(
            f"{runtime.service} runs and publishes from this database, or another restore works on it. Nothing was "
            "changed. A service that publishes found its database whole; to put an older one back, use --from."
        ) from None
    try:
        yield
    finally:
        await leading.__aexit__(None, None, None)


class Restoring:
    """One run over one service."""

    def __init__(self, runtime: Runtime, plan: Plan, relay: Relay, say: Say) -> None:
        self._runtime = runtime
        self._store = runtime.store
        self._plan = plan
        self._relay = relay
        self._say = say
        self._facts = {kind.TYPE: (kind, fact) for kind, fact in plan.facts.items()}

    async def run(self, *, older: bool) -> None:
        """The whole way. Raises CannotRestore, and what servers raise that do not answer."""
        await create_missing(self._runtime.settings.broker(), [self._relay.topic])
        async with topic_reader(self._runtime.settings.broker(), self._relay.topic) as reader:
            last, ends = await last_records(reader, self._relay.source), await reader.ends()
            if not await self._is_to_do(reader, ends, last, older=older):
                return
            await asyncio.to_thread(self._raise_counter, last)
            lost = await self._put_into_log(reader, ends)
            await asyncio.to_thread(self._go_on_behind, last, ends)
        self._say(f"{lost} events that the database had lost stand in its log again.")
        evidence = await self._look_elsewhere()
        await asyncio.to_thread(self._take_over, evidence)
        await self._do(self._plan.before, evidence)
        await self._read_others()
        await self._do(self._plan.after, evidence)
        await self._build_views()
        await asyncio.to_thread(self._relay.marks.finish)
        self._say(f"{self._runtime.service} is restored and begins to serve by itself within seconds.")

    async def _is_to_do(self, reader: TopicReader, ends: Sequence[int], last: Sequence[Found], *, older: bool) -> bool:
        """Whether there is anything to restore; opens the mark then. Raises CannotRestore for another story."""
        begun = await asyncio.to_thread(self._relay.marks.open)
        if begun is not None and begun.counted:
            self._say("A restore was begun and did not finish: going on with it.")
            return True
        position = await asyncio.to_thread(self._store.position)
        held = await within(reader, self._relay.source, ends, position)
        if (other := await asyncio.to_thread(self._missing, held)) is not None:
            raise CannotRestore(
                f"Under sequence {other.sequence} the topic {self._relay.topic} holds another event than this "
                "database: it is no older copy of the database that published this topic. Nothing was changed. Put "
                "back a backup of this very platform."
            )
        if begun is None and not older and await asyncio.to_thread(self._missing, last) is None:
            self._say("This database holds everything that its topic holds: there is nothing to take over.")
            return False
        await asyncio.to_thread(self._relay.marks.begin)
        self._say(f"The database ends with event {position}. Reading what {self._relay.topic} tells behind that.")
        return True

    def _missing(self, found: Sequence[Found]) -> Envelope | None:
        return missing(self._store, self._relay.translate, self._relay.topic, found)

    def _raise_counter(self, last: Sequence[Found]) -> None:
        """No sequence that was ever used, published or not, is used again; no snapshot outlives the log it is of."""
        mark = self._relay.marks.open()
        if mark is None or mark.counted:
            return
        newest = max((each.envelope.sequence for each in last), default=0)
        writes = [Write(_RAISE, (newest, GAP)), self._store.loader.forget(), self._relay.marks.counted()]
        self._store.database.transact(writes)

    async def _put_into_log(self, reader: TopicReader, ends: Sequence[int]) -> int:
        count = 0
        progress = self._progress(f"records of {self._relay.topic} compared")
        async for chunk in envelopes(reader, self._relay.source, ends, progress):
            count += await asyncio.to_thread(self._put_absent, chunk)
        return count

    def _put_absent(self, chunk: Sequence[Envelope]) -> int:
        gone = absent(self._store, (each.sequence for each in chunk))
        lost = {each.sequence: each for each in chunk if each.sequence in gone}
        if lost:
            self._store.database.transact([put(self._relay.topic, list(lost.values()))])
        return len(lost)

    def _go_on_behind(self, last: Sequence[Found], ends: Sequence[int]) -> None:
        """Publishing goes on behind what the topic holds, chained to it."""
        sequences = {each.envelope.partition: each.envelope.sequence for each in last}
        places = self._relay.places
        self._store.database.transact(
            places.accept(partition, sequences.get(partition, 0), end) for partition, end in enumerate(ends)
        )

    async def _look_elsewhere(self) -> Evidence:
        """Reads what others say that facts need, and applies the list of the erased to the vault."""
        kinds = {(kind.TOPIC, kind.TYPE): kind for kind in self._plan.evidence}
        asked = await asyncio.to_thread(self._asked)
        topics = {self._plan.erasure.TOPIC} | ({topic for topic, _ in kinds} if asked else set())
        evidence = Evidence()
        erased: set[UUID] = set()
        for topic in sorted(topics):
            async with topic_reader(self._runtime.settings.broker(), topic) as reader:
                progress = self._progress(f"records of {topic} looked through")
                async for chunk in envelopes(reader, self._source(topic), await reader.ends(), progress):
                    for each in chunk:
                        if each.type == self._plan.erasure.TYPE:
                            erased.add(UUID(each.subject))
                        elif (kind := kinds.get((topic, each.type))) is not None:
                            self._note(evidence, kind, each, asked)
        await asyncio.to_thread(self._erase, erased)
        return evidence

    def _asked(self) -> set[UUID]:
        asked = set(self._plan.asks_also())
        mark = self._relay.marks.open()
        after = mark.taken if mark is not None else 0
        while lost := next_lost(self._store, after, BATCH):
            for each in lost:
                if (fact := self._read(each)) is not None:
                    asked.update(self._plan.asks(fact))
            after = lost[-1].sequence
        return asked

    def _note(self, evidence: Evidence, kind: type[IntegrationEvent], envelope: Envelope, asked: set[UUID]) -> None:
        try:
            identifier = UUID(json.loads(envelope.data)[self._plan.evidence[kind]])
        except (ValueError, KeyError, TypeError):
            return  # no event of ours: whoever consumes the topic has a dead letter of it
        if identifier in asked:
            evidence.add(kind, identifier, envelope)

    def _source(self, topic: str) -> str:
        return self._relay.source if topic == self._relay.topic else f"/restu/{self._runtime.sources[topic]}"

    def _erase(self, people: Iterable[UUID]) -> None:
        """Whoever was erased stays erased, whatever was put back: of the vault, and of what was answered to them."""
        for person in people:
            self._store.database.transact([*self._runtime.vault.erase(person), Answers.forget(person)])

    def _take_over(self, evidence: Evidence) -> None:
        progress = self._progress("facts taken over")
        done = 0
        while True:
            mark = self._relay.marks.open()
            if mark is None:
                raise CannotRestore("Somebody else has finished this restore. Nothing more was changed.")
            lost = next_lost(self._store, mark.taken, BATCH)
            if not lost:
                return
            work = Work(self._store, quiet=True)
            for each in lost:
                self._record(work, each, evidence)
            work.write(self._relay.marks.move(mark.taken, lost[-1].sequence))
            self._store.commit(work.unit())
            done += len(lost)
            progress(done, done)

    def _record(self, work: Work, lost: Lost, evidence: Evidence) -> None:
        fact = self._read(lost)
        if fact is None:
            return
        try:
            self._facts[lost.event_type][1](work, fact, lost.data.decode(), evidence)
        except Unavailable:
            raise
        except Exception as error:
            raise CannotRestore(
                f"What event {lost.sequence} ({lost.event_type}) says cannot be taken over: {describe(error)}. "
                f"{self._runtime.service} stays closed and nothing is lost; this needs a repaired release."
            ) from error
        work.stage()

    def _read(self, lost: Lost) -> IntegrationEvent | None:
        """The fact, or None where nothing is taken over of it: another type, or a body that is not of its type.

        This service wrote no such body, so it says nothing; whoever consumes the topic has a dead letter of it.
        """
        if lost.event_type not in self._facts:
            return None
        try:
            return self._facts[lost.event_type][0].model_validate_json(lost.data)
        except ValidationError:
            log.warning("a record of the topic is no event", extra={"sequence": lost.sequence, "type": lost.event_type})
            return None

    async def _do(self, steps: Sequence[Step], evidence: Evidence) -> None:
        for step in steps:
            if sentence := await asyncio.to_thread(step, evidence):
                self._say(sentence)

    async def _read_others(self) -> None:
        """Everything that others said meanwhile takes effect before anybody is served. Raises CannotRestore."""
        consumer = self._runtime.consumer
        if consumer is None:
            return
        self._say(f"Reading {' and '.join(sorted(self._runtime.sources))} to the end.")
        self._relay.verified.set()  # of this process alone: its consumer waits for it, and nothing else runs here
        async with consumer:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not await consumer.wait_caught_up(within=SAY_EVERY):
                if time.monotonic() > deadline:
                    raise CannotRestore(
                        f"What others said cannot be read to its end: {consumer.reason()}. What was done is kept and "
                        f"{self._runtime.service} stays closed; run restu restore again when that is mended."
                    )
                self._say(f"  {consumer.reason()}")

    async def _build_views(self) -> None:
        """The views showed what the store no longer knows, or knows again in other events."""
        projection = self._runtime.projection
        if projection is None:
            return
        await projection.reset()
        position = await asyncio.to_thread(self._store.position)
        async with self._runtime.follower, projection:
            while not await projection.wait_for(position, timeout=SAY_EVERY):
                self._say(f"  building the views anew: event {projection.position} of {position}")

    def _progress(self, what: str) -> Progress:
        """Says how far something is, every few seconds."""
        said = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said >= SAY_EVERY:
                said = time.monotonic()
                self._say(f"  {done} of {total} {what}")

        return progress
