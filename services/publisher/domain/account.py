"""A connected account: one connection of one advocate to one network.

Its id is random and never used again: who connects again gets a new one. Handle, server and tokens are in the vault
under that id. Public methods check the rules and raise a PublisherError; the private event methods only record.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import Network
from services.publisher.domain.errors import AccountGone


class Parting(StrEnum):
    """Why a connection ended."""

    BY_OWNER = "disconnected"
    REPLACED = "replaced"
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 - a reason, not a secret
    ADVOCATE_LEFT = "advocate-left"
    PERSON_ERASED = "person-erased"
    RESTORED = "restored"


class Account(Aggregate):
    """One connection, from when the network gave it to us until it ended."""

    TOPIC = "publisher.Account"

    class Created(Aggregate.Created):
        """What begins an account."""

        TOPIC = "publisher.Account.Created"

    class Connected(Created):
        """The network gave us the account."""

        TOPIC = "publisher.Account.Connected"

        advocate_id: UUID
        network: Network
        at: datetime

    class Disconnected(Aggregate.Event):
        """The connection ended; nothing is sent through it any more."""

        TOPIC = "publisher.Account.Disconnected"

        advocate_id: UUID
        reason: Parting
        at: datetime

    advocate_id: UUID
    network: Network
    connected_at: datetime
    connected: bool

    @event(Connected)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        advocate_id: UUID,
        network: Network,
        at: datetime,
    ) -> None:
        self.advocate_id = advocate_id
        self.network = network
        self.connected_at = at
        self.connected = True

    def check_connected(self) -> None:
        """Raises AccountGone."""
        if not self.connected:
            raise AccountGone("this account is no longer connected; connect it again to post with it")

    def disconnect(self, *, reason: Parting, at: datetime) -> bool:
        """Ends the connection; False when it had ended before."""
        if not self.connected:
            return False
        self._disconnected(advocate_id=self.advocate_id, reason=reason, at=at)
        return True

    @event(Disconnected)
    def _disconnected(self, *, advocate_id: UUID, reason: Parting, at: datetime) -> None:
        del advocate_id, reason, at
        self.connected = False
