"""Consent as it runs, two replicas over one database, and everybody around it; spoken to from the outside only."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from joserfc.jwk import OKPKey

from chassis.auth import GATEWAY, TokenIssuer
from chassis.signing import Signer
from contracts import consent
from contracts.content import ActivityOffered, ContentCurated, OfferAudience
from contracts.envelope import PARTITIONS, Envelope
from contracts.publisher import AccountConnected
from contracts.values import Kind, Network, Role
from restu.child import Child, Launch, log_tail
from restu.embedded.server import bare_environment, small_python
from restu.home import PROJECT
from restu.ports import HOST, free_port
from tests.races.neighbours import Speaking, answering
from tests.servers import Servers

PATIENCE = 60.0
"""How long anything may take that is not the race itself (s)."""
TOKEN_SECONDS = 30.0
PEOPLE = 24
REPLICAS = 2
CLIENTS = 64
COMMAND_LINE = "cli"


@dataclass(frozen=True)
class Said:
    """One event of consent, and where it stands in its topic."""

    type: str
    partition: int
    offset: int
    data: Mapping[str, Any]


class Hearing:
    """Everything in consent's topic so far, by approval, by release and by person."""

    def __init__(self) -> None:
        self._said: dict[str, list[Said]] = defaultdict(list)
        self._news = asyncio.Event()

    def about(self, identifier: object, *types: str) -> list[Said]:
        """What was said of one id, in order; only these types, where some are named."""
        return [each for each in self._said[str(identifier)] if not types or each.type in types]

    async def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Waits until it holds; gives up in silence, for whoever asked will see that it does not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not condition():
                    await self._news.wait()

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Hears, for ever."""
        while True:
            for batch in (await consumer.getmany(timeout_ms=100)).values():
                for record in batch:
                    envelope = Envelope.read(record.headers, record.key, record.value)
                    kind = envelope.type.split(".")[1]
                    self.hear(Said(kind, record.partition, record.offset, json.loads(envelope.data)))
            self._news.set()
            self._news = asyncio.Event()

    def hear(self, said: Said) -> None:
        """Keeps what was said under each id it is about."""
        for name in ("approval_id", "release_id", "advocate_id"):
            if name in said.data:
                self._said[said.data[name]].append(said)


@dataclass(frozen=True)
class Somebody:
    """An advocate with an account."""

    id: UUID
    account_id: UUID


@dataclass(frozen=True)
class Offer:
    """One item with one activity."""

    item_id: UUID
    activity_id: UUID


@dataclass
class Stage:
    """What a race is run on. `random` decides which replica is asked, and when."""

    replicas: list[str]
    client: httpx.AsyncClient
    speaking: Speaking
    hearing: Hearing
    known: dict[str, Mapping[str, Any]]
    issuers: Mapping[str, TokenIssuer]
    random: Random
    people: list[Somebody] = field(default_factory=list)
    _tokens: dict[UUID | None, tuple[float, str]] = field(default_factory=dict)

    async def ask(self, path: str, person: UUID | None, body: Any = None) -> httpx.Response:
        """A command, given to one of the replicas; the same again under its key, until it is decided."""
        address, key = self.random.choice(self.replicas), str(uuid4())
        deadline = time.monotonic() + PATIENCE
        while True:
            headers = {"authorization": f"Bearer {self._token(person)}", "idempotency-key": key}
            try:
                answer = await self.client.post(address + path, json=body, headers=headers)
                if is_decided(answer) or time.monotonic() > deadline:
                    return answer
            except httpx.TransportError:  # such as a connection that was closed because nobody had used it
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.05)

    async def respond(self, verb: str, by: Somebody, **body: Any) -> httpx.Response:
        """An advocate's answer to an activity."""
        return await self.ask("/v1/respond", by.id, {"verb": verb, **body})

    async def preview(self, by: Somebody, offer: Offer, text: str = "My own words") -> dict[str, Any]:
        """Exactly what would be published, as soon as consent knows of offer and account; what approving needs."""
        wish = {"activity_id": str(offer.activity_id), "account_id": str(by.account_id), "text": text, "choice": "now"}
        deadline = time.monotonic() + PATIENCE
        while True:
            shown = await self.ask("/v1/previews", by.id, wish)
            if shown.status_code == 200:
                told = shown.json()
                return {"token": told["token"], "text": told["preview"]["text"], "approval_id": told["approval_id"]}
            if time.monotonic() > deadline:
                raise AssertionError(f"no preview: {shown.text}")
            await asyncio.sleep(0.1)

    async def approve(self, by: Somebody, shown: Mapping[str, Any]) -> httpx.Response:
        """Consent to what was shown."""
        return await self.respond("approve", by, token=shown["token"], text=shown["text"])

    async def join(self) -> Somebody:
        """A new advocate with an account."""
        name = f"a{uuid4().hex[:12]}"
        body = {"name": name, "email": f"{name}@example.org", "roles": [], "groups": []}
        joined = await self.ask("/internal/people", None, body)
        somebody = Somebody(UUID(joined.json()["person_id"]), uuid4())
        self.known[str(somebody.account_id)] = {
            "advocate_id": str(somebody.id),
            "handle": f"@{name}@social.example",
            "max_characters": 500,
            "characters_per_url": 23,
            "connected": True,
        }
        connected = {"network": Network.MASTODON, "connected_at": datetime.now(UTC)}
        await self.speaking.say(AccountConnected(advocate_id=somebody.id, account_id=somebody.account_id, **connected))
        return somebody

    async def offer(self, count: int) -> list[Offer]:
        """New items, each with one activity that is open to everybody for a day."""
        now = datetime.now(UTC)
        offers = [Offer(uuid4(), uuid4()) for _ in range(count)]
        events = []
        for each in offers:
            revision = uuid4()
            told: dict[str, Any] = {
                "language": "en",
                "title": "Something new",
                "link": None,
                "target": None,
                "messages": [],
            }
            self.known[str(each.activity_id)] = {"revision_id": str(revision), **told}
            events += [
                ContentCurated(
                    item_id=each.item_id,
                    revision_id=revision,
                    digest="d" * 64,
                    source="composed",
                    curated_by=None,
                    curated_at=now,
                ),
                ActivityOffered(
                    item_id=each.item_id,
                    activity_id=each.activity_id,
                    kind=Kind.POST,
                    network=Network.MASTODON,
                    opens_at=now - timedelta(minutes=1),
                    closes_at=now + timedelta(days=1),
                    audience=OfferAudience(everyone=True),
                    points=5,
                    offered_at=now,
                ),
            ]
        await self.speaking.say(*events)
        return offers

    def _token(self, person: UUID | None) -> str:
        until, token = self._tokens.get(person, (0.0, ""))
        if until < time.monotonic():
            if person is None:
                token = self.issuers[COMMAND_LINE].for_service("consent")
            else:
                token = self.issuers[GATEWAY].for_person("consent", person, frozenset({Role.ADVOCATE}))
            self._tokens[person] = (time.monotonic() + TOKEN_SECONDS, token)
        return token


def is_decided(answer: httpx.Response) -> bool:
    """Whether asking again would change nothing."""
    return answer.status_code != 503 and code_of(answer) != "conflict"


def code_of(answer: httpx.Response) -> str:
    """The code of a problem document, or the state of what was done."""
    told = answer.json()
    return str(told.get("code") or told.get("state"))


@asynccontextmanager
async def stage_on(servers: Servers, seed: int, *, replicas: int = REPLICAS) -> AsyncIterator[Stage]:
    """Consent on servers whose topics are empty, with some people; ended afterwards."""
    kafka = servers.kafka
    known: dict[str, Mapping[str, Any]] = {}
    keys = {name: _private_keys() for name in ("consent", GATEWAY, COMMAND_LINE)}
    async with AsyncExitStack() as open_:
        neighbours = open_.enter_context(answering(known))
        addresses = open_.enter_context(_replicas(servers, neighbours, keys, replicas))
        client = await open_.enter_async_context(
            httpx.AsyncClient(timeout=PATIENCE, trust_env=False, limits=httpx.Limits(max_connections=CLIENTS))
        )
        await _all_ready(client, addresses)
        producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
        await producer.start()
        open_.push_async_callback(producer.stop)
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
        await consumer.start()
        open_.push_async_callback(consumer.stop)
        places = [TopicPartition(consent.TOPIC, number) for number in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        hearing = Hearing()
        listening = asyncio.create_task(hearing.listen(consumer))
        open_.callback(listening.cancel)
        issuers = {name: TokenIssuer(name, keys[name]) for name in (GATEWAY, COMMAND_LINE)}
        stage = Stage(addresses, client, Speaking(producer), hearing, known, issuers, Random(seed))  # noqa: S311
        stage.people = list(await asyncio.gather(*(stage.join() for _ in range(PEOPLE))))
        yield stage


@contextmanager
def _replicas(servers: Servers, neighbours: str, keys: Mapping[str, Any], count: int) -> Iterator[list[str]]:
    """Processes of consent over one new database; their addresses."""
    folder = servers.folder / f"races-{uuid4().hex[:8]}"
    folder.mkdir()
    views = servers.mongo_database()
    environment = {
        **bare_environment(),
        "RESTU_HOST": HOST,
        "RESTU_POSTGRES_DSN": servers.postgres_dsn(),
        "RESTU_KAFKA": servers.kafka,
        "RESTU_MONGO_URL": views.url,
        "RESTU_MONGO_DATABASE": views.name,
        "RESTU_PEERS": json.dumps(dict.fromkeys(("content", "publisher"), neighbours)),
        "RESTU_LOG_LEVEL": "warning",
        **_key_files(folder, keys),
    }
    ports: list[int] = []
    children: list[Child] = []
    try:
        for number in range(count):
            ports.append(free_port(frozenset(ports)))
            own = {"RESTU_PORT": str(ports[-1]), "RESTU_INSTANCE": f"consent-{number}"}
            command = [sys.executable, "-m", "services.consent.main"]
            log = folder / f"consent-{number}.log"
            children.append(Child(Launch(command, small_python({**environment, **own}), PROJECT, log)))
        yield [f"http://{HOST}:{port}" for port in ports]
        for child in children:
            assert child.exit_code() is None, log_tail(child.launch.log)
    finally:
        for child in children:
            child.stop()


async def _all_ready(client: httpx.AsyncClient, addresses: list[str]) -> None:
    async with asyncio.timeout(PATIENCE):
        for address in addresses:
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get(f"{address}/readyz")).status_code == 200:
                        break
                await asyncio.sleep(0.1)


def _key_files(folder: Path, keys: Mapping[str, Any]) -> dict[str, str]:
    """The settings of the files that hold consent's keys, and whom it trusts."""
    public = [key for name in (GATEWAY, COMMAND_LINE) for key in Signer(name, keys[name]).public]
    contents = {
        "RESTU_SEALING_KEYS_FILE": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "RESTU_SIGNING_KEYS_FILE": json.dumps(keys["consent"]),
        "RESTU_TRUSTED_KEYS_FILE": json.dumps({"keys": public}),
    }
    files = {setting: folder / setting for setting in contents}
    for setting, file in files.items():
        file.write_text(contents[setting], "ascii")
    return {setting: str(file) for setting, file in files.items()}


def _private_keys() -> dict[str, Any]:
    return {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}
