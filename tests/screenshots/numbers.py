"""Months that no stack has lived through: Ayu's own results as the publisher would tell them, with made-up numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from restu.demo.walk import written

FOLLOWERS = (212, 214, 219, 221, 224, 230, 231, 236, 243, 251, 258, 271, 280, 292, 301, 318, 329, 341, 352, 371)
"""At the end of each week, the latest last."""


def _between(value: float, low: float, high: float) -> dict[str, float]:
    return {"value": value, "low": low, "high": high}


def my_results(account_id: str, handle: str) -> dict[str, Any]:
    """Five months with more answers and followers than at the beginning."""
    now = datetime.now(UTC)
    weeks = range(len(FOLLOWERS) - 1, -1, -1)
    counted = [
        {"at": written(now - timedelta(weeks=back)), "followers": followers}
        for back, followers in zip(weeks, FOLLOWERS, strict=True)
    ]
    return {
        "age_days": 7,
        "needed": 6,
        "engagement": {
            "baseline": {"number": 9, "told": 9, "median": _between(6, 3, 9)},
            "now": {"number": 21, "told": 21, "median": _between(14, 10, 19)},
            "change": _between(8, 4, 12),
        },
        "accounts": [
            {
                "account_id": account_id,
                "network": "mastodon",
                "handle": handle,
                "counted": counted,
                "a_week": {
                    "baseline": {"number": 8, "told": 8, "median": _between(3, 1, 6)},
                    "now": {"number": 11, "told": 11, "median": _between(11, 8, 13)},
                    "change": _between(8, 4, 11),
                },
            }
        ],
    }


def engagement(post_id: str) -> dict[str, Any]:
    """What readers did with one post so far."""
    seen = {"at": written(datetime.now(UTC)), "likes": 23, "reposts": 4, "replies": 6, "views": None}
    return {"post_id": post_id, "counted": [seen]}
