"""The whole service on real servers: content and the publisher speak through Kafka, people through HTTP."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from joserfc.jwk import OKPKey

from chassis.auth import GATEWAY, TokenIssuer
from chassis.clock import MonotonicClock, system_clock
from chassis.follower import Follower
from chassis.http import POSITION
from chassis.settings import Settings
from chassis.signing import Signer, digest_of_json
from contracts import consent
from contracts.content import ActivityOffered, ContentCurated, ContentRevised, OfferAudience
from contracts.envelope import Envelope, partition_of
from contracts.event import IntegrationEvent
from contracts.publisher import AccountConnected, ReleaseRequested, ReleaseReturned
from contracts.values import Kind, Network, Role, timestamp
from services.consent.main import build
from services.consent.timekeeper import Timekeeper
from tests.chassis.pipeline import records
from tests.consent.house import House, Played
from tests.servers import MongoDatabase


class Speaking:
    """Content and the publisher as the topics know them: each event names the one before it in its partition."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._sequence = 0
        self._previous: dict[tuple[str, int], int] = {}

    async def say(self, service: str, event: IntegrationEvent) -> None:
        self._sequence += 1
        place = (event.TOPIC, partition_of(str(event.key).encode()))
        envelope = Envelope(
            id=uuid4(),
            source=f"/restu/{service}",
            type=event.TYPE,
            subject=str(event.key),
            time=timestamp(datetime.now(UTC)),
            sequence=self._sequence,
            previous=self._previous.get(place, 0),
            data=event.model_dump_json().encode(),
        )
        await self._producer.send_and_wait(
            event.TOPIC, envelope.data, key=envelope.key, partition=envelope.partition, headers=envelope.headers()
        )
        self._previous[place] = self._sequence


class Stage:
    """A running service and everybody around it."""

    def __init__(self, client: httpx.AsyncClient, keys: dict[str, Any], played: Played, speaking: Speaking) -> None:
        self.client, self.played, self.speaking = client, played, speaking
        self._gateway = TokenIssuer(GATEWAY, keys["gateway"])
        self._command_line = TokenIssuer("cli", keys["cli"])

    async def ask(
        self, method: str, path: str, person: UUID | None, body: Any = None, after: str = "0"
    ) -> httpx.Response:
        token = (
            self._command_line.for_service("consent")
            if person is None
            else self._gateway.for_person("consent", person, frozenset({Role.ADVOCATE}))
        )
        headers = {"authorization": f"Bearer {token}", "idempotency-key": str(uuid4()), POSITION: after}
        return await self.client.request(method, path, json=body, headers=headers)


def private() -> dict[str, Any]:
    return {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}


@pytest.fixture
def keys() -> dict[str, Any]:
    return {"gateway": private(), "cli": private()}


@pytest.fixture
def settings(
    tmp_path: Path, postgres_dsn: str, mongo_database: MongoDatabase, kafka_bootstrap: str, keys: dict[str, Any]
) -> Settings:
    sealing, signing, trusted = tmp_path / "sealing", tmp_path / "signing", tmp_path / "trusted"
    sealing.write_text(base64.urlsafe_b64encode(os.urandom(32)).decode())
    signing.write_text(json.dumps(private()))
    public = [key for service in keys for key in Signer(service, keys[service]).public]
    trusted.write_text(json.dumps({"keys": public}))
    return Settings(
        postgres_dsn=postgres_dsn,
        kafka=kafka_bootstrap,
        mongo_url=mongo_database.url,
        mongo_database=mongo_database.name,
        sealing_keys_file=sealing,
        signing_keys_file=signing,
        trusted_keys_file=trusted,
    )


@asynccontextmanager
async def running(settings: Settings, keys: dict[str, Any]) -> AsyncIterator[Stage]:
    played = Played()
    app = build(settings, asking=played)
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka)
    await producer.start()
    try:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://consent") as client,
        ):
            async with asyncio.timeout(30):
                while (await client.get("/readyz")).status_code != 200:
                    await asyncio.sleep(0.05)
            yield Stage(client, keys, played, Speaking(producer))
    finally:
        await producer.stop()


async def topic(bootstrap: str) -> list[tuple[str, bytes]]:
    """Everything in consent's topic: (type, data)."""
    found = await records(bootstrap, consent.TOPIC)
    return [(each.envelope.type.split(".")[1], each.envelope.data) for each in found]


async def until(bootstrap: str, kind: str, count: int = 1) -> bytes:
    """Waits for that many events of a type; the last one's data."""
    async with asyncio.timeout(20):
        while True:
            found = [data for name, data in await topic(bootstrap) if name == kind]
            if len(found) >= count:
                return found[-1]


async def test_the_main_path_through_the_topics(settings: Settings, keys: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    item, activity, account = uuid4(), uuid4(), uuid4()
    revision = uuid4()
    async with running(settings, keys) as stage:
        body = {"name": "Sari", "email": "sari@example.org", "roles": [], "groups": []}
        person = UUID((await stage.ask("POST", "/internal/people", None, body)).json()["person_id"])
        stage.played.activities[activity] = {
            "revision_id": str(revision),
            "language": "en",
            "title": "Something new",
            "link": None,
            "target": None,
            "messages": [],
        }
        stage.played.accounts[account] = {
            "advocate_id": str(person),
            "handle": "@sari@social.example",
            "max_characters": 500,
            "characters_per_url": 23,
            "connected": True,
        }
        say = stage.speaking.say
        await say(
            "content",
            ContentCurated(
                item_id=item, revision_id=revision, digest="d" * 64, source="composed", curated_by=None, curated_at=now
            ),
        )
        await say(
            "content",
            ActivityOffered(
                item_id=item,
                activity_id=activity,
                kind=Kind.POST,
                network=Network.MASTODON,
                opens_at=now - timedelta(hours=1),
                closes_at=now + timedelta(days=1),
                audience=OfferAudience(everyone=True),
                points=5,
                offered_at=now,
            ),
        )
        await say(
            "publisher",
            AccountConnected(advocate_id=person, account_id=account, network=Network.MASTODON, connected_at=now),
        )
        async with asyncio.timeout(20):
            while not (await stage.ask("GET", "/v1/feed", person)).json()["activities"]:
                await asyncio.sleep(0.05)
            wish = {"activity_id": str(activity), "account_id": str(account), "text": "My words", "choice": "now"}
            while (shown := await stage.ask("POST", "/v1/previews", person, wish)).status_code == 404:
                await asyncio.sleep(0.05)
        assert shown.status_code == 200, shown.text

        answer = {"verb": "approve", "token": shown.json()["token"], "text": shown.json()["preview"]["text"]}
        approved = await stage.ask("POST", "/v1/respond", person, answer)
        approval_id = approved.json()["approval_id"]
        after = approved.headers[POSITION]
        receipt = (await stage.ask("GET", f"/v1/approvals/{approval_id}/receipt", person, after=after)).json()
        assert await until(settings.kafka, "ActivityApproved") == receipt["event"].encode(), "byte for byte"

        ids = {
            "advocate_id": person,
            "post_id": uuid4(),
            "approval_id": approval_id,
            "activity_id": activity,
            "account_id": account,
        }
        release = uuid4()
        await say("publisher", ReleaseRequested(**ids, release_id=release, requested_at=now))
        granted = json.loads(await until(settings.kafka, "ReleaseGranted"))
        assert granted["approval_hash"] == digest_of_json(receipt["event"])

        noted = await stage.ask("POST", "/v1/respond", person, {"verb": "withdraw", "approval_id": approval_id})
        assert noted.json()["state"] == "withdrawal-noted"
        await say("publisher", ReleaseReturned(**ids, release_id=release, reason="rate-limited", returned_at=now))
        withdrawn = json.loads(await until(settings.kafka, "ApprovalWithdrawn"))
        assert withdrawn["approval_id"] == approval_id

        again = (await stage.ask("POST", "/v1/previews", person, wish)).json()
        answer = {"verb": "approve", "token": again["token"], "text": again["preview"]["text"]}
        await stage.ask("POST", "/v1/respond", person, answer)
        await say("content", ContentRevised(item_id=item, revision_id=uuid4(), digest="e" * 64, revised_at=now))
        lapsed = json.loads(await until(settings.kafka, "ApprovalLapsed"))
        assert (lapsed["approval_id"], lapsed["reason"]) == (again["approval_id"], "content-revised")

        everything = b"".join(data for _, data in await topic(settings.kafka))
        for words in (b"My words", b"sari", b"Sari", b"social.example"):
            assert words not in everything


async def test_after_a_restart_the_clock_is_not_behind_the_newest_event(house: House) -> None:
    house.machine_clock.now += timedelta(days=300)
    house.join()
    clock = MonotonicClock(system_clock)
    follower = Follower(house.store)
    keeper = Timekeeper(clock, house.store, follower)
    keeper.seed()
    assert clock() >= house.machine_clock.now

    house.machine_clock.now += timedelta(days=1)
    async with follower:
        await keeper.start()
        house.join("Budi")
        async with asyncio.timeout(10):
            while clock() < house.machine_clock.now:
                await asyncio.sleep(0.02)
        await keeper.stop()
