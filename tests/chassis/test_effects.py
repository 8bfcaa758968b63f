"""How far events about a key are published and took effect, as the tables say, asked by the command line."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from chassis.auth import TokenIssuer, TokenReader
from chassis.broker import Broker
from chassis.consumer import Consumer
from chassis.consumer.batch import Batches, Incoming
from chassis.consumer.positions import Positions
from chassis.errors import Refused
from chassis.event_store import EventStore, Work
from chassis.follower import Follower
from chassis.http import add_error_tree
from chassis.keys import PeerKeys
from chassis.relay import Relay
from chassis.repair import effect_routes, topic_routes
from chassis.signing import Signer
from contracts.envelope import Envelope, ascii_of, partition_of
from tests.chassis.pipeline import SOURCE, LampLit, chain, light, translate, words

WORDS = words("test.effects")
KEYS: dict[str, Any] = {
    name: {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=True)]} for name in ("cli", "content")
}


class House:
    """A consumer that never asks Kafka, given records by hand, and its route."""

    def __init__(self, store: EventStore) -> None:
        self.burning = 0
        self.consumer = Consumer(
            store,
            kafka=Broker("127.0.0.1:1"),
            group="effects",
            instance="effects-0",
            sources={WORDS.topic: SOURCE},
            policies={WORDS.lit: self.lit},
        )
        self.consumer.migrate()
        self.relay = Relay(
            Follower(store), topic=WORDS.topic, source=SOURCE, translate=translate, kafka=Broker("127.0.0.1:1")
        )
        self.relay.migrate()
        self._batches = Batches(self.consumer.runner, self.consumer.letters, Positions(store.database))
        keys = PeerKeys({}, [each for name, own in KEYS.items() for each in Signer(name, own).public])
        reader = TokenReader("consent", keys)
        self._app = FastAPI()
        add_error_tree(self._app, Refused)
        for router in (effect_routes(self.consumer, reader), topic_routes(self.relay, reader)):
            self._app.include_router(router)

    def lit(self, work: Work, event: LampLit, _: Envelope) -> None:
        if event.times == self.burning:
            raise ValueError("it burns")
        light(work, event.lamp_id, event.times)

    def receive(self, *envelopes: Envelope) -> None:
        self._batches.apply(
            [Incoming((WORDS.topic, each.partition), n, each.data, each) for n, each in enumerate(envelopes)]
        )

    async def ask(self, lamp: UUID, *, topic: str = WORDS.topic, by: str = "cli") -> httpx.Response:
        return await self.get(f"effects/{topic}/{lamp}", by)

    async def get(self, path: str, by: str = "cli") -> httpx.Response:
        headers = {"Authorization": f"Bearer {TokenIssuer(by, KEYS[by]).for_service('consent')}"}
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://consent", headers=headers) as client:
            return await client.get(f"/internal/{path}")


@pytest.fixture
def house(store: EventStore) -> House:
    return House(store)


async def test_the_position_is_told_of_the_keys_partition(house: House) -> None:
    lamp = uuid4()
    assert (await house.ask(lamp)).json()["sequence"] == 0

    house.receive(*chain(lamp, 3, WORDS.lit))

    told = (await house.ask(lamp)).json()
    assert told == {"sequence": 3, "waiting": [], "unreadable": [], "trouble": "not connected yet"}


async def test_what_waits_is_named_although_the_position_is_past_it(house: House) -> None:
    lamp, house.burning = uuid4(), 2

    house.receive(*chain(lamp, 3, WORDS.lit))

    told = (await house.ask(lamp)).json()
    assert told["sequence"] == 3
    assert [(each["state"], each["sequence"]) for each in told["waiting"]] == [("dead", 2), ("queued", 3)]


async def test_what_could_not_be_read_is_named_in_its_own_partition(house: House, store: EventStore) -> None:
    lamp = uuid4()
    here = partition_of(ascii_of(lamp))
    letters = house.consumer.letters
    store.database.transact(
        letters.foreign(WORDS.topic, partition, offset, b"?", "no event")
        for partition, offset in ((here, 5), (here + 1, 6), (here, 7))
    )
    first, _, last = (letter.id for letter in letters.oldest())

    assert (await house.ask(lamp)).json()["unreadable"] == [first, last]


async def test_what_is_not_read_here_is_not_found(house: House) -> None:
    assert (await house.ask(uuid4(), topic="restu.other.v1")).status_code == 404


async def test_how_far_a_keys_partition_is_published_is_told(house: House, store: EventStore) -> None:
    lamp = uuid4()
    assert (await house.get(f"topic/published/{lamp}")).json() == {"read": 0, "sequence": 0}

    store.database.transact([house.relay.places.accept(partition_of(ascii_of(lamp)), 12, 1)])

    assert (await house.get(f"topic/published/{lamp}")).json() == {"read": 12, "sequence": 12}
    assert (await house.get(f"topic/published/{lamp}", by="content")).status_code == 403


async def test_only_the_command_line_asks(house: House) -> None:
    assert (await house.ask(uuid4(), by="content")).status_code == 403
