"""Asking until something is so. Nothing here sleeps blindly: every wait ends with its condition or its deadline."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

SECONDS = 20.0
"""How long something may take that normally takes a second, on a busy machine."""
_SHORTEST, _LONGEST = 0.05, 0.5

T = TypeVar("T")


class Unmet(Exception):
    """What had to be so is not; the text says it in words."""


class NotYet(Exception):
    """Asked too early; the text says what was seen instead."""


async def until(look: Callable[[], Awaitable[T]], what: str, *, seconds: float = SECONDS) -> T:
    """What `look` gives once it no longer raises NotYet. Raises Unmet after `seconds`, with what was seen last."""
    deadline = time.monotonic() + seconds
    pause = _SHORTEST
    while True:
        try:
            return await look()
        except NotYet as seen:
            if time.monotonic() + pause > deadline:
                raise Unmet(f"{what}: not within {seconds:.0f} s; {seen}") from None
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, _LONGEST)


def require(condition: object, words: str) -> None:
    """Raises Unmet with the words when the condition does not hold."""
    if not condition:
        raise Unmet(words)


def expect(condition: object, seen: str) -> None:
    """Raises NotYet with what was seen when the condition does not hold yet."""
    if not condition:
        raise NotYet(seen)
