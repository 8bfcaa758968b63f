"""A disk without room, under everything that the stack keeps."""

from __future__ import annotations

import asyncio
import time
from random import Random

from tests.faults import disk
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd

SECONDS = (4.0, 8.0)


async def fill(crowd: Crowd, random: Random) -> float:
    """Not one byte more, for some seconds: stores, topics, views, the network and the logs share the disk."""
    folder = crowd.town.stack.home.folder.parent
    await asyncio.to_thread(disk.make_full, folder)
    try:
        await asyncio.sleep(random.uniform(*SECONDS))
    finally:
        await asyncio.to_thread(disk.make_room, folder)
    return time.monotonic()


ROWS: dict[str, Fault] = {"a full disk": fill}
