"""Connecting an account: begun here, authorized on the person's server, completed here, once, by the same person.

The verifier and the app's secret of a begun connection rest in the vault for ten minutes. A completed one is stored in
one transaction with everything that belongs to it; the same code under the same Idempotency-Key is answered as the
first time. Whatever the network refuses is `ConnectionFailed`, with nothing stored.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from chassis.clock import Clock
from chassis.event_store import EventStore, Outcome
from chassis.idempotency import Request
from chassis.vault import Vault
from contracts.values import Network
from services.publisher import kinds
from services.publisher.application import Accounts, Connection
from services.publisher.application.accounts import ConnectionUsed
from services.publisher.domain.errors import (
    ConnectionFailed,
    ConnectionUnknown,
    NetworkNotConnectable,
    PublisherError,
    ServerUnusable,
)
from services.publisher.domain.ids import app_id
from services.publisher.networks.protocol import ConnectorError, Credentials, Rejected
from services.publisher.sign_in import Redeemed, SignIn
from services.publisher.tables import Identities, IdentityMoved

log = logging.getLogger(__name__)

LIFETIME = timedelta(minutes=10)
TRIES = 3


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the person, and what comes back with them."""

    authorize_url: str
    state: str


class Connecting:
    """Begins, completes and ends connections. `redirect_uri` is where servers send people back to."""

    def __init__(
        self,
        store: EventStore,
        vault: Vault,
        *,
        accounts: Accounts,
        identities: Identities,
        sign_ins: Mapping[Network, SignIn],
        clock: Clock,
        redirect_uri: str,
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self._store = store
        self._vault = vault
        self._accounts = accounts
        self._identities = identities
        self._sign_ins = sign_ins
        self._clock = clock
        self._redirect_uri = redirect_uri
        self._new_id = new_id

    async def begin(self, person: UUID, network: Network, typed: str) -> Begun:
        """Begins a connection to the server that a person typed.

        Raises NetworkNotConnectable, ServerUnusable, AdvocateGone.
        """
        sign_in = self._sign_ins.get(network)
        if sign_in is None:
            raise NetworkNotConnectable(f"accounts on {network} cannot be connected yet; nothing was begun")
        try:
            server = sign_in.server(typed)
            app = await self._app(network, server)
        except ConnectorError as error:
            raise ServerUnusable(f"this is no server of {network} that we can use ({error.code})") from error
        begun, verifier = self._new_id(), secrets.token_urlsafe(48)
        kept = {"network": network.value, "app": app, "verifier": verifier}
        until = self._clock() + LIFETIME
        await asyncio.to_thread(self._store.run, self._accounts.begin, begun, by=person, secrets=kept, until=until)
        return Begun(sign_in.authorize_url(app, str(begun), verifier), str(begun))

    async def complete(self, person: UUID, state: UUID, code: str, key: str) -> Outcome[dict[str, Any]]:
        """Completes a connection. Raises ConnectionUnknown, ConnectionFailed, AccountTaken, AdvocateGone, KeyReused."""
        request = Request.of(person, "connect", key, {"state": str(state), "code": code})
        if (answer := await asyncio.to_thread(self._store.answers.find, request)) is not None:
            return Outcome(answer, None)
        row = await asyncio.to_thread(self._vault.open, state, kinds.CONNECTING)
        if row is None or row["person"] != str(person) or datetime.fromisoformat(row["until"]) <= self._clock():
            raise ConnectionUnknown("this connection was not begun by you, or more than ten minutes ago; begin again")
        network = Network(row["network"])
        sign_in = self._sign_ins[network]
        try:
            redeemed = await sign_in.redeem(row["app"], code, row["verifier"])
        except ConnectorError as error:
            raise ConnectionFailed(f"{network} did not give us the account ({error.code}); begin again") from error
        try:
            return await asyncio.to_thread(self._store_connection, request, person, state, row, redeemed)
        except PublisherError:
            await self._give_up(sign_in, row["app"], redeemed.credentials)
            raise

    async def revoke(self, profile: Mapping[str, Any], credentials: Mapping[str, Any]) -> None:
        """Ends an account's credentials at its server. Raises ConnectorError."""
        kept = Credentials(credentials["access_token"], tuple(credentials["scopes"]))
        await self._sign_ins[Network(profile["network"])].revoke(credentials["app"], kept)

    async def _app(self, network: Network, server: str) -> dict[str, Any]:
        """Our app on a server: the one we have, or a new one where that may not ask for all that is needed now.

        Accounts that were connected through the older one keep it with their credentials.
        """
        identifier = app_id(network, server, self._redirect_uri)
        known: dict[str, Any] | None = await asyncio.to_thread(self._vault.open, identifier, kinds.APP)
        if known is not None and self._sign_ins[network].suffices(known):
            return known
        app = await self._sign_ins[network].register(server, self._redirect_uri)
        await asyncio.to_thread(
            self._store.database.transact, [self._vault.put(identifier, kinds.APP, app, person=None)]
        )
        return app

    def _store_connection(
        self, request: Request, person: UUID, state: UUID, row: Mapping[str, Any], redeemed: Redeemed
    ) -> Outcome[dict[str, Any]]:
        account = redeemed.account
        connection = Connection(
            account_id=self._new_id(),
            advocate_id=person,
            network=Network(row["network"]),
            identity=self._identities.of(row["network"], account.server, account.remote_id),
            begun=state,
            credentials={
                "access_token": redeemed.credentials.access_token,
                "scopes": list(redeemed.credentials.scopes),
                "app": row["app"],
            },
            profile={
                "network": row["network"],
                "server": account.server,
                "remote_id": account.remote_id,
                "handle": account.handle,
                "max_characters": redeemed.rules.length.limit,
                "characters_per_url": redeemed.rules.length.url_length,
            },
        )
        for _ in range(TRIES):
            try:
                return self._store.run_once(request, self._accounts.connect, connection, at=self._clock())
            except IdentityMoved:
                continue
            except ConnectionUsed as error:
                raise ConnectionUnknown("this connection is completed already; begin again") from error
        raise ConnectionFailed("this account is being connected elsewhere at the same time; begin again")

    async def _give_up(self, sign_in: SignIn, app: dict[str, Any], credentials: Credentials) -> None:
        """Credentials that nobody keeps are ended, as far as the server lets us."""
        try:
            await sign_in.revoke(app, credentials)
        except Rejected:
            return
        except ConnectorError as error:
            log.info("unused credentials could not be ended", extra={"code": error.code})


__all__ = ["Begun", "Connecting"]
