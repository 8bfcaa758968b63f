"""A service as it runs, replicas of it over one database, asked over HTTP as the gateway and the command line do."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import OKPKey

from chassis.auth import GATEWAY, TokenIssuer
from chassis.signing import Signer
from contracts.values import Role
from restu.child import Child, Launch, log_tail
from restu.embedded.server import bare_environment, small_python
from restu.home import PROJECT
from restu.ports import HOST, free_port
from tests.servers import Servers

PATIENCE = 60.0
"""How long anything may take that is not the race itself (s)."""
TOKEN_SECONDS = 30.0
REPLICAS = 2
CLIENTS = 64
COMMAND_LINE, PUBLISHER = "cli", "publisher"
TRUSTED = (GATEWAY, COMMAND_LINE, PUBLISHER)
"""Whose tokens and signatures the service believes."""
PEERS = ("content", "consent", PUBLISHER)


@dataclass
class Door:
    """Where the replicas of a service are. `random` decides which is asked, and when.

    `publisher`: signs as the publisher whom they trust.
    """

    service: str
    replicas: list[str]
    client: httpx.AsyncClient
    issuers: Mapping[str, TokenIssuer]
    publisher: Signer
    random: Random
    _tokens: dict[tuple[UUID | None, Role], tuple[float, str]] = field(default_factory=dict)

    async def ask(
        self, path: str, person: UUID | None, body: Any = None, *, role: Role = Role.ADVOCATE
    ) -> httpx.Response:
        """A command, given to one of the replicas; the same again under its key, until it is decided.

        `person` None: the command line asks.
        """
        address, key = self.random.choice(self.replicas), str(uuid4())
        deadline = time.monotonic() + PATIENCE
        while True:
            headers = {"authorization": f"Bearer {self._token(person, role)}", "idempotency-key": key}
            try:
                answer = await self.client.post(address + path, json=body, headers=headers)
                if is_decided(answer) or time.monotonic() > deadline:
                    return answer
            except httpx.TransportError:  # such as a connection that was closed because nobody had used it
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.05)

    def _token(self, person: UUID | None, role: Role) -> str:
        until, token = self._tokens.get((person, role), (0.0, ""))
        if until < time.monotonic():
            if person is None:
                token = self.issuers[COMMAND_LINE].for_service(self.service)
            else:
                token = self.issuers[GATEWAY].for_person(self.service, person, frozenset({role}))
            self._tokens[person, role] = (time.monotonic() + TOKEN_SECONDS, token)
        return token


def is_decided(answer: httpx.Response) -> bool:
    """Whether asking again would change nothing."""
    return answer.status_code != 503 and code_of(answer) != "conflict"


def code_of(answer: httpx.Response) -> str:
    """The code of a problem document, or the state of what was done."""
    told = answer.json()
    return str(told.get("code") or told.get("state"))


@asynccontextmanager
async def door_of(service: str, servers: Servers, seed: int, *, peers: str, replicas: int) -> AsyncIterator[Door]:
    """The service on servers whose topics are empty, ready; ended afterwards. `peers`: where its peers answer."""
    keys = {name: _private_keys() for name in (service, *TRUSTED)}
    async with AsyncExitStack() as open_:
        addresses = open_.enter_context(_replicas(service, servers, peers, keys, replicas))
        client = await open_.enter_async_context(
            httpx.AsyncClient(timeout=PATIENCE, trust_env=False, limits=httpx.Limits(max_connections=CLIENTS))
        )
        await _all_ready(client, addresses)
        issuers = {name: TokenIssuer(name, keys[name]) for name in (GATEWAY, COMMAND_LINE)}
        publisher, random = Signer(PUBLISHER, keys[PUBLISHER]), Random(seed)  # noqa: S311 - to be repeated, not secret
        yield Door(service, addresses, client, issuers, publisher, random)


@contextmanager
def _replicas(service: str, servers: Servers, peers: str, keys: Mapping[str, Any], count: int) -> Iterator[list[str]]:
    """Processes of the service over one new database; their addresses."""
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
        "RESTU_PEERS": json.dumps(dict.fromkeys({*PEERS} - {service}, peers)),
        "RESTU_LOG_LEVEL": "warning",
        **_key_files(service, folder, keys),
    }
    ports: list[int] = []
    children: list[Child] = []
    try:
        for number in range(count):
            ports.append(free_port(frozenset(ports)))
            own = {"RESTU_PORT": str(ports[-1]), "RESTU_INSTANCE": f"{service}-{number}"}
            command = [sys.executable, "-m", f"services.{service}.main"]
            log = folder / f"{service}-{number}.log"
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


def _key_files(service: str, folder: Path, keys: Mapping[str, Any]) -> dict[str, str]:
    """The settings of the files that hold the service's keys, and whom it trusts."""
    public = [key for name in TRUSTED for key in Signer(name, keys[name]).public]
    contents = {
        "RESTU_SEALING_KEYS_FILE": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "RESTU_SIGNING_KEYS_FILE": json.dumps(keys[service]),
        "RESTU_TRUSTED_KEYS_FILE": json.dumps({"keys": public}),
    }
    files = {setting: folder / setting for setting in contents}
    for setting, file in files.items():
        file.write_text(contents[setting], "ascii")
    return {setting: str(file) for setting, file in files.items()}


def _private_keys() -> dict[str, Any]:
    return {"keys": [OKPKey.generate_key("Ed25519", private=True).as_dict(private=True)]}
