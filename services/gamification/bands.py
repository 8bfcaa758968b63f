"""The leaderboard's histogram: how many people have how many points, in bands of four widths.

A band of a width holds 32 of the next narrower one. Whoever wants to know how many people are above some points, or
where a page begins, reads at most 31 bands of each width and the few widest: the cost does not depend on how many
people there are, nor on how many of them have the same points.
"""

from __future__ import annotations

from uuid import UUID

FAN = 32
WIDTHS = (1, FAN, FAN**2, FAN**3)
"""Points in one band, by level."""
TOP = len(WIDTHS) - 1
BALANCE = "balance"
"""Stands for a period where what is left to spend is meant."""


def bands_of(points: int) -> list[tuple[int, int]]:
    """(level, band) of every band that holds these points."""
    return [(level, points // width) for level, width in enumerate(WIDTHS)]


def band_id(period: str, level: int, band: int) -> str:
    """The id of a band's document."""
    return f"{period}/{level}/{band}"


def scope_of(period: str, group: UUID | None) -> str:
    """What stands for the period in a board of a group: each scope has a histogram of its own."""
    return period if group is None else f"{period}@{group}"


def place_id(period: str, advocate: str) -> str:
    """The id of an advocate's documents of a period."""
    return f"{period}/{advocate}"
