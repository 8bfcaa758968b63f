"""Builds a view anew beside the one that serves, and lets it take its place without a gap.

Asked for by a word in the view's document, so it goes on whoever is killed: of all replicas one at a time builds (a
PostgreSQL lock; compare-and-swap keeps a second one harmless). It reads the log from its start, up to where the view
that serves stands; the transaction that writes the last events makes the new generation the one that serves. From
then on both are written, until no replica can be reading the old one: then it is dropped (`Projection`).

Nobody need ask where what serves has the shape of a release before: this one builds its own. What another release
builds is left to it, unless it is of an older shape: then it is given up for ours.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass

from chassis.backoff import Backoff
from chassis.errors import Unavailable
from chassis.follower import Follower
from chassis.leadership import lead
from chassis.projection.batch import Collector, Unshowable
from chassis.projection.generations import Build, Generations, State
from chassis.projection.pace import Pace
from chassis.projection.transactions import Contended, Overtaken

log = logging.getLogger(__name__)

PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Progress:
    """What serves, and how far the generation that is built has come; `build` None = none is being built."""

    serving: int
    position: int
    build: Build | None


class Rebuilding:
    """One view's builder."""

    def __init__(
        self, follower: Follower, generations: Generations, collector: Collector, name: str, shape: int
    ) -> None:
        self._follower = follower
        self._generations = generations
        self._collector = collector
        self._name = name
        self._shape = shape
        self._pace = Pace()
        self._wanted = asyncio.Event()
        self._backoff = Backoff()

    def wake(self) -> None:
        """A generation is to be built."""
        self._wanted.set()

    async def begin(self) -> int:
        """Asks for a new generation and gives its number; one of this release that is being built is as good.

        Raises Unavailable.
        """
        while True:
            state = await self._state()
            build = await self._generations.build(state.building) if state.building is not None else None
            if build is not None and build.shape == self._shape:
                return build.generation
            await self._begin(state)
            self.wake()

    async def progress(self) -> Progress:
        """How far it is. Raises Unavailable."""
        state = await self._state()
        build = await self._generations.build(state.building) if state.building is not None else None
        return Progress(state.serving, state.position, build)

    async def run(self) -> None:
        """Builds whatever is asked for, for ever."""
        while True:
            await self._wanted.wait()
            try:
                async with lead(self._follower.store.database, f"view {self._name}"):
                    while await self._step():
                        self._backoff.reset()
                self._wanted.clear()
            except Exception as error:  # noqa: BLE001 - whatever it is, what is written stays, and building goes on later
                log.warning("a view cannot be built on", extra={"view": self._name, "why": type(error).__name__})
                await asyncio.sleep(self._backoff.pause())

    async def _step(self) -> bool:
        """Writes one batch, or notices that another did; False when there is nothing to build."""
        state = await self._generations.state()
        if state is None:
            return False
        build = await self._generations.build(state.building) if state.building is not None else None
        if build is None and state.building is not None:  # it serves by now
            return True
        if (build or state).shape < self._shape:
            await self._begin(state)
            return True
        if build is None or build.shape > self._shape:
            return False
        try:
            await self._build_on(state, build)
        except (Overtaken, Contended):
            await moment()
        except Unshowable as error:
            await self._generations.note(build.generation, str(error))
            raise
        return True

    async def _begin(self, state: State) -> None:
        """Begins a generation of this release's shape, or notices that somebody was faster."""
        total = await self._follower.in_thread(self._events)
        try:
            await self._generations.begin(state, total)
        except (Overtaken, Contended):
            await moment()

    async def _build_on(self, state: State, build: Build) -> None:
        if build.position == 0:
            await self._generations.make([build.generation])
        limit = self._pace.limit
        rows = await self._follower.read(build.position, limit)
        known = [row for row in rows if row.id <= state.position]
        batch = await self._follower.in_thread(self._collector.collect, known)
        level = batch.events == len(known) and (len(known) < len(rows) or len(rows) < limit)
        if level and state.twin is None:
            await self._generations.switch(state, build, batch)
            log.info("a view that was built anew serves", extra={"view": self._name, "generation": build.generation})
        elif known:
            with self._pace.writing(batch.events):
                await self._generations.write_beside(build, batch)
        else:
            await asyncio.sleep(PAUSE)  # the one that served before is still written: it is let go of first

    async def _state(self) -> State:
        state = await self._generations.state()
        if state is None:
            raise Unavailable("the view database knows nothing of this view yet; it is built in any case")
        return state

    def _events(self) -> int:
        row = self._follower.store.database.fetch_one("SELECT count(*) AS events FROM stored_events")
        return int(row["events"]) if row is not None else 0


async def moment() -> None:
    """Two at once: one of them waits."""
    await asyncio.sleep(random.uniform(0.005, 0.03))  # noqa: S311 - spreading, not a secret
