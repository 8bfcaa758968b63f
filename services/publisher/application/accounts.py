"""Commands on accounts and on what the publisher keeps of their advocates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.database import Write, WriteMissed
from chassis.event_store import Work
from chassis.idempotency import Answers
from chassis.timers import Timers
from chassis.vault import Vault
from contracts.values import Network, timestamp
from services.publisher import kinds
from services.publisher.application.own import own
from services.publisher.domain.account import Account, Parting
from services.publisher.domain.advocate import Advocate, Preferences
from services.publisher.domain.errors import AccountTaken
from services.publisher.domain.ids import advocate_record_id
from services.publisher.results.rows import forgotten
from services.publisher.tables import Identities

FIRST_SAMPLE = timedelta(minutes=10)
"""From the connection of an account to the first count of its followers: not while its owner tries things out."""


class ConnectionUsed(WriteMissed):
    """The begun connection was completed or forgotten by somebody else first. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What the network gave us: `identity` names the external account, the rest goes into the vault."""

    account_id: UUID
    advocate_id: UUID
    network: Network
    identity: bytes
    begun: UUID
    credentials: dict[str, Any]
    profile: dict[str, Any]


class Accounts:
    """The commands."""

    def __init__(self, vault: Vault, timers: Timers, identities: Identities) -> None:
        self._vault = vault
        self._timers = timers
        self._identities = identities

    def begin(self, work: Work, begun: UUID, *, by: UUID, secrets: dict[str, Any], until: datetime) -> None:
        """Keeps what a begun connection needs to be completed, until then. Raises AdvocateGone."""
        advocate = work.find(Advocate, advocate_record_id(by))
        if advocate is not None:
            advocate.check_here()
        row = {**secrets, "person": str(by), "until": timestamp(until)}
        work.write(
            self._vault.put(begun, kinds.CONNECTING, row, person=by),
            self._timers.set(kinds.FORGET, begun, until),
        )

    def connect(self, work: Work, connection: Connection, *, at: datetime) -> dict[str, Any]:
        """A new connection; an earlier one of the same person to the same external account is replaced by it.

        Raises AccountTaken, AdvocateGone.
        """
        owner = self._identities.owner(connection.identity)
        if owner is not None and owner.advocate_id != connection.advocate_id:
            raise AccountTaken("somebody else has connected this account; nothing was changed")
        advocate = self._advocate(work, connection.advocate_id, at)
        if owner is not None:
            self._part(work, advocate, owner.account_id, Parting.REPLACED, at=at)
        advocate.add_account(connection.account_id, at=at)
        work.add(
            Account(id=connection.account_id, advocate_id=connection.advocate_id, network=connection.network, at=at)
        )
        person = connection.advocate_id
        work.write(
            replace(self._vault.delete(connection.begun, kinds.CONNECTING), rows=1, missed=ConnectionUsed),
            self._timers.clear(kinds.FORGET, connection.begun),
            self._identities.claim(
                connection.identity,
                connection.account_id,
                person,
                replacing=owner.account_id if owner is not None else None,
            ),
            self._vault.put(connection.account_id, kinds.CREDENTIALS, connection.credentials, person=person),
            self._vault.put(connection.account_id, kinds.PROFILE, connection.profile, person=person),
            self._timers.set(kinds.SAMPLE, connection.account_id, at + FIRST_SAMPLE),
        )
        return {"account_id": str(connection.account_id)}

    def disconnect(self, work: Work, *, by: UUID, account: UUID, at: datetime) -> dict[str, Any]:
        """Ends a connection at its owner's wish. Raises NotFound."""
        own(work, Account, account, by)
        self._part(work, self._advocate(work, by, at), account, Parting.BY_OWNER, at=at)
        return {"account_id": str(account)}

    def token_revoked(self, work: Work, account: UUID, *, at: datetime) -> None:
        """The network no longer accepts the account's credentials."""
        found = work.get(Account, account)
        self._part(work, self._advocate(work, found.advocate_id, at), account, Parting.TOKEN_REVOKED, at=at)

    def learn(self, work: Work, account: UUID, *, advocate: UUID, network: Network, at: datetime) -> None:
        """An account that was connected, as our own topic says after an older store was put back: without means."""
        if work.find(Account, account) is None:
            self._advocate(work, advocate, at).learn_account(account, at=at)
            work.add(Account(id=account, advocate_id=advocate, network=network, at=at))

    def part(self, work: Work, account: UUID, reason: Parting, *, at: datetime) -> None:
        """Ends a connection for a reason of ours. One that has ended, or was never known, stays as it is."""
        found = work.find(Account, account)
        if found is not None:
            self._part(work, self._advocate(work, found.advocate_id, at), account, reason, at=at)

    def prefer(self, work: Work, advocate: UUID, preferences: Preferences, *, at: datetime) -> None:
        """Spreads an advocate's posts like this from now on."""
        self._advocate(work, advocate, at).prefer(preferences, at=at)

    def leave(self, work: Work, advocate: UUID, *, at: datetime) -> None:
        """Disconnects everything of an advocate who takes part no longer."""
        leaver = self._advocate(work, advocate, at)
        for account in leaver.accounts:
            self._part(work, leaver, account, Parting.ADVOCATE_LEFT, at=at)
        leaver.leave(at=at)

    def erase(self, work: Work, advocate: UUID, *, at: datetime) -> None:
        """Disconnects and deletes everything of a person; nothing of theirs is stored again."""
        erased = self._advocate(work, advocate, at)
        for account in erased.accounts:
            self._part(work, erased, account, Parting.PERSON_ERASED, at=at)
        erased.erase(at=at)
        work.write(*self._vault.erase(advocate), *forgotten(advocate), Answers.forget(advocate))

    def note_followers(self, work: Work, account: UUID, counted: dict[str, Any], *, again_at: datetime) -> None:
        """Keeps the counts of a connected account's followers; of any other, nothing is kept or counted."""
        found = work.find(Account, account)
        if found is None or not found.connected:
            work.write(*self._no_followers(account))
            return
        work.write(
            self._vault.put(account, kinds.FOLLOWERS, counted, person=found.advocate_id),
            self._timers.set(kinds.SAMPLE, account, again_at),
        )

    def forget_credentials(self, work: Work, account: UUID) -> None:
        """The network was told, or cannot be: nothing of a disconnected account's credentials is kept."""
        work.write(self._vault.delete(account, kinds.CREDENTIALS), self._timers.clear(kinds.REVOKE, account))

    def forget_connecting(self, work: Work, begun: UUID) -> None:
        """A connection that was begun is over."""
        work.write(self._vault.delete(begun, kinds.CONNECTING), self._timers.clear(kinds.FORGET, begun))

    def _advocate(self, work: Work, advocate: UUID, at: datetime) -> Advocate:
        found = work.find(Advocate, advocate_record_id(advocate))
        return found if found is not None else work.add(Advocate(advocate_id=advocate, at=at))

    def _part(self, work: Work, advocate: Advocate, account: UUID, reason: Parting, *, at: datetime) -> None:
        advocate.remove_account(account, at=at)
        if not work.get(Account, account).disconnect(reason=reason, at=at):
            return
        work.write(*self._no_followers(account))
        if reason is Parting.REPLACED:
            # Servers may give the same token again: ending the old one would end the new one with it. The identity's
            # row passes to the new connection.
            work.write(self._vault.delete(account, kinds.CREDENTIALS))
            return
        work.write(self._identities.release(account))
        if reason is Parting.TOKEN_REVOKED:
            work.write(self._vault.delete(account, kinds.CREDENTIALS))
        else:
            work.write(self._timers.set(kinds.REVOKE, account, at))

    def _no_followers(self, account: UUID) -> tuple[Write, Write]:
        return self._vault.delete(account, kinds.FOLLOWERS), self._timers.clear(kinds.SAMPLE, account)
