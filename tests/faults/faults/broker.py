"""A broker that comes back with less than it had."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from random import Random

from restu.embedded.kafka import Kafka
from restu.ports import free_port
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd


async def lose_the_broker(crowd: Crowd, _: Random) -> float:
    """kill -9 of the broker, and an empty one in its place: no topic, no record, no group is left."""
    stack = crowd.town.stack
    folder = stack.home.folder / "kafka"
    with tempfile.TemporaryDirectory(dir=stack.home.folder) as spare:
        empty = Kafka(Path(spare), Path(spare) / "log", port=free_port(), controller_port=free_port())
        await asyncio.to_thread(empty.prepare)
        os.kill(stack.processes["kafka"], signal.SIGKILL)
        # Done long before the supervisor starts it again.
        shutil.rmtree(folder / "data")
        shutil.move(Path(spare) / "data", folder / "data")
    return time.monotonic()


ROWS: dict[str, Fault] = {"a broker that lost everything": lose_the_broker}
