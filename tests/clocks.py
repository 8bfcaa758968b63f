"""Clocks for tests of what measures time by itself."""

from __future__ import annotations


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at
