"""What stands behind an address, as the person's own server knows it. Read only.

Only what is at this very address counts: a server that finds something similar has found something else.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from contracts.values import Aim, Kind
from services.publisher.networks.mastodon.acts import ACTS, is_done, told_by
from services.publisher.networks.mastodon.entities import AccountEntity, SearchEntity, StatusEntity
from services.publisher.networks.mastodon.matching import reading
from services.publisher.networks.mastodon.wire import Wire, path_of
from services.publisher.networks.protocol import Account, Credentials, Rejected, Target, require


async def find(wire: Wire, url: str, kind: Kind, account: Account, credentials: Credentials) -> Target:
    """The target of this kind of activity. Raises `Rejected` where there is none, or nothing to do; else as `read`."""
    if kind.aim is Aim.ACCOUNT:
        return await _account(wire, url, kind, account, credentials)
    return await _post(wire, url, kind, account, credentials)


async def _post(wire: Wire, url: str, kind: Kind, account: Account, credentials: Credentials) -> Target:
    status = await _post_here(wire, url, account, credentials)
    if status is None:
        found = await _search(wire, url, "statuses", account, credentials)
        status = next((each for each in found.statuses if _is_at(each.url, each.uri, url)), None)
    if status is None:
        raise Rejected("not-found")
    require(status.visibility in ("public", "unlisted"), "not-public")
    if kind in ACTS:
        require(not told_by(kind, status), ACTS[kind].already)
    handle = status.account.handle(account.server) if status.account is not None else None
    words = reading(status.content).strip()
    return Target(url, status.id, handle, words, status.spoiler_text or "", status.created_at)


async def _account(wire: Wire, url: str, kind: Kind, account: Account, credentials: Credentials) -> Target:
    person = await _account_here(wire, url, account, credentials)
    if person is None:
        found = await _search(wire, url, "accounts", account, credentials)
        person = next((each for each in found.accounts if _is_at(each.url, each.uri, url)), None)
    if person is None:
        raise Rejected("not-found")
    require(person.id != account.remote_id, "own-account")
    done = await is_done(wire, account.server, kind, person.id, credentials)
    require(not done, ACTS[kind].already)
    return Target(url, person.id, person.handle(account.server), reading(person.note).strip())


async def _post_here(wire: Wire, url: str, account: Account, credentials: Credentials) -> StatusEntity | None:
    """The post when its address is one of the account's own server: the last part of the path is its id."""
    status_id = _last_part(url, account.server)
    if status_id is None:
        return None
    address = account.server + path_of("api", "v1", "statuses", status_id)
    try:
        status = await wire.read(address, StatusEntity, token=credentials.access_token)
    except Rejected:
        return None
    return status if _is_at(status.url, status.uri, url) else None


async def _account_here(wire: Wire, url: str, account: Account, credentials: Credentials) -> AccountEntity | None:
    """The account when its address is one of the person's own server: the last part of the path is its name."""
    name = _last_part(url, account.server)
    if name is None:
        return None
    address, query = f"{account.server}/api/v1/accounts/lookup", {"acct": name.removeprefix("@")}
    try:
        person = await wire.read(address, AccountEntity, token=credentials.access_token, query=query)
    except Rejected:
        return None
    return person if _is_at(person.url, person.uri, url) else None


async def _search(wire: Wire, url: str, what: str, account: Account, credentials: Credentials) -> SearchEntity:
    """What the account's server finds elsewhere."""
    return await wire.read(
        f"{account.server}/api/v2/search",
        SearchEntity,
        token=credentials.access_token,
        query={"q": url, "type": what, "resolve": "true", "limit": "5"},
    )


def _last_part(url: str, server: str) -> str | None:
    there, here = urlsplit(url), urlsplit(server)
    last = there.path.rstrip("/").rpartition("/")[2]
    return last if last and there.netloc.lower() == here.netloc.lower() else None


def _is_at(url: str | None, uri: str | None, wanted: str) -> bool:
    return wanted.rstrip("/") in ((url or "").rstrip("/"), (uri or "").rstrip("/"))
