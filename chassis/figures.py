"""What a service says of itself in its metrics that a person wants to know: how far it is behind, and what waits.

Read out of Prometheus' text format, with nothing but the standard library: the supervisor reads it, too.
"""

from __future__ import annotations

from collections.abc import Iterable

FIGURES = {
    "restu_relay_lag_events": "to_publish",
    "restu_relay_lag_seconds": "publishing_late_seconds",
    "restu_consumer_lag_records": "to_apply",
    "restu_consumer_missing": "missing",
    "restu_projection_lag_events": "to_show",
    "restu_projection_lag_seconds": "showing_late_seconds",
    "restu_dead_letters": "dead_letters",
    "restu_parked_keys": "parked_keys",
}
"""The figure of each metric."""


def read(lines: Iterable[str]) -> dict[str, int]:
    """Each figure that is told, its metric's labels together. What is not there is not known, and not 0."""
    found: dict[str, int] = {}
    for line in lines:
        series, _, value = line.rpartition(" ")
        name = FIGURES.get(series.partition("{")[0])
        if name is not None:
            found[name] = found.get(name, 0) + int(float(value))
    return found
