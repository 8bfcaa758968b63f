"""Runs many races of a kind and counts who was first.

Races are run in heats: all of a heat are prepared, then its events are put into their topics at once and its commands
given at once, so that they meet in consent. A command waits a little for the event, or the event for the command; that
head start follows from who was first more often so far, so that both sides have a chance whatever the machine.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.event import IntegrationEvent
from tests.races.last_one import LastOne
from tests.races.races import (
    BOTH,
    NEITHER,
    ApproveLeave,
    ApproveRevise,
    Race,
    ReplaceRelease,
    TwoTabs,
    WithdrawRelease,
)
from tests.races.shop import Shop, shop_on
from tests.races.stage import Stage, stage_on
from tests.servers import Servers

HEAT = 25
LANES = 3
MORE = 8
"""How many more heats there are at most until each side was first at least once."""
SPREAD = 0.1
"""By how much the commands of a heat are scattered (s)."""
STEP = 0.1
"""By how much the head start changes when one side won all races of a heat (s)."""
SHOWN = 5

Shares = Mapping[str, tuple[type[Race], float]]
"""How many of the races that are asked for are of which kind."""

OVER_APPROVALS: Shares = {
    "withdraw against release": (WithdrawRelease, 0.30),
    "replace against release": (ReplaceRelease, 0.25),
    "approve against revise": (ApproveRevise, 0.25),
    "approve against leave or erase": (ApproveLeave, 0.10),
    "approve in two tabs": (TwoTabs, 0.10),
}
OVER_REWARDS: Shares = {"redeem the last one in stock": (LastOne, 1.0)}


@dataclass
class Tally:
    """How the races of one kind went."""

    name: str
    sides: tuple[str, str]
    seed: int
    won: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    damages: list[str] = field(default_factory=list)

    @property
    def races(self) -> int:
        """How many there were."""
        return self.won.total()

    @property
    def good(self) -> bool:
        """Exactly one won each, and each side won sometimes."""
        return not self.won[BOTH] and not self.won[NEITHER] and all(self.won[side] for side in self.sides)

    def __str__(self) -> str:
        sides = " ".join(f"{side.replace(' ', '-')}={self.won[side]}" for side in self.sides)
        counts = f"races={self.races} {sides} both={self.won[BOTH]} neither={self.won[NEITHER]}"
        return f"{self.name} seed={self.seed} {counts} {self.seconds:.1f}s"


@dataclass
class Kind:
    """The races of one kind on a stage; `head_start` (s) is the event's, when positive."""

    stage: Stage | Shop
    race: type[Race]
    tally: Tally
    head_start: float = 0.0

    async def run(self, races: int) -> Tally:
        """All of them, heat by heat, some heats side by side."""
        began = time.monotonic()
        heats = iter([HEAT] * (races // HEAT) + [races % HEAT] * bool(races % HEAT))
        async with asyncio.TaskGroup() as lanes:
            for _ in range(LANES):
                lanes.create_task(self._lane(heats))
        for _ in range(MORE):  # few races, in which one side was always first
            if not all(self.tally.won[side] for side in self.race.sides):
                await self._heat(HEAT)
        self.tally.seconds = time.monotonic() - began
        return self.tally

    async def _lane(self, heats: Iterator[int]) -> None:
        for count in heats:
            await self._heat(count)

    async def _heat(self, count: int) -> None:
        stage = self.stage
        offers = await stage.offer(count)
        heat = [self.race(stage, stage.random.choice(stage.people), offer) for offer in offers]
        await asyncio.gather(*(race.prepare() for race in heat))
        events = [event for race in heat if (event := race.event()) is not None]
        await asyncio.gather(self._say(events), *map(self._start, heat))
        await stage.hearing.until(lambda: all(race.is_over() for race in heat))
        won = {id(race): race.winner() for race in heat}
        await stage.speaking.say(*[event for race in heat if (event := race.follow_up()) is not None])
        await stage.hearing.until(lambda: all(race.has_followed() for race in heat))
        for race in heat:
            winner = won[id(race)] if race.has_followed() else NEITHER
            self.tally.won[winner] += 1
            if winner in (BOTH, NEITHER):
                self.tally.damages.append(f"{winner}: {race}")
        one, other = ([*won.values()].count(side) for side in self.race.sides)
        self.head_start += STEP * (one - other) / count

    async def _say(self, events: Sequence[IntegrationEvent]) -> None:
        await asyncio.sleep(max(0.0, -self.head_start))
        await self.stage.speaking.say(*events)

    async def _start(self, race: Race) -> None:
        """Both sides as far as they come over HTTP, scattered a little."""

        async def command() -> None:
            await asyncio.sleep(max(0.0, self.head_start) + self.stage.random.uniform(0.0, SPREAD))
            race.answer = await race.command()

        async def other_command() -> None:
            await asyncio.sleep(max(0.0, -self.head_start) + self.stage.random.uniform(0.0, SPREAD))
            await race.other_command()

        await asyncio.gather(command(), other_command())


async def run(servers: Servers, races: int, seed: int, only: str = "") -> AsyncIterator[Tally]:
    """All kinds with this in their name, one after another; prints a line each, and what went wrong."""
    for stage_of, shares in ((stage_on, OVER_APPROVALS), (shop_on, OVER_REWARDS)):
        kinds = {name: kind for name, kind in shares.items() if only in name}
        if not kinds:
            continue
        await servers.fresh_topics()
        async with stage_of(servers, seed) as stage:
            for name, (race, share) in kinds.items():
                tally = await Kind(stage, race, Tally(name, race.sides, seed)).run(round(races * share))
                print(tally, flush=True)
                for line in tally.damages[:SHOWN]:
                    print(f"    {line}", flush=True)
                yield tally
