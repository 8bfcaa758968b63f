"""An account's followers over time: one count a week, the week's last. Pure.

Kept are the first weeks, which are the person's own baseline, and the last two years.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.publisher.results.weeks import Week

BASELINE_WEEKS = 8
"""The weeks that later ones are compared with: the person's own first ones here."""
KEPT_WEEKS = 104

Samples = list[dict[str, Any]]
"""Counts, each with its time as `at`, the oldest first."""


def with_sample(samples: Samples, sample: dict[str, Any], zone: ZoneInfo) -> Samples:
    """The samples with another one, which takes the place of an earlier one of its week."""
    week = _week(sample, zone)
    others = [each for each in samples if _week(each, zone) != week]
    return [*others[: BASELINE_WEEKS + 1], *others[BASELINE_WEEKS + 1 :][-KEPT_WEEKS:], sample]


def changes(samples: Samples, zone: ZoneInfo) -> Mapping[Week, int]:
    """By how many followers each week ended higher than the week before, of weeks that were both counted."""
    counts = {_week(each, zone): int(each["followers"]) for each in samples}
    return {week: count - counts[before] for week, count in counts.items() if (before := week.later(-1)) in counts}


def _week(sample: Mapping[str, Any], zone: ZoneInfo) -> Week:
    return Week.of(datetime.fromisoformat(sample["at"]), zone)
