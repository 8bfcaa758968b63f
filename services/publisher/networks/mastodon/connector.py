"""The Mastodon connector: prepare, resolve, upload, send, look up, measure, count followers, retract.

Tested against the sandbox network and snac; other software that speaks Mastodon's interface is expected to work within
the documented calls. Mastodon's Idempotency-Key is sent and never relied on: some servers ignore it, and Mastodon
itself stores it only after the post exists.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pydantic import ValidationError

from contracts.networks import Capability, NetworkRules, Opening, load
from contracts.values import Kind
from services.publisher.networks.mastodon import lookup, media, targets
from services.publisher.networks.mastodon.acts import ACTS, is_done, named, told_by
from services.publisher.networks.mastodon.entities import CountsEntity, FollowedEntity, RelationshipEntity, StatusEntity
from services.publisher.networks.mastodon.intents import intent_of
from services.publisher.networks.mastodon.matching import Likeness
from services.publisher.networks.mastodon.wire import Client, Clock, Wire, path_of
from services.publisher.networks.protocol import (
    Account,
    Credentials,
    Engagement,
    Finding,
    Intent,
    NeedsHuman,
    Picture,
    Published,
    Rejected,
    Retryable,
    Target,
    TooLate,
    UnknownOutcome,
    Uploaded,
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
        if not self.rules.sends(kind):
            raise Rejected("not-offered")
        return self.rules.kinds[kind]

    def permitted(self, kind: Kind, credentials: Credentials, *, images: bool = False) -> bool:
        """See `Network.permitted`. `write` includes `write:statuses`, `follow` what is about follows."""
        told = set(credentials.scopes)
        told |= {"read:follows", "write:follows"} if "follow" in told else set()
        needed = (*self.capability(kind).scopes, *(self.rules.media.scopes if images else ()))
        return not told or all(scope in told or scope.partition(":")[0] in told for scope in needed)

    def prepare(
        self,
        opening: Opening,
        kind: Kind,
        account: Account,
        key: str,
        target: Target | None = None,
        *,
        uploaded: tuple[Uploaded, ...] = (),
    ) -> Intent:
        """See `Network.prepare`."""
        self.capability(kind)
        return intent_of(opening, kind, account, key=key, target=target, uploaded=uploaded, rules=self.rules)

    async def resolve(self, url: str, kind: Kind, account: Account, credentials: Credentials) -> Target:
        """See `Network.resolve`."""
        return await targets.find(self.wire, url, kind, account, credentials)

    async def upload(self, picture: Picture, alt: str, account: Account, credentials: Credentials) -> str:
        """See `Network.upload`."""
        return await media.upload(self.wire, picture, alt, account, credentials)

    async def has_image(self, remote_id: str, account: Account, credentials: Credentials) -> bool:
        """See `Network.has_image`."""
        return await media.is_there(self.wire, remote_id, account, credentials)

    async def send(self, intent: Intent, credentials: Credentials, deadline: datetime) -> Published:
        """See `Network.send`."""

        def in_time() -> None:
            if self._clock() >= deadline:
                raise TooLate

        in_time()
        form: dict[str, str | list[str]] = {**intent.form}
        if intent.media:
            form["media_ids[]"] = [image.remote_id for image in intent.media]
        body = await self.wire.write(
            intent.method,
            intent.server + intent.path,
            token=credentials.access_token,
            form=form,
            headers=intent.headers,
            seconds=self.send_seconds,
            before_sending=in_time,
        )
        try:
            return await self._answered(intent, body, credentials)
        except ValidationError as error:
            # It was accepted; what it became has to be looked up.
            raise UnknownOutcome("unreadable-answer") from error

    async def lookup(
        self, intent: Intent, credentials: Credentials, first_sent_at: datetime, known: Collection[str] = ()
    ) -> Finding:
        """See `Network.lookup`."""
        return await lookup.find(self.wire, intent, credentials, first_sent_at, known)

    async def measure(self, published: Published, account: Account, credentials: Credentials) -> Engagement:
        """See `Network.measure`."""
        url = account.server + path_of("api", "v1", "statuses", published.remote_id)
        told = await self.wire.read(url, CountsEntity, token=credentials.access_token)
        return Engagement(told.favourites_count, told.reblogs_count, told.replies_count)

    async def followers(self, account: Account, credentials: Credentials) -> int | None:
        """See `Network.followers`."""
        url = account.server + path_of("api", "v1", "accounts", "verify_credentials")
        told = (await self.wire.read(url, FollowedEntity, token=credentials.access_token)).followers_count
        return told if told is not None and told >= 0 else None

    async def retract(self, published: Published, kind: Kind, account: Account, credentials: Credentials) -> None:
        """See `Network.retract`."""
        if kind in ACTS and published.target_id:
            method, path = "POST", ACTS[kind].path(published.target_id, ACTS[kind].undo)
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
            if not await self._is_gone(published, kind, account, credentials):
                raise NeedsHuman("cannot-be-removed-here") from error

    async def _answered(self, intent: Intent, body: bytes, credentials: Credentials) -> Published:
        """What a success has become.

        Raises ValidationError, or `UnknownOutcome` where it says that nothing has, or that what has is not what was
        approved: a server may leave out images that it has forgotten, cut words short, or show them to others.
        """
        if intent.kind is Kind.FOLLOW or intent.kind is Kind.LIKE:
            entity = RelationshipEntity if intent.kind is Kind.FOLLOW else StatusEntity
            if told_by(intent.kind, entity.model_validate_json(body)) is False:
                raise UnknownOutcome("not-told")
            return named(intent.kind, intent.target_id or "", intent.target_url)
        status = StatusEntity.model_validate_json(body)
        if intent.kind.has_words:
            likeness = await lookup.likeness_of(status, intent, self.wire, credentials)
            if likeness is not Likeness.EXACT:
                raise UnknownOutcome("not-as-approved")
        return lookup.published(intent, status)

    async def _is_gone(self, published: Published, kind: Kind, account: Account, credentials: Credentials) -> bool:
        """Whether what the server would not take back is gone already; some servers cannot take down."""
        try:
            if kind in ACTS and published.target_id:
                done = await is_done(self.wire, account.server, kind, published.target_id, credentials)
                return done is False
            url = account.server + path_of("api", "v1", "statuses", published.remote_id)
            await self.wire.read(url, StatusEntity, token=credentials.access_token)
        except Rejected as error:
            return error.code == "not-found"
        return False
