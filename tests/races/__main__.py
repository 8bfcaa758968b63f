"""The long form: `python -m tests.races [--races 10000] [--seed N] [--report FILE]`.

A line for each kind; ends with 1 unless exactly one side won every race, and each side won some.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from restu.topics import make_topics
from tests.races.run import Tally, run
from tests.races.stage import REPLICAS, stage_on
from tests.servers import Servers

HEAD = """# Who is first

Written by `make races`: two things that exclude each other happen to the same approval at the same moment, over HTTP
and through Kafka, to consent as it runs, replicas of it over one PostgreSQL database. Judged from the outside, by what
consent answers and what it says in its topic (`tests/races/`): exactly one side wins each race.

- **withdraw, replace against release**: the release is refused as withdrawn, or it is granted first; then nothing is
  replaced, and a withdrawal is only noted, which counts when the release is returned.
- **approve against revise, leave, erase**: the approval is refused and never said, or it was first, is said before, and
  lapses for that reason.
- **both**, **neither**: races that both sides won, or none. Each has to be 0, and each side has to win sometimes.

"""


def main() -> int:
    """Runs the races; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    parser.add_argument("--races", type=int, default=10_000, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--report", type=Path, help="where the table goes")
    arguments = parser.parse_args()
    began = time.monotonic()
    tallies = asyncio.run(_races(arguments.races, arguments.seed))
    if arguments.report is not None:
        arguments.report.write_text(_report(tallies, arguments.seed, time.monotonic() - began), "utf-8")
    return 0 if all(tally.good for tally in tallies) else 1


async def _races(races: int, seed: int) -> list[Tally]:
    servers = Servers()
    try:
        await make_topics(servers.kafka)
        async with stage_on(servers, seed) as stage:
            return await run(stage, races, seed)
    finally:
        servers.close()


def _report(tallies: Sequence[Tally], seed: int, seconds: float) -> str:
    races = sum(tally.races for tally in tallies)
    shape = f"{races} races on {REPLICAS} replicas in {seconds:.0f} s"
    rows = [
        f"| {tally.name} | {tally.races} | {' / '.join(f'{side} {tally.won[side]}' for side in tally.sides)} "
        f"| {tally.won['both']} | {tally.won['neither']} |"
        for tally in tallies
    ]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, seed {seed}: {shape}.",
        "",
        "| race | races | first | both | neither |",
        "|---|---|---|---|---|",
        *rows,
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
