"""Say what runs, where, and whether it is ready; exit code 0 when everything is."""

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any

from restu.home import Home
from restu.probe import why_not_ready
from restu.table import table


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_: argparse.Namespace) -> int:
    """Print one line per process."""
    home = Home.from_environment(os.environ)
    supervisor = home.running()
    if supervisor is None:
        print(f"Restu does not run on {home.folder}. Start it with: restu up")
        return 1
    state = home.state()
    rows, all_ready = asyncio.run(_rows(state))
    print(f"Restu runs on {home.folder} (process {supervisor}).\n")
    print(table([("", "address", "process", "memory", "restarts", ""), *rows]))
    print(f"\nMemory of everything together: {(proportional_memory(supervisor) or 0) / 2**20:.0f} MB.")
    return 0 if all_ready else 1


async def _rows(state: dict[str, Any]) -> tuple[list[tuple[str, ...]], bool]:
    rows: list[tuple[str, ...]] = []
    all_ready = bool(state.get("processes"))
    for name, process in state.get("processes", {}).items():
        address = str(state["addresses"].get(name, ""))
        reason = await why_not_ready(address) if address.startswith("http") else None
        memory = proportional_memory(int(process["pid"]))
        if memory is None:
            reason = "not running"
        all_ready = all_ready and reason is None
        shown = f"{memory / 2**20:.0f} MB" if memory is not None else "-"
        rows.append((name, address, str(process["pid"]), shown, str(process["restarts"]), reason or "ready"))
    return rows, all_ready


def proportional_memory(pid: int) -> int | None:
    """Bytes of a process and its descendants, shared pages divided by their users (PSS); None when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return None
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(proportional_memory(int(child)) or 0 for child in children)
