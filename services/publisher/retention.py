"""How long numbers that a network told may be kept, by its rules. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts.networks import load
from contracts.values import Network


def fresh(seen: Sequence[dict[str, Any]], network: Network, at: datetime) -> list[dict[str, Any]]:
    """Of what was counted (each with its time as `at`), what may still be kept."""
    days = load(network).rules.retention.network_data_days
    if days is None:
        return list(seen)
    return [each for each in seen if datetime.fromisoformat(each["at"]) + timedelta(days=days) > at]


def first_end(kept: Sequence[dict[str, Any]], network: Network) -> datetime | None:
    """When the oldest of what is kept may no longer be kept; None when nothing is, or all of it for ever."""
    days = load(network).rules.retention.network_data_days
    if days is None or not kept:
        return None
    return datetime.fromisoformat(kept[0]["at"]) + timedelta(days=days)
