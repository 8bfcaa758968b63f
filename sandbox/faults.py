"""Faults on order: what shall go wrong, for whom, on which operation, how often.

Guarantees: faults that decide an outcome form a queue, one call meets at most one of them, and each is used as
often as ordered; `slow`, `ignore-key` and `drop-media` come on top. Faults are kept in memory: a restart forgets them,
so a network that was killed comes back healthy.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

WRITES = ("post", "reblog", "unreblog", "favourite", "unfavourite", "follow", "unfollow", "media", "edit", "delete")
READS = ("list", "read", "timeline", "verify", "instance", "app", "token")
OPERATIONS = WRITES + READS

# kind: (what it does, operations hit unless told)
OUTCOMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "rate-limit": ("429; X-RateLimit-Reset lies `seconds` ahead of the first hit, when it also ends", WRITES),
    "refuse": ("403, nothing done", WRITES),
    "maintenance": ("503, nothing done", OPERATIONS),
    "error-before": ("500, nothing done", WRITES),
    "error-after": ("500, although it was done", WRITES),
    "cut-after": ("done, then the connection is cut without one byte of an answer", WRITES),
    "accept-late": ("the connection is cut at once; it is done `seconds` later", WRITES),
    "token-revoked": ("the token is revoked for good and the call answered with 401", OPERATIONS),
}
MODIFIERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "slow": ("done at once, answered `seconds` later", OPERATIONS),
    "ignore-key": ("the Idempotency-Key is ignored", ("post",)),
    "drop-media": ("the post is made without its images, and nothing is said of it", ("post",)),
}
KINDS = OUTCOMES | MODIFIERS


@dataclass
class Fault:
    """One order. `account_id` None = everybody; `remaining` None = until removed; `skip` calls go well first."""

    id: int
    kind: str
    account_id: int | None
    operations: frozenset[str]
    remaining: int | None
    seconds: float
    skip: int = 0
    hits: int = 0
    ends_at: float | None = None


@dataclass(frozen=True)
class Effect:
    """What one call meets: at most one outcome, a delay of the answer in seconds, no ear for the key or for images."""

    outcome: Fault | None = None
    delay: float = 0.0
    ignores_key: bool = False
    drops_media: bool = False


@dataclass
class FaultBook:
    """All orders in force; `now` gives seconds since 1970."""

    now: Callable[[], float]
    _faults: list[Fault] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def order(
        self,
        kind: str,
        *,
        account_id: int | None = None,
        operations: frozenset[str] | None = None,
        count: int | None = 1,
        seconds: float = 5.0,
        skip: int = 0,
    ) -> Fault:
        """Add a fault at the end of the queue; raises KeyError for an unknown kind."""
        chosen = frozenset(KINDS[kind][1]) if operations is None else operations
        fault = Fault(next(self._ids), kind, account_id, chosen, count, seconds, skip)
        self._faults.append(fault)
        return fault

    def all(self) -> list[Fault]:
        """The orders in force, oldest first."""
        self._drop_ended()
        return list(self._faults)

    def remove(self, fault_id: int) -> bool:
        """Take one order back; False when there is none of that id."""
        before = len(self._faults)
        self._faults = [fault for fault in self._faults if fault.id != fault_id]
        return len(self._faults) < before

    def clear(self) -> None:
        """Take every order back."""
        self._faults.clear()

    def meet(self, operation: str, account_id: int | None) -> Effect:
        """What this call meets; counts the hits."""
        self._drop_ended()
        outcome: Fault | None = None
        delay, ignores_key, drops_media = 0.0, False, False
        for fault in self._faults:
            is_mine = fault.account_id is None or fault.account_id == account_id
            if operation not in fault.operations or not is_mine or (outcome and fault.kind in OUTCOMES):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            self._hit(fault)
            if fault.kind in OUTCOMES:
                outcome = fault
            elif fault.kind == "slow":
                delay += fault.seconds
            elif fault.kind == "ignore-key":
                ignores_key = True
            else:
                drops_media = True
        return Effect(outcome, delay, ignores_key, drops_media)

    def _hit(self, fault: Fault) -> None:
        fault.hits += 1
        if fault.remaining is not None:
            fault.remaining -= 1
        if fault.kind == "rate-limit" and fault.ends_at is None:
            fault.ends_at = self.now() + fault.seconds

    def _drop_ended(self) -> None:
        now = self.now()
        self._faults = [
            fault for fault in self._faults if fault.remaining != 0 and (fault.ends_at is None or fault.ends_at > now)
        ]
