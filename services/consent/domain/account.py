"""Connected accounts, as the publisher tells of them: whose, on which network, and whether they are still there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import Network
from services.consent.domain.errors import AccountGone, AccountNotYours, OtherNetwork


class Account(Aggregate):
    """One connection of one advocate to one network. Gone is gone: connecting again is another account."""

    TOPIC = "consent.Account"

    class Created(Aggregate.Created):
        """What begins an account."""

        TOPIC = "consent.Account.Created"

    class Connected(Created):
        """The account is connected."""

        TOPIC = "consent.Account.Connected"

        advocate_id: UUID
        network: Network
        at: datetime

    class Gone(Aggregate.Event):
        """The connection is gone."""

        TOPIC = "consent.Account.Gone"

        at: datetime

    advocate_id: UUID
    network: Network
    gone: bool

    @event(Connected)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; the publisher's id of the connection
        advocate_id: UUID,
        network: Network,
        at: datetime,
    ) -> None:
        self.advocate_id = advocate_id
        self.network = network
        self.gone = False

    def disconnect(self, *, at: datetime) -> None:
        """The connection is gone. Twice changes nothing."""
        if not self.gone:
            self._gone(at=at)

    def check(self, *, advocate_id: UUID, network: Network) -> None:
        """Raises AccountNotYours, AccountGone or OtherNetwork."""
        if self.advocate_id != advocate_id:
            raise AccountNotYours("there is no such account of yours")
        if self.gone:
            raise AccountGone("this account is no longer connected; connect it again and make a new preview")
        if self.network is not network:
            raise OtherNetwork(f"this activity is for {network}, this account is on {self.network}")

    @event(Gone)
    def _gone(self, *, at: datetime) -> None:
        self.gone = True
