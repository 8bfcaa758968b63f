"""What the publisher asks and reports: release, and what became of it (decisions.md 6-10).

A release rests on the same aggregates as an approval, checked in the same save; when one of them has changed, the
approval lapses and the release is refused in that save. Asking again under the same release id changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from prometheus_client import Counter

from chassis.dead_letters import DeadLetters, KeyParked
from chassis.event_store import Work
from contracts.values import LapseReason
from services.consent.application.evidence import Evidence
from services.consent.application.sweeps import Sweeps
from services.consent.domain import (
    Account,
    Advocate,
    Approval,
    NotStanding,
    Offering,
    Parties,
    Refusal,
    UnknownApproval,
    reason_to_lapse,
)

log = logging.getLogger(__name__)

PARKED = timedelta(minutes=1)
"""How long the publisher waits before it asks again for something that waits for repair."""

_irregular = Counter("restu_consent_irregular_publications_total", "Publications that fit no release known here.")


@dataclass(frozen=True, slots=True)
class Releases:
    """One method per command."""

    letters: DeadLetters
    evidence: Evidence
    sweeps: Sweeps

    def release(
        self, work: Work, approval_id: UUID, parties: Parties, *, release_id: UUID, requested_at: datetime, at: datetime
    ) -> None:
        """Grants the approval for one attempt, or says why not."""
        approval = self._approval(work, parties, at)
        if release_id in approval.answered:
            return
        refusal = approval.refusal(approval_id, at=at)
        if refusal is None:
            refusal = self._grant(work, approval, release_id=release_id, requested_at=requested_at, at=at)
        elif refusal.reason == LapseReason.WINDOW_OVER:
            approval.lapse(LapseReason.WINDOW_OVER, at=at)
        if refusal is not None:
            approval.refuse(release_id, approval_id, refusal, at=at)
        self.sweeps.settle(work, approval)

    def returned(self, work: Work, approval_id: UUID, parties: Parties, *, release_id: UUID, at: datetime) -> None:
        """Certainly not performed."""
        approval = self._approval(work, parties, at)
        approval.returned(approval_id, release_id, at=at)
        self.sweeps.settle(work, approval)

    def published(
        self, work: Work, approval_id: UUID, parties: Parties, *, release_id: UUID, digest: str, at: datetime
    ) -> None:
        """It is on the network. What fits no release known here is recorded and reported as an error."""
        approval = self._approval(work, parties, at)
        if not approval.published(approval_id, release_id, digest=digest, at=at):
            _irregular.inc()
            log.error("published outside a known release", extra={"approval_id": str(approval_id)})
        self.sweeps.settle(work, approval)

    def handed_over(
        self, work: Work, approval_id: UUID, parties: Parties, *, release_id: UUID, digest: str, at: datetime
    ) -> None:
        """Its person says that they have posted it. What fits no release known here is recorded as an error."""
        approval = self._approval(work, parties, at)
        if not approval.handed_over(approval_id, release_id, digest=digest, at=at):
            _irregular.inc()
            log.error("handed over outside a known release", extra={"approval_id": str(approval_id)})
        self.sweeps.settle(work, approval)

    def failed(
        self, work: Work, approval_id: UUID, parties: Parties, *, release_id: UUID | None, reason: str, at: datetime
    ) -> None:
        """Final: nothing was published, and the approval is not used."""
        approval = self._approval(work, parties, at)
        approval.failed(approval_id, release_id, reason=reason, at=at)
        self.sweeps.settle(work, approval)

    def uncertain(self, work: Work, approval_id: UUID, parties: Parties, *, release_id: UUID, at: datetime) -> None:
        """It may have been published."""
        approval = self._approval(work, parties, at)
        approval.uncertain(approval_id, release_id, at=at)
        self.sweeps.settle(work, approval)

    def resolved(
        self,
        work: Work,
        approval_id: UUID,
        parties: Parties,
        *,
        release_id: UUID,
        outcome: Literal["not-posted", "posted-reported"],
        at: datetime,
    ) -> None:
        """The person said what they see."""
        approval = self._approval(work, parties, at)
        approval.resolved(approval_id, release_id, outcome=outcome, at=at)
        self.sweeps.settle(work, approval)

    def removed(self, work: Work, parties: Parties) -> None:
        """It is on the network no more: its words no longer count for colleagues. The approval stays used, for ever."""
        work.write(self.sweeps.tables.texts.gone(parties.aggregate_id))

    def check_standing(self, work: Work, approval_id: UUID, *, at: datetime) -> None:
        """Whether it would be granted now: asked before the words are given to their own person to publish.

        Raises UnknownApproval, NotStanding, KeyParked. Nothing is changed.
        """
        aggregate_id = self.sweeps.tables.aggregate_of(approval_id)
        if aggregate_id is None:
            raise UnknownApproval("there is no such approval")
        approval = work.get(Approval, aggregate_id)
        state, refusal = approval.state_of(approval_id), approval.refusal(approval_id, at=at)
        if refusal is not None or approval.standing is None:
            raise NotStanding("this approval does not stand; there is nothing to publish", state=state)
        if self.letters.parked(approval.standing.item_id, approval.parties.advocate_id):
            raise KeyParked("something about this waits for repair; please try again later")
        if self._reason_to_lapse(work, approval, at) is not None:
            raise NotStanding("what was approved is no longer offered; there is nothing to publish", state=state)

    def _grant(
        self, work: Work, approval: Approval, *, release_id: UUID, requested_at: datetime, at: datetime
    ) -> Refusal | None:
        """Grants, or gives the reason why what the approval rests on does not allow it."""
        basis = approval.standing
        assert basis is not None
        if self.letters.parked(basis.item_id, approval.parties.advocate_id):
            return Refusal("parked", final=False, retry_at=at + PARKED)
        work.write(self.letters.guard(basis.item_id, approval.parties.advocate_id))
        reason = self._reason_to_lapse(work, approval, at)
        if reason is not None:
            approval.lapse(reason, at=at)
            return Refusal(reason)
        exact = self.evidence.grant(approval.parties, basis, release_id=release_id, requested_at=requested_at, at=at)
        approval.grant(release_id, exact=exact, at=at)
        return None

    def _reason_to_lapse(self, work: Work, approval: Approval, at: datetime) -> LapseReason | None:
        standing = approval.standing
        return reason_to_lapse(
            approval,
            work.find(Advocate, approval.parties.advocate_id),
            work.find(Offering, standing.item_id) if standing is not None else None,
            work.find(Account, approval.parties.account_id),
            at=at,
        )

    def _approval(self, work: Work, parties: Parties, at: datetime) -> Approval:
        """The aggregate; one that this store never had (or lost) begins here."""
        return work.find(Approval, parties.aggregate_id) or work.add(Approval(parties=parties, at=at))
