"""Approvals that end by themselves: at their window's end, and after something they rest on has changed.

A change counts at once, because approve and release read what an approval rests on; the sweep only says so
(decisions.md 11). It finds the approvals through the index `standing`, in batches, and decides each one on its
aggregates, checked in the save. It may be repeated and stopped anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.clock import Clock
from chassis.event_store import EventStore, Work
from chassis.timers import Due, Timers
from contracts.values import LapseReason
from services.consent.domain import Account, Advocate, Approval, Offering, reason_to_lapse
from services.consent.tables import StandingRow, Tables

SWEEP = "sweep"
LAPSE = "lapse"
BATCH = 100


@dataclass(frozen=True, slots=True)
class Sweeps:
    """The commands, and the handlers of the timers `sweep` (an item, advocate or account) and `lapse` (an approval)."""

    store: EventStore
    tables: Tables
    timers: Timers
    clock: Clock

    def settle(self, work: Work, approval: Approval) -> None:
        """Takes an aggregate on which nothing stands any more out of the index and the timers."""
        if approval.standing is None:
            work.write(self.tables.fall(approval.id), self.timers.clear(LAPSE, approval.id))
            if not approval.may_be_out:
                work.write(self.tables.texts.gone(approval.id))

    def end(self, work: Work, *, rows: Sequence[StandingRow], at: datetime) -> None:
        """Lapses those of the rows that no longer count."""
        work.prefetch(identifier for row in rows for identifier in row.ids)
        for row in rows:
            approval = work.get(Approval, row.approval)
            reason = reason_to_lapse(
                approval,
                work.find(Advocate, row.advocate),
                work.find(Offering, row.item),
                work.find(Account, row.account),
                at=at,
            )
            if reason is not None:
                approval.lapse(reason, at=at)
            self.settle(work, approval)

    def end_all(self, work: Work, *, rows: Sequence[StandingRow], reason: LapseReason, at: datetime) -> None:
        """Lapses all of the rows, for one reason."""
        work.prefetch(row.approval for row in rows)
        for row in rows:
            approval = work.get(Approval, row.approval)
            approval.lapse(reason, at=at)
            self.settle(work, approval)

    def over(self, work: Work, *, aggregate_id: UUID, at: datetime) -> None:
        """The window of what stands on the aggregate has ended, unless that is replaced by something later."""
        approval = work.get(Approval, aggregate_id)
        if approval.standing is not None and at < approval.standing.window.closes_at:
            work.write(self.timers.set(LAPSE, aggregate_id, approval.standing.window.closes_at))
            return
        approval.lapse(LapseReason.WINDOW_OVER, at=at)
        work.write(self.timers.clear(LAPSE, aggregate_id))
        self.settle(work, approval)

    def restored(self) -> int:
        """After a restore of this store: every approval lapses, for its withdrawal may be lost. How many there were."""
        return self._pages(
            lambda after: self.tables.standing(after=after, limit=BATCH),
            lambda rows: self.store.run(self.end_all, rows=rows, reason=LapseReason.CONSENT_RESTORED, at=self.clock()),
        )

    def sweep(self, due: Due) -> None:
        """Handles the timer `sweep`."""
        self._pages(
            lambda after: self.tables.standing_on(due.id, after=after, limit=BATCH),
            lambda rows: self.store.run(self.end, rows=rows, at=self.clock()),
        )
        self.timers.finish(due)

    def lapse(self, due: Due) -> None:
        """Handles the timer `lapse`."""
        self.store.run(self.over, aggregate_id=due.id, at=self.clock())

    def _pages(
        self,
        page: Callable[[UUID | None], list[StandingRow]],
        command: Callable[[list[StandingRow]], object],
    ) -> int:
        seen = 0
        after = None
        while rows := page(after):
            command(rows)
            seen += len(rows)
            after = rows[-1].approval
        return seen
