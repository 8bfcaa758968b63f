"""Live updates: what the services' views now show, told to the person it concerns, within a second (decisions.md 33).

One connection to each service reads everybody's events, in the order of that service's log; each listener gets their
own. An event's id holds how far the listener has heard each service, so that a lost connection goes on without a gap;
when that is further back than what is kept here, the listener is told to `reset`: to read everything again. So it is
when a service is heard for the first time: what happened until then was told to nobody. A page's first connection goes
on in the same way, behind what had been heard (`heard`) before it read anything.

A hint (hints.py) says to everybody that something is another now, and no more. It is not kept: who comes back is given
each hint that there was.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from prometheus_client import Gauge

from chassis.auth import TokenIssuer
from chassis.background import ended
from chassis.backoff import Backoff
from chassis.internal import trust
from services.gateway.hints import Hints

log = logging.getLogger(__name__)

KEPT = 5_000
QUEUED = 500
SILENCE_SECONDS = 30.0
RESTARTED = "restarted"

_listeners = Gauge("restu_live_listeners", "Open live connections.")


@dataclass(frozen=True, slots=True)
class Told:
    """One live event of one service."""

    service: str
    position: int
    person: UUID | None
    type: str
    data: Mapping[str, Any]

    def is_for(self, person: UUID) -> bool:
        """Whether it concerns this person; without a person it concerns everybody."""
        return self.person is None or self.person == person


@dataclass(slots=True, eq=False)
class Listener:
    """One open connection of one session. `lost` = it must read everything again."""

    person: UUID
    session: bytes
    heard: dict[str, int]
    queue: asyncio.Queue[Told | None] = field(default_factory=lambda: asyncio.Queue(QUEUED))
    lost: bool = False

    def tell(self, told: Told) -> None:
        """Queues an event; a listener that is too slow to take it must read everything again."""
        try:
            self.queue.put_nowait(told)
        except asyncio.QueueFull:
            self.lost = True

    def restart(self, service: str, position: int) -> None:
        """Something was missed: it must read everything again, at once, and goes on from `position`."""
        self.lost = True
        self.tell(Told(service, position, self.person, RESTARTED, {}))

    def hear(self, told: Told) -> None:
        """Notes how far it has heard; a log that begins anew may stand further back."""
        heard = self.heard[told.service]
        self.heard[told.service] = told.position if told.type == RESTARTED else max(told.position, heard)

    def end(self) -> None:
        """Ends the connection."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Channel:
    """What one service has told since this process listens: complete from `floor` on."""

    def __init__(self) -> None:
        self.floor: int | None = None
        self.position = 0
        self._kept: deque[Told] = deque()

    def stands(self, position: int) -> None:
        """The service's log stands at `position`."""
        self.position = max(self.position, position)

    def keep(self, told: Told) -> None:
        """Keeps an event for listeners that come back."""
        self.position = told.position
        self._kept.append(told)
        if len(self._kept) > KEPT:
            self.floor = self._kept.popleft().position

    def restart(self, position: int) -> None:
        """From `position` on nothing is missed; what was before is not known here."""
        self._kept.clear()
        self.floor = self.position = position

    def since(self, position: int, person: UUID) -> list[Told] | None:
        """A person's events behind a position, or None when they are not all here, or it is of another log."""
        if self.floor is None or not self.floor <= position <= self.position:
            return None
        return [told for told in self._kept if told.position > position and told.is_for(person)]


class Hub:
    """Hears all services and tells the listeners of this process."""

    def __init__(self, addresses: Mapping[str, str], issuer: TokenIssuer) -> None:
        self._addresses = dict(addresses)
        self._issuer = issuer
        self._channels = {service: Channel() for service in addresses}
        self._listeners: set[Listener] = set()
        self._hints = Hints(self._tell_all)
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(5.0, read=SILENCE_SECONDS),
            trust_env=False,
            verify=trust(addresses.values()),
            limits=httpx.Limits(max_connections=8),
        )
        self._tasks: list[asyncio.Task[None]] = []
        self.closing = False

    def close(self) -> None:
        """Asks for the end of every connection; may be called from a signal handler."""
        self.closing = True

    async def start(self) -> None:
        """Starts hearing."""
        self._tasks = [asyncio.create_task(self._hear(service), name=f"live {service}") for service in self._addresses]

    async def stop(self) -> None:
        """Ends every connection."""
        self.end(self.sessions())
        await ended(self._tasks)
        await self._client.aclose()

    @property
    def heard(self) -> str:
        """How far all services are heard by now, written as in the events' ids."""
        return _written(self._positions())

    @contextmanager
    def listening(self, person: UUID, session: bytes, last_heard: Mapping[str, int] | None) -> Iterator[Listener]:
        """A listener that hears everything behind `last_heard`; without it, everything from now on."""
        listener = Listener(person, session, self._positions())
        if last_heard is not None:
            self._catch_up(listener, last_heard)
        self._listeners.add(listener)
        _listeners.inc()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            _listeners.dec()

    def sessions(self) -> set[bytes]:
        """The sessions that listen."""
        return {listener.session for listener in self._listeners}

    def end(self, sessions: set[bytes]) -> None:
        """Ends the connections of sessions that are over."""
        for listener in list(self._listeners):
            if listener.session in sessions:
                listener.end()

    def _positions(self) -> dict[str, int]:
        return {service: channel.position for service, channel in self._channels.items()}

    def _catch_up(self, listener: Listener, last_heard: Mapping[str, int]) -> None:
        missed: list[Told] = []
        for service, channel in self._channels.items():
            since = channel.since(last_heard.get(service, -1), listener.person)
            if since is None:
                listener.lost = True
                return
            listener.heard[service] = last_heard[service]
            missed.extend(since)
        for told in missed:
            listener.tell(told)
        for service, kind in self._hints.given:
            listener.tell(Told(service, listener.heard[service], None, kind, {}))

    async def _hear(self, service: str) -> None:
        backoff = Backoff()
        while True:
            try:
                async for told in self._lines(service):
                    backoff.reset()
                    self._take(service, told)
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                log.info("a service tells nothing now", extra={"peer": service, "error": type(error).__name__})
            await asyncio.sleep(backoff.pause())

    async def _lines(self, service: str) -> AsyncIterator[Any]:
        channel = self._channels[service]
        params = {} if channel.floor is None else {"after": str(channel.position)}
        headers = {"authorization": f"Bearer {self._issuer.for_service(service)}"}
        url = f"{self._addresses[service]}/internal/live"
        async with self._client.stream("GET", url, params=params, headers=headers) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                if line:
                    yield json.loads(line)

    def _take(self, service: str, line: Any) -> None:
        channel = self._channels[service]
        if channel.floor is None or "reset" in line:
            # Also the first line of all: who listened before has heard nothing of this service.
            channel.restart(int(line["reset"] if "reset" in line else line["position"]))
            for listener in self._listeners:
                listener.restart(service, channel.position)
            return
        position = int(line["position"])
        if "type" not in line:  # a sign of life: the log stands here
            channel.stands(position)
            return
        person = UUID(line["person"]) if line["person"] is not None else None
        told = Told(service, position, person, str(line["type"]), line["data"])
        channel.keep(told)
        for listener in self._listeners:
            if told.is_for(listener.person):
                listener.tell(told)
        if "hint" in line:
            self._hints.give(service, str(line["hint"]))

    def _tell_all(self, service: str, kind: str) -> None:
        for listener in self._listeners:
            listener.tell(Told(service, listener.heard[service], None, kind, {}))


async def as_server_sent_events(listener: Listener, *, alive_seconds: float = 10.0) -> AsyncIterator[str]:
    """The text of the stream (HTML standard, server-sent events): events, `reset`, and `alive` where nothing happens.

    `alive` is an event and no comment: a page does not see comments, and is to notice a connection that died silently.
    """
    if listener.lost:
        yield _event("reset", listener, {})
    else:
        yield _event("hello", listener, {})
    listener.lost = False
    while True:
        told: Told | None = None
        try:
            async with asyncio.timeout(alive_seconds):
                told = await listener.queue.get()
        except TimeoutError:
            yield _event("alive", listener, {})
            continue
        if told is None:
            return
        listener.hear(told)
        if listener.lost:
            listener.lost = False
            yield _event("reset", listener, {})
        yield _event(told.type, listener, {"service": told.service, "position": told.position, **told.data})


def heard_of(last_event_id: str | None) -> dict[str, int] | None:
    """How far a listener had heard, from the last id it was told, or None. What is not ours is left out."""
    if not last_event_id:
        return None
    heard: dict[str, int] = {}
    for part in last_event_id[:500].split(","):
        service, _, position = part.partition(":")
        with contextlib.suppress(ValueError):
            heard[service] = int(position)
    return heard


def _event(kind: str, listener: Listener, data: Mapping[str, Any]) -> str:
    return f"id: {_written(listener.heard)}\nevent: {kind}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


def _written(heard: Mapping[str, int]) -> str:
    return ",".join(f"{service}:{position}" for service, position in sorted(heard.items()))
