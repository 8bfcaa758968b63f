"""A sandbox network of one's own: a child process on a free port, started once for all tests of connectors."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.clock import system_clock
from chassis.guarded import GuardedClient
from contracts.networks import Opening, load
from contracts.values import Kind
from services.publisher.networks.mastodon import Mastodon
from services.publisher.networks.mastodon.sign_in import scopes
from services.publisher.networks.protocol import Account, Credentials

ROOT = Path(__file__).parents[3]
SCOPES = " ".join(scopes(load("mastodon"), Kind))


@dataclass(frozen=True)
class Sandbox:
    """The running network and its control API."""

    url: str

    def control(self, method: str, path: str, **body: Any) -> Any:
        answer = httpx.request(method, f"{self.url}/control{path}", json=body or None, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def person(self) -> Person:
        name = f"p{uuid4().hex[:12]}"
        made = self.control("POST", "/accounts", username=name)
        token = self.control("POST", f"/accounts/{name}/tokens", scopes=SCOPES)["access_token"]
        handle = f"@{name}@{self.url.removeprefix('http://')}"
        return Person(self, name, made["password"], Account(self.url, made["id"], handle), Credentials(token))


@dataclass(frozen=True)
class Person:
    """Somebody with an account on the sandbox."""

    sandbox: Sandbox
    name: str
    password: str
    account: Account
    credentials: Credentials

    def fault(self, kind: str, **details: Any) -> None:
        """The next matching call of this person goes wrong in this way."""
        self.sandbox.control("POST", "/faults", kind=kind, account=self.name, **details)

    def statuses(self) -> list[dict[str, Any]]:
        """What stands on the network in this person's name, oldest first."""
        rows = self.sandbox.control("GET", f"/statuses?account={self.name}")
        return [row for row in rows if row["deleted_at"] is None]

    def wait_for_a_status(self) -> None:
        deadline = time.monotonic() + 10
        while not self.statuses():
            assert time.monotonic() < deadline, "the network accepted nothing"
            time.sleep(0.05)

    def opening(self, text: str = "", **fields: Any) -> Opening:
        data: dict[str, Any] = {
            "salt": "c2FsdA",
            "handle": self.account.handle,
            "text": text,
            "visibility": "public",
            "language": "en",
            "content_warning": "",
            "sensitive": False,
            "media": [],
            "link": None,
            "target": None,
        }
        return Opening.model_validate(data | fields)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "RESTU_HOST": "127.0.0.1",
        "RESTU_PORT": str(port),
        "RESTU_SANDBOX_DATA": str(tmp_path_factory.mktemp("sandbox")),
        "RESTU_SANDBOX_URL": f"http://127.0.0.1:{port}",
        "RESTU_LOG_LEVEL": "warning",
    }
    process = subprocess.Popen([sys.executable, "-m", "sandbox.main"], cwd=ROOT, env=environment)
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}/readyz")
        yield Sandbox(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, "the sandbox ended at its start"
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the sandbox did not become ready")


@pytest.fixture
def person(sandbox: Sandbox) -> Person:
    return sandbox.person()


@pytest.fixture
async def mastodon() -> AsyncIterator[Mastodon]:
    async with GuardedClient(allow_private=True) as client:
        yield Mastodon(client, system_clock)
