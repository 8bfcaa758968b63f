"""A whole stack as an operator starts it, and people in it as browsers: what the integration tests stand on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from chassis.broker import Broker
from restu.commands.admin import create_administrator
from restu.demo.browser import Gateway, Person, Refused
from restu.demo.network import Account, Network, reaching
from restu.demo.steps.people import BRISK
from restu.demo.waiting import NotYet, expect, until
from restu.demo.walk import soon
from restu.home import PROJECT, Home
from restu.ports import USUAL, free_port
from restu.sources import Sources
from restu.stream import KEY_SERVICES

READY_SECONDS = 120.0
UNHURRIED = {"RESTU_REQUESTS_PER_MINUTE": "1000000", "RESTU_SIGN_INS_PER_MINUTE": "1000000"}
"""Tests are many people in a hurry, all from one address."""


class RunningStack:
    """`restu up` as a process of its own, on a folder of its own."""

    def __init__(self, folder: Path, *, program: Sequence[str] = ("restu", "up"), **settings: str) -> None:
        """On ports that nobody uses, so that several stacks and a demo run side by side. `program`: as after -m."""
        ports: dict[str, int] = {}
        for name in USUAL:
            ports[name] = free_port(frozenset(ports.values()))
        self.home = Home(folder)
        self._program = program
        self._settings = (
            {f"RESTU_{name.upper()}_PORT": str(port) for name, port in ports.items()} | UNHURRIED | settings
        )
        self._output = folder.with_suffix(".out")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Starts and waits until everything is ready; how many seconds that took."""
        began = time.monotonic()
        self.launch()
        self.wait()
        return time.monotonic() - began

    def launch(self) -> None:
        """Starts, without waiting for anything but the end of an earlier run."""
        if self._process is not None:
            self._process.wait(timeout=60)  # an earlier run that was killed
        environment = {**os.environ, "RESTU_HOME": str(self.home.folder), **self._settings}
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._program],
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Waits until everything is ready, also for a stack on the same folder that another process launched."""
        began = time.monotonic()
        while "Restu is ready" not in self.said():
            ended = self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() - began > READY_SECONDS:
                raise AssertionError(f"the stack did not become ready:\n{self.said()}")
            time.sleep(0.1)

    def stop(self) -> int:
        """Asks it to end, as Ctrl-C in a terminal does; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=60)

    def said(self) -> str:
        """What it printed."""
        return self._output.read_text("utf-8", errors="replace")

    @property
    def addresses(self) -> dict[str, str]:
        """Where everything is."""
        told: dict[str, str] = self.home.state()["addresses"]
        return told

    @property
    def processes(self) -> dict[str, int]:
        """The process id of each part."""
        return {name: int(each["pid"]) for name, each in self.home.state()["processes"].items()}

    @property
    def sources(self) -> Sources:
        """Where the stream and the keys are read."""
        keys = tuple(self.addresses[service] for service in KEY_SERVICES)
        return Sources(Broker(self.addresses["kafka"]), keys, None)

    def database(self, service: str) -> str:
        """A service's own database, as its owner."""
        name = f"restu_{service}"
        secret = json.loads((self.home.folder / "secrets.json").read_text("utf-8"))[name]
        return f"postgresql://{name}:{secret}@{self.addresses['postgres']}/{name}"

    def views(self) -> str:
        """The view database, as its administrator."""
        secret = json.loads((self.home.folder / "secrets.json").read_text("utf-8"))["views"]
        return f"mongodb://restu:{secret}@{self.addresses['views']}/?authSource=admin"


@dataclass(frozen=True)
class Advocate:
    """Somebody with a browser and an account on the network."""

    person: Person
    account: Account
    account_id: str
    groups: tuple[str, ...] = ()


@dataclass
class Town:
    """People in a running stack."""

    stack: RunningStack
    gateway: Gateway
    network: Network
    administrator: Person
    curator: Person
    open: AsyncExitStack

    async def signed_up(self, name: str, roles: Sequence[str]) -> Person:
        """Somebody new without an account, once the gateway knows what they may do."""
        body = {"name": name, "email": f"{uuid4().hex}@example.org", "roles": list(roles), "groups": []}
        person_id = (await self.administrator.post("/api/consent/people", body))["person_id"]
        return await signed_in(self.open, self.gateway, person_id, set(roles))

    async def group(self, name: str) -> str:
        """A new group; its id."""
        return str((await self.administrator.post("/api/consent/groups", {"name": name}))["group_id"])

    async def advocate(self, name: str, email: str, username: str, groups: Sequence[str] = ()) -> Advocate:
        """Joins, keeps no pauses, connects an account; known to all services when this returns."""
        body = {"name": name, "email": email, "roles": [], "groups": list(groups)}
        person_id = (await self.administrator.post("/api/consent/people", body))["person_id"]
        person = await self.open.enter_async_context(self.gateway.persona(person_id))
        await person.put("/api/consent/me/preferences", BRISK)
        account = await self.network.sign_up(username, name)
        wanted = {"network": "mastodon", "instance": self.network.address}
        begun = await person.post("/api/publisher/accounts/connect", wanted)
        handed = await self.network.authorize(begun["authorize_url"], account)
        code = {"state": handed["state"], "code": handed["code"]}
        account_id = (await person.post("/api/publisher/accounts/complete", code))["account_id"]
        return Advocate(person, account, account_id, tuple(groups))

    async def offer(
        self,
        words: str,
        link: str | None = None,
        message: str = "",
        *,
        points: int = 10,
        kind: str = "post",
        network: str = "mastodon",
        target: str | None = None,
        reason: str | None = None,
        to: Advocate | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """A content item with one activity offered for a week; the activity's id.

        `to`: to somebody's groups alone instead of to everyone; `more`: other terms.
        """
        messages = [{"network": network, "language": "en", "text": message}] if message else []
        item = {"title": words, "description": words, "link": link, "language": "en", "messages": messages}
        item_id = (await self.curator.post("/api/content/items", item))["item_id"]
        terms = {
            "kind": kind,
            "network": network,
            "target": target,
            "reason": reason,
            "points": points,
            "own_words": 0,
            "audience": {"everyone": to is None, "groups": list(to.groups) if to else []},
            "opens_at": soon(minutes=-1),
            "closes_at": soon(days=7),
            **(more or {}),
        }
        offered = await self.curator.post(f"/api/content/items/{item_id}/activities", terms)
        return str(offered["activity_id"])

    async def approve(self, advocate: Advocate, activity_id: str, text: str, **more: Any) -> str:
        """Approves exactly what a preview shows; the approval's id."""
        wanted = {
            "activity_id": activity_id,
            "account_id": advocate.account_id,
            "text": text,
            "language": "en",
            "visibility": "public",
            "choice": "now",
            **more,
        }

        async def look() -> Any:
            # Consent hears of a new offer or account from the stream, a moment after it was made.
            try:
                return await advocate.person.post("/api/consent/previews", wanted)
            except Refused as refusal:
                raise NotYet(str(refusal)) from refusal

        shown = await until(look, "a preview", seconds=60)
        body = {"verb": "approve", "token": shown["token"], "text": shown["preview"]["text"]}
        answer = await advocate.person.post("/api/consent/respond", body)
        return str(answer["approval_id"])

    async def post_is(self, advocate: Advocate, approval_id: str, *states: str, seconds: float = 60) -> Any:
        """The approval's post once it is in one of these states."""

        async def look() -> Any:
            posts = (await advocate.person.get("/api/publisher/posts"))["posts"]
            found = [post for post in posts if post["approval_id"] == approval_id]
            expect(found and found[0]["state"] in states, f"the post is {found}")
            return found[0]

        return await until(look, f"the post is {' or '.join(states)}", seconds=seconds)


async def signed_in(browsers: AsyncExitStack, gateway: Gateway, person_id: str, roles: AbstractSet[str]) -> Person:
    """Somebody signed in, once the gateway knows what they may do; ended with the browsers."""

    async def look() -> Person:
        person = await browsers.enter_async_context(gateway.persona(person_id))
        expect(roles <= set(person.roles), "not all roles yet")
        return person

    return await until(look, "one signs in with all roles")


@asynccontextmanager
async def town_in(
    stack: RunningStack, *, administrator_named: str = "Sari Admin", curator_named: str = "Budi Curator"
) -> AsyncIterator[Town]:
    """An administrator and a curator, signed in; ended with their browsers."""
    gateway = Gateway(stack.addresses["gateway"])
    mark = uuid4().hex[:8]
    async with AsyncExitStack() as browsers, reaching(stack.addresses["sandbox"]) as network:
        admin_id = create_administrator(
            stack.home, stack.addresses["consent"], administrator_named, f"sari.{mark}@example.org"
        )
        administrator = await browsers.enter_async_context(gateway.persona(admin_id))
        body = {"name": curator_named, "email": f"budi.{mark}@example.org", "roles": ["curator"], "groups": []}
        curator_id = (await administrator.post("/api/consent/people", body))["person_id"]
        curator = await signed_in(browsers, gateway, curator_id, {"curator"})
        yield Town(stack, gateway, network, administrator, curator, browsers)
