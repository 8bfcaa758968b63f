"""What an open page hears: one person's server-sent events, kept in the order in which they came."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from restu.demo.browser import Person
from restu.demo.waiting import SECONDS, expect, until


@dataclass(frozen=True)
class Heard:
    """One live event."""

    type: str
    data: dict[str, Any]


@dataclass
class Ear:
    """Everything heard so far."""

    heard: list[Heard] = field(default_factory=list)

    async def hears(self, kind: str, *, seconds: float = SECONDS, **facts: str) -> Heard:
        """The first event of that type whose data has these values. Raises Unmet."""

        async def look() -> Heard:
            found = next((each for each in self.heard if _is(each, kind, facts)), None)
            alike = [str(each.data.get("state", each.type)) for each in self.heard if each.type == kind]
            expect(found is not None, f"of {kind} this was heard: {', '.join(alike) or 'nothing'}")
            assert found is not None
            return found

        return await until(look, f"the live event {kind}", seconds=seconds)


@asynccontextmanager
async def listening(person: Person) -> AsyncIterator[Ear]:
    """An ear that hears from now on: the greeting has been heard when the block begins. Raises Unmet."""
    ear = Ear()
    task = asyncio.create_task(_listen(person.client, ear), name="live events")
    try:
        await ear.hears("hello")
        yield ear
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _listen(client: httpx.AsyncClient, ear: Ear) -> None:
    """Hears until cancelled; a connection that ends is opened again behind what was heard."""
    last = ""
    while True:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last} if last else {})}
        with contextlib.suppress(httpx.HTTPError):
            async with client.stream("GET", "/api/events", headers=headers, timeout=httpx.Timeout(20.0)) as answer:
                if answer.status_code == httpx.codes.UNAUTHORIZED:
                    ear.heard.append(Heard("signed-out", {}))
                    return
                async for identifier, event in _events(answer.aiter_lines()):
                    last = identifier
                    ear.heard.append(event)
        await asyncio.sleep(0.2)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, Heard]]:
    """The events of a stream (HTML standard, server-sent events), each with its id."""
    block: list[str] = []
    async for line in lines:
        if line:
            block.append(line)
            continue
        if (event := read_event(block)) is not None:
            yield event
        block = []


def read_event(lines: Iterable[str]) -> tuple[str, Heard] | None:
    """One block of lines as (id, event); None for a comment."""
    fields = {name: value.removeprefix(" ") for name, _, value in (line.partition(":") for line in lines) if name}
    if "event" not in fields:
        return None
    data = json.loads(fields.get("data") or "{}")
    return fields.get("id", ""), Heard(fields["event"], data if isinstance(data, dict) else {})


def _is(event: Heard, kind: str, facts: dict[str, str]) -> bool:
    return event.type == kind and all(event.data.get(name) == value for name, value in facts.items())
