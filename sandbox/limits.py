"""Rate limits as Mastodon has them: fixed windows that start at multiples of their period.

Numbers: https://docs.joinmastodon.org/api/rate-limits/ (300 calls in 5 minutes, 30 deletions in 30 minutes)
and Mastodon's own limiter (300 statuses in 3 hours). Guarantees: a call over a limit is refused with
`LimitExceeded` before anything is done. Counters live in memory: a restart forgets them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

REQUESTS, STATUSES, DELETES, ADDRESSES, SIGN_INS = "requests", "statuses", "deletes", "addresses", "sign-ins"


@dataclass(frozen=True)
class Rule:
    """At most `limit` uses in each window of `period` seconds."""

    limit: int
    period: int


DEFAULT_RULES: Mapping[str, Rule] = {
    REQUESTS: Rule(300, 300),
    STATUSES: Rule(300, 10_800),
    DELETES: Rule(30, 1_800),
    ADDRESSES: Rule(300, 300),
    SIGN_INS: Rule(25, 300),
}


@dataclass(frozen=True)
class Standing:
    """Where a counter stands: what is left of `limit` until `reset` (seconds since 1970)."""

    limit: int
    remaining: int
    reset: float

    def headers(self) -> dict[str, str]:
        """The three headers of a response; the reset time is ISO 8601 as Mastodon writes it."""
        reset = datetime.fromtimestamp(self.reset, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": reset,
        }


class LimitExceeded(Exception):
    """A counter is used up; `standing` says until when."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("Too many requests")
        self.standing = standing


class Limits:
    """Counts uses per rule and owner (an account id or an address)."""

    def __init__(self, rules: Mapping[str, Rule], now: Callable[[], float]) -> None:
        self._first_rules = dict(rules)
        self._rules = dict(rules)
        self._now = now
        self._uses: dict[tuple[str, str], tuple[int, int]] = {}

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules in force, by name."""
        return dict(self._rules)

    def change(self, rules: Mapping[str, Rule]) -> None:
        """Put these rules in place of those of the same name and start every counter anew."""
        self._rules.update(rules)
        self._uses.clear()

    def forget(self) -> None:
        """Go back to the rules of the beginning and start every counter anew."""
        self._rules = dict(self._first_rules)
        self._uses.clear()

    def standing(self, name: str, owner: str) -> Standing:
        """Where the counter stands now."""
        rule = self._rules[name]
        window = int(self._now() // rule.period)
        used_window, used = self._uses.get((name, owner), (window, 0))
        count = used if used_window == window else 0
        return Standing(rule.limit, max(rule.limit - count, 0), (window + 1) * rule.period)

    def check(self, name: str, owner: str) -> None:
        """Raise `LimitExceeded` when nothing is left."""
        standing = self.standing(name, owner)
        if standing.remaining <= 0:
            raise LimitExceeded(standing)

    def use(self, name: str, owner: str) -> None:
        """Count one use; raises `LimitExceeded` when nothing was left."""
        self.check(name, owner)
        rule = self._rules[name]
        window = int(self._now() // rule.period)
        used_window, used = self._uses.get((name, owner), (window, 0))
        self._uses[(name, owner)] = (window, (used if used_window == window else 0) + 1)

    def closest(self, names: Iterable[str], owner: str) -> Standing:
        """Of several counters the one with least left, which is the one a response tells."""
        return min((self.standing(name, owner) for name in names), key=lambda standing: standing.remaining)


def parse_rules(text: str) -> dict[str, Rule]:
    """`"requests=300/300,deletes=30/1800"` (uses/seconds); what is not named keeps its default.

    Raises ValueError for an unknown name or a number that is not positive.
    """
    rules = dict(DEFAULT_RULES)
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = re.fullmatch(r"([a-z-]+)=([0-9]{1,9})/([0-9]{1,9})", part)
        if not found or found[1] not in rules or int(found[2]) < 1 or int(found[3]) < 1:
            names = ", ".join(DEFAULT_RULES)
            raise ValueError(f"{part!r} is not of the form name=uses/seconds with a name of {names}.")
        rules[found[1]] = Rule(int(found[2]), int(found[3]))
    return rules
