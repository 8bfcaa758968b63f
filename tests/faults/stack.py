"""A stack to which anything may happen.

On ports of its own, so that nobody takes one while its process is dead; its services as `service.py` runs them.
"""

from __future__ import annotations

from pathlib import Path

from restu.ports import USUAL, free_port
from tests.integration.town import RunningStack


def stack_in(folder: Path) -> RunningStack:
    """A stack, not started yet."""
    taken: set[int] = set(USUAL.values())
    settings: dict[str, str] = {}
    for name in USUAL:
        port = free_port(frozenset(taken))
        taken.add(port)
        settings[f"RESTU_{name.upper()}_PORT"] = str(port)
    return RunningStack(folder, program=("tests.faults.up",), **settings)
