"""The long form: `python -m tests.races [--races 10000] [--seed N] [--only WORD] [--report FILE]`.

A line for each kind; ends with 1 unless exactly one side won every race, and each side won some. The report grows with
it; what an earlier run found of other kinds stays there.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.races.door import REPLICAS
from tests.races.run import Tally, run
from tests.reports import rows_before
from tests.servers import Servers

HEAD = f"""# Who is first

Written by `make races`: two things that exclude each other happen to the same approval, or to the same reward, at the
same moment, over HTTP and through Kafka, to consent and gamification as they run, {REPLICAS} replicas of each over one
PostgreSQL database. Judged from the outside, by what they answer and what they say in their topics (`tests/races/`):
exactly one side wins each race.

- **withdraw, replace against release**: the release is refused as withdrawn, or it is granted first; then nothing is
  replaced, and a withdrawal is only noted, which counts when the release is returned.
- **approve against revise, leave, erase**: the approval is refused and never said, or it was first, is said before, and
  lapses for that reason.
- **redeem the last one in stock**: two people ask for it; one has it, the other is told that none is left.
- **both**, **neither**: races that both sides won, or none. Each has to be 0, and each side has to win sometimes.

"""
COLUMNS = """\
| race | races | first | both | neither | seed | took | day |
|---|---|---|---|---|---|---|---|
"""


def main() -> int:
    """Runs the races; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    parser.add_argument("--races", type=int, default=10_000, help="over approvals together, and over rewards")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", default="", help="kinds with this in their name")
    parser.add_argument("--report", type=Path, help="where the table goes")
    return asyncio.run(_races(parser.parse_args()))


async def _races(arguments: argparse.Namespace) -> int:
    servers, found = Servers(), rows_before(arguments.report, COLUMNS)
    tallies = []
    try:
        async for tally in run(servers, arguments.races, arguments.seed, arguments.only):
            tallies.append(tally)
            found[tally.name] = _line(tally)
            if arguments.report is not None:
                arguments.report.write_text(HEAD + COLUMNS + "".join(found.values()), "utf-8")
    finally:
        servers.close()
    return 0 if tallies and all(tally.good for tally in tallies) else 1


def _line(tally: Tally) -> str:
    first = " / ".join(f"{side} {tally.won[side]}" for side in tally.sides)
    counts = f"{tally.races} | {first} | {tally.won['both']} | {tally.won['neither']}"
    return f"| {tally.name} | {counts} | {tally.seed} | {tally.seconds:.0f} s | {datetime.now(UTC):%Y-%m-%d} |\n"


if __name__ == "__main__":
    sys.exit(main())
