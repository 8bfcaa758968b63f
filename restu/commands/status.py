"""Say what runs, where, whether it is ready, and what waits; exit code 0 when everything is ready.

Behind each service stands why it is not ready, or what it has still to do: events to publish, to apply, to show, and
dead letters, which wait for a person. Work to do is usual under load; what stands still for long is a reason.
"""

import argparse
import asyncio
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from restu.home import Home
from restu.probe import Backlog, backlog, why_not_ready
from restu.table import table


@dataclass(frozen=True)
class Process:
    """One process of the stack, as it is now; `memory_bytes` is None for one that is gone."""

    name: str
    address: str
    pid: int
    restarts: int
    memory_bytes: int | None
    reason: str | None
    backlog: Backlog

    @property
    def ready(self) -> bool:
        """Whether it does what it is there for."""
        return self.reason is None


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--json", action="store_true", help="for machines")


def run(arguments: argparse.Namespace) -> int:
    """Print one line per process."""
    home = Home.from_environment(os.environ)
    supervisor = home.running()
    if supervisor is None:
        nothing = {"home": str(home.folder), "running": False, "ready": False}
        print(
            json.dumps(nothing) if arguments.json else f"Restu does not run on {home.folder}. Start it with: restu up"
        )
        return 1
    state = home.state()
    starting = state.get("supervisor") != supervisor or not state.get("ready", False)
    processes = asyncio.run(_processes(state)) if state.get("supervisor") == supervisor else []
    ready = not starting and all(each.ready for each in processes)
    memory = proportional_memory(supervisor) or 0
    if arguments.json:
        told = {
            "home": str(home.folder),
            "running": True,
            "starting": starting,
            "ready": ready,
            "supervisor": supervisor,
            "memory_bytes": memory,
            "processes": [{**asdict(each), "ready": each.ready} for each in processes],
        }
        print(json.dumps(told, indent=2))
    else:
        doing = "is starting" if starting else "runs"
        print(f"Restu {doing} on {home.folder} (process {supervisor}).\n")
        if processes:
            print(table([("", "address", "process", "memory", "restarts", ""), *map(_row, processes)]) + "\n")
        print(f"Memory of everything together: {memory / 2**20:.0f} MB.")
    return 0 if ready else 1


async def _processes(state: dict[str, Any]) -> list[Process]:
    addresses = state.get("addresses", {})
    return list(
        await asyncio.gather(
            *(_process(name, str(addresses.get(name, "")), each) for name, each in state.get("processes", {}).items())
        )
    )


async def _process(name: str, address: str, known: dict[str, Any]) -> Process:
    pid, reason, left = int(known["pid"]), None, Backlog()
    memory = proportional_memory(pid)
    if memory is None:
        reason = "not running"
    elif address.startswith("http"):
        reason, left = await asyncio.gather(why_not_ready(address), backlog(address))
    return Process(name, address, pid, int(known["restarts"]), memory, reason, left)


def _row(process: Process) -> tuple[str, ...]:
    memory = f"{process.memory_bytes / 2**20:.0f} MB" if process.memory_bytes is not None else "-"
    how = "; ".join([process.reason or "ready", *_left(process.backlog)])
    return process.name, process.address, str(process.pid), memory, str(process.restarts), how


def _left(left: Backlog) -> list[str]:
    """What a service has still to do, in words."""
    events = {"to publish": left.to_publish, "to apply": left.to_apply, "to show": left.to_show}
    found = [f"{count} {_plural('event', count)} {what}" for what, count in events.items() if count]
    if left.dead_letters:
        verb = "waits" if left.dead_letters == 1 else "wait"
        found.append(f"{left.dead_letters} {_plural('dead letter', left.dead_letters)} {verb}: restu dead-letters list")
    return found


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def proportional_memory(pid: int) -> int | None:
    """Bytes of a process and its descendants, shared pages divided by their users (PSS); None when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return None
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(proportional_memory(int(child)) or 0 for child in children)
