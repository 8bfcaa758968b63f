"""What a fault is: it does its harm to a running stack and returns the moment (monotonic) at which it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

from tests.faults.load import Crowd

Fault = Callable[[Crowd, Random], Awaitable[float]]


def both(first: Fault, second: Fault) -> Fault:
    """One after the other; over when the second is."""

    async def fault(crowd: Crowd, random: Random) -> float:
        await first(crowd, random)
        return await second(crowd, random)

    return fault
