"""How a person's account on a network is connected: one face for all networks, and Mastodon's.

Failures are those of the connectors' protocol. Nothing here is stored; secrets are given back as plain values for the
vault.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from contracts.networks import NetworkRules
from services.publisher.networks.mastodon import Mastodon, sign_in
from services.publisher.networks.protocol import Account, Credentials

NAME = "Restu"


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a completed authorization gave: the account, what acts for it, and the lengths its server allows."""

    account: Account
    credentials: Credentials
    rules: NetworkRules


class SignIn(Protocol):
    """Connecting accounts of one network. `app` is what `register` gave, as plain values."""

    def server(self, typed: str) -> str:
        """The server in what a person typed. Raises Rejected."""
        ...

    async def register(self, server: str, redirect_uri: str) -> dict[str, Any]:
        """Makes our app on a server."""
        ...

    def suffices(self, app: dict[str, Any]) -> bool:
        """Whether an app that was made before may ask for everything that this release asks people for."""
        ...

    def authorize_url(self, app: dict[str, Any], state: str, verifier: str) -> str:
        """Where to send the person."""
        ...

    async def redeem(self, app: dict[str, Any], code: str, verifier: str) -> Redeemed:
        """Trades the code for credentials, and asks whose they are."""
        ...

    async def revoke(self, app: dict[str, Any], credentials: Credentials) -> None:
        """Ends credentials at the server."""
        ...


class MastodonSignIn:
    """Mastodon, and what speaks its interface. `website` is where people find this installation."""

    def __init__(self, mastodon: Mastodon, website: str) -> None:
        self._wire = mastodon.wire
        self._rules = mastodon.rules
        self._website = website

    def server(self, typed: str) -> str:
        """See `SignIn.server`."""
        return sign_in.server_url(typed)

    async def register(self, server: str, redirect_uri: str) -> dict[str, Any]:
        """See `SignIn.register`."""
        app = await sign_in.register(
            self._wire, self._rules, server, redirect_uri=redirect_uri, name=NAME, website=self._website
        )
        return asdict(app)

    def suffices(self, app: dict[str, Any]) -> bool:
        """See `SignIn.suffices`. A server refuses to ask people for what the app was not made with."""
        return set(self._wanted()) <= set(sign_in.App(**app).scopes)

    def authorize_url(self, app: dict[str, Any], state: str, verifier: str) -> str:
        """See `SignIn.authorize_url`."""
        return sign_in.authorize_url(sign_in.App(**app), self._wanted(), state, verifier)

    async def redeem(self, app: dict[str, Any], code: str, verifier: str) -> Redeemed:
        """See `SignIn.redeem`."""
        known = sign_in.App(**app)
        credentials = await sign_in.exchange(self._wire, known, code, verifier)
        server = await sign_in.describe(self._wire, self._rules, known.server)
        account = await sign_in.who_is(self._wire, known.server, server.domain, credentials)
        return Redeemed(account, credentials, server.rules)

    async def revoke(self, app: dict[str, Any], credentials: Credentials) -> None:
        """See `SignIn.revoke`."""
        await sign_in.revoke(self._wire, sign_in.App(**app), credentials)

    def _wanted(self) -> tuple[str, ...]:
        return sign_in.scopes(self._rules, self._rules.performed)
