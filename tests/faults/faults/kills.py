"""Processes that die at once."""

from __future__ import annotations

import os
import signal
import time
from random import Random

from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd
from tests.faults.looking import SERVERS

OURS = ("content", "consent", "publisher", "gamification", "gateway", "sandbox")


def kill(part: str) -> Fault:
    """kill -9."""

    async def fault(crowd: Crowd, _: Random) -> float:
        os.kill(crowd.town.stack.processes[part], signal.SIGKILL)
        return time.monotonic()

    return fault


ROWS: dict[str, Fault] = {f"kill -9 {part}": kill(part) for part in (*OURS, *SERVERS)}
