"""A tiny service on real servers: command, view, live update, topic, health; refused until its store was compared."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from eventsourcing.domain import Aggregate, event
from fastapi import APIRouter, FastAPI, Response
from joserfc.jwk import OKPKey
from pymongo import ReplaceOne

from chassis import runtime as runtime_module
from chassis.auth import GATEWAY, Caller, TokenIssuer
from chassis.errors import Refused
from chassis.event_store import Work
from chassis.http import POSITION, After, IdempotencyKey, answer, caller_of
from chassis.idempotency import Request
from chassis.live import LiveEvent
from chassis.projection import Batch
from chassis.relay import Published
from chassis.runtime import FlatRuntime, Runtime
from chassis.settings import Settings
from chassis.signing import Signer
from contracts.consent import AdvocateJoined
from contracts.values import Role
from tests.servers import MongoDatabase

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Guest(Aggregate):
    TOPIC = "test.Guest"

    class Created(Aggregate.Created):
        TOPIC = "test.Guest.Created"
        identifier: UUID
        at: datetime

    @event(Created)
    def __init__(self, identifier: UUID, at: datetime) -> None:
        pass

    @staticmethod
    def create_id(identifier: UUID) -> UUID:
        return identifier


def join(work: Work, person: UUID) -> dict[str, Any]:
    work.add(Guest(identifier=person, at=NOW))
    return {"person_id": str(person)}


def translate(event: Any) -> Published | None:
    return Published.of(AdvocateJoined(advocate_id=event.originator_id, joined_at=event.at), at=event.at)


def shown(event: Any, batch: Batch) -> None:
    batch.add("guests", ReplaceOne({"_id": str(event.originator_id)}, {}, upsert=True))


def live(event: Any) -> LiveEvent | None:
    return LiveEvent("joined", event.originator_id)


def build(settings: Settings) -> FastAPI:
    runtime = Runtime(settings, "consent")
    runtime.publish("restu.consent.v1", translate)
    views = runtime.project({"guests": []}, {Guest.Created: shown}, live, shape=1)
    router = APIRouter()
    asking = caller_of(runtime.reader)

    @router.post("/v1/join")
    def post(key: IdempotencyKey, response: Response, caller: Caller = asking) -> Any:
        person = caller.as_person()
        return answer(response, runtime.store.run_once(Request.of(person, "join", key, {}), join, person))

    @router.get("/v1/guests")
    async def guests(after: After = None) -> int:
        await views.wait_for(after or 0, timeout=5.0)
        return len(await views.collection("guests").find({}).to_list(None))

    return runtime.http(Refused, [router])


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://consent") as client,
    ):
        yield client


async def ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(20):
        while (await client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.05)


def private() -> dict[str, Any]:
    return {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}


@pytest.fixture
def gateway_keys() -> dict[str, Any]:
    return private()


@pytest.fixture
def settings(
    tmp_path: Path, postgres_dsn: str, mongo_database: MongoDatabase, kafka_bootstrap: str, gateway_keys: dict[str, Any]
) -> Settings:
    sealing, signing, trusted = tmp_path / "sealing", tmp_path / "signing", tmp_path / "trusted"
    sealing.write_text(base64.urlsafe_b64encode(os.urandom(32)).decode())
    signing.write_text(json.dumps(private()))
    trusted.write_text(json.dumps({"keys": Signer(GATEWAY, gateway_keys).public}))
    return Settings(
        postgres_dsn=postgres_dsn,
        kafka=kafka_bootstrap,
        mongo_url=mongo_database.url,
        mongo_database=mongo_database.name,
        sealing_keys_file=sealing,
        signing_keys_file=signing,
        trusted_keys_file=trusted,
    )


async def test_a_command_is_seen_in_the_view_at_its_position(settings: Settings, gateway_keys: dict[str, Any]) -> None:
    person = uuid4()
    token = TokenIssuer(GATEWAY, gateway_keys).for_person("consent", person, frozenset({Role.ADVOCATE}))
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "key-00001"}
    async with running(build(settings)) as client:
        await ready(client)

        first = await client.post("/v1/join", headers=headers)
        seen = await client.get("/v1/guests", headers={POSITION: first.headers[POSITION]})
        again = await client.post("/v1/join", headers=headers)

        assert first.json() == again.json() == {"person_id": str(person)}
        assert seen.json() == 1


async def test_a_caller_without_a_token_or_with_anothers_is_refused(settings: Settings) -> None:
    stranger = TokenIssuer(GATEWAY, private()).for_person("consent", uuid4(), frozenset())
    async with running(build(settings)) as client:
        await ready(client)
        for headers in ({}, {"authorization": "Bearer x"}, {"authorization": f"Bearer {stranger}"}):
            refused = await client.post("/v1/join", headers={**headers, "idempotency-key": "key-00001"})
            assert refused.status_code == 401
            assert refused.headers["content-type"] == "application/problem+json"


async def test_nothing_is_served_before_the_store_was_compared_with_its_topic(settings: Settings) -> None:
    cut_off = settings.model_copy(update={"kafka": "127.0.0.1:1"})
    async with running(build(cut_off)) as client:
        refused = await client.get("/v1/guests")
        health = await client.get("/readyz")

    assert refused.status_code == health.status_code == 503
    assert refused.json()["code"] == "not-ready"
    assert health.json()["reasons"]


async def test_health_metrics_and_keys_answer_always(settings: Settings) -> None:
    async with running(build(settings.model_copy(update={"kafka": "127.0.0.1:1"}))) as client:
        assert (await client.get("/livez")).json() == {"alive": True}
        assert "restu_http" in (await client.get("/metrics")).text
        async with asyncio.timeout(10):
            while (await client.get("/.well-known/jwks.json")).status_code != 200:
                await asyncio.sleep(0.05)
        keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
        assert [key["service"] for key in keys] == ["consent"]
        assert all("d" not in key for key in keys)


async def test_a_part_that_does_not_end_or_fails_keeps_no_other_from_ending(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime_module, "END_SECONDS", 0.3)
    ended: list[str] = []
    runtime = FlatRuntime(settings, "consent")

    def part(name: str) -> None:
        async def start() -> None:
            pass

        async def stop() -> None:
            if name == "fails":
                raise RuntimeError(name)
            while name == "hangs":
                await asyncio.Event().wait()
            ended.append(name)

        runtime.add(start, stop)

    for name in ("first", "hangs", "fails", "last"):
        part(name)
    app = runtime.http(Refused, [])
    async with running(app) as client:
        await ready(client)
        for close in app.state.closing:
            close()
        began = time.monotonic()

    assert ended == ["last", "first"]
    assert time.monotonic() - began < 3.0


async def test_what_acts_by_itself_begins_nothing_new_from_the_signal_on(settings: Settings) -> None:
    runtime = FlatRuntime(settings, "consent")
    rested: list[str] = []
    runtime.rests(lambda: rested.append("timers"))
    app = runtime.http(Refused, [])
    async with running(app) as client:
        await ready(client)
        assert rested == []
        for close in app.state.closing:
            close()
        assert rested == ["timers"]
        assert (await client.get("/livez")).status_code == 200, "what is under way is still answered"
