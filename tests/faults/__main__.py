"""The long form: `python -m tests.faults [--people 200] [--commands 1000] [--seed N] [--only WORD]`.

A line for each row as soon as it is known, and a table in the report, which grows with it; what an earlier run found in
other rows stays there. Ends with 1 unless every row is good.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import secrets
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.faults import disk
from tests.faults.faults import ROWS, full
from tests.faults.long import Stage, run
from tests.faults.oracle import READY_SECONDS, Verdict
from tests.faults.rows import LONG
from tests.reports import rows_before

HEAD = f"""# What happens when things fail

Written by `make faults`. People give commands over HTTP, and at random points something fails; when all has settled,
what stands on the network, in the stores, the topics, the views and the vaults is counted from the outside. What counts
(`tests/faults/`) has no code of the product in it, but for the handlers of views: a replay is made of them.

| | counted, and has to be 0 |
|---|---|
| U | what was done that nobody approved so: other words, image, target or account, withdrawn before, after an erasure |
| D | what was done of one approval beyond the first time, deleted posts too |
| L | acknowledged commands without their effect; points not booked exactly once a post; what is left of the erased |
| G | rows of views that differ from a replay of the store |
| X | events that a topic lacks, or has in another order or with other bytes |

People post, with images too, comment, repost, like and follow; they suggest, redeem and are refunded, and contests
close. L counts, too, what is said to be published and is not there, points that were spent without being there or more
than once, a stock that does not add up, and winners who did not earn it. Rows whose commands are not "of every kind"
were run before: their people only post.

**ready** is how long after the end of the fault some process last said that it is not ready: less than
{READY_SECONDS:.0f} s. What a restored older database may take with it is in
[operations/restore.md](operations/restore.md); all else counts.

`make faults` prints each row with its seed. One row again: `.venv/bin/python -m tests.faults --only "WORDS OF ITS NAME"
--seed N`. `make test` has one row with several faults at once and a seed of its own (`RESTU_FAULTS_SEED` repeats it).

"""

COLUMNS = """\
| fault | U | D | L | G | X | ready | seed | in a row | day |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> int:
    """Runs the rows; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--commands", type=int, default=LONG.commands, help="in each row")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", default="", help="rows with this in their name")
    parser.add_argument("--report", type=Path, help="where the table goes")
    parser.add_argument("--logs", type=Path, help="where the logs of a stack go that was damaged")
    arguments = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells of every broker that is away
    return asyncio.run(_rows(arguments))


async def _rows(arguments: argparse.Namespace) -> int:
    wanted = {name: fault for name, fault in ROWS.items() if arguments.only in name}
    size = replace(LONG, commands=arguments.commands)
    try:
        disk.own_mounts()
    except OSError as error:
        for name in full.ROWS.keys() & wanted.keys():
            print(f"{name}: not run, no disk of its own can be mounted here: {error.strerror}", flush=True)
            del wanted[name]
    own_disk = bool(full.ROWS.keys() & wanted.keys())
    stage = Stage(arguments.people, size.at_once, logs=arguments.logs, own_disk=own_disk)
    given = f"{arguments.people} people, {size.commands} commands of every kind"
    shape = f"{given}, {size.at_once} at once, {size.faults} faults"
    table = rows_before(arguments.report, COLUMNS)
    verdicts: list[Verdict] = []
    async for name, verdict in run(stage, wanted, size, arguments.seed):
        verdicts.append(verdict)
        table[name] = _line(name, verdict, shape, arguments.seed)
        if arguments.report is not None:
            arguments.report.write_text(HEAD + COLUMNS + "".join(table.values()), "utf-8")
    return 0 if verdicts and all(verdict.good for verdict in verdicts) else 1


def _line(name: str, verdict: Verdict, shape: str, seed: int) -> str:
    counts = "| | | | | not carried to its end" if verdict.broken else " | ".join(map(str, verdict.counts.values()))
    ready = "" if verdict.broken else f"{verdict.ready:.1f} s"
    return f"| {name} | {counts} | {ready} | {seed} | {shape} | {datetime.now(UTC):%Y-%m-%d} |\n"


if __name__ == "__main__":
    sys.exit(main())
