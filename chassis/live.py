"""Live updates: what happened, told only after the view that shows it is written (decisions.md 33).

A stream starts behind a position and gives, in order, what `translate` makes of each event, ids only. It can be
resumed behind any position that it gave. A position that the view does not know, or one too far behind, gets one
`reset` with the position to go on from: the reader loads everything again. Every 10 s without news a heartbeat tells
the position. Streams end when `close` is called or the reader goes away.

    def live(event: DomainEvent) -> LiveEvent | None:                   # publication.py
        match event:
            case Advocate.Joined():
                return LiveEvent(person=event.originator_id, type="advocate-joined", data={})
        return None

    updates = Live(projection, live)

    @router.get("/internal/live")
    async def internal_live(after: int | None = None) -> StreamingResponse:
        return live_response(updates, after)        # {"position": 7, "person": "...", "type": "...", "data": {...}}
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import Notification
from starlette.responses import StreamingResponse

from chassis.errors import Unavailable
from chassis.projection import Projection

HEARTBEAT_SECONDS = 10.0
SLICE_SECONDS = 0.5
RESUMABLE = 10_000
"""A reader further behind than so many positions starts anew."""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """What a person's screen may want to know: ids and codes only. `person` None = everybody.

    `hint`: a type of event that everybody is told besides, without anything about what happened: only that something
    they may be looking at is another now. Many hints are told as one.
    """

    type: str
    person: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class LiveItem:
    """One item of a stream: an event at its position, a heartbeat (no event), or a reset to `position`."""

    position: int
    event: LiveEvent | None = None
    reset: bool = False

    def line(self) -> bytes:
        """The item as one line of JSON."""
        if self.reset:
            return _encode({"reset": self.position}) + b"\n"
        if self.event is None:
            return _encode({"position": self.position}) + b"\n"
        event = self.event
        line = {"position": self.position, "person": event.person, "type": event.type, "data": dict(event.data)}
        return _encode(line if event.hint is None else {**line, "hint": event.hint}) + b"\n"


class Live:
    """The live events of one service."""

    def __init__(self, projection: Projection, translate: Callable[[Any], LiveEvent | None]) -> None:
        self._projection = projection
        self._translate = translate
        self._closing = False

    def close(self) -> None:
        """Ends every stream within half a second."""
        self._closing = True

    async def stream(self, after: int | None = None) -> AsyncIterator[Sequence[LiveItem]]:
        """Live events behind `after`, or from now on, those that are shown together as one; never ends by itself."""
        position = self._projection.position if after is None else after
        if not await self._projection.wait_for(position) or self._projection.position - position > RESUMABLE:
            position = self._projection.position
            yield [LiveItem(position, reset=True)]
        elif after is None:
            yield [LiveItem(position)]
        quiet = 0.0
        while not self._closing:
            if not await self._projection.past(position, within=SLICE_SECONDS):
                quiet += SLICE_SECONDS
                if quiet >= HEARTBEAT_SECONDS:
                    quiet = 0.0
                    yield [LiveItem(position)]
                continue
            upto = self._projection.position
            try:
                rows = await self._projection.follower.read(position)
            except Unavailable:
                await asyncio.sleep(SLICE_SECONDS)
                continue
            if items := await self._projection.follower.in_thread(self._translated, rows, upto):
                quiet = 0.0
                yield items
            position = max([position, *(row.id for row in rows if row.id <= upto)])

    def _translated(self, rows: Sequence[Notification], upto: int) -> list[LiveItem]:
        store = self._projection.follower.store
        found = ((row.id, self._translate(store.mapper.to_domain_event(row))) for row in rows if row.id <= upto)
        return [LiveItem(position, event) for position, event in found if event is not None]


def live_response(live: Live, after: int | None) -> StreamingResponse:
    """The stream as newline-delimited JSON; what is told together is sent at once."""

    async def lines() -> AsyncIterator[bytes]:
        async for items in live.stream(after):
            yield b"".join([item.line() for item in items])

    return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})
