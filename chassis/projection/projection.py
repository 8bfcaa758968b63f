"""One service's view: written behind the log, read where it serves. See the package for guarantees and an example."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from prometheus_client import Counter, Gauge
from pymongo import IndexModel

from chassis.background import Background, ended
from chassis.backoff import Backoff
from chassis.errors import Unavailable
from chassis.follower import Follower
from chassis.projection.batch import Collector, Handler, Unshowable
from chassis.projection.generations import Generations, State
from chassis.projection.pace import Pace
from chassis.projection.rebuilding import Progress, Rebuilding, moment
from chassis.projection.transactions import Contended, Overtaken, Transactions
from chassis.projection.views import Collection, Stored, Views
from chassis.rest import Rest

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
FRESH_SECONDS = 10.0
"""Who has not looked for so long what serves, such as a process that was stopped, does not read before it has."""
STILL_SECONDS = 10.0
"""A view that is behind and has not moved for so long stands still, whatever it tries: no batch takes so long."""
RETIRE_SECONDS = 40.0
"""So long the generation that served before is written, too, and kept: nobody can be reading it when that ends."""

_applied = Counter("restu_projection_events_total", "Events of the log that the view has passed.", ["projection"])
_lag = Gauge("restu_projection_lag_events", "Positions of the log not in the view yet.", ["projection"])
_late = Gauge("restu_projection_lag_seconds", "How long the view has been behind the log.", ["projection"])


class Projection(Background):
    """Keeps one service's view; `by` is the replica that does, and no other has its name.

    `shape` numbers what this release's documents are like: higher than that of releases whose documents its queries
    could not read. Documents of another shape are not read: of an older one, the view is built anew, beside the one
    that serves and by itself; of a newer one, nothing is done, for the newer release is at work, or was.
    """

    def __init__(
        self,
        follower: Follower,
        views: Views,
        name: str,
        *,
        collections: Mapping[str, Sequence[IndexModel]],
        handlers: Mapping[type, Handler],
        shape: int = 1,
        by: str = "0",
    ) -> None:
        self.follower = follower
        self._name = name
        self._collections = frozenset(collections)
        self._shape = shape
        self._generations = Generations(views, name, collections, Transactions(views, name, by), shape)
        self._collector = Collector(follower.store.mapper, collections, handlers)
        beside = Generations(views, name, collections, Transactions(views, name, f"{by}/rebuilding"), shape)
        self._rebuilding = Rebuilding(follower, beside, self._collector, name, shape)
        self._pace = Pace()
        self._rest = Rest()
        self._alone = False
        """Whether the last batch was written here: nobody needs to be looked for who writes, too."""
        self._state = State(serving=1, position=0)
        self._states = 0
        self._made: set[int] = set()
        self._looked = -math.inf
        self._retire_at = math.inf
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._trouble: str | None = "not connected yet"
        self._behind_since: float | None = None
        self._went_on = time.monotonic()

    @property
    def position(self) -> int:
        """The event up to which the view is known to be written."""
        return self._state.position

    def collection(self, name: str) -> Collection:
        """A collection of the view, for queries; may be kept."""
        if name not in self._collections:
            raise ValueError(f"the projection does not name the collection {name}")
        return Collection(lambda: self._serving(name))

    def reason(self) -> str | None:
        """Why queries cannot be answered, or show what was, or None."""
        if self._trouble is None and time.monotonic() - self._went_on > STILL_SECONDS and self._lag() > 0:
            return f"the view stands still: it has shown nothing newer for {STILL_SECONDS:.0f} s"
        return self._trouble or self._unreadable()

    async def wait_for(self, position: int | None, timeout: float = 1.0) -> bool:  # noqa: ASYNC109 - asked by callers
        """Waits until the view shows `position` (None = nothing); False when it does not in `timeout` seconds."""
        return position is None or await self.past(position - 1, within=timeout)

    async def past(self, position: int, within: float | None = None) -> bool:
        """Waits until the view goes beyond `position`; False when it does not `within` so many seconds."""
        try:
            async with asyncio.timeout(within):
                while self.position <= position:
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def start(self) -> None:
        """Starts following in the background."""
        self._tasks = [
            asyncio.create_task(self._run(), name=f"projection-{self._name}"),
            asyncio.create_task(self._watch(), name=f"projection-{self._name}-watch"),
            asyncio.create_task(self._rebuilding.run(), name=f"projection-{self._name}-rebuild"),
        ]

    async def stop(self) -> None:
        """Stops; a batch under way is undone by the server or was written as a whole."""
        await ended(self._tasks)
        self._tasks.clear()

    async def reset(self) -> None:
        """Gives up what the view shows; an empty generation serves and is filled from the log's beginning."""
        while True:
            try:
                await self._generations.begin_anew(await self._generations.state())
            except (Overtaken, Contended):
                await moment()
            else:
                return

    async def rebuild(self) -> int:
        """Begins to build the view anew beside the one that serves; gives the generation that will serve.

        May be repeated: one that is being built already is as good. Raises Unavailable.
        """
        return await self._rebuilding.begin()

    async def progress(self) -> Progress:
        """What serves, and how far a generation is that is being built. Raises Unavailable."""
        return await self._rebuilding.progress()

    def _serving(self, name: str) -> Stored:
        if time.monotonic() - self._looked > FRESH_SECONDS:
            raise Unavailable("the view is not known to be the one that serves; ask again in a second")
        if (why := self._unreadable()) is not None:
            raise Unavailable(why)
        return self._generations.stored(name, self._state.serving)

    def _unreadable(self) -> str | None:
        """Why this release does not read what serves, or None."""
        if self._state.shape < self._shape:
            return "the view is built anew for this release; ask again in a minute"
        if self._state.shape > self._shape:
            return f"a newer release has built the view: start that one, or run restu rebuild {self._name} for this one"
        return None

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            try:
                await self._open()
                while True:
                    self._trouble = None
                    await self._step()
                    backoff.reset()
            except Exception as error:  # noqa: BLE001 - whatever it is, the view stands still, and goes on later
                why = str(error) if isinstance(error, Unshowable) else type(error).__name__
                self._trouble = f"the view stands still: {why}"
                log.warning("the view stands still", extra={"projection": self._name, "why": why})
                await asyncio.sleep(backoff.pause())

    async def _open(self) -> None:
        """Finds what serves; gives up a view that is lost, or that a restored store knows nothing of."""
        self._made.clear()
        state = await self._generations.state()
        if state is None or state.position > await self.follower.in_thread(self.follower.store.position):
            await self._generations.begin_anew(state)
        await self._make(await self._look())

    async def _step(self) -> None:
        """Waits for news and writes one batch, or notices that another replica wrote it."""
        self._measure()
        while not await self.follower.past(self.position, within=LOOK_SECONDS):
            continue  # the position may have gone back meanwhile, where the view was given up
        await self._rest.take()
        self._rest.begin()
        full = False
        try:
            if not self._alone:
                known = self.position
                if (await self._look()).position != known:
                    return
            if self._state.shape > self._shape:
                await asyncio.sleep(LOOK_SECONDS)
                return
            limit = self._pace.limit
            full = await self._write(limit) >= limit
        finally:
            self._rest.end(more=full)

    async def _write(self, limit: int) -> int:
        """Writes the next events, at most so many; how many there were to write."""
        state = self._state
        self._alone = False
        await self._make(state)
        rows = await self.follower.read(state.position, limit)
        if not rows:
            return 0
        batch = await self.follower.in_thread(self._collector.collect, rows)
        try:
            with self._pace.writing(batch.events):
                await self._generations.write(state, batch)
        except Overtaken:
            return 0
        except Contended:
            await moment()
            return 0
        _applied.labels(self._name).inc(batch.events)
        self._know(replace(state, position=batch.position))
        self._alone = True
        return len(rows)

    async def _make(self, state: State) -> None:
        missing = [generation for generation in state.written if generation not in self._made]
        if missing:
            await self._generations.make(missing)
            self._made.update(missing)

    async def _watch(self) -> None:
        """Looks every second what serves, whatever else this replica waits for; ends what nobody reads any more."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                asked, states = time.monotonic(), self._states
                state = await self._generations.state()
                if states == self._states:
                    self._know(state or State(self._state.serving, 0, shape=self._state.shape))
                self._looked = asked
                if state is not None and asked > self._retire_at:
                    await self._retire(state)
            except (Overtaken, Contended):
                continue
            except Exception as error:  # noqa: BLE001 - while nothing is known, nothing is read
                log.warning("it is not known which view serves", extra={"view": self._name, "why": repr(error)})

    async def _retire(self, state: State) -> None:
        if state.twin is not None:
            await self._generations.retire(state)
        await self._generations.sweep(state.serving)
        self._retire_at = math.inf

    async def _look(self) -> State:
        asked = time.monotonic()
        state = await self._generations.state()
        if state is None:
            raise Unavailable("the view's position is gone; the view is built again")
        self._looked = asked
        self._know(state)
        return state

    def _know(self, state: State) -> None:
        if (state.serving, state.twin) != (self._state.serving, self._state.twin):
            self._retire_at = time.monotonic() + RETIRE_SECONDS
        if state.building is not None or state.shape < self._shape:
            self._rebuilding.wake()
        if state.position != self._state.position:
            self._went_on = time.monotonic()
        self._state = state
        self._states += 1
        self._news.set()
        self._news = asyncio.Event()
        self._measure()

    def _lag(self) -> int:
        return max(0, self.follower.position - self.position)

    def _measure(self) -> None:
        now = time.monotonic()
        lag = self._lag()
        if lag == 0:
            self._went_on = now
        self._behind_since = None if lag == 0 else self._behind_since or now
        _lag.labels(self._name).set(lag)
        _late.labels(self._name).set(0.0 if self._behind_since is None else now - self._behind_since)
