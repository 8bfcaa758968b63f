"""What a fault is: it does its harm to a running stack and returns the moment (monotonic) at which it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

from tests.faults.load import Crowd

Fault = Callable[[Crowd, Random], Awaitable[float]]


def in_turn(*faults: Fault) -> Fault:
    """Each time the next of them."""
    waiting = iter(faults)

    async def fault(crowd: Crowd, random: Random) -> float:
        return await next(waiting)(crowd, random)

    return fault
