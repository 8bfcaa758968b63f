"""The Mastodon connector: prepare, resolve, send, look up, retract.

Tested against the sandbox network and snac; other software that speaks Mastodon's interface is expected to work within
the documented calls. Mastodon's Idempotency-Key is sent and never relied on: some servers ignore it, and Mastodon
itself stores it only after the post exists. Images are not supported: an opening with media is rejected, not trimmed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import ValidationError

from contracts.networks import Capability, NetworkRules, Opening, UnusableText, links, load, normalise
from contracts.values import Kind
from services.publisher.networks.mastodon import lookup
from services.publisher.networks.mastodon.entities import SearchEntity, StatusEntity
from services.publisher.networks.mastodon.wire import Client, Clock, Wire, path_of
from services.publisher.networks.protocol import (
    Account,
    Credentials,
    Finding,
    Intent,
    NeedsHuman,
    Published,
    Rejected,
    Retryable,
    Target,
    TooLate,
    UnknownOutcome,
)

NAME = "mastodon"
SEND_SECONDS = 20.0


class Mastodon:
    """One connector for all servers; it holds no state. `clock` gives the present in UTC."""

    name = NAME
    send_seconds = SEND_SECONDS

    def __init__(self, client: Client, clock: Clock) -> None:
        self.rules: NetworkRules = load(NAME)
        self.wire = Wire(client, clock)
        self._clock = clock

    def capability(self, kind: Kind) -> Capability:
        """See `Network.capability`."""
        if not self.rules.offers(kind):
            raise Rejected("not-offered")
        return self.rules.kinds[kind]

    def prepare(self, opening: Opening, kind: Kind, account: Account, key: str, target: Target | None = None) -> Intent:
        """See `Network.prepare`."""
        self.capability(kind)
        _require(opening.handle == account.handle, "other-account")
        _require(opening.visibility in self.rules.opening.visibilities, "visibility")
        _require(not opening.media, "media")
        if kind is Kind.REPOST:
            return _repost(opening, account, target)
        return _post(opening, account, key)

    async def resolve(self, url: str, account: Account, credentials: Credentials) -> Target:
        """See `Network.resolve`."""
        status = await self._on_this_server(url, account, credentials) or await self._searched(
            url, account, credentials
        )
        if status is None:
            raise Rejected("not-found")
        _require(status.visibility in ("public", "unlisted"), "not-public")
        _require(not status.reblogged, "already-reposted")
        return Target(url, status.id)

    async def send(self, intent: Intent, credentials: Credentials, deadline: datetime) -> Published:
        """See `Network.send`."""

        def in_time() -> None:
            if self._clock() >= deadline:
                raise TooLate

        in_time()
        body = await self.wire.write(
            intent.method,
            intent.server + intent.path,
            token=credentials.access_token,
            form=intent.form,
            headers=intent.headers,
            seconds=self.send_seconds,
            before_sending=in_time,
        )
        try:
            return lookup.published(StatusEntity.model_validate_json(body))
        except ValidationError as error:
            # It was accepted; which post it became has to be looked up.
            raise UnknownOutcome("unreadable-answer") from error

    async def lookup(
        self, intent: Intent, credentials: Credentials, first_sent_at: datetime, known: Collection[str] = ()
    ) -> Finding:
        """See `Network.lookup`."""
        find = lookup.find_repost if intent.kind is Kind.REPOST else lookup.find_post
        return await find(self.wire, intent, credentials, first_sent_at, known)

    async def retract(self, published: Published, account: Account, credentials: Credentials) -> None:
        """See `Network.retract`."""
        if published.target_id:
            method, path = "POST", path_of("api", "v1", "statuses", published.target_id, "unreblog")
        else:
            method, path = "DELETE", path_of("api", "v1", "statuses", published.remote_id)
        try:
            await self.wire.write(
                method,
                account.server + path,
                token=credentials.access_token,
                form={},
                headers={},
                seconds=self.send_seconds,
            )
        except UnknownOutcome as error:
            # Taking down twice is the same as once.
            raise Retryable(error.code) from error
        except Rejected as error:
            if not await self._is_gone(published, account, credentials):
                raise NeedsHuman("cannot-be-removed-here") from error

    async def _is_gone(self, published: Published, account: Account, credentials: Credentials) -> bool:
        """Whether a post that the server would not take down is down already; some servers cannot take down."""
        url = account.server + path_of("api", "v1", "statuses", published.target_id or published.remote_id)
        try:
            status = await self.wire.read(url, StatusEntity, token=credentials.access_token)
        except Rejected as error:
            return error.code == "not-found"
        return status.reblogged is False if published.target_id else False

    async def _on_this_server(self, url: str, account: Account, credentials: Credentials) -> StatusEntity | None:
        """The post when its address is one of the account's own server: the last part of the path is its id."""
        there, here = urlsplit(url), urlsplit(account.server)
        status_id = there.path.rstrip("/").rpartition("/")[2]
        if there.netloc.lower() != here.netloc.lower() or not status_id:
            return None
        address = account.server + path_of("api", "v1", "statuses", status_id)
        try:
            status = await self.wire.read(address, StatusEntity, token=credentials.access_token)
        except Rejected:
            return None
        return status if _is_at(status, url) else None

    async def _searched(self, url: str, account: Account, credentials: Credentials) -> StatusEntity | None:
        """The post as the account's server finds it elsewhere; only one at this very address counts."""
        found = await self.wire.read(
            f"{account.server}/api/v2/search",
            SearchEntity,
            token=credentials.access_token,
            query={"q": url, "type": "statuses", "resolve": "true", "limit": "5"},
        )
        return next((status for status in found.statuses if _is_at(status, url)), None)


def _post(opening: Opening, account: Account, key: str) -> Intent:
    _require(opening.target is None, "target")
    for words in (opening.text, opening.content_warning):
        _require(_is_normal(words), "text-not-normal")
    _require(bool(opening.text), "text-empty")
    _require(not opening.link or _says(opening.text, opening.link), "link")
    # What is left out the server fills with the account's own defaults: say all that was approved.
    form = {
        "status": opening.text,
        "visibility": opening.visibility,
        "sensitive": "true" if opening.sensitive else "false",
    }
    if opening.language:
        form["language"] = opening.language
    if opening.content_warning:
        form["spoiler_text"] = opening.content_warning
    return Intent(
        network=NAME,
        kind=Kind.POST,
        server=account.server,
        account_id=account.remote_id,
        method="POST",
        path="/api/v1/statuses",
        form=form,
        headers={"Idempotency-Key": key},
    )


def _repost(opening: Opening, account: Account, target: Target | None) -> Intent:
    if target is None or target.url != opening.target:
        raise Rejected("target")
    _require(not opening.text and not opening.content_warning, "text-on-repost")
    return Intent(
        network=NAME,
        kind=Kind.REPOST,
        server=account.server,
        account_id=account.remote_id,
        method="POST",
        path=path_of("api", "v1", "statuses", target.remote_id, "reblog"),
        form={"visibility": opening.visibility},
        headers={},
        target_id=target.remote_id,
    )


def _says(text: str, link: str) -> bool:
    """Whether the text has the whole link in it, also one that no network makes clickable (http://wiki/page)."""
    return link in links(text) or link in text.split()


def _is_normal(words: str) -> bool:
    """Whether the server will keep the words as they are: it strips and we would not find our own post again."""
    try:
        return normalise(words) == words
    except UnusableText:
        return False


def _is_at(status: StatusEntity, url: str) -> bool:
    return url.rstrip("/") in ((status.url or "").rstrip("/"), (status.uri or "").rstrip("/"))


def _require(condition: object, code: str) -> None:
    if not condition:
        raise Rejected(code)
