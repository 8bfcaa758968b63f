"""What an advocate does: approve, replace, withdraw, decline. Each names everything it rests on in its save.

Approve takes the token of a preview and the text that was shown, and nothing else: what is approved is what was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.dead_letters import DeadLetters
from chassis.event_store import Work
from chassis.signing import digest
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.disclosures import seen_first
from contracts.networks import load
from contracts.values import is_unconnected
from services.consent.application.disclosures import Disclosing
from services.consent.application.evidence import Evidence
from services.consent.application.images import Images
from services.consent.application.openings import check_way, own_words_needed
from services.consent.application.sweeps import LAPSE, Sweeps
from services.consent.domain import (
    Account,
    ActivityClosed,
    Advocate,
    Approval,
    Disclosures,
    NotEnoughOwnWords,
    NotWhatWasShown,
    Offering,
    PreviewExpired,
    PreviewInvalid,
    Terms,
    TooAlike,
    UnknownApproval,
    check_approvable,
)
from services.consent.kinds import OPENING
from services.consent.tables import ApprovalStands, Tables
from services.consent.tokens import Preview, Tokens


@dataclass(frozen=True, slots=True)
class Approvals:
    """One method per command; each answers with ids and a state."""

    vault: Vault
    tables: Tables
    timers: Timers
    letters: DeadLetters
    tokens: Tokens
    evidence: Evidence
    sweeps: Sweeps
    images: Images
    disclosing: Disclosing

    def approve(self, work: Work, *, by: UUID, token: str, text: str, at: datetime) -> dict[str, Any]:
        """Consent to exactly what was shown. Raises a ConsentError, NotFound, KeyParked."""
        preview, opening = self._shown(by, token, text, at)
        approval, terms = self._checked(work, preview, text, at)
        basis, exact = self.evidence.approval(preview, terms, replaces=None, at=at)
        approval.approve(basis, exact=exact, at=at)
        self._stand(work, approval, preview, opening)
        return _told(approval, basis.approval_id)

    def replace(self, work: Work, *, by: UUID, replaced: UUID, token: str, text: str, at: datetime) -> dict[str, Any]:
        """Withdraws one approval and gives another in its place. Raises a ConsentError, NotFound, KeyParked."""
        preview, opening = self._shown(by, token, text, at)
        approval, terms = self._checked(work, preview, text, at)
        basis, exact = self.evidence.approval(preview, terms, replaces=replaced, at=at)
        approval.replace(replaced, basis, exact=exact, at=at)
        self._stand(work, approval, preview, opening)
        return _told(approval, basis.approval_id)

    def withdraw(self, work: Work, *, by: UUID, approval_id: UUID, at: datetime) -> dict[str, Any]:
        """Takes consent back; during a release that is noted. Raises an ApprovalError."""
        approval = self._theirs(work, by, approval_id)
        approval.withdraw(approval_id, at=at)
        self.sweeps.settle(work, approval)
        return _told(approval, approval_id)

    def decline(self, work: Work, *, by: UUID, activity_id: UUID, at: datetime) -> dict[str, Any]:
        """Not this one; nobody learns of it. Raises ActivityClosed, ApprovalStands."""
        self._item_of(activity_id)
        if self.tables.stands(by, activity_id):
            raise ApprovalStands
        work.write_in_turn(self.tables.stands_not(by, activity_id), self.tables.decline(by, activity_id, at))
        return {"approval_id": None, "activity_id": str(activity_id), "account_id": None, "state": "declined"}

    def undo_decline(self, work: Work, *, by: UUID, activity_id: UUID) -> dict[str, Any]:
        """As if it had not been declined. Raises ActivityClosed."""
        self._item_of(activity_id)
        work.write(self.tables.undo_decline(by, activity_id))
        return {"approval_id": None, "activity_id": str(activity_id), "account_id": None, "state": "open"}

    def rests_on(self, token: str) -> tuple[UUID, ...]:
        """The aggregates that approving this preview loads. Raises PreviewInvalid."""
        return _rests_on(self.tokens.open(token))

    def _shown(self, by: UUID, token: str, text: str, at: datetime) -> tuple[Preview, dict[str, Any]]:
        preview = self.tokens.open(token)
        if preview.parties.advocate_id != by:
            raise PreviewInvalid("this is no preview of yours; nothing was done")
        if at >= preview.expires_at:
            raise PreviewExpired("this preview is older than five minutes; nothing was approved, look at it again")
        opening = {**preview.opening, "text": text}
        if digest(opening) != preview.digest:
            raise NotWhatWasShown("this is not the text that the preview showed; nothing was approved")
        return preview, opening

    def _checked(self, work: Work, preview: Preview, text: str, at: datetime) -> tuple[Approval, Terms]:
        parties = preview.parties
        identifier, advocate_id = parties.aggregate_id, parties.advocate_id
        work.prefetch(_rests_on(preview))
        advocate = work.get(Advocate, advocate_id)
        terms = check_approvable(
            advocate,
            work.get(Offering, preview.item_id),
            work.find(Account, parties.account_id),
            account_id=parties.account_id,
            activity_id=parties.activity_id,
            revision_id=preview.revision_id,
            window=preview.window,
            at=at,
        )
        rules = load(terms.network)
        check_way(terms, rules, by_hand=is_unconnected(parties.account_id, advocate_id))
        asked = self.disclosing.asked(work, advocate, terms.kind, rules)
        asked.check(seen_first(text, preview.opening["content_warning"]), preview.opening["language"])
        needed = own_words_needed(terms, rules)
        if preview.own_words < needed:
            raise NotEnoughOwnWords(own_words=preview.own_words, needed=needed)
        texts, most = self.tables.texts, rules.rules.alike.most_percent
        about: dict[str, Any] = {"item": preview.item_id, "network": terms.network, "at": at}
        # Measured again: colleagues may have approved since the preview.
        if most < 100 and (percent := texts.nearest(preview.sketches, person=advocate_id, **about)) > most:
            raise TooAlike(percent=percent)
        work.write(self.letters.guard(preview.item_id, advocate_id))
        approval = work.find(Approval, identifier) or work.add(Approval(parties=parties, at=at))
        if text:  # what has no text of its own never had one
            work.write(*texts.approved(approval, preview.sketches, alone=most < 100, **about))
        return approval, terms

    def _stand(self, work: Work, approval: Approval, preview: Preview, opening: dict[str, Any]) -> None:
        parties = approval.parties
        shown = [image["hash"] for image in opening["media"]]
        work.write(
            *self.images.approved(parties.advocate_id, shown),
            *self.tables.stand(approval),
            self.tables.undo_decline(parties.advocate_id, parties.activity_id),
            self.timers.set(LAPSE, approval.id, preview.window.closes_at),
            self.vault.put(preview.approval_id, OPENING, opening, person=parties.advocate_id),
        )

    def _theirs(self, work: Work, by: UUID, approval_id: UUID) -> Approval:
        aggregate_id = self.tables.aggregate_of(approval_id)
        approval = work.find(Approval, aggregate_id) if aggregate_id is not None else None
        if approval is None or approval.parties.advocate_id != by:
            raise UnknownApproval("there is no such approval of yours")
        return approval

    def _item_of(self, activity_id: UUID) -> UUID:
        item_id = self.tables.item_of(activity_id)
        if item_id is None:
            raise ActivityClosed("this activity is not offered")
        return item_id


def _rests_on(preview: Preview) -> tuple[UUID, ...]:
    parties = preview.parties
    return parties.aggregate_id, parties.advocate_id, preview.item_id, parties.account_id, Disclosures.ID


def _told(approval: Approval, approval_id: UUID) -> dict[str, Any]:
    noted = approval.withdrawal_noted and approval.standing is not None
    return {
        "approval_id": str(approval_id),
        "activity_id": str(approval.parties.activity_id),
        "account_id": str(approval.parties.account_id),
        "state": "withdrawal-noted" if noted else approval.state_of(approval_id).value,
    }
