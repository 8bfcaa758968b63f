"""A real sandbox process on a free port, and the small tools that tests drive it with."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
SCOPES = "profile read:accounts read:statuses read:follows write:statuses write:favourites write:follows write:media"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Return when the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.02)


class Sandbox:
    """One process; `restart` starts it again on the same folder and port."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "RESTU_HOST": "127.0.0.1",
            "RESTU_PORT": str(self.port),
            "RESTU_SANDBOX_DATA": str(data),
            **environment,
        }
        self.http = httpx.Client(base_url=self.url, timeout=10)
        self.start()

    def start(self) -> None:
        with (self.data.parent / "sandbox.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sandbox.main"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        wait_until(self.is_ready)

    def is_ready(self) -> bool:
        assert self.process.poll() is None, "the sandbox ended before it was ready"
        try:
            return self.http.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=10)

    def close(self) -> None:
        if self.process.poll() is None:
            self.end()
        self.http.close()

    def control(self, method: str, path: str, body: object = None) -> Any:
        answer = self.http.request(method, f"/control/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def account(self, username: str, scopes: str = SCOPES) -> Account:
        made = self.control("POST", "accounts", {"username": username})
        token = self.control("POST", f"accounts/{username}/tokens", {"scopes": scopes, "app": "Tests"})
        return Account(self, made["id"], username, made["password"], token["access_token"])

    def fault(self, kind: str, **order: object) -> None:
        self.control("POST", "faults", {"kind": kind, **order})

    def texts(self, username: str = "") -> list[str]:
        """The texts of all statuses that stand, oldest first, as the network has them."""
        shown = self.control("GET", f"statuses?account={username}" if username else "statuses")
        return [status["text"] for status in shown if status["deleted_at"] is None]


class Account:
    """A signed-in client."""

    def __init__(self, sandbox: Sandbox, id: str, username: str, password: str, token: str) -> None:  # noqa: A002
        self.sandbox, self.id, self.username, self.password, self.token = sandbox, id, username, password, token

    def call(self, method: str, path: str, *, key: str | None = None, **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.sandbox.http.request(method, f"/api/v1/{path}", headers=headers, **request)

    def post(self, text: str, key: str | None = None, **fields: str) -> httpx.Response:
        return self.call("POST", "statuses", key=key, data={"status": text, **fields})

    def posted(self, text: str, **fields: str) -> dict[str, Any]:
        answer = self.post(text, **fields)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.call("GET", f"accounts/{self.id}/statuses", params=query)
        assert answer.status_code == 200, answer.text
        shown: list[dict[str, Any]] = answer.json()
        return shown


class FormReader(HTMLParser):
    """The hidden fields, visible field names and the shown code of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.visible: set[str] = set()
        self.action = self.code = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given["action"]
        elif tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        elif tag == "input" and given.get("class") == "oauth-code":
            self.code = given["value"]
        elif tag == "input":
            self.visible.add(given["name"])


def consent(http: httpx.Client, address: str, username: str, password: str, decision: str = "allow") -> httpx.Response:
    """What a person does in the browser: open the page, type, press a button."""
    opened = http.get(address)
    assert opened.status_code == 200, opened.text
    form = FormReader(opened.text)
    assert form.visible == {"username", "password"}
    typed = {**form.hidden, "username": username, "password": password, "decision": decision}
    return http.post(form.action, data=typed)
