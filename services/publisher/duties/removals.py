"""Taking posts down and ending credentials at the network."""

from __future__ import annotations

import logging
from datetime import datetime

from chassis.event_store import Work
from chassis.timers import Due
from services.publisher import kinds
from services.publisher.connecting import Connecting
from services.publisher.domain.post import Post
from services.publisher.duties.desk import Desk
from services.publisher.networks.protocol import (
    AuthExpired,
    ConnectorError,
    Published,
    RateLimited,
    Retryable,
)

log = logging.getLogger(__name__)

REVOKE_TRIES = 5


class Removing:
    """The duties of an end."""

    def __init__(self, desk: Desk, connecting: Connecting) -> None:
        self._desk = desk
        self._connecting = connecting

    async def take_down(self, due: Due) -> None:
        """A published post is to go. Repeating is safe; already gone is fine."""
        desk = self._desk
        post = await desk.find(due.id)
        if post is None or not post.removing:
            await desk.clear(kinds.TAKE_DOWN, due.id)
            return
        link, means = await desk.open(post.id, kinds.LINK), await desk.means(post.account_id)
        if link is None or means is None:
            await desk.run(desk.posts.removal_failed, post.id, "reconnect", at=desk.clock())
            return
        published = Published(link["remote_id"], link["url"], link["target_id"])
        with desk.span("take-down", post.approval.network, parent=await desk.trace(post.id)):
            try:
                approval = post.approval
                await desk.connector(approval.network).retract(
                    published, approval.kind, means.account, means.credentials
                )
            except Retryable as error:
                await self._later(due, post, error)
            except AuthExpired:
                await desk.run(self._lost_account, post, at=desk.clock())
            except ConnectorError as error:
                await desk.run(desk.posts.removal_failed, post.id, error.code, at=desk.clock())
            else:
                await desk.record(desk.posts.removed, post.id, at=desk.clock())

    async def revoke(self, due: Due) -> None:
        """A disconnected account's credentials are ended at the network, as far as it lets us, and deleted."""
        desk = self._desk
        credentials, profile = await desk.open(due.id, kinds.CREDENTIALS), await desk.open(due.id, kinds.PROFILE)
        if credentials is not None and profile is not None:
            try:
                await self._connecting.revoke(profile, credentials)
            except Retryable as error:
                if due.tries < REVOKE_TRIES:
                    await desk.later(due, error.until if isinstance(error, RateLimited) else None)
                    return
                log.warning("credentials could not be ended at the network", extra={"account_id": str(due.id)})
            except ConnectorError as error:
                log.info("credentials were not good any more", extra={"account_id": str(due.id), "code": error.code})
        await desk.run(desk.accounts.forget_credentials, due.id)

    async def forget(self, due: Due) -> None:
        """A connection that was begun and not completed."""
        await self._desk.run(self._desk.accounts.forget_connecting, due.id)

    async def _later(self, due: Due, post: Post, error: Retryable) -> None:
        desk = self._desk
        if due.tries + 1 >= desk.pace.removal_tries:
            await desk.run(desk.posts.removal_failed, post.id, error.code, at=desk.clock())
        else:
            await desk.later(due, error.until if isinstance(error, RateLimited) else None)

    def _lost_account(self, work: Work, post: Post, *, at: datetime) -> None:
        self._desk.posts.removal_failed(work, post.id, "reconnect", at=at)
        self._desk.accounts.token_revoked(work, post.account_id, at=at)
