"""The long form: `python -m tests.faults [--people 200] [--commands 1000] [--seed N] [--only WORD] [--report FILE]`.

A line for each row as soon as it is known, and a table in the report. Ends with 1 unless every row is good.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.faults import disk
from tests.faults.faults import ROWS, full
from tests.faults.long import run
from tests.faults.oracle import Verdict
from tests.faults.rows import LONG

HEAD = """# What happens when things fail

Written by `make faults`: people give commands over HTTP while something fails at random points; when all has settled,
what stands on the network, in the stores, the topics and the views is counted from the outside (`tests/faults/`).

- **U** posts that nobody approved so, **D** posts of one approval beyond the first, **L** acknowledged commands without
  their effect, **G** rows of views that differ from a replay of the store, **X** events that a topic lacks, has in
  another order or with other bytes. Each has to be 0.
- **ready**: seconds from the end of the fault until every process says again that it is ready. Less than 10.

"""


def main() -> int:
    """Runs the rows; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--commands", type=int, default=LONG.commands, help="in each row")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", default="", help="rows with this in their name")
    parser.add_argument("--report", type=Path, help="where the table goes")
    arguments = parser.parse_args()
    wanted = {name: fault for name, fault in ROWS.items() if arguments.only in name}
    size = replace(LONG, commands=arguments.commands)
    try:
        disk.own_mounts()
    except OSError as error:
        for name in full.ROWS.keys() & wanted.keys():
            print(f"{name}: not run, no disk of its own can be mounted here: {error.strerror}", flush=True)
            del wanted[name]
    own_disk = bool(full.ROWS.keys() & wanted.keys())
    verdicts = asyncio.run(run(wanted, arguments.people, size, arguments.seed, own_disk=own_disk))
    if arguments.report is not None:
        arguments.report.write_text(_report(arguments, verdicts), "utf-8")
    return 0 if verdicts and all(verdict.good for verdict in verdicts.values()) else 1


def _report(arguments: argparse.Namespace, verdicts: dict[str, Verdict]) -> str:
    shape = f"{arguments.people} people, {arguments.commands} commands a row, {LONG.faults} faults a row"
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, seed {arguments.seed}, {shape}.",
        "",
        "| fault | U D L G X | ready |",
        "|---|---|---|",
    ]
    for name, verdict in verdicts.items():
        counts, _, ready = str(verdict).partition(" ready=")
        lines.append(f"| {name} | {counts} | {ready} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
