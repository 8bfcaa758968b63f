"""Hints: that something which many look at is another now, told to everybody and about nobody.

A thousand things that happen within a second are one hint: it is told at once, and again a second later when more
happened meanwhile. So it is never late by more than that, and costs each listener one event a second at most.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

PAUSE_SECONDS = 1.0

Hint = tuple[str, str]
"""The service that gave it, and its type."""


class Hints:
    """Every hint that there was, and when it is told. `tell` gets service and type."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell
        self._told: dict[Hint, float] = {}
        self._waiting: set[Hint] = set()

    @property
    def given(self) -> frozenset[Hint]:
        """All hints that were ever given here: who may have missed one is told each."""
        return frozenset(self._told) | self._waiting

    def give(self, service: str, kind: str) -> None:
        """Tells it now, or when the pause after the last time is over; what waits already is not told twice."""
        hint = (service, kind)
        if hint in self._waiting:
            return
        self._waiting.add(hint)
        loop = asyncio.get_running_loop()
        loop.call_at(max(loop.time(), self._told.get(hint, -math.inf) + PAUSE_SECONDS), self._due, hint)

    def _due(self, hint: Hint) -> None:
        self._waiting.discard(hint)
        self._told[hint] = asyncio.get_running_loop().time()
        self._tell(*hint)
