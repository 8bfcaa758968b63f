"""How long numbers that a network told may be kept, by its rules. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts.networks import load
from contracts.values import Network


def kept_for_ever(network: Network) -> bool:
    """Whether they may stay, in a report too."""
    return _days(network) is None


def fresh(seen: Sequence[dict[str, Any]], network: Network, at: datetime) -> list[dict[str, Any]]:
    """Of what was counted (each with its time as `at`), what may still be kept."""
    days = _days(network)
    if days is None:
        return list(seen)
    return [each for each in seen if datetime.fromisoformat(each["at"]) + timedelta(days=days) > at]


def first_end(kept: Sequence[dict[str, Any]], network: Network) -> datetime | None:
    """When the oldest of what is kept may no longer be kept; None when nothing is, or all of it for ever."""
    days = _days(network)
    if days is None or not kept:
        return None
    return datetime.fromisoformat(kept[0]["at"]) + timedelta(days=days)


def _days(network: Network) -> int | None:
    return load(network).rules.retention.network_data_days
