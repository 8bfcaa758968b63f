"""The one aggregate that decides approve, replace, withdraw, lapse and release of an activity on an account.

Guarantees, whatever is called in whatever order (decisions.md 1, 6, 8-10):
at most one approval stands, at most one release is open, an approval is granted only while it stands, published at
most once, and after anything that was or may have been published nothing is approved or granted again before the
person said that it was not. Withdraw and release are two commands on this aggregate: one of them is first.

What the publisher reports is recorded as what happened, also where it fits nothing known here (after a restore, or
through a fault): `regular` then is False, and everything that could publish again is blocked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import LapseReason
from services.consent.domain.errors import (
    AlreadyApproved,
    AlreadyPublished,
    BeingReleased,
    NotStanding,
    OutcomeUncertain,
    PreviewUsed,
    UnknownApproval,
)
from services.consent.domain.states import ASKED, OUT, REFUSED, Basis, Entry, Parties, Refusal, State
from services.consent.domain.windows import last_grant


class Approval(Aggregate):
    """All approvals that one advocate gave for one activity on one account, one after the other."""

    TOPIC = "consent.Approval"

    class Created(Aggregate.Created):
        """What begins the history of an activity on an account."""

        TOPIC = "consent.Approval.Created"

    class Begun(Created):
        """Something happened for the first time."""

        TOPIC = "consent.Approval.Begun"

        parties: Parties
        at: datetime

    class Approved(Aggregate.Event):
        """Consent was given: `exact` is the signed ActivityApproved, byte for byte, which is also the receipt."""

        TOPIC = "consent.Approval.Approved"

        parties: Parties
        basis: Basis
        exact: str
        replaces: UUID | None
        at: datetime

    class Withdrawn(Aggregate.Event):
        """Consent was taken back."""

        TOPIC = "consent.Approval.Withdrawn"

        parties: Parties
        approval_id: UUID
        replaced_by: UUID | None
        at: datetime

    class WithdrawalNoted(Aggregate.Event):
        """Taken back while on its way: it counts when the release is returned."""

        TOPIC = "consent.Approval.WithdrawalNoted"

        parties: Parties
        approval_id: UUID
        at: datetime

    class Lapsed(Aggregate.Event):
        """The approval ended by itself."""

        TOPIC = "consent.Approval.Lapsed"

        parties: Parties
        approval_id: UUID
        reason: LapseReason
        at: datetime

    class LapseNoted(Aggregate.Event):
        """A reason to lapse arose while on its way: it counts when the release is returned."""

        TOPIC = "consent.Approval.LapseNoted"

        parties: Parties
        approval_id: UUID
        reason: LapseReason
        at: datetime

    class Granted(Aggregate.Event):
        """Handed over for one attempt: `exact` is the signed ReleaseGranted, byte for byte."""

        TOPIC = "consent.Approval.Granted"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        exact: str
        at: datetime

    class Refused(Aggregate.Event):
        """A release was asked for and not given."""

        TOPIC = "consent.Approval.Refused"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        refusal: Refusal
        at: datetime

    class Returned(Aggregate.Event):
        """Certainly not performed: the approval stands again."""

        TOPIC = "consent.Approval.Returned"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        at: datetime

    class Published(Aggregate.Event):
        """The approved words are on the network."""

        TOPIC = "consent.Approval.Published"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        regular: bool
        at: datetime

    class HandedOver(Aggregate.Event):
        """Its person says that they have posted the approved words themselves."""

        TOPIC = "consent.Approval.HandedOver"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        regular: bool
        at: datetime

    class Failed(Aggregate.Event):
        """Nothing was published and this approval will not be used."""

        TOPIC = "consent.Approval.Failed"

        parties: Parties
        approval_id: UUID
        release_id: UUID | None
        reason: str
        at: datetime

    class Uncertain(Aggregate.Event):
        """It may have been published; nobody knows yet."""

        TOPIC = "consent.Approval.Uncertain"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        at: datetime

    class Resolved(Aggregate.Event):
        """The person said what they see on the network."""

        TOPIC = "consent.Approval.Resolved"

        parties: Parties
        approval_id: UUID
        release_id: UUID
        posted: bool
        at: datetime

    parties: Parties
    entries: dict[UUID, Entry]
    standing: Basis | None
    release_id: UUID | None
    withdrawal_noted: bool
    lapse_noted: LapseReason | None
    answered: set[UUID]

    @event(Begun)
    def __init__(self, *, parties: Parties, at: datetime) -> None:
        self.parties = parties
        self.entries = {}
        self.standing = None
        self.release_id = None
        self.withdrawal_noted = False
        self.lapse_noted = None
        self.answered = set()

    @staticmethod
    def create_id(parties: Parties) -> UUID:
        """The id that follows from the three."""
        return parties.aggregate_id

    @property
    def may_be_out(self) -> bool:
        """Whether something of it is, or may be, on the network."""
        return any(entry.state in (*OUT, State.UNCERTAIN) for entry in self.entries.values())

    def state_of(self, approval_id: UUID) -> State:
        """Where one of the approvals is. Raises UnknownApproval."""
        entry = self.entries.get(approval_id)
        if entry is None:
            raise UnknownApproval("there is no such approval")
        return entry.state

    # What the advocate does.

    def approve(self, basis: Basis, *, exact: str, at: datetime) -> None:
        """Gives consent. Raises PreviewUsed, AlreadyApproved, BeingReleased, AlreadyPublished, OutcomeUncertain."""
        self._check_new(basis.approval_id)
        if self.standing is not None:
            if self.release_id is not None:
                raise BeingReleased("your approval is on its way right now; wait for the outcome or withdraw it")
            raise AlreadyApproved("you have approved this activity on this account; withdraw or replace that approval")
        self._approved(parties=self.parties, basis=basis, exact=exact, replaces=None, at=at)

    def replace(self, replaced: UUID, basis: Basis, *, exact: str, at: datetime) -> None:
        """Takes one consent back and gives another. Raises as `approve` and `withdraw` do, NotStanding."""
        self._check_new(basis.approval_id)
        state = self.state_of(replaced)
        if state is State.RELEASED:
            raise BeingReleased("your approval is on its way right now; nothing was replaced")
        if state is not State.STANDING:
            raise NotStanding(f"that approval is {state}; nothing was replaced or approved", state=state)
        self._withdrawn(parties=self.parties, approval_id=replaced, replaced_by=basis.approval_id, at=at)
        self._approved(parties=self.parties, basis=basis, exact=exact, replaces=replaced, at=at)

    def withdraw(self, approval_id: UUID, *, at: datetime) -> None:
        """Takes consent back; during a release it is noted. Twice changes nothing.

        Raises UnknownApproval, AlreadyPublished, OutcomeUncertain or NotStanding.
        """
        state = self.state_of(approval_id)
        if state is State.STANDING:
            self._withdrawn(parties=self.parties, approval_id=approval_id, replaced_by=None, at=at)
        elif state is State.RELEASED:
            if not self.withdrawal_noted:
                self._withdrawal_noted(parties=self.parties, approval_id=approval_id, at=at)
        elif state is State.HANDED_OVER:
            raise AlreadyPublished("you have said that you posted this; remove it on the network yourself")
        elif state in OUT:
            raise AlreadyPublished("this is published already; you can take the post down")
        elif state is State.UNCERTAIN:
            raise OutcomeUncertain("this may have been published; look at your account and say what you see")
        elif state is not State.WITHDRAWN:
            raise NotStanding(f"this approval is {state}; there is nothing to withdraw", state=state)

    def lapse(self, reason: LapseReason, *, at: datetime) -> None:
        """The standing approval, if any, ends by itself; during a release the first reason is noted."""
        if self.standing is None:
            return
        approval_id = self.standing.approval_id
        if self.release_id is None:
            self._lapsed(parties=self.parties, approval_id=approval_id, reason=reason, at=at)
        elif not self.withdrawal_noted and self.lapse_noted is None:
            self._lapse_noted(parties=self.parties, approval_id=approval_id, reason=reason, at=at)

    # What the publisher asks.

    def refusal(self, approval_id: UUID, *, at: datetime) -> Refusal | None:
        """Why this approval may not be released now, as far as its own history and window tell."""
        entry = self.entries.get(approval_id)
        if entry is None:
            return Refusal("unknown-approval")
        if entry.state is not State.STANDING or self.standing is None:
            return Refusal(REFUSED[entry.state])
        if any(other.state is State.UNCERTAIN for other in self.entries.values()):
            return Refusal("uncertain")
        if at < self.standing.window.opens_at:
            return Refusal("too-early", final=False, retry_at=self.standing.window.opens_at)
        if at >= last_grant(self.standing.window):
            return Refusal(LapseReason.WINDOW_OVER)
        return None

    def grant(self, release_id: UUID, *, exact: str, at: datetime) -> None:
        """Hands the standing approval over for one attempt. Raises NotStanding where `refusal` is not None."""
        if self.standing is None or self.refusal(self.standing.approval_id, at=at) is not None:
            raise NotStanding("there is no approval to release", state="none")
        self._granted(
            parties=self.parties, approval_id=self.standing.approval_id, release_id=release_id, exact=exact, at=at
        )

    def refuse(self, release_id: UUID, approval_id: UUID, refusal: Refusal, *, at: datetime) -> None:
        """Says no to a release."""
        self._refused(parties=self.parties, approval_id=approval_id, release_id=release_id, refusal=refusal, at=at)

    # What the publisher reports.

    def returned(self, approval_id: UUID, release_id: UUID, *, at: datetime) -> None:
        """The open release was not performed: the approval stands again, or ends as was asked meanwhile."""
        if not self._is_open(approval_id, release_id):
            return
        withdrawn, lapsed = self.withdrawal_noted, self.lapse_noted
        self._returned(parties=self.parties, approval_id=approval_id, release_id=release_id, at=at)
        if withdrawn:
            self._withdrawn(parties=self.parties, approval_id=approval_id, replaced_by=None, at=at)
        elif lapsed is not None:
            self._lapsed(parties=self.parties, approval_id=approval_id, reason=lapsed, at=at)

    def published(self, approval_id: UUID, release_id: UUID, *, digest: str, at: datetime) -> bool:
        """It is on the network; any other approval that stands lapses. False when it fits no release known here."""
        entry = self.entries.get(approval_id)
        if entry is not None and entry.state is State.PUBLISHED:
            return True
        known = self._was_released(approval_id, release_id, digest)
        regular = known and (self._is_open(approval_id, release_id) or self.state_of(approval_id) in ASKED)
        self._published(parties=self.parties, approval_id=approval_id, release_id=release_id, regular=regular, at=at)
        self.lapse(LapseReason.ALREADY_PUBLISHED, at=at)
        return regular

    def handed_over(self, approval_id: UUID, release_id: UUID, *, digest: str, at: datetime) -> bool:
        """Its person has posted it, they say: used, and never published by us. False as for `published`."""
        entry = self.entries.get(approval_id)
        if entry is not None and entry.state in (State.PUBLISHED, State.HANDED_OVER):
            return True
        regular = self._was_released(approval_id, release_id, digest) and self._is_open(approval_id, release_id)
        self._handed_over(parties=self.parties, approval_id=approval_id, release_id=release_id, regular=regular, at=at)
        self.lapse(LapseReason.ALREADY_PUBLISHED, at=at)
        return regular

    def failed(self, approval_id: UUID, release_id: UUID | None, *, reason: str, at: datetime) -> None:
        """Final: not published, and this approval is not used."""
        entry = self.entries.get(approval_id)
        if entry is None or entry.state is State.STANDING or self._is_at(approval_id, release_id):
            self._failed(parties=self.parties, approval_id=approval_id, release_id=release_id, reason=reason, at=at)

    def uncertain(self, approval_id: UUID, release_id: UUID, *, at: datetime) -> None:
        """It may have been published. Recorded also of an approval that ended here: doubt blocks."""
        entry = self.entries.get(approval_id)
        if entry is None or entry.state not in (*OUT, State.UNCERTAIN, State.NOT_POSTED):
            self._uncertain(parties=self.parties, approval_id=approval_id, release_id=release_id, at=at)

    def resolved(
        self, approval_id: UUID, release_id: UUID, *, outcome: Literal["not-posted", "posted-reported"], at: datetime
    ) -> None:
        """The person said what they see. Only "not posted" allows a new approval."""
        entry = self.entries.get(approval_id)
        posted = outcome == "posted-reported"
        if entry is not None and entry.state not in (State.UNCERTAIN, State.NOT_POSTED):
            return
        if entry is None or posted or entry.state is State.UNCERTAIN:
            self._resolved(parties=self.parties, approval_id=approval_id, release_id=release_id, posted=posted, at=at)
        if posted:
            self.lapse(LapseReason.ALREADY_PUBLISHED, at=at)

    # What our own topic says, after an older store was put back.

    def learn_approval(self, basis: Basis, *, exact: str, replaces: UUID | None, at: datetime) -> bool:
        """An approval that the store had lost; False when it is known. One before it must have ended, however."""
        if basis.approval_id in self.entries:
            return False
        if self.standing is not None:
            self._failed(
                parties=self.parties,
                approval_id=self.standing.approval_id,
                release_id=self.release_id,
                reason="restored",
                at=at,
            )
        self._approved(parties=self.parties, basis=basis, exact=exact, replaces=replaces, at=at)
        return True

    def learn_end(
        self, approval_id: UUID, *, replaced_by: UUID | None = None, reason: LapseReason | None = None, at: datetime
    ) -> None:
        """An approval was withdrawn or, with a reason, lapsed."""
        if self.standing is None or self.standing.approval_id != approval_id:
            return
        if reason is None:
            self._withdrawn(parties=self.parties, approval_id=approval_id, replaced_by=replaced_by, at=at)
        else:
            self._lapsed(parties=self.parties, approval_id=approval_id, reason=reason, at=at)

    def learn_grant(self, approval_id: UUID, release_id: UUID, *, exact: str, at: datetime) -> None:
        """A release was granted; any earlier one of the same approval must have been returned."""
        if self.standing is None or self.standing.approval_id != approval_id or release_id in self.answered:
            return
        if self.release_id is not None:
            self._returned(parties=self.parties, approval_id=approval_id, release_id=self.release_id, at=at)
        self._granted(parties=self.parties, approval_id=approval_id, release_id=release_id, exact=exact, at=at)

    def learn_refusal(self, release_id: UUID, approval_id: UUID, refusal: Refusal, *, at: datetime) -> None:
        """A release was refused: the same request is not answered again."""
        if release_id not in self.answered:
            self.refuse(release_id, approval_id, refusal, at=at)

    def _check_new(self, approval_id: UUID) -> None:
        if approval_id in self.entries:
            raise PreviewUsed("this preview was used before; nothing was approved, make a new preview")
        states = {entry.state for entry in self.entries.values()}
        if not states.isdisjoint(OUT):
            raise AlreadyPublished("you have published this activity on this account; it is not published twice")
        if State.UNCERTAIN in states:
            raise OutcomeUncertain("an earlier attempt may have been published; look and say what you see first")

    def _is_open(self, approval_id: UUID, release_id: UUID) -> bool:
        return self.standing is not None and self.standing.approval_id == approval_id and self.release_id == release_id

    def _was_released(self, approval_id: UUID, release_id: UUID, digest: str) -> bool:
        entry = self.entries.get(approval_id)
        return entry is not None and entry.release_id == release_id and entry.digest == digest

    def _is_at(self, approval_id: UUID, release_id: UUID | None) -> bool:
        entry = self.entries[approval_id]
        under_way = entry.state in (State.RELEASED, State.UNCERTAIN)
        return under_way and release_id in (None, entry.release_id)

    def _end(self, approval_id: UUID, state: State, release_id: UUID | None = None) -> None:
        entry = self.entries.setdefault(approval_id, Entry(state))
        entry.state = state
        entry.release_id = release_id or entry.release_id
        if self.standing is not None and self.standing.approval_id == approval_id:
            self.standing = None
            self._close_release()

    def _close_release(self) -> None:
        self.release_id = None
        self.withdrawal_noted = False
        self.lapse_noted = None

    @event(Approved)
    def _approved(self, *, parties: Parties, basis: Basis, exact: str, replaces: UUID | None, at: datetime) -> None:
        self.entries[basis.approval_id] = Entry(State.STANDING, basis.digest)
        self.standing = basis

    @event(Withdrawn)
    def _withdrawn(self, *, parties: Parties, approval_id: UUID, replaced_by: UUID | None, at: datetime) -> None:
        self._end(approval_id, State.WITHDRAWN)

    @event(WithdrawalNoted)
    def _withdrawal_noted(self, *, parties: Parties, approval_id: UUID, at: datetime) -> None:
        self.withdrawal_noted = True

    @event(Lapsed)
    def _lapsed(self, *, parties: Parties, approval_id: UUID, reason: LapseReason, at: datetime) -> None:
        self._end(approval_id, State.LAPSED)

    @event(LapseNoted)
    def _lapse_noted(self, *, parties: Parties, approval_id: UUID, reason: LapseReason, at: datetime) -> None:
        self.lapse_noted = reason

    @event(Granted)
    def _granted(self, *, parties: Parties, approval_id: UUID, release_id: UUID, exact: str, at: datetime) -> None:
        entry = self.entries[approval_id]
        entry.state = State.RELEASED
        entry.release_id = release_id
        self.release_id = release_id
        self.answered.add(release_id)

    @event(Refused)
    def _refused(
        self, *, parties: Parties, approval_id: UUID, release_id: UUID, refusal: Refusal, at: datetime
    ) -> None:
        self.answered.add(release_id)

    @event(Returned)
    def _returned(self, *, parties: Parties, approval_id: UUID, release_id: UUID, at: datetime) -> None:
        self.entries[approval_id].state = State.STANDING
        self._close_release()

    @event(Published)
    def _published(self, *, parties: Parties, approval_id: UUID, release_id: UUID, regular: bool, at: datetime) -> None:
        self._end(approval_id, State.PUBLISHED, release_id)

    @event(HandedOver)
    def _handed_over(
        self, *, parties: Parties, approval_id: UUID, release_id: UUID, regular: bool, at: datetime
    ) -> None:
        self._end(approval_id, State.HANDED_OVER, release_id)

    @event(Failed)
    def _failed(
        self, *, parties: Parties, approval_id: UUID, release_id: UUID | None, reason: str, at: datetime
    ) -> None:
        self._end(approval_id, State.FAILED, release_id)

    @event(Uncertain)
    def _uncertain(self, *, parties: Parties, approval_id: UUID, release_id: UUID, at: datetime) -> None:
        self._end(approval_id, State.UNCERTAIN, release_id)

    @event(Resolved)
    def _resolved(self, *, parties: Parties, approval_id: UUID, release_id: UUID, posted: bool, at: datetime) -> None:
        self._end(approval_id, State.REPORTED if posted else State.NOT_POSTED, release_id)
