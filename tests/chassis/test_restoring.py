"""An older store beside its topic: what it lost is in its log again, once, unsaid, and life goes on behind it."""

from __future__ import annotations

import base64
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

import pytest
from joserfc.jwk import OKPKey
from pymongo import UpdateOne

from chassis.broker import Broker
from chassis.event_store import Work
from chassis.idempotency import Request
from chassis.projection import Batch
from chassis.relay import Published, Relay, RolledBack
from chassis.restoring import restoring
from chassis.restoring.plan import Evidence, Plan
from chassis.restoring.restoring import GAP, CannotRestore, restore
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.topics import create_missing
from contracts.envelope import Envelope, partition_of
from contracts.event import IntegrationEvent
from tests.chassis.pipeline import (
    AT,
    Lamp,
    LampHung,
    LampLit,
    by_partition,
    drop_topic,
    hang,
    light,
    new_topic,
    put,
    records,
    translate,
    until,
)
from tests.servers import MongoDatabase, Servers

NOTE = "note"


class Forgotten(IntegrationEvent):
    TYPE: ClassVar[str] = "test.Forgotten.v1"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID


class Bought(IntegrationEvent):
    """Evidence: what somebody else says of a lamp."""

    TYPE: ClassVar[str] = "test.Bought.v1"
    KEY: ClassVar[str] = "lamp_id"

    lamp_id: UUID
    price: int


class House:
    """One service with lamps, on a topic of its own, that listens to nobody but reads what others say."""

    def __init__(self, settings: Settings, topic: str, others: str) -> None:
        self.topic, self.others = topic, others
        self.settings = settings
        self.prices: dict[UUID, int | None] = {}
        self.said: list[str] = []
        self.fail_after: int | None = None
        self.taken = 0

    def runtime(self) -> Runtime:
        """The service, put together anew as each process does."""
        runtime = Runtime(self.settings, "lamps")
        runtime.publish(self.topic, translate)
        runtime.project({"lamps": []}, {Lamp.Lit: _shown}, lambda _: None, shape=1)
        runtime.sources = {self.others: "others"}
        runtime.restores(
            Plan(
                facts={self._of(LampHung): self._hung, self._of(LampLit): self._lit},
                erasure=self._of(Forgotten, self.others),
                evidence={self._of(Bought, self.others): "lamp_id"},
                asks=lambda event: [event.lamp_id],
                before=[lambda _: "what cannot stand has ended"],
            )
        )
        return runtime

    async def restore(self, *, older: bool = False) -> None:
        """One run of the restoration, as its own process."""
        await restore(self.runtime(), self.said.append, older=older)

    async def tell(self, event: IntegrationEvent, sequence: int, previous: int = 0) -> None:
        """Somebody else says something."""
        said = Published.of(event, AT)
        envelope = said.envelope(topic=self.others, source="/restu/others", sequence=sequence, previous=previous)
        await put(self.settings.kafka, self.others, [envelope])

    def _of(self, kind: type[IntegrationEvent], topic: str | None = None) -> type[Any]:
        return type(kind.__name__, (kind,), {"TOPIC": topic or self.topic, "__module__": __name__})

    def _hung(self, work: Work, event: LampHung, _: str, evidence: Evidence) -> None:
        self._count()
        found = evidence.find(Bought, event.lamp_id)
        self.prices[event.lamp_id] = json.loads(found.data)["price"] if found is not None else None
        if work.find(Lamp, event.lamp_id) is None:
            work.add(Lamp(identifier=event.lamp_id, at=AT))

    def _lit(self, work: Work, event: LampLit, _: str, __: Evidence) -> None:
        self._count()
        work.get(Lamp, event.lamp_id).light(times=event.times, at=AT)

    def _count(self) -> None:
        self.taken += 1
        if self.fail_after is not None and self.taken > self.fail_after:
            raise ValueError("a fault of the release")


def _shown(event: Lamp.Lit, batch: Batch) -> None:
    batch.add("lamps", UpdateOne({"_id": str(event.originator_id)}, {"$inc": {"lit": 1}}, upsert=True))


@pytest.fixture
async def house(tmp_path: Path, postgres_dsn: str, mongo_database: MongoDatabase, servers: Servers) -> House:
    sealing, signing = tmp_path / "sealing", tmp_path / "signing"
    sealing.write_text(base64.urlsafe_b64encode(os.urandom(32)).decode())
    signing.write_text(json.dumps({"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}))
    settings = Settings(
        postgres_dsn=postgres_dsn,
        kafka=servers.kafka,
        mongo_url=mongo_database.url,
        mongo_database=mongo_database.name,
        sealing_keys_file=sealing,
        signing_keys_file=signing,
    )
    house = House(settings, new_topic(), new_topic())
    await create_missing(Broker(servers.kafka), [house.topic, house.others])
    return house


class Serving:
    """The service's relay and what it stands on, running."""

    def __init__(self, house: House) -> None:
        self.runtime = house.runtime()
        assert self.runtime.relay is not None
        self.relay: Relay = self.runtime.relay

    async def __aenter__(self) -> Self:
        self.runtime.database.open()
        for step in self.runtime._schema:
            step()
        await self.runtime.follower.start()
        await self.relay.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.relay.stop()
        await self.runtime.follower.stop()
        await self.runtime._close_store()
        self.runtime.database.close()

    async def works(self) -> None:
        await until(self.relay.verified.is_set)


async def lived(house: House, *steps: Callable[[Runtime], object]) -> list[Envelope]:
    """Serves, does the steps and waits until the topic holds what they made public; everything in the topic then."""
    async with Serving(house) as serving:
        await serving.works()
        for step in steps:
            step(serving.runtime)
        position = serving.runtime.store.position()

        async def published() -> bool:
            return await newest(house) >= position

        await until(published)
    return [each.envelope for each in await records(house.settings.kafka, house.topic)]


async def newest(house: House) -> int:
    found = await records(house.settings.kafka, house.topic)
    return max((each.envelope.sequence for each in found), default=0)


def made_older(house: House, position: int) -> None:
    """The database as it was at that position."""
    runtime = house.runtime()
    runtime.database.open()
    runtime.database.fetch("DELETE FROM stored_events WHERE notification_id > %s RETURNING 1", (position,))
    runtime.database.fetch("UPDATE relay_places SET sequence = 0, read = 0, next_offset = 0 RETURNING 1")
    runtime.database.fetch("SELECT setval('stored_events_notification_id_seq', %s)", (position,))
    runtime.database.close()


def lamp_of(house: House, identifier: UUID) -> Lamp | None:
    runtime = house.runtime()
    runtime.database.open()
    try:
        found = runtime.store.load([identifier]).get(identifier)
        assert found is None or isinstance(found, Lamp)
        return found
    finally:
        runtime.database.close()


async def test_what_was_lost_is_taken_over_unsaid_and_life_goes_on_behind_it(house: House) -> None:
    old, new = uuid4(), uuid4()
    await house.tell(Bought(lamp_id=new, price=7), 1)
    before = await lived(
        house,
        lambda runtime: runtime.store.run(hang, old, 1),
        lambda runtime: runtime.store.run(light, old, 2),
        lambda runtime: runtime.store.run(hang, new, 3),
    )
    made_older(house, 2)

    async with Serving(house) as serving:
        await until(lambda: "older than what was published" in (serving.relay.reason() or ""))
        with pytest.raises(RolledBack):
            serving.relay.admit()

        await house.restore()

        await serving.works()  # the running replica picks it up by itself
        assert [each.envelope for each in await records(house.settings.kafka, house.topic)] == before
        position = serving.runtime.store.run(light, old, 4).position
        assert position is not None
        assert position > GAP

        async def published() -> bool:
            return await newest(house) == position

        await until(published)

    lamp, newcomer = lamp_of(house, old), lamp_of(house, new)
    assert lamp is not None
    assert lamp.lit == [1, 2, 4]
    assert newcomer is not None
    assert newcomer.lit == [3]
    assert house.prices == {new: 7}
    assert "what cannot stand has ended" in house.said
    chains = by_partition(await records(house.settings.kafka, house.topic))
    last = chains[partition_of(str(old).encode())][-1]
    own = [each.sequence for each in before if each.partition == last.partition]
    assert (last.sequence, last.previous) == (position, max(own))


async def test_no_snapshot_outlives_the_log_it_was_taken_from(house: House) -> None:
    lamp = uuid4()
    await lived(
        house,
        lambda runtime: runtime.store.run(hang, lamp, 1),
        lambda runtime: runtime.store.run(light, lamp, 2),
        lambda runtime: runtime.store.loader.take([lamp]),
    )
    made_older(house, 1)

    await house.restore()

    found = lamp_of(house, lamp)
    assert found is not None
    assert found.lit == [1, 2]
    runtime = house.runtime()
    runtime.database.open()
    assert runtime.database.fetch("SELECT originator_version FROM snapshots") == []
    runtime.database.close()


async def test_a_topic_lost_afterwards_is_filled_with_what_it_held(house: House) -> None:
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp, 1), lambda r: r.store.run(light, lamp, 2))
    made_older(house, 1)
    await house.restore()
    before = await lived(house, lambda r: r.store.run(light, lamp, 3))

    await drop_topic(house.settings.kafka, house.topic)
    after = await lived(house)

    assert after == before
    assert len({each.sequence for each in after}) == len(after) == 4


async def test_a_restoration_that_stops_keeps_the_service_closed_and_goes_on_where_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp), *[_lights(lamp, n) for n in range(6)])
    made_older(house, 1)
    monkeypatch.setattr(restoring, "BATCH", 2)
    house.fail_after = 3

    with pytest.raises(CannotRestore, match="stays closed"):
        await house.restore()
    async with Serving(house) as serving:
        await until(lambda: "is not finished" in (serving.relay.reason() or ""))
        house.fail_after = None
        await house.restore()
        await serving.works()
    await house.restore()

    found = lamp_of(house, lamp)
    assert found is not None
    assert found.lit == [0, 1, 2, 3, 4, 5]
    assert "nothing to take over" in house.said[-1]
    assert len(await records(house.settings.kafka, house.topic)) == 7


async def test_a_second_restoration_takes_over_only_what_was_lost_since(house: House) -> None:
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp, 1), lambda r: r.store.run(light, lamp, 2))
    made_older(house, 1)
    await house.restore()
    kept = GAP  # behind everything the first restoration recorded itself there is a hole
    await lived(house, lambda r: r.store.run(light, lamp, 3))
    runtime = house.runtime()
    runtime.database.open()
    [row] = runtime.database.fetch("SELECT max(notification_id) AS last FROM stored_events")
    runtime.database.close()
    made_older(house, row["last"] - 1)

    await house.restore()

    found = lamp_of(house, lamp)
    assert found is not None
    assert found.lit == [1, 2, 3]
    after = await lived(house, lambda r: r.store.run(light, lamp, 4))
    assert after[-1].sequence > 2 * kept


async def test_views_show_what_was_taken_over_once(house: House) -> None:
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp, 1), lambda r: r.store.run(light, lamp, 2))
    runtime = house.runtime()
    assert runtime.projection is not None
    async with runtime.at_rest(), runtime.follower, runtime.projection:
        assert await runtime.projection.wait_for(3, timeout=15)
    made_older(house, 2)

    await house.restore()

    again = house.runtime()
    assert again.projection is not None
    async with again.at_rest(), again.follower, again.projection:
        assert await again.projection.wait_for(3, timeout=15)
        document = await again.projection.collection("lamps").find_one({"_id": str(lamp)})
    assert document == {"_id": str(lamp), "lit": 2}


async def test_the_erased_stay_erased_whatever_was_put_back(house: House) -> None:
    lamp, gone, here = uuid4(), uuid4(), uuid4()
    asked = {person: Request.of(person, "light", "key", None) for person in (gone, here)}
    await lived(house, lambda r: r.store.run(hang, lamp, 1))
    made_older(house, 1)
    runtime = house.runtime()
    runtime.database.open()
    runtime.database.transact(runtime.vault.put(person, NOTE, "words", person=person) for person in (gone, here))
    runtime.database.transact(runtime.store.answers.record(request, {}) for request in asked.values())
    await house.tell(Forgotten(person_id=gone), 1)

    await house.restore()

    runtime.database.transact([runtime.vault.put(gone, NOTE, "again", person=gone)])
    assert runtime.vault.open_many([gone, here], NOTE) == {here: "words"}
    assert {person: runtime.store.answers.find(request) for person, request in asked.items()} == {gone: None, here: {}}
    runtime.database.close()


async def test_another_story_under_the_same_sequence_is_refused_and_nothing_is_changed(house: House) -> None:
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp, 1), lambda r: r.store.run(light, lamp, 2))
    made_older(house, 1)
    runtime = house.runtime()
    runtime.database.open()
    runtime.database.fetch("SELECT setval('stored_events_notification_id_seq', 1)")
    runtime.store.open()
    runtime.store.run(light, lamp, 8)
    runtime.store.run(light, lamp, 9)
    runtime.store.close()
    before = runtime.database.fetch("SELECT * FROM stored_events ORDER BY notification_id")

    with pytest.raises(CannotRestore, match="another event"):
        await house.restore()

    assert runtime.database.fetch("SELECT * FROM stored_events ORDER BY notification_id") == before
    assert runtime.database.fetch("SELECT * FROM restorations") == []
    runtime.database.close()


async def test_a_whole_store_is_left_alone_unless_it_is_known_to_be_older(house: House) -> None:
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp, 1))
    await house.restore()
    assert "nothing to take over" in house.said[-1]

    await house.restore(older=True)

    assert (await lived(house, lambda r: r.store.run(light, lamp, 2)))[-1].sequence > GAP


async def test_a_service_that_publishes_is_not_restored_under_its_feet(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "ALONE_SECONDS", 1.5)
    await lived(house, lambda r: r.store.run(hang, uuid4(), 1))
    async with Serving(house) as serving:
        await serving.works()
        await until(lambda: _leads(serving))
        with pytest.raises(CannotRestore, match="runs and publishes"):
            await house.restore(older=True)


async def test_a_process_whose_database_was_replaced_by_an_older_one_ends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr("chassis.relay.relay.FRESH_SECONDS", 0.0)
    monkeypatch.setattr("chassis.relay.relay.os.kill", lambda _, number: ended.append(number))
    lamp = uuid4()
    await lived(house, lambda r: r.store.run(hang, lamp, 1), lambda r: r.store.run(light, lamp, 2))
    async with Serving(house) as serving:
        await serving.works()
        await until(lambda: _leads(serving))
        made_older(house, 1)
        serving.runtime.database.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await until(lambda: bool(ended))
        with pytest.raises(RolledBack):
            serving.relay.admit()
    assert ended == [signal.SIGTERM]
    assert len(await records(house.settings.kafka, house.topic)) == 3


def _leads(serving: Serving) -> bool:
    rows = serving.runtime.database.fetch(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return bool(rows)


def _lights(lamp: UUID, number: int) -> Callable[[Runtime], object]:
    return lambda runtime: runtime.store.run(light, lamp, number)
