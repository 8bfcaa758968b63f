"""A machine whose clock is set back, then forth, then right again."""

from __future__ import annotations

import asyncio
import time
from random import Random

from tests.faults import clock
from tests.faults.faults.fault import Fault
from tests.faults.load import Crowd

OFF_SECONDS = (20.0, 50.0)
"""Less than what people asked for lies ahead, so that nothing becomes due that was not to be."""
WRONG_SECONDS = (3.0, 6.0)


async def set_clock(crowd: Crowd, random: Random) -> float:
    """Every service's clock at once, as on one machine; the test's own and the network's stay right."""
    file = crowd.town.stack.home.folder / clock.FILE
    for sign in (-1.0, 1.0):
        file.write_text(f"{sign * random.uniform(*OFF_SECONDS):.3f}", "ascii")
        await asyncio.sleep(random.uniform(*WRONG_SECONDS))
    file.write_text("0.0", "ascii")
    return time.monotonic()


ROWS: dict[str, Fault] = {"the clock set back and forth": set_clock}
