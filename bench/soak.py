"""An hour of load on a whole stack, and whether memory stays flat: `python -m bench.soak [--minutes N]`.

Three approvals a second at the gateway, each published at once, with points, open pages that listen and leaderboards
that are read. Every ten seconds the memory of each process is read (PSS: shared pages count by their share). Flat is
judged over the second half, when caches are full: by the median of all slopes between two samples (Theil and Sen),
which a few peaks do not move. A process grows when that trend adds more than 5 % and more than 4 MB to that half.

Writes bench/soak.md. Exit code 1 when a process grows; a lost approval, or a process that was replaced, raises.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import median
from uuid import UUID

import uvloop

from bench.harness.conditions import conditions
from bench.points import Screen
from bench.town import People, people_in_a_stack, watching
from restu.embedded.view_database import CACHE

REPORT = Path(__file__).parent / "soak.md"
RATE = 3
A_DAY = 40
"""So many approvals a person gives: fewer than are published in a day."""
LOOK_SECONDS = 10.0
GROWTH = 0.05
LEAST_MB = 4.0


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds since the start, and the memory (MB) of each process."""

    at: float
    memory: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """One process: its memory at the start, in the middle and at the end (MB), and the trend of the second half."""

    name: str
    first: float
    middle: float
    last: float
    per_hour: float
    seconds: float

    @property
    def growth(self) -> float:
        """What the trend adds to the second half (MB)."""
        return self.per_hour * self.seconds / 3_600

    @property
    def flat(self) -> bool:
        """Whether it grows no more than is allowed."""
        return self.growth <= max(LEAST_MB, self.middle * GROWTH)


def judge(name: str, looks: Sequence[Look]) -> Judged:
    """The process over all looks; at least four are needed."""
    half = [(each.at, each.memory[name]) for each in looks[len(looks) // 2 :]]
    slopes = [(later - sooner) / (then - when) for (when, sooner), (then, later) in combinations(half, 2)]
    seconds = half[-1][0] - half[0][0]
    return Judged(name, looks[0].memory[name], half[0][1], half[-1][1], median(slopes) * 3_600, seconds)


def memory_of(processes: Mapping[str, int]) -> dict[str, float]:
    """The proportional set size (MB) of each process with its children, other than those that are named themselves."""
    owner = {pid: name for name, pid in processes.items()}
    parents = _parents()
    found = dict.fromkeys(processes, 0.0)
    for pid in parents:
        ancestor = pid
        while ancestor not in owner and ancestor in parents:
            ancestor = parents[ancestor]
        if ancestor in owner:
            found[owner[ancestor]] += _pss(pid)
    return found


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    return found


def _pss(pid: int) -> float:
    """0 for a process that has just ended."""
    with suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


async def soak(minutes: float) -> tuple[list[Look], int]:
    """Runs the load; the looks, and how many approvals were given and scheduled. Raises AssertionError: lost."""
    number = max(10, math.ceil(minutes * 60 * RATE / A_DAY))
    async with people_in_a_stack(number) as people, watching(people.stack) as scheduled, AsyncExitStack() as screens:
        for each in people.crowd.people[:10]:
            await screens.enter_async_context(Screen(each.advocate.person).opened())
        until = time.monotonic() + minutes * 60
        looking = asyncio.create_task(_look(people, until), name="looking")
        posts: set[UUID] = set()
        while time.monotonic() < until:
            posts |= await _some_approvals(people)
        looks = await looking
        await scheduled.all_of(posts, within=120)
        return looks, len(posts)


async def _some_approvals(people: People) -> set[UUID]:
    """Everybody approves once: nobody comes to more than the others, so nobody to more than a day takes."""
    previews = await people.previews(len(people.crowd.people), choice="now")
    began = time.monotonic()
    found = set()
    for number, each in enumerate(previews):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        found.add(await each.approve())
        await each.person.get("/api/gamification/leaderboard")
    return found


async def _look(people: People, until: float) -> list[Look]:
    processes = people.stack.processes
    watched = {**processes, "supervisor": int(people.stack.home.state()["supervisor"])}
    began = time.monotonic()
    looks: list[Look] = []
    while time.monotonic() < until:
        looks.append(Look(time.monotonic() - began, await asyncio.to_thread(memory_of, watched)))
        await asyncio.sleep(LOOK_SECONDS)
    assert people.stack.processes == processes, "a process was replaced while it was watched"
    return looks


def report(judged: Sequence[Judged], minutes: float, approvals: int, at: datetime) -> str:
    """The whole document."""
    flat = all(each.flat for each in judged)
    lines = [
        "# Memory over time",
        "",
        "Written by `make soak`. Memory is PSS in MB; the trend is the median slope of the second half.",
        "",
        f"{minutes:g} minutes on {at:%Y-%m-%d}: {approvals:,} approvals, none of them lost.",
        f"Memory is {'flat' if flat else '**not flat**'}.",
        "",
        "| process | start | middle | end | trend, MB per hour | flat |",
        "|---|---|---|---|---|---|",
        *(
            f"| {each.name} | {each.first:.0f} | {each.middle:.0f} | {each.last:.0f} | {each.per_hour:+.1f} | "
            f"{'yes' if each.flat else '**no**'} |"
            for each in judged
        ),
        "",
        f"The embedded view database (`views`) grows until its cache of {CACHE} is full of what was used.",
        "",
        f"Measured on {conditions()}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Soaks, judges, writes; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    minutes = parser.parse_args().minutes
    looks, approvals = uvloop.run(soak(minutes))
    judged = [judge(name, looks) for name in looks[0].memory]
    text = report(judged, minutes, approvals, datetime.now(UTC))
    REPORT.write_text(text, "utf-8")
    print(text)
    return 0 if all(each.flat for each in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
