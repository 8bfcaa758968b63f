"""Commands that keep consent's copies of content's offers and the publisher's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.event_store import Work
from chassis.timers import Timers
from contracts.values import Network
from services.consent.application.sweeps import SWEEP
from services.consent.domain import UNTOLD, About, Account, Offering, Terms, UnknownItem
from services.consent.tables import Tables

RESTATING = timedelta(seconds=10)
"""How long the activities of an item that is stated again may take to follow."""


@dataclass(frozen=True, slots=True)
class Offers:
    """One method per command. Whatever may end approvals has them looked at right after."""

    tables: Tables
    timers: Timers

    def state(
        self,
        work: Work,
        *,
        item_id: UUID,
        revision_id: UUID,
        expires_at: datetime | None,
        at: datetime,
        about: About = UNTOLD,
    ) -> None:
        """Content has the item; said again, it is what a restored content still knows."""
        offering = work.find(Offering, item_id)
        if offering is None:
            work.add(Offering(id=item_id, revision_id=revision_id, expires_at=expires_at, at=at, about=about))
            return
        offering.restate(revision_id=revision_id, expires_at=expires_at, at=at, about=about)
        self._sweep(work, item_id, at + RESTATING)  # what is still offered is stated right behind, but comes later

    def revise(
        self,
        work: Work,
        *,
        item_id: UUID,
        revision_id: UUID,
        expires_at: datetime | None,
        at: datetime,
        about: About = UNTOLD,
    ) -> None:
        """The item's words changed, or what is told of it besides. Raises UnknownItem."""
        _known(work, item_id).revise(revision_id=revision_id, expires_at=expires_at, at=at, about=about)
        self._sweep(work, item_id, at)

    def retire(self, work: Work, *, item_id: UUID, at: datetime) -> None:
        """Nothing of the item is offered any more. Raises UnknownItem."""
        _known(work, item_id).retire(at=at)
        self._sweep(work, item_id, at)

    def offer(
        self,
        work: Work,
        *,
        item_id: UUID,
        activity_id: UUID,
        terms: Terms,
        at: datetime,
        offered_by: UUID | None = None,
    ) -> None:
        """An activity is open. Raises UnknownItem."""
        _known(work, item_id).offer(activity_id, terms, at=at, offered_by=offered_by)
        work.write(self.tables.place(activity_id, item_id))

    def close(self, work: Work, *, item_id: UUID, activity_id: UUID, at: datetime) -> None:
        """An activity is over. Raises UnknownItem."""
        _known(work, item_id).close(activity_id, at=at)
        self._sweep(work, item_id, at)

    def connect(self, work: Work, *, account_id: UUID, advocate_id: UUID, network: Network, at: datetime) -> None:
        """An advocate has connected an account. Told again, nothing changes."""
        if work.find(Account, account_id) is None:
            work.add(Account(id=account_id, advocate_id=advocate_id, network=network, at=at))

    def disconnect(self, work: Work, *, account_id: UUID, at: datetime) -> None:
        """The connection is gone. Of an account that is not known here nothing stands."""
        account = work.find(Account, account_id)
        if account is not None:
            account.disconnect(at=at)
            self._sweep(work, account_id, at)

    def _sweep(self, work: Work, subject: UUID, at: datetime) -> None:
        work.write(self.timers.set(SWEEP, subject, at))


def _known(work: Work, item_id: UUID) -> Offering:
    offering = work.find(Offering, item_id)
    if offering is None:
        raise UnknownItem("content speaks of an item that it has not curated")
    return offering
