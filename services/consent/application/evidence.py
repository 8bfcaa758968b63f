"""What proves consent: approval and grant as signed JSON, stored and published byte for byte (decisions.md 14, 15).

A grant cites its approval by the SHA-256 over the canonical JSON of the approval's whole data, signature included.
Event ids follow from the approval's and the release's id, so that a save that is tried again signs the same data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from chassis.signing import Signer, digest_of_exact
from contracts.consent import ActivityApproved, ReleaseGranted
from contracts.event import SignedEvent
from services.consent.domain import NAMESPACE, Basis, Parties, Terms
from services.consent.tokens import Preview

_UNSIGNED = "-"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Makes signed events."""

    signer: Signer

    def approval(self, preview: Preview, terms: Terms, *, replaces: UUID | None, at: datetime) -> tuple[Basis, str]:
        """What an approval rests on, and its exact signed JSON."""
        event = ActivityApproved(
            id=uuid5(NAMESPACE, f"approved/{preview.approval_id}"),
            approval_id=preview.approval_id,
            advocate_id=preview.parties.advocate_id,
            activity_id=preview.parties.activity_id,
            account_id=preview.parties.account_id,
            item_id=preview.item_id,
            revision_id=preview.revision_id,
            kind=terms.kind,
            network=terms.network,
            preview_digest=preview.digest,
            choice=preview.choice,
            opens_at=preview.window.opens_at,
            closes_at=preview.window.closes_at,
            picked_at=preview.picked_at,
            own_words=preview.own_words,
            points=terms.points,
            replaces=replaces,
            approved_at=at,
            signature=_UNSIGNED,
        )
        exact = self._sign(event)
        basis = Basis(
            approval_id=preview.approval_id,
            item_id=preview.item_id,
            revision_id=preview.revision_id,
            window=preview.window,
            digest=preview.digest,
            hash=digest_of_exact(exact),
        )
        return basis, exact

    def grant(self, parties: Parties, basis: Basis, *, release_id: UUID, requested_at: datetime, at: datetime) -> str:
        """The exact signed JSON of a grant of one approval of theirs."""
        return self._sign(
            ReleaseGranted(
                id=uuid5(NAMESPACE, f"granted/{release_id}"),
                release_id=release_id,
                approval_id=basis.approval_id,
                approval_hash=basis.hash,
                advocate_id=parties.advocate_id,
                activity_id=parties.activity_id,
                account_id=parties.account_id,
                preview_digest=basis.digest,
                requested_at=requested_at,
                granted_at=at,
                signature=_UNSIGNED,
            )
        )

    def _sign(self, event: SignedEvent) -> str:
        return self.signer.sign(event.TYPE, event.model_dump(mode="json", exclude={"signature"}))
