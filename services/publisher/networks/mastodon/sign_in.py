"""Connecting an account: the app on its server, the person's authorization (OAuth 2 with PKCE S256), who they are.

Every server knows us under an app of our own, registered once. The person authorizes on their server's own page; the
code that comes back is good only with the `verifier` that never left us. Failures are those of `protocol.py`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlencode, urlsplit

from contracts.networks import NetworkRules
from contracts.values import Kind
from services.publisher.networks.mastodon.entities import AccountEntity, AppEntity, InstanceEntity, TokenEntity
from services.publisher.networks.mastodon.wire import Wire
from services.publisher.networks.protocol import Account, Credentials, Rejected


@dataclass(frozen=True, slots=True)
class App:
    """Our registration on one server, with what it may ask people for. The secret lives in the vault."""

    server: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says about itself: its domain in handles, and the rules with its own lengths."""

    domain: str
    rules: NetworkRules


def server_url(typed: str) -> str:
    """The base URL of the server in what a person typed: `social.example`, an address on it, or `@ann@social.example`.

    Raises `Rejected("not-a-server")`, and `Rejected("not-encrypted")` for http to anything but this machine.
    """
    address = typed.strip()
    if "://" not in address:
        host, slash, rest = address.partition("/")
        address = f"https://{host.rpartition('@')[2]}{slash}{rest}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Rejected("not-a-server") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host or any(map(str.isspace, host)) or parts.username is not None:
        raise Rejected("not-a-server")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise Rejected("not-encrypted")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")


def scopes(rules: NetworkRules, kinds: Iterable[Kind]) -> tuple[str, ...]:
    """What is asked of the person for these kinds, with images on their posts, and nothing more."""
    asked = list(kinds)
    wanted = [*rules.account.scopes, *(scope for kind in asked for scope in rules.kinds[kind].scopes)]
    if any(rules.takes_images(kind) for kind in asked):
        wanted += rules.media.scopes
    return tuple(dict.fromkeys(wanted))


async def register(wire: Wire, rules: NetworkRules, server: str, *, redirect_uri: str, name: str, website: str) -> App:
    """Make our app on a server. Called once per server: every call makes another one."""
    wanted = scopes(rules, rules.performed)
    form = {
        "client_name": name,
        "redirect_uris": redirect_uri,
        "scopes": " ".join(wanted),
        "website": website,
    }
    entity = await wire.read(f"{server}/api/v1/apps", AppEntity, form=form)
    return App(server, entity.client_id, entity.client_secret, redirect_uri, wanted)


def authorize_url(app: App, wanted: Iterable[str], state: str, verifier: str) -> str:
    """Where to send the person. `state` comes back with them; `verifier` (43 to 128 random characters) stays here."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": " ".join(wanted),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{app.server}/oauth/authorize?{urlencode(query)}"


async def exchange(wire: Wire, app: App, code: str, verifier: str) -> Credentials:
    """Trade the code for credentials, once. `Rejected("bad-request")`: the code is used, too old or not ours."""
    form = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uri": app.redirect_uri,
        "code": code,
        "code_verifier": verifier,
    }
    token = await wire.read(f"{app.server}/oauth/token", TokenEntity, form=form)
    return Credentials(token.access_token, tuple(token.scope.split()))


async def revoke(wire: Wire, app: App, credentials: Credentials) -> None:
    """End the credentials on the server. Repeating is safe; `Rejected` means that they were not good any more."""
    form = {"client_id": app.client_id, "client_secret": app.client_secret, "token": credentials.access_token}
    await wire.read(f"{app.server}/oauth/revoke", object, form=form)


async def who_is(wire: Wire, server: str, domain: str, credentials: Credentials) -> Account:
    """Whose credentials these are, with the handle as everybody else writes it."""
    url = f"{server}/api/v1/accounts/verify_credentials"
    entity = await wire.read(url, AccountEntity, token=credentials.access_token)
    return Account(server, entity.id, f"@{entity.username}@{domain}")


async def describe(wire: Wire, rules: NetworkRules, server: str) -> Server:
    """What a server says about itself: version 2 of its description, or version 1 where there is none."""
    try:
        entity = await wire.read(f"{server}/api/v2/instance", InstanceEntity)
    except Rejected:
        entity = await wire.read(f"{server}/api/v1/instance", InstanceEntity)
    announced = entity.configuration.statuses
    limit = announced.max_characters or entity.max_toot_chars
    return Server(_domain(entity, server), rules.with_limits(limit, announced.characters_reserved_per_url))


def _domain(entity: InstanceEntity, server: str) -> str:
    """The server's name in handles; version 1 gives an address on some software."""
    told = entity.domain or entity.uri
    parts = urlsplit(told if "://" in told else f"https://{told}")
    return _host(parts) or _host(urlsplit(server))


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2].lower()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
