"""What readers had done with a post when it was a week old: an equal age for all, so that they compare. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

AGE = timedelta(days=7)
LATE = timedelta(days=2)
"""A look that comes later than this tells of another age."""
ANSWERS = ("likes", "reposts", "replies")
MEASURES = (*ANSWERS, "views")


def at_age(counted: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What was counted a week after the publication, out of the vault's row; empty where nobody looked then."""
    if counted is None:
        return {}
    due = datetime.fromisoformat(counted["since"]) + AGE
    return next((each for each in counted["seen"] if due <= datetime.fromisoformat(each["at"]) < due + LATE), {})


def answers(counts: Mapping[str, int | None]) -> int | None:
    """Likes, reposts and replies together; None where not all of them are told."""
    told = [counts.get(each) for each in ANSWERS]
    return sum(each for each in told if each is not None) if None not in told else None
