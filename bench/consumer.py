"""Consumer, event to durable effect exactly once: a topic that waits, against raw inserts of the very rows it leads to.

Two services as they are, each with its own policies: gamification books points for signed publications (each signature
is proven, each ledger loaded, changed and guarded by its version), consent notes connected accounts (unsigned). Ours is
timed from the first effect, so that joining the group does not count. The baseline is given the finished rows and
inserts them one statement each, a hundred a commit, into a table with nothing but its key.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from aiokafka import AIOKafkaProducer
from joserfc.jwk import OKPKey

from bench.harness import Benchmark, Figure, Ground, Pair, Sample, at_least_times
from bench.topics import drop, new_topic
from chassis import telemetry
from chassis.broker import Broker
from chassis.consumer import Consumer, Policy, Reads
from chassis.database import Database
from chassis.dead_letters import DeadLetters
from chassis.event_store import EventStore
from chassis.keys import PeerKeys
from chassis.proofs import Proofs
from chassis.relay import Published
from chassis.signing import Signer
from chassis.timers import Timers
from contracts.event import IntegrationEvent
from contracts.publisher import AccountConnected, PostPublished
from contracts.values import Kind, Network, timestamp
from services.consent.application import Evidence, Offers, Releases, Sweeps
from services.consent.domain import Account
from services.consent.policies import policies as consent_policies
from services.consent.policies import reads
from services.consent.tables import Tables
from services.gamification.application import Climbing, Gamification, Rewards
from services.gamification.domain import Ledger
from services.gamification.ladder import Ladder
from services.gamification.policies import READS
from services.gamification.policies import policies as gamification_policies
from services.gamification.rules import Rules

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SOURCE = "/restu/publisher"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SEALING = [b"0" * 32]
PER_COMMIT = 100
EACH = 10
"""Publications of one person."""

Row = tuple[UUID, int, str, bytes]

_TABLE = (
    "CREATE TABLE raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, originator_id uuid NOT NULL, "
    "originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL)"
)
_INSERT = "INSERT INTO raw (originator_id, originator_version, topic, state) VALUES (%s, %s, %s, %s)"
_ROWS = "SELECT originator_id AS id, originator_version AS version, topic, state FROM stored_events"


@dataclass
class Stream:
    """One kind of event in a topic of its own, who consumes it, and the event that each of them leads to."""

    topic: str
    kind: type[IntegrationEvent]
    policies: Callable[[Database], Mapping[type[IntegrationEvent], Policy]]
    reads: Mapping[type[IntegrationEvent], Reads]
    effect: str
    rows: list[Row] = field(default_factory=list)

    def consumer(self, store: EventStore, kafka: str, signer: Signer) -> Consumer:
        """A consumer as the service has it, to which the event belongs to this topic."""
        kind = type(self.kind.__name__, (self.kind,), {"TOPIC": self.topic, "__module__": __name__})
        return Consumer(
            store,
            kafka=Broker(kafka),
            group=uuid4().hex,
            instance="bench",
            sources={self.topic: SOURCE},
            policies={kind: self.policies(store.database)[self.kind]},
            reads={kind: self.reads[self.kind]},
            proofs=Proofs(PeerKeys({}, signer.public), {self.topic: "publisher"}),
        )


@asynccontextmanager
async def _open(ground: Ground) -> AsyncIterator[Pair]:
    telemetry.set_up("bench", otlp_endpoint="", log_level="WARNING")
    count = ground.size(20_000, quick=3_000)
    kafka = ground.servers.kafka
    signer = Signer("publisher", {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]})
    topics = [await new_topic(kafka), await new_topic(kafka)]
    streams = {
        "signed": Stream(topics[0], PostPublished, _awards, READS, Ledger.Booked.TOPIC),
        "unsigned": Stream(topics[1], AccountConnected, _offers, reads(), Account.Connected.TOPIC),
    }
    await _fill(kafka, topics[0], _publications(signer, count))
    await _fill(kafka, topics[1], _connections(count))

    async def ours() -> Sample:
        return {name: await _consume(ground, stream, count, signer) for name, stream in streams.items()}

    async def raw() -> Sample:
        return {name: await asyncio.to_thread(_insert, ground, stream.rows, count) for name, stream in streams.items()}

    try:
        yield Pair(ours, raw)
    finally:
        for topic in topics:
            await drop(kafka, topic)


async def _consume(ground: Ground, stream: Stream, count: int, signer: Signer) -> float:
    """Events a second; every one must have had its effect, once."""
    database = Database(dsn := ground.servers.postgres_dsn())
    database.open()
    store = EventStore(database, trace=telemetry.traceparent)
    store.open()
    consumer = stream.consumer(store, ground.servers.kafka, signer)
    consumer.migrate()
    first, loop = asyncio.Event(), asyncio.get_running_loop()

    def began_now() -> None:
        loop.call_soon_threadsafe(first.set)

    store.on_saved(began_now)

    def effects() -> int:
        row = database.fetch_one("SELECT count(*) AS n FROM stored_events WHERE topic = %s", (stream.effect,))
        return int(row["n"]) if row is not None else 0

    try:
        async with consumer:
            await first.wait()
            began, before = time.perf_counter(), await asyncio.to_thread(effects)
            assert await consumer.wait_caught_up(within=120.0), consumer.reason()
            seconds = time.perf_counter() - began
        assert effects() == count
        rows = database.fetch(_ROWS)
        stream.rows = [(*each,) for each in ((row["id"], row["version"], row["topic"], row["state"]) for row in rows)]
        return (count - before) / seconds
    finally:
        store.close()
        database.close()
        ground.servers.drop_postgres(dsn)


def _insert(ground: Ground, rows: Sequence[Row], count: int) -> float:
    """As many rows as `count` events led to, one statement each."""
    dsn = ground.servers.postgres_dsn()
    with psycopg.connect(dsn) as connection:
        connection.execute(_TABLE)
        connection.commit()
        began = time.perf_counter()
        for start in range(0, len(rows), PER_COMMIT):
            for row in rows[start : start + PER_COMMIT]:
                connection.execute(_INSERT, row)
            connection.commit()
        seconds = time.perf_counter() - began
    ground.servers.drop_postgres(dsn)
    return count / seconds


async def _fill(kafka: str, topic: str, events: Iterable[Published]) -> None:
    """Publishes them as the relay would: chained in each partition, under the trace that caused them."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=5)
    await producer.start()
    try:
        last: dict[int, int] = {}
        sent = []
        for sequence, event in enumerate(events, start=1):
            each = event.envelope(topic=topic, source=SOURCE, sequence=sequence, previous=0, trace=TRACE)
            each = replace(each, previous=last.get(each.partition, 0))
            last[each.partition] = sequence
            sent.append(
                await producer.send(topic, each.data, key=each.key, partition=each.partition, headers=each.headers())
            )
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


def _publications(signer: Signer, count: int) -> Iterator[Published]:
    """Signed publications, ten of each person, mixed as they happen."""
    random = Random(1)  # noqa: S311 - ids of a load, the same in every run
    people = [_id(random) for _ in range(count // EACH)]
    ids = ("id", "post_id", "approval_id", "release_id", "activity_id", "account_id", "item_id")
    for number in range(count):
        data: dict[str, Any] = {name: _id(random) for name in ids}
        data |= {"advocate_id": random.choice(people), "kind": Kind.POST.value, "network": Network.MASTODON.value}
        data |= {"preview_digest": f"{random.getrandbits(256):064x}", "grant_hash": f"{random.getrandbits(256):064x}"}
        data |= {"grant_sequence": f"{number:020d}", "own_words": 42, "points": 10, "found_by": "answer"}
        data |= dict.fromkeys(("requested_at", "attempted_at", "published_at"), timestamp(AT))
        yield Published.signed(PostPublished, signer.sign(PostPublished.TYPE, data), AT)


def _connections(count: int) -> Iterator[Published]:
    random = Random(2)  # noqa: S311 - as above
    for _ in range(count):
        event = AccountConnected(
            account_id=UUID(_id(random)), advocate_id=UUID(_id(random)), network=Network.MASTODON, connected_at=AT
        )
        yield Published.of(event, AT)


def _id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))


def _awards(_: Database) -> Mapping[type[IntegrationEvent], Policy]:
    rules = Rules.read()
    unused: Any = None  # the vault, which no event of this load asks for
    return gamification_policies(Gamification(rules, ZoneInfo("UTC")), Rewards(rules, unused), Climbing(Ladder.read()))


def _offers(database: Database) -> Mapping[type[IntegrationEvent], Policy]:
    letters = DeadLetters(database)
    timers, tables = Timers(database), Tables(database, SEALING)
    store = EventStore(database)
    sweeps = Sweeps(store, tables, timers, lambda: AT)
    evidence = Evidence(
        Signer("consent", {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]})
    )
    return consent_policies(Offers(tables, timers), Releases(letters, evidence, sweeps), lambda: AT)


BENCHMARK = Benchmark(
    figures=(
        Figure("signed", "consumer, signed event to points, exactly once", "events/s", at_least_times(0.5)),
        Figure("unsigned", "consumer, unsigned event to durable effect, exactly once", "events/s", at_least_times(0.5)),
    ),
    limits=(
        "The processor. A signed event takes some 250 µs of a core: half of that is the Ed25519 verification (115 µs, "
        "beside which Python goes on in other threads), then the library's event and aggregate, reading headers, JSON "
        "and model. An unsigned one takes 60 µs, most of it in the library. PostgreSQL takes a batch of 1,000 with one "
        "query, one insert and one commit, while the baseline waits for it a thousand times and hardly computes. What "
        "is signed gets nearer to the baseline with more cores, or with a library that verifies many signatures at "
        "once."
    ),
    open=_open,
)
